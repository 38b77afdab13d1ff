/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fake_container.h"

#include <openssl/sha.h>
#include <string.h>

#include "cmocka_all.h"

#define N_DEFAULT_IMAGES 4u

static const struct fake_image default_images[N_DEFAULT_IMAGES] = {
	{ "host-0", "segment", 0x40000000, 0x300, 0x105, 0x40000010, NULL },
	{ "control.code", "segment", 0x40010000, 0x40, 0x40, 0, NULL },
	{ "control.zero", "zero", 0x40020000, 0x1001, 0, 0, NULL },
	{ "system", "dtb", 0x40030000, 0x1000, 0x2b, 0, NULL },
};

uint8_t fake_byte(uint32_t image, uint32_t i)
{
	return (uint8_t)(i * 7 + image * 31 + 1);
}

static void put_data(uint8_t *to, const struct fake_image *image, uint32_t i)
{
	for (uint32_t at = 0; at < image->data_size; at++)
		to[at] = image->lz4 != NULL ? image->lz4[at] : fake_byte(i, at);
}

static struct fake_token *add(struct fake *fake, enum fake_kind kind, const char *name)
{
	struct fake_token *token = &fake->tokens[fake->n_tokens++];

	assert_true(fake->n_tokens <= FAKE_MAX_TOKENS);
	memset(token, 0, sizeof(*token));
	token->kind = kind;
	assert_true(strlen(name) < sizeof(token->name));
	strcpy(token->name, name);
	return token;
}

void fake_set_text(struct fake_token *token, const char *text)
{
	token->size = (uint32_t)strlen(text) + 1;
	assert_true(token->size <= FAKE_MAX_VALUE);
	memcpy(token->value, text, token->size);
}

void fake_set_u32(struct fake_token *token, uint32_t value)
{
	token->size = 4;
	put_be32(token->value, value);
}

struct fake_token fake_property(const char *name, const char *text)
{
	struct fake_token token = { .kind = FAKE_PROP };

	strcpy(token.name, name);
	fake_set_text(&token, text);
	return token;
}

static void add_text(struct fake *fake, const char *name, const char *text)
{
	fake_set_text(add(fake, FAKE_PROP, name), text);
}

static void add_u32(struct fake *fake, const char *name, uint32_t value)
{
	fake_set_u32(add(fake, FAKE_PROP, name), value);
}

static void add_image(struct fake *fake, uint32_t i, uint32_t offset)
{
	const struct fake_image *image = &fake->images[i];
	uint8_t data[FAKE_MAX_SIZE];
	struct fake_token *value;

	put_data(data, image, i);
	add(fake, FAKE_BEGIN, image->name);
	add_text(fake, "description", "");
	add_text(fake, "type", i == fake->kernel ? "kernel" : "standalone");
	add_text(fake, "arch", "sparc");
	add_text(fake, "os", "elf");
	add_text(fake, "compression", image->lz4 != NULL ? "lz4" : "none");
	add_u32(fake, "load", image->load);
	if (i == fake->kernel)
		add_u32(fake, "entry", image->entry);
	add_u32(fake, "data-offset", offset);
	add_u32(fake, "data-size", image->data_size);
	add_text(fake, "xpack,owner", i == fake->kernel ? "host" : "control");
	add_text(fake, "xpack,kind", image->kind);
	add_u32(fake, "xpack,mem-size", image->mem_size);
	add(fake, FAKE_BEGIN, "hash-1");
	add_text(fake, "algo", "sha256");
	value = add(fake, FAKE_PROP, "value");
	value->size = SHA256_DIGEST_LENGTH;
	SHA256(data, image->data_size, value->value);
	add(fake, FAKE_END, "");
	add(fake, FAKE_END, "");
}

/* Its values are of no meaning to the loader. */
static void add_signature(struct fake *fake)
{
	struct fake_token *strings;

	add(fake, FAKE_BEGIN, "signature-1");
	add_text(fake, "algo", "sha256,rsa2048");
	add_text(fake, "value", "some bytes");
	add_text(fake, "key-name-hint", "dev");
	strings = add(fake, FAKE_PROP, "hashed-strings");
	strings->size = 8;
	add_text(fake, "hashed-nodes", "/");
	add_text(fake, "sign-images", "kernel");
	add(fake, FAKE_END, "");
}

static void add_configuration(struct fake *fake)
{
	struct fake_token *list;

	add(fake, FAKE_BEGIN, "configurations");
	add_text(fake, "default", "conf-1");
	add(fake, FAKE_BEGIN, "conf-1");
	add_text(fake, "description", "the only one");
	add_text(fake, "kernel", fake->images[fake->kernel].name);
	if (fake->fdt != FAKE_NONE)
		add_text(fake, "fdt", fake->images[fake->fdt].name);
	list = add(fake, FAKE_PROP, "loadables");
	for (uint32_t i = 0; i < fake->n_images; i++) {
		uint32_t size = (uint32_t)strlen(fake->images[i].name) + 1;

		if (i == fake->kernel || i == fake->fdt)
			continue;
		memcpy(list->value + list->size, fake->images[i].name, size);
		list->size += size;
	}
	if (list->size == 0)
		fake->n_tokens--;
	add_text(fake, "compatible", fake->board);
	if (fake->has_signature)
		add_signature(fake);
	add(fake, FAKE_END, "");
	add(fake, FAKE_END, "");
}

void fake_tokenize(struct fake *fake)
{
	uint32_t offset = 0;

	fake->n_tokens = 0;
	add(fake, FAKE_BEGIN, "");
	add_text(fake, "description", "a test");
	add_u32(fake, "timestamp", 1700000000);
	add_u32(fake, "#address-cells", 1);
	add_u32(fake, "xpack,format", 1);
	add_u32(fake, "xpack,security-version", fake->security_version);
	add_u32(fake, "xpack,sequence", fake->sequence);
	add_text(fake, "xpack,system", fake->system);
	add_text(fake, "xpack,board", fake->board);
	add_text(fake, "xpack,protocol", fake->protocol);
	if (fake->bootargs != NULL)
		add_text(fake, "xpack,bootargs", fake->bootargs);
	add(fake, FAKE_BEGIN, "images");
	for (uint32_t i = 0; i < fake->n_images; i++) {
		add_image(fake, i, offset);
		offset += (fake->images[i].data_size + 7) / 8 * 8;
	}
	add(fake, FAKE_END, "");
	add_configuration(fake);
	add(fake, FAKE_END, "");
	add(fake, FAKE_FINISH, "");
}

void fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	memcpy(fake->images, default_images, sizeof(default_images));
	fake->n_images = N_DEFAULT_IMAGES;
	fake->kernel = 0;
	fake->fdt = 3;
	fake->board = "leon3_generic";
	fake->system = "leon3-two";
	fake->protocol = "xpack";
	fake->security_version = 3;
	fake->sequence = 9;
	fake_tokenize(fake);
}

void fake_insert(struct fake *fake, uint32_t at, const struct fake_token *token)
{
	struct fake_token copy = *token;

	assert_true(fake->n_tokens < FAKE_MAX_TOKENS);
	memmove(&fake->tokens[at + 1], &fake->tokens[at], (fake->n_tokens - at) * sizeof(copy));
	fake->tokens[at] = copy;
	fake->n_tokens++;
}

void fake_remove(struct fake *fake, uint32_t at)
{
	fake->n_tokens--;
	memmove(&fake->tokens[at], &fake->tokens[at + 1],
		(fake->n_tokens - at) * sizeof(fake->tokens[0]));
}

struct fake_token *fake_find(struct fake *fake, const char *path)
{
	const char *slash = strchr(path, '/');
	size_t node_size = (size_t)(slash - path);
	bool is_inside = false;

	for (uint32_t i = 0; i < fake->n_tokens; i++) {
		struct fake_token *token = &fake->tokens[i];

		if (token->kind == FAKE_BEGIN) {
			is_inside = strlen(token->name) == node_size &&
				    memcmp(token->name, path, node_size) == 0;
			if (is_inside && slash[1] == '\0')
				return token;
		}
		if (is_inside && token->kind == FAKE_PROP && strcmp(token->name, slash + 1) == 0)
			return token;
	}
	fail_msg("no token %s", path);
	return NULL;
}

/* Offset of name in the strings block, where it is put when it is not there. */
static uint32_t string_offset(uint8_t *strings, uint32_t *size, const char *name)
{
	uint32_t at = 0;

	while (at < *size && strcmp((const char *)strings + at, name) != 0)
		at += (uint32_t)strlen((const char *)strings + at) + 1;
	if (at == *size) {
		strcpy((char *)strings + at, name);
		*size += (uint32_t)strlen(name) + 1;
	}
	return at;
}

void fake_blocks(const struct fake *fake, uint8_t *structure, uint32_t *structure_size,
		 uint8_t *strings, uint32_t *strings_size)
{
	uint8_t *at = structure;

	memset(structure, 0, FAKE_MAX_SIZE);
	memset(strings, 0, FAKE_MAX_SIZE);
	*strings_size = 0;
	for (uint32_t i = 0; i < fake->n_tokens; i++) {
		const struct fake_token *token = &fake->tokens[i];
		size_t name_size = strlen(token->name) + 1;

		put_be32(at, token->kind);
		at += 4;
		if (token->kind == FAKE_BEGIN) {
			memcpy(at, token->name, name_size);
			at += (name_size + 3) / 4 * 4;
		} else if (token->kind == FAKE_PROP) {
			put_be32(at, token->size);
			put_be32(at + 4, string_offset(strings, strings_size, token->name));
			memcpy(at + 8, token->value, token->size);
			at += 8 + (token->size + 3) / 4 * 4;
		}
	}
	*structure_size = (uint32_t)(at - structure);
	assert_true(*structure_size + *strings_size < FAKE_MAX_SIZE / 2);
}

static void write_header(uint8_t *at, uint32_t structure_size, uint32_t strings_size,
			 uint32_t total_size)
{
	const uint32_t cells[] = {
		0xd00dfeed, total_size, 0x498,        0x498 + structure_size, 0x488,      17,
		16,         0,          strings_size, structure_size,         0x58504b41, 1,
		2,          0 /* "XPKA", version, slots, reserved */
	};

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		put_be32(at + 4 * i, cells[i]);
}

void fake_write(struct fake *fake)
{
	uint8_t structure[FAKE_MAX_SIZE];
	uint8_t strings[FAKE_MAX_SIZE];
	uint32_t structure_size;
	uint32_t strings_size;
	uint8_t *at;

	fake_blocks(fake, structure, &structure_size, strings, &strings_size);
	memset(fake->bytes, 0, sizeof(fake->bytes));
	memcpy(fake->bytes + 0x498, structure, structure_size);
	memcpy(fake->bytes + 0x498 + structure_size, strings, strings_size);
	fake->manifest_size = (0x498 + structure_size + strings_size + 7) / 8 * 8;
	write_header(fake->bytes, structure_size, strings_size, fake->manifest_size);
	at = fake->bytes + fake->manifest_size;
	for (uint32_t i = 0; i < fake->n_images; i++) {
		put_data(at, &fake->images[i], i);
		at += (fake->images[i].data_size + 7) / 8 * 8;
	}
	fake->size = (uint32_t)(at - fake->bytes);
}

void fake_make(struct fake *fake, const struct fake_key *key)
{
	fake_init(fake);
	fake_write(fake);
	fake_sign(fake, 0, key);
}

static bool read_bytes(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct span *bytes = context;

	assert_true(range_fits(bytes->size, offset, size));
	memcpy(to, bytes->data + offset, size);
	return true;
}

struct source fake_source(struct span *bytes, bool exact_end)
{
	return (struct source){ read_bytes, bytes, (uint32_t)bytes->size, exact_end };
}
