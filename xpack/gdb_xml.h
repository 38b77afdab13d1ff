/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * gdb_xml: two facts out of the documents that a debugger's stub sends (GDB manual, sections
 * "Target Description Format" and "Memory Map Format").
 *
 * They come from whoever listens on the port, so nothing in them is followed or expanded: elements,
 * attributes in quotes and text, no more.  References (&...;), internal subsets and marked sections
 * are refused.
 */
#ifndef XPACK_GDB_XML_H
#define XPACK_GDB_XML_H

#include "arena.h"
#include "loader/span.h"

#define GDB_MAX_MEMORIES 128u

enum gdb_memory_type { GDB_RAM, GDB_ROM, GDB_FLASH };

struct gdb_memory {
	enum gdb_memory_type type;
	uint64_t start;
	uint64_t size;
	uint64_t block; /* bytes that are erased together; 0 but for flash */
};

struct gdb_memory_map {
	struct gdb_memory memories[GDB_MAX_MEMORIES];
	size_t n;
};

/* The text of <architecture> in <target>: "i386".  *name is NULL when there is none.  0, or -1 when
 * the document is malformed. */
int gdb_xml_architecture(struct arena *arena, struct span document, const char **name)
	__attribute__((warn_unused_result));

/* All <memory> of <memory-map>.  0, or -1 when the document is malformed, has too many, or they
 * overlap, leave the address space or lack what they need. */
int gdb_xml_memory_map(struct span document, struct gdb_memory_map *map)
	__attribute__((warn_unused_result));

#endif
