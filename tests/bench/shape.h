/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * shape: how large the system is that `generate` writes, and what is wrong with it.
 *
 * The numbers are given as NAME=NUMBER on its command line.  Partition p has the areas code and
 * data, which its ELF file fills, and others; everything else follows from the numbers, so the
 * same shape gives the same bytes.
 */
#ifndef XPACK_TESTS_SHAPE_H
#define XPACK_TESTS_SHAPE_H

#include <stdint.h>

struct shape {
	uint32_t partitions;
	uint32_t areas; /* of each partition, 2 or more */
	uint32_t ports; /* of each partition, an even number */
	uint32_t slots; /* of each partition */
	uint32_t processors;
	uint32_t memories; /* of kind io, beside the three that there always are */
	uint32_t devices;  /* beside the console; partition p uses the one of number p */
	uint32_t blobs;    /* of the host */
	uint32_t plans;
	uint32_t imports; /* of each partition: services of the host */
	uint32_t split;   /* each partition is a file of its own, joined by XInclude */
	/* Defects: so many of that kind. */
	uint32_t wrong_slots;    /* slots name a partition that is nearly there */
	uint32_t wrong_times;    /* slots last a time that is none: the schema's error */
	uint32_t wrong_places;   /* slots of no known element: likewise */
	uint32_t wrong_areas;    /* areas lie on the data: there are 3 or more of each partition */
	uint32_t wrong_outside;  /* areas lie in no RAM: likewise */
	uint32_t wrong_channels; /* channels name ports that are nearly there */
	uint32_t wrong_names;    /* partitions are all called the same */
	uint32_t wrong_uses;     /* devices that are used are nearly there */
	uint32_t wrong_sizes;    /* ports have messages of no bytes */
	uint32_t wrong_files;    /* files of partitions are not ELF */
	uint32_t wrong_segments; /* files of partitions are linked elsewhere */
	uint32_t wrong_imports;  /* files of partitions import what is nearly there */
};

/* Where areas lie: each has a page, and a page of its own behind it that is free. */
#define SHAPE_RAM 0x40000000u
#define SHAPE_RAM_SIZE 0x40000000u
#define SHAPE_HOST_SIZE 0x01000000u
#define SHAPE_AREA_SIZE 0x1000u
#define SHAPE_AREA_STEP 0x2000u

/* The start of area a of partition p, where it is not wrong. */
static inline uint32_t shape_area(const struct shape *shape, uint32_t p, uint32_t a)
{
	return SHAPE_RAM + SHAPE_HOST_SIZE + (p * shape->areas + a) * SHAPE_AREA_STEP;
}

/* Writes guest-0.elf and so on, host.elf, abi.o and blob.bin into the current directory. */
void shape_files(const struct shape *shape);

#endif
