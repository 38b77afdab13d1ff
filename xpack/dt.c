/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "dt.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define DT_FIRST_SIZE 4096
#define DT_ALIGN 8 /* of totalsize, loader/fdt.h */

static void must(int error)
{
	if (error < 0) {
		fprintf(stderr, "xpack: internal error: device tree: %s\n", fdt_strerror(error));
		abort();
	}
}

/* Make room when libfdt had none; true when the call is to be made again. */
static bool grown(struct dt *dt, int error)
{
	void *larger;

	if (error != -FDT_ERR_NOSPACE || dt->size > INT32_MAX / 2) {
		must(error);
		return false;
	}
	larger = memory_alloc((size_t)dt->size * 2);
	must(fdt_resize(dt->blob, larger, dt->size * 2));
	free(dt->blob);
	dt->blob = larger;
	dt->size *= 2;
	return true;
}

/* libfdt itself does not mind a node that is closed twice, or a property behind a subnode. */
static void must_be_in_order(bool in_order)
{
	must(in_order ? 0 : -FDT_ERR_BADSTATE);
}

void dt_begin(struct dt *dt)
{
	*dt = (struct dt){ memory_alloc(DT_FIRST_SIZE), DT_FIRST_SIZE, 0, false };
	must(fdt_create(dt->blob, dt->size));
	must(fdt_finish_reservemap(dt->blob));
}

void dt_open(struct dt *dt, const char *name)
{
	must_be_in_order(dt->depth == 0 ? !dt->subnode_closed && name[0] == '\0' : name[0] != '\0');
	while (grown(dt, fdt_begin_node(dt->blob, name)))
		;
	dt->depth++;
	dt->subnode_closed = false;
}

void dt_close(struct dt *dt)
{
	must_be_in_order(dt->depth > 0);
	while (grown(dt, fdt_end_node(dt->blob)))
		;
	dt->depth--;
	dt->subnode_closed = true;
}

void dt_bytes(struct dt *dt, const char *name, struct span value)
{
	must_be_in_order(dt->depth > 0 && !dt->subnode_closed);
	if (value.size > INT32_MAX / 4)
		must(-FDT_ERR_BADVALUE);
	while (grown(dt, fdt_property(dt->blob, name, value.data, (int)value.size)))
		;
}

void dt_text(struct dt *dt, const char *name, const char *value)
{
	dt_bytes(dt, name, (struct span){ (const uint8_t *)value, strlen(value) + 1 });
}

void dt_u32(struct dt *dt, const char *name, uint32_t value)
{
	dt_cells(dt, name, &value, 1);
}

void dt_cells(struct dt *dt, const char *name, const uint32_t *cells, size_t n)
{
	struct buf value = { 0 };

	for (size_t i = 0; i < n; i++)
		buf_put_be32(&value, cells[i]);
	dt_bytes(dt, name, buf_span(&value));
	buf_free(&value);
}

/* Offset of name in strings, appended when it is not there as a whole string. */
static uint32_t string_offset(struct buf *strings, const char *name)
{
	size_t at = 0;

	while (at < strings->size) {
		const char *known = (const char *)strings->data + at;

		if (strcmp(known, name) == 0)
			return (uint32_t)at;
		at += strlen(known) + 1;
	}
	buf_put(strings, name, strlen(name) + 1);
	return (uint32_t)at;
}

/* Copy the structure block and point every property at its name in the fresh strings block. */
static void rewrite_strings(const void *blob, struct buf *structure, struct buf *strings)
{
	const uint8_t *from = (const uint8_t *)blob + fdt_off_dt_struct(blob);
	int offset = 0;
	int next;
	uint32_t tag;

	buf_put(structure, from, fdt_size_dt_struct(blob));
	do {
		tag = fdt_next_tag(blob, offset, &next);
		if (tag == FDT_PROP) {
			/* struct fdt_property: tag, len, nameoff */
			uint8_t *nameoff = structure->data + offset + 8;

			put_be32(nameoff,
				 string_offset(strings, fdt_string(blob, (int)get_be32(nameoff))));
		}
		offset = next;
	} while (tag != FDT_END);
}

struct buf dt_finish(struct dt *dt, size_t gap_size)
{
	struct buf structure = { 0 };
	struct buf strings = { 0 };
	struct buf tree = { 0 };
	uint32_t off_rsvmap = (uint32_t)(FDT_V17_SIZE + gap_size);
	uint32_t off_struct = off_rsvmap + (uint32_t)sizeof(struct fdt_reserve_entry);

	must_be_in_order(dt->depth == 0 && dt->subnode_closed);
	while (grown(dt, fdt_finish(dt->blob)))
		;
	rewrite_strings(dt->blob, &structure, &strings);
	buf_put_be32(&tree, FDT_MAGIC);
	buf_put_be32(&tree, 0); /* totalsize, below */
	buf_put_be32(&tree, off_struct);
	buf_put_be32(&tree, off_struct + (uint32_t)structure.size);
	buf_put_be32(&tree, off_rsvmap);
	buf_put_be32(&tree, 17); /* version */
	buf_put_be32(&tree, 16); /* last compatible version */
	buf_put_be32(&tree, 0);  /* boot_cpuid_phys */
	buf_put_be32(&tree, (uint32_t)strings.size);
	buf_put_be32(&tree, (uint32_t)structure.size);
	buf_put(&tree, NULL, gap_size + sizeof(struct fdt_reserve_entry));
	buf_put(&tree, structure.data, structure.size);
	buf_put(&tree, strings.data, strings.size);
	buf_align(&tree, DT_ALIGN);
	put_be32(tree.data + 4, (uint32_t)tree.size);
	buf_free(&structure);
	buf_free(&strings);
	free(dt->blob);
	*dt = (struct dt){ 0 };
	return tree;
}

bool dt_is_sound(struct span tree)
{
	return tree.size >= FDT_V17_SIZE && fdt_check_full(tree.data, tree.size) == 0 &&
	       fdt_totalsize(tree.data) == tree.size;
}

bool dt_find(struct span tree, const char *path, const char *name, struct span *value)
{
	int node = fdt_path_offset(tree.data, path);
	int size = 0;
	const void *data = node < 0 ? NULL : fdt_getprop(tree.data, node, name, &size);

	if (data == NULL)
		return false;
	*value = (struct span){ data, (size_t)size };
	return true;
}

const char *dt_child(struct span tree, const char *path, unsigned i)
{
	int node = fdt_path_offset(tree.data, path);
	int child = node < 0 ? node : fdt_first_subnode(tree.data, node);

	while (child >= 0 && i-- > 0)
		child = fdt_next_subnode(tree.data, child);
	return child < 0 ? NULL : fdt_get_name(tree.data, child, NULL);
}
