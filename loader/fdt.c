/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fdt.h"

#include <string.h>

#define CELL 4u            /* tokens, names and values are aligned to it */
#define PROPERTY_HEADER 8u /* section 5.4.1: u32 length, u32 offset of the name */

enum status fdt_read_header(struct span header, uint32_t rsvmap_offset, uint32_t *total_size)
{
	const uint8_t *at = header.data;
	uint32_t total = get_cell(at + FDT_TOTAL_SIZE);
	uint32_t struct_offset = rsvmap_offset + FDT_RSVMAP_SIZE;
	uint32_t struct_size = get_cell(at + FDT_SIZE_STRUCT);
	uint32_t strings_offset = struct_offset + struct_size;
	uint32_t strings_size = get_cell(at + FDT_SIZE_STRINGS);

	if (get_cell(at) != FDT_HEADER_MAGIC || get_cell(at + FDT_VERSION) != FDT_HEADER_VERSION ||
	    get_cell(at + FDT_LAST_COMPATIBLE) != FDT_HEADER_COMPATIBLE ||
	    get_cell(at + FDT_BOOT_CPU) != 0 || get_cell(at + FDT_OFF_RSVMAP) != rsvmap_offset ||
	    get_cell(at + FDT_OFF_STRUCT) != struct_offset ||
	    get_cell(at + FDT_OFF_STRINGS) != strings_offset ||
	    !span_fits(total, struct_offset, struct_size) ||
	    !span_fits(total, strings_offset, strings_size) || total % FDT_ALIGN != 0 ||
	    total - strings_offset - strings_size >= FDT_ALIGN)
		return STATUS_HEADER;
	*total_size = total;
	return STATUS_OK;
}

enum status fdt_open(struct fdt *fdt, struct span blob, uint32_t rsvmap_offset)
{
	uint32_t total_size = 0;
	enum status status;
	size_t end;

	if (blob.size < FDT_HEADER_SIZE)
		return STATUS_TRUNCATED;
	status = fdt_read_header(blob, rsvmap_offset, &total_size);
	if (status != STATUS_OK)
		return status;
	if (blob.size != total_size)
		return blob.size < total_size ? STATUS_TRUNCATED : STATUS_HEADER;

	memset(fdt, 0, sizeof(*fdt));
	fdt->structure.data = blob.data + rsvmap_offset + FDT_RSVMAP_SIZE;
	fdt->structure.size = get_cell(blob.data + FDT_SIZE_STRUCT);
	fdt->strings.data = fdt->structure.data + fdt->structure.size;
	fdt->strings.size = get_cell(blob.data + FDT_SIZE_STRINGS);
	end = get_cell(blob.data + FDT_OFF_STRINGS) + fdt->strings.size;
	if (!bytes_are_zero(blob.data + rsvmap_offset, FDT_RSVMAP_SIZE) ||
	    !bytes_are_zero(blob.data + end, blob.size - end))
		return STATUS_STRUCTURE;
	return fdt_next(fdt);
}

/* The characters from offset to the next NUL.  False when there is no NUL. */
static bool get_text(const struct span *bytes, size_t offset, struct span *text)
{
	size_t end = offset;

	while (end < bytes->size && bytes->data[end] != 0)
		end++;
	text->data = bytes->data + offset;
	text->size = end - offset;
	return end < bytes->size;
}

/* Go to offset, and on over the zeros that fill up its cell. */
static bool skip_padding(struct fdt *fdt, size_t offset)
{
	for (; offset % CELL != 0; offset++)
		if (offset >= fdt->structure.size || fdt->structure.data[offset] != 0)
			return false;
	fdt->next = offset;
	return true;
}

/* Is the current name one of the strings in front of the first unused one? */
static bool is_string_again(const struct fdt *fdt)
{
	struct span used = { fdt->strings.data, fdt->strings_used };
	struct span earlier;

	for (size_t at = 0; get_text(&used, at, &earlier); at += earlier.size + 1)
		if (span_same(&earlier, &fdt->name))
			return true;
	return false;
}

static enum status read_property_name(struct fdt *fdt, size_t offset)
{
	if (offset > fdt->strings_used || !get_text(&fdt->strings, offset, &fdt->name) ||
	    fdt->name.size == 0 || (offset != 0 && fdt->strings.data[offset - 1] != 0))
		return STATUS_STRINGS;
	if (offset == fdt->strings_used) {
		if (is_string_again(fdt))
			return STATUS_STRINGS;
		fdt->strings_used = offset + fdt->name.size + 1;
	}
	return STATUS_OK;
}

static enum status read_property(struct fdt *fdt)
{
	const uint8_t *at = fdt->structure.data + fdt->next;
	size_t value_offset = fdt->next + PROPERTY_HEADER;

	if (fdt->depth == 0 || fdt->subnode_closed ||
	    !span_fits(fdt->structure.size, fdt->next, PROPERTY_HEADER))
		return STATUS_STRUCTURE;
	fdt->value.data = at + PROPERTY_HEADER;
	fdt->value.size = get_cell(at);
	if (!span_fits(fdt->structure.size, value_offset, fdt->value.size) ||
	    !skip_padding(fdt, value_offset + fdt->value.size))
		return STATUS_STRUCTURE;
	return read_property_name(fdt, get_cell(at + CELL));
}

static enum status read_begin(struct fdt *fdt)
{
	bool is_root = fdt->next == CELL;

	if ((fdt->depth == 0) != is_root || fdt->depth >= FDT_CANON_MAX_DEPTH ||
	    !get_text(&fdt->structure, fdt->next, &fdt->name) ||
	    !skip_padding(fdt, fdt->next + fdt->name.size + 1))
		return STATUS_STRUCTURE;
	fdt->depth++;
	fdt->subnode_closed = false;
	return (fdt->name.size == 0) == is_root ? STATUS_OK : STATUS_NAME;
}

static enum status read_end(struct fdt *fdt)
{
	if (fdt->depth == 0)
		return STATUS_STRUCTURE;
	fdt->depth--;
	fdt->subnode_closed = true;
	return STATUS_OK;
}

static enum status read_finish(const struct fdt *fdt)
{
	if (fdt->depth != 0 || fdt->next == CELL || fdt->next != fdt->structure.size)
		return STATUS_STRUCTURE;
	return fdt->strings_used == fdt->strings.size ? STATUS_OK : STATUS_STRINGS;
}

enum status fdt_next(struct fdt *fdt)
{
	if (!span_fits(fdt->structure.size, fdt->next, CELL))
		return STATUS_STRUCTURE;
	fdt->token = get_cell(fdt->structure.data + fdt->next);
	fdt->next += CELL;
	switch (fdt->token) {
	case FDT_TOKEN_BEGIN:
		return read_begin(fdt);
	case FDT_TOKEN_END:
		return read_end(fdt);
	case FDT_TOKEN_PROP:
		return read_property(fdt);
	case FDT_TOKEN_FINISH:
		return read_finish(fdt);
	default:
		return STATUS_STRUCTURE;
	}
}

bool fdt_take(struct fdt *fdt, const char *name, struct span *value, enum status *status)
{
	if (fdt->token != FDT_TOKEN_PROP || !fdt_is_named(fdt, name))
		return false;
	*value = fdt->value;
	*status = fdt_next(fdt);
	return true;
}

enum status fdt_leave(struct fdt *fdt)
{
	uint32_t outside = fdt->depth - 1;
	enum status status;

	do {
		status = fdt_next(fdt);
		if (status != STATUS_OK)
			return status;
	} while (fdt->token != FDT_TOKEN_END || fdt->depth != outside);
	return fdt_next(fdt);
}
