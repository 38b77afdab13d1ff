/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * bootimage: loader + parameter block + container, ready for the board's boot storage.
 *
 * On LEON3 it is a raw PROM image: the loader's bytes from the start of its region, the parameter
 * block (loader/params.h) at the loader's symbol loader_params, the container at the next
 * multiple of BOOTIMAGE_ALIGN.  Where the description asks for a second container, the same one
 * follows at its address, and what is between is BOOTIMAGE_ERASED.
 *
 * On x86 it is an ELF file of these same bytes in one segment, which a boot program loads to the
 * region, at the file's offset BOOTIMAGE_ALIGN; a second segment is the work area, without bytes,
 * so that boot programs find out whether there is such RAM and leave nothing of theirs in it.
 *
 * A boot image is a function of the installed loader, its public keys (one, or the two of a list
 * that key_read_set() made, in any order) and a container alone: what
 * the parameters need to know of the board stands in the container's system device tree
 * (docs/device-tree.md).  So a boot image is never trusted: it can be made again and compared.
 */
#ifndef XPACK_BOOTIMAGE_H
#define XPACK_BOOTIMAGE_H

#include "arch.h"
#include "arena.h"
#include "buf.h"
#include "key.h"
#include "loader/container.h"

#define BOOTIMAGE_ALIGN 4096u
#define BOOTIMAGE_ERASED 0xff             /* what flash has that was not written */
#define BOOTIMAGE_LOADER_ROOM (64u << 10) /* for loader and parameters, where they lie in RAM */

/* The parameter block inside an anchor or a whole boot image, for the loader's own code, with
 * all that follows it; an empty span when there is none. */
struct span bootimage_params(struct span image);

/* The installed loader's file for this architecture and key; it may not exist. */
const char *bootimage_loader(struct arena *arena, const struct arch_traits *traits,
			     const struct key *key);

/* What a boot image needs to know of a container: its payload need not be at hand. */
struct bootimage_contents {
	uint64_t size; /* of the whole container */
	const struct container *parsed;
	struct span tree; /* the system device tree; empty when there is none */
};

/*
 * The parameter block alone, as a loader for this container and key would have it; the container's
 * place is left 0.  Reports bootimage-tree.  Returns 0 or -1.
 */
int bootimage_make_params(struct arena *arena, struct diag *diag, struct location at,
			  const struct bootimage_contents *contents, const struct key *key,
			  struct buf *block) __attribute__((warn_unused_result));

/*
 * Make the boot image of a container; parsed is what container_parse() read from bytes.  Errors
 * are reported at `at`, the container.  Reports: file-read (the loader is not installed),
 * loader-format, bootimage-tree (no system device tree, or one that lacks what the parameters
 * need), bootimage-size (the region cannot hold it).  Returns 0 or -1.
 */
int bootimage_make(struct arena *arena, struct diag *diag, struct location at, struct span bytes,
		   const struct container *parsed, const struct key *key, struct buf *image)
	__attribute__((warn_unused_result));

/* The same up to the (first) container. */
int bootimage_make_front(struct arena *arena, struct diag *diag, struct location at,
			 const struct bootimage_contents *contents, const struct key *key,
			 struct buf *front) __attribute__((warn_unused_result));

/* Where in the boot image a second container begins, by the system device tree; 0: nowhere. */
uint64_t bootimage_second_offset(struct arena *arena, struct span tree);

/* If there is to be a second one, put these bytes there, behind loader and first container. */
void bootimage_put_second(struct arena *arena, struct span tree, struct span bytes,
			  struct buf *image);

/* The system device tree inside the container; empty when there is none. */
struct span bootimage_tree(struct span bytes, const struct container *parsed);

struct bootimage_size {
	uint64_t need;  /* bytes of loader, parameters and (first) container */
	uint64_t room;  /* that there are for them */
	uint64_t whole; /* bytes of the boot image */
	bool has_second;
};

/* How many bytes bootimage_make() would need with a key of that algorithm, and how many its storage
 * has; nothing else of the key counts.  Reports what bootimage_make() does; bootimage-size only
 * when the container is too large for the second one's room, which no key changes.  Returns 0 or
 * -1. */
int bootimage_measure(struct arena *arena, struct diag *diag, struct location at,
		      const struct bootimage_contents *contents, const struct key *key,
		      struct bootimage_size *size) __attribute__((warn_unused_result));

/* How much RAM, in bytes, an emulated board must have for this container: by its system device tree
 * the first RAM; on x86, where RAM starts at 0, up to the highest one's end, with a MiB behind it
 * for the firmware's tables.  0 when it has no such tree. */
uint64_t bootimage_ram_size(struct arena *arena, struct span bytes, const struct container *parsed);
/* Whether a loader with two keys must find a signature of each, by a system device tree; true of a
 * container that has none. */
bool bootimage_needs_all(struct span tree);
/* Whether the loader has no console to print on. */
bool bootimage_is_silent(struct arena *arena, struct span bytes, const struct container *parsed);

/* Where the boot image lies, by the same tree, and how many bytes the board has for it; 0 when the
 * container has none. */
struct bootimage_region {
	uint32_t start;
	uint32_t size;
};
struct bootimage_region bootimage_region(struct arena *arena, struct span bytes,
					 const struct container *parsed);
/* All RAM of the board, by the same tree, in the arena; returns how many there are. */
size_t bootimage_ram(struct arena *arena, struct span bytes, const struct container *parsed,
		     const struct bootimage_region **ram);

/* Leave of a boot image what lies in its region, from the loader's first byte on.  Returns how many
 * bytes were in front of that. */
size_t bootimage_strip(struct buf *image);

#endif
