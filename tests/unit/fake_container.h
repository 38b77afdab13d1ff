/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fake_container: containers, keys and parameter blocks for the tests of the loader.
 *
 * Written from docs/container.md alone and without the packer's code or libfdt, so it is a second
 * opinion on the format.  A container is first a list of tokens, which a test may bend as it likes,
 * and then bytes.  All memory is static or on the caller's stack; failures end the test.
 */
#ifndef XPACK_FAKE_CONTAINER_H
#define XPACK_FAKE_CONTAINER_H

#include "loader/container.h"
#include "loader/params.h"
#include "loader/verify.h"

#define FAKE_RAM_ADDR 0x40000000u
#define FAKE_RAM_SIZE 0x00100000u
#define FAKE_MAX_SIZE 0x10000u
#define FAKE_MAX_TOKENS 512u
#define FAKE_MAX_VALUE 256u
#define FAKE_MAX_IMAGES 8u
#define FAKE_NONE UINT32_MAX

/* Devicetree specification 0.4, section 5.4.1. */
enum fake_kind { FAKE_BEGIN = 1, FAKE_END = 2, FAKE_PROP = 3, FAKE_NOP = 4, FAKE_FINISH = 9 };

struct fake_token {
	enum fake_kind kind;
	char name[128];
	uint8_t value[FAKE_MAX_VALUE];
	uint32_t size;
};

struct fake_image {
	const char *name;
	const char *kind;
	uint32_t load;
	uint32_t mem_size;
	uint32_t data_size; /* bytes of a pattern that depends on the image's index */
	uint32_t entry;     /* on the kernel alone */
	const uint8_t *lz4; /* or these bytes, which are compressed */
};

struct fake {
	struct fake_image images[FAKE_MAX_IMAGES];
	uint32_t n_images;
	uint32_t kernel;
	uint32_t fdt; /* or FAKE_NONE */
	const char *board;
	const char *system;
	const char *protocol;
	const char *bootargs; /* or NULL */
	bool has_signature;   /* for U-Boot, in the configuration */
	uint32_t security_version;
	uint32_t sequence;

	struct fake_token tokens[FAKE_MAX_TOKENS];
	uint32_t n_tokens;

	_Alignas(8) uint8_t bytes[FAKE_MAX_SIZE];
	uint32_t manifest_size;
	uint32_t size; /* of manifest and payload */
};

/* A key pair; public is what the parameter block would have of it. */
struct fake_key {
	void *pair; /* OpenSSL's */
	uint8_t id[CRYPTO_DIGEST_SIZE];
	uint8_t bytes[CRYPTO_MAX_KEY_SIZE];
	struct public_key public;
};

/* A container that is right in everything but signatures: four images, described and tokenized,
 * not yet written. */
void fake_init(struct fake *fake);

/* Tokens out of the description; forgets what was done to tokens before. */
void fake_tokenize(struct fake *fake);

/* Bytes out of tokens; the slots are empty.  Payload and its padding come from the description. */
void fake_write(struct fake *fake);

/* The structure block and the strings block of the tokens, for a tree of another layout.  Both
 * buffers are FAKE_MAX_SIZE bytes. */
void fake_blocks(const struct fake *fake, uint8_t *structure, uint32_t *structure_size,
		 uint8_t *strings, uint32_t *strings_size);

/* Put the signature over the bytes as they are into a slot. */
void fake_sign(struct fake *fake, uint32_t slot, const struct fake_key *key);

/* fake_init(), fake_write(), fake_sign() with one key in slot 0. */
void fake_make(struct fake *fake, const struct fake_key *key);

/* Tokens.  fake_find() gives the token of node/name ("conf-1/kernel"), node/ for its BEGIN. */
void fake_insert(struct fake *fake, uint32_t at, const struct fake_token *token);
void fake_remove(struct fake *fake, uint32_t at);
struct fake_token *fake_find(struct fake *fake, const char *path);
void fake_set_text(struct fake_token *token, const char *text);
void fake_set_u32(struct fake_token *token, uint32_t value);
struct fake_token fake_property(const char *name, const char *text);

/* Byte i of an image's data. */
uint8_t fake_byte(uint32_t image, uint32_t i);

/* bits: 2048, 3072 or 4096 for RSA, 256 for P-256. */
void fake_key_make(struct fake_key *key, unsigned bits);
void fake_key_free(struct fake_key *key);

/* A source over bytes in memory. */
struct source fake_source(struct span *bytes, bool exact_end);

/* The parameter block of a loader for fake_init()'s container. */
struct fake_params {
	_Alignas(8) uint8_t block[PARAMS_MAX_SIZE];
	uint32_t size;
};

void fake_params_init(struct fake_params *params, const struct fake_key *keys, uint32_t n_keys);

/* Put a number into the block. */
void fake_params_set(struct fake_params *params, uint32_t offset, uint32_t value);

#endif
