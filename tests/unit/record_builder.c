/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "record_builder.h"

#include <string.h>

const uint8_t record_trap_code[RECORD_TRAP_SIZE] = {
	0x82, 0x10, 0x20, 0x00, 0x91, 0xd0, 0x20, 0x70,
	0x81, 0xc3, 0xe0, 0x08, 0x01, 0x00, 0x00, 0x00
};

static void put_magic(struct buf *to, const char *magic)
{
	buf_put(to, magic, strlen(magic));
}

static void put_name(struct buf *to, const char *name)
{
	buf_put(to, name, strlen(name));
	buf_put(to, NULL, XPACK_NAME_SIZE - strlen(name));
}

static void put_text(struct buf *to, const char *text)
{
	buf_put(to, text, strlen(text) + 1);
}

void record_window(struct buf *to, const char *name)
{
	buf_put(to, NULL, 4);
	put_magic(to, XPACK_WINDOW_MAGIC);
	put_name(to, name);
}

void record_import(const struct build *build, struct buf *to, const char *name, uint32_t window,
		   uint32_t defined, uint32_t flags)
{
	put_magic(to, XPACK_IMPORT_MAGIC);
	build_put(build, to, (uint32_t)XPACK_IMPORT_VERSION << 16 | flags, 4);
	build_put(build, to, window, 4);
	build_put(build, to, defined, 4);
	put_name(to, name);
}

/* Begin a record whose size is not known yet; returns its offset. */
static size_t open_sized(struct buf *to, const char *magic)
{
	size_t offset = to->size;

	put_magic(to, magic);
	buf_put(to, NULL, 4);
	return offset;
}

static void close_sized(const struct build *build, struct buf *to, size_t offset)
{
	struct buf size = { 0 };

	buf_align(to, 4);
	build_put(build, &size, to->size - offset, 4);
	memcpy(to->data + offset + 4, size.data, 4);
	buf_free(&size);
}

void record_pair(const struct build *build, struct buf *to, const char *magic, const char *first,
		 const char *second)
{
	size_t offset = open_sized(to, magic);

	put_text(to, first);
	put_text(to, second);
	close_sized(build, to, offset);
}

void record_export(const struct build *build, struct buf *to, uint32_t kind, uint32_t number,
		   const char *name, const char *glue, const char *symbol, const char *prototype)
{
	size_t offset = open_sized(to, XPACK_EXPORT_MAGIC);

	build_put(build, to, (uint32_t)XPACK_EXPORT_VERSION << 16, 4);
	build_put(build, to, kind, 4);
	build_put(build, to, number, 4);
	put_text(to, name);
	put_text(to, glue);
	put_text(to, symbol);
	put_text(to, prototype);
	close_sized(build, to, offset);
}
