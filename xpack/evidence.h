/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * evidence: the facts of the licence boundary, for the reports and the SPDX document.
 *
 * What is packed of whom, under which licence, every byte that was changed, and the proof that no
 * other was: computed from the bytes in the load table and from the supplier's file, with code
 * that shares nothing with what made the changes.  docs/boundary.md says what it proves.
 *
 *     evidence.c        the facts
 *     evidence_text.c   boundary.txt, to read
 *     evidence_json.c   boundary.json, to process: schemas/xpack-boundary.schema.json
 *
 * Paths of files are their last component, so that reports do not depend on where a checkout lies.
 * Everything is in the arena or borrowed from the pack.
 */
#ifndef XPACK_EVIDENCE_H
#define XPACK_EVIDENCE_H

#include "buf.h"
#include "digest.h"
#include "pack.h"
#include "producers.h"

/* A file that was given. */
struct evidence_file {
	const char *name;
	uint64_t size;
	uint8_t sha256[CRYPTO_DIGEST_SIZE];
	uint8_t sha1[DIGEST_SHA1_SIZE];
	const char *license;  /* as declared; NULL: nobody stated it */
	const char *supplier; /* likewise */
};

/* A loaded segment, or all of a file that is a module. */
struct evidence_image {
	const char *name;     /* of the container's image */
	bool whole_file;      /* offset is 0 and address and load are those of the module */
	uint32_t segment;     /* index of the program header */
	uint64_t offset;      /* in the supplier's file */
	uint64_t size;        /* bytes there */
	uint64_t address;     /* p_vaddr */
	uint64_t load;        /* p_paddr */
	uint64_t packed_size; /* of the image: size, or more where a Set lies behind it */
	uint8_t supplied[CRYPTO_DIGEST_SIZE]; /* SHA-256 of the supplier's bytes */
	uint8_t packed[CRYPTO_DIGEST_SIZE];   /* of the image's bytes */
	uint8_t restored[CRYPTO_DIGEST_SIZE]; /* of them with every listed place put back */
};

/* The host or a partition. */
struct evidence_part {
	const char *name;
	const struct partition *partition; /* NULL: the host */
	struct evidence_file file;
	const struct elf *elf;
	const struct linked *linked;
	struct licenses licenses; /* noted in the file */
	struct producers producers;
	size_t n_functions; /* in its symbol table */
	struct evidence_image *images;
	size_t n_images;
	uint8_t packed[CRYPTO_DIGEST_SIZE]; /* of the bytes of all images, one after the other */
	uint64_t packed_size;
};

/* A file that is loaded as it is, but for words that Sets write into it. */
struct evidence_blob {
	const char *owner, *name;
	struct evidence_file file;
	const char *image;                  /* its name in the container */
	uint64_t load;                      /* physical address of its first byte */
	uint8_t packed[CRYPTO_DIGEST_SIZE]; /* of the image's bytes */
	const struct change **changes;
	size_t n_changes;
};

struct evidence {
	const struct pack *pack;
	struct evidence_part host;
	struct evidence_part *partitions; /* as in the description */
	size_t n_partitions;
	struct evidence_file *objects; /* the host's ABI objects */
	size_t n_objects;
	struct evidence_blob *blobs; /* the host's, then those of partitions */
	size_t n_blobs;
};

/*
 * Precondition: pack_run() succeeded.  Reports boundary-proof when the bytes that are packed are
 * not the supplier's with the listed changes: a defect of xpack, and nothing may be written then.
 * Returns 0 or -1.
 */
int evidence_make(const struct pack *pack, struct evidence *evidence)
	__attribute__((warn_unused_result));

/* "window", "slot" or "set". */
const char *evidence_kind(const struct change *change);
/* Who wrote the bytes that are there now, and under which licence that is. */
const char *evidence_filler(struct arena *arena, const struct change *change);
const char *evidence_license(const struct change *change);

void evidence_text(const struct evidence *evidence, struct buf *out);
void evidence_json(const struct evidence *evidence, struct buf *out);

#endif
