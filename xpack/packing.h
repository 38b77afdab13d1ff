/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * packing: the host's Pack, a section of its ELF file, or what lies between two of its symbols,
 * that holds the partitions' files one behind the other, and an array of their sizes.
 *
 * Where each file goes follows from the sizes of all, which linking does not change; what is in
 * them is written once it is final.
 */
#ifndef XPACK_PACKING_H
#define XPACK_PACKING_H

#include "room.h"
#include "spots.h"

struct packing_layout {
	bool found;           /* nothing was wrong */
	size_t section;       /* index of section or room among the host's spots */
	size_t sizes;         /* of the array, INDEX_NONE: there is none */
	struct extent *files; /* of each partition: its physical address, and size, padded */
};

/* Of the host, whose spots these are; partitions: their files, all zero where one is not known.
 * Reports pack (the section, the array, a size that does not fit) and pack-room. */
struct packing_layout packing_find(const struct spots_owner *owner, const struct system *system,
				   const struct elf *partitions, struct spots *spots);

/* Fill section and array.  files: the final file of each partition.
 * Preconditions: found, the spots are open. */
void packing_write(const struct packing_layout *layout, const struct system *system,
		   const struct span *files, const struct spots *spots);

#endif
