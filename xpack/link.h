/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * link: a guest's imports x the host's exports -> patched copies of the guest's segments and the
 * list of every byte range that was changed.  docs/abi.md, "What link does".
 *
 * Linking writes stub windows, each once, whole (64 bytes), and the slots of L4 externals
 * (externals.h), 4 bytes; nothing outside them changes.  What the description's Sets write into
 * data is added to the list later (xpack/spots.h).  That list is the licence evidence: the packed
 * partition minus those places equals the PT_LOAD bytes of the supplier's ELF.
 */
#ifndef XPACK_LINK_H
#define XPACK_LINK_H

#include "abi.h"
#include "model.h"

/* The kinds of places that may be written. */
enum change_kind {
	CHANGE_WINDOW, /* a stub window of import.h, whole */
	CHANGE_SLOT,   /* the slot of an L4 external: 4 bytes, an address */
	CHANGE_SET,    /* a word that the description's Set has there */
	CHANGE_PACK,   /* of the host alone: partitions' files, or their sizes, by its Pack */
};

struct change {
	enum change_kind kind;
	const char *name; /* of the service; of a Set the symbol or address */
	uint64_t vaddr;   /* where the guest sees it */
	uint64_t paddr;   /* where it is placed */
	uint32_t size;    /* bytes */
	const uint8_t *before;
	const uint8_t *after;
	const struct service *service; /* NULL: a weak import without provider, our own body */
	const struct set *set;         /* of CHANGE_SET */
};

/* A PT_LOAD segment; bytes is a patched copy of what the file holds of it, with zeros behind them
 * as far as something was written there. */
struct linked_segment {
	const struct elf_segment *segment;
	uint8_t *bytes;
	uint64_t size; /* of bytes; file_size or more, at most mem_size */
};

struct linked {
	struct linked_segment *segments; /* PT_LOADs with mem_size > 0, in program header order */
	size_t n_segments;
	struct change *changes; /* ascending vaddr */
	size_t n_changes;
};

/* An import of a guest as its records give it.  A name has one window, unless a linker was told
 * not to fold groups; then it stands here once for each. */
struct import {
	const char *name;
	uint64_t window;                   /* vaddr */
	const struct elf_segment *segment; /* that holds the window */
	bool weak;                         /* every unit says so */
	const char *prototype; /* normalised; NULL when the record is missing: import-lost */
};

struct imports {
	const char *abi_name; /* NULL when the guest requires none */
	const char *abi_version;
	struct import *imports; /* sorted by name, then by window */
	size_t n_imports;
};

/*
 * Read what a guest imports.  Reports at `at`: import-machine (there are no stubs for the
 * guest's), import-record (malformed), import-lost (a window without record, or an import without
 * prototype: records were stripped), import-folded (two names at one window), import-defined (the
 * guest defines the service or the window's symbol itself), import-prototypes (two unequal
 * prototypes of one name inside the guest), import-abi (two unequal requirements of one),
 * import-window (a record with address 0 or where no window is, misaligned).  Returns 0 or -1.
 */
int link_imports(struct arena *arena, struct diag *diag, struct location at,
		 const struct elf *guest, struct imports *imports)
	__attribute__((warn_unused_result));

/* Everything that link_partition() needs to know. */
struct link_input {
	struct location at;    /* the partition's file attribute */
	const char *partition; /* its name */
	const struct elf *guest;
	const struct area *areas; /* where the partition may execute, for call exports */
	size_t n_areas;
	const struct area *host_areas; /* likewise, of the host: those that are callable */
	size_t n_host_areas;
	const struct abi *abi;
	const struct elf *host; /* symbols for call exports; NULL: these are not resolved */
	bool any_place;         /* the areas are not known: what calls may reach is not tested */
};

/*
 * Resolve and patch.  Reports what link_imports() and externals_read() report, and: link-missing
 * (no export of that name; the nearest name in a help), link-feature (the host was built without
 * it), link-prototype (both prototypes printed), link-abi (name or version differ), link-symbol (a
 * call's symbol that the host lacks, is stripped of, or has as data), link-machine (glue for
 * another machine), link-access (a call's target outside the areas that the partition may execute,
 * or misaligned), link-relocation (a value does not fit); of externals link-slot (only a function's
 * address fits a slot) and external-untyped (a warning: nothing but names was compared).
 *
 * A call's target is its symbol's value, taken as an address that the partition sees.  Without the
 * host only names and prototypes of calls are held against each other.
 * Returns 0 or -1.
 */
int link_partition(struct arena *arena, struct diag *diag, const struct link_input *input,
		   struct linked *linked) __attribute__((warn_unused_result));

/*
 * The licence evidence, derived anew: linked has exactly the guest's loaded segments, every byte
 * outside the listed changes is the guest's, and each change is one whole window or one whole slot
 * of an external that was as the guest's compiler made it, or the word of a Set outside code.
 */
bool link_only_listed_changed(const struct elf *guest, const struct linked *linked);
/* The same of files that were shared with the arena (mapped.h): they are not in memory whole. */
bool link_only_listed_changed_of(struct arena *arena, const struct elf *guest,
				 const struct linked *linked);

#endif
