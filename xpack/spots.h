/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * spots: the places that the packer writes for the description's Set and Pack, in what is loaded
 * for the host or for one partition.
 *
 * A spot is a range of bytes of one segment, .bss included, or of a blob that has an address.  It
 * goes three ways, so that sizes are known before anything has its place, and contents after:
 *
 *     spots_find_*  where it is, from the file alone; everything wrong is reported
 *     spots_open    the bytes to be written exist: a segment's data grows as far as needed
 *     spots_list    what was written, as changes for the report
 *
 * Symbols are virtual addresses (p_vaddr), addresses of the description are physical (p_paddr).
 */
#ifndef XPACK_SPOTS_H
#define XPACK_SPOTS_H

#include "link.h"

struct spot {
	enum change_kind kind;             /* CHANGE_SET or CHANGE_PACK */
	const struct set *set;             /* of CHANGE_SET */
	struct location at;                /* of the attribute that says where */
	const char *name;                  /* "moduleTab+16", "0x40000010" */
	const struct elf_segment *segment; /* that it lies in; or NULL */
	size_t blob;                       /* then index of the blob of its owner */
	uint64_t offset;                   /* in it */
	uint64_t size;
	uint64_t vaddr, paddr;
	uint8_t *bytes;        /* once opened: size bytes to be written */
	const uint8_t *before; /* likewise: what they were */
};

struct spots {
	struct spot *items;
	size_t n;
};

/* Whose they are. */
struct spots_owner {
	struct arena *arena;
	struct diag *diag;
	const char *who; /* "host 'xhost'", "partition 'nav'" */
	const struct elf *elf;
	const struct linked *linked; /* stubs, which nothing else may write; NULL: there are none */
	const struct blob *blobs;
	const struct span *files;
	size_t n_blobs;
	bool is_host;  /* its code may be written */
	bool is_file;  /* the host loads it from its file, so it has no bytes behind those */
	bool no_table; /* its file is no ELF file: it cannot have symbols */
};

/* The words of the Sets.  Reports set-place. */
void spots_find_sets(const struct spots_owner *owner, const struct set *sets, size_t n,
		     struct spots *spots);

/* The symbol that the attribute names: a global or weak one, else the one local one.  Reports under
 * the id, and returns NULL. */
const struct elf_symbol *spots_symbol(const struct spots_owner *owner, const char *id,
				      struct text name);

/* size bytes at the symbol that the attribute names, as the last of the spots.  Reports under the
 * id.  Returns whether they are one. */
bool spots_find_symbol(const struct spots_owner *owner, const char *id, struct text symbol,
		       uint64_t size, struct spots *spots);

/* The same for virtual addresses that lie in one segment; nothing is reported. */
bool spots_find_range(const struct spots_owner *owner, struct location at, const char *name,
		      uint64_t vaddr, uint64_t size, struct spots *spots);

/* Reports set-overlap. */
void spots_check_apart(const struct spots_owner *owner, const struct spots *spots);

/* Make bytes and before.  Data of segments in linked grows up to its last spot; files of blobs
 * that are written become copies. */
void spots_open(struct arena *arena, struct linked *linked, struct span *files, size_t n_files,
		struct spots *spots);

/* A word of that form, whose bytes have the order that it states or that of the board. */
void spots_put(uint8_t *to, const struct word_form *form, bool board_is_big, uint64_t value);
/* Precondition: width is one of 1, 2, 4, 8. */
static inline bool spots_fits(uint64_t value, uint64_t width)
{
	return width >= sizeof(value) || value >> 8 * width == 0;
}

/* Append what lies in segments, or what lies in blobs, to n changes; all are sorted by vaddr. */
struct change *spots_list(struct arena *arena, const struct spots *spots, bool in_blobs,
			  struct change *changes, size_t *n);

#endif
