/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "partition.h"

#include <stddef.h>

#include "console.h"
#include "cpu.h"
#include "paging.h"
#include "segments.h"

#define PAGE_FAULT 14u

/* The image header, in words. */
#define IMAGE_WORDS 15u
#define IMAGE_MAGIC 0x24584d50u /* $XMP */
#define IMAGE_VERSION 0x20000u
enum { IMAGE_ABI = 1, IMAGE_API = 2, IMAGE_ID = 3, IMAGE_PARTITION = 7, IMAGE_MODULES = 8 };
#define IMAGE_MAX_MODULES 3u
#define IMAGE_MODULE(i) (9u + 2u * (i)) /* address, size */

/* The partition header. */
#define HEADER_WORDS 7u
#define HEADER_MAGIC 0x24585048u /* $XPH */
enum {
	HEADER_ENTRY = 1,
	HEADER_IMAGE,
	HEADER_CONTROL,
	HEADER_INFORMATION,
	HEADER_PAGES,
	HEADER_PAGES_SIZE
};

/* What the host leaves in the tables, to see whether it stays there. */
#define CONTROL_MARK 0xa5a55a5au
#define INFORMATION_MARK 0x584d5354u

static struct partition partitions[CONFIGURATION_MAX_PARTITIONS];
static uint32_t n_partitions;
static uint32_t running;

static bool wrong(const struct partition *partition, const char *what)
{
	console_print("xm: partition %u: %s\n", partition->configured->id, what);
	return false;
}

static bool is_page_of(const struct partition *partition, uint32_t address, uint32_t size)
{
	return address % PAGING_PAGE == 0 && size % PAGING_PAGE == 0 &&
	       configuration_holds(partition->configured, address, size, true);
}

static bool check_modules(const struct partition *partition, const uint32_t *image)
{
	if (image[IMAGE_MODULES] > IMAGE_MAX_MODULES)
		return wrong(partition, "too many extra files");
	for (uint32_t i = 0; i < image[IMAGE_MODULES]; i++) {
		uint32_t address = image[IMAGE_MODULE(i)], size = image[IMAGE_MODULE(i) + 1];

		console_print("xm: partition %u: file %u at %x, %u bytes\n",
			      partition->configured->id, i, address, size);
		if (!configuration_holds(partition->configured, address, size, false))
			return wrong(partition, "the file is outside its memory");
	}
	return true;
}

static bool check_image(const struct partition *partition, const uint32_t *image)
{
	const struct configured_partition *configured = partition->configured;

	if (!configuration_holds(configured, (uint32_t)image, IMAGE_WORDS * sizeof(*image),
				 false) ||
	    image[0] != IMAGE_MAGIC)
		return wrong(partition, "no image header");
	if (image[IMAGE_ABI] != IMAGE_VERSION || image[IMAGE_API] != IMAGE_VERSION)
		return wrong(partition, "built for another interface");
	if (image[IMAGE_ID] != configured->id)
		return wrong(partition, "another image id");
	return check_modules(partition, image);
}

static bool check_header(const struct partition *partition, const uint32_t *image)
{
	const struct configured_partition *configured = partition->configured;
	const uint32_t *header = (const uint32_t *)image[IMAGE_PARTITION];

	if (!configuration_holds(configured, (uint32_t)header, HEADER_WORDS * sizeof(*header),
				 false) ||
	    header[0] != HEADER_MAGIC)
		return wrong(partition, "no partition header");
	if (header[HEADER_IMAGE] != (uint32_t)image)
		return wrong(partition, "the two headers do not belong together");
	if (!configuration_holds(configured, header[HEADER_ENTRY], 1, false))
		return wrong(partition, "the entry is outside its memory");
	if (!is_page_of(partition, header[HEADER_CONTROL], PAGING_PAGE) ||
	    !is_page_of(partition, header[HEADER_INFORMATION], PAGING_PAGE))
		return wrong(partition, "no pages for its tables");
	if (header[HEADER_PAGES_SIZE] < 2 * PAGING_PAGE ||
	    !is_page_of(partition, header[HEADER_PAGES], header[HEADER_PAGES_SIZE]))
		return wrong(partition, "no memory for page tables");
	return true;
}

static bool map(uint32_t index)
{
	const struct configured_partition *configured = partitions[index].configured;

	paging_clear(index);
	for (uint32_t i = 0; i < configured->n_areas; i++) {
		const struct configured_area *area = &configured->areas[i];

		if (!paging_map(index, area->start, area->size, area->writable != 0))
			return wrong(&partitions[index], "cannot be mapped");
	}
	paging_use(index);
	return true;
}

static void prepare(uint32_t index)
{
	struct partition *partition = &partitions[index];
	const uint32_t *image = (const uint32_t *)(partition->configured->load +
						   partition->configured->header_offset);
	const uint32_t *header;

	partition->halted = true;
	if (!map(index) || !check_image(partition, image) || !check_header(partition, image))
		return;
	header = (const uint32_t *)image[IMAGE_PARTITION];
	partition->control = (uint32_t *)header[HEADER_CONTROL];
	partition->information = (uint32_t *)header[HEADER_INFORMATION];
	partition->control[0] = CONTROL_MARK;
	partition->information[0] = INFORMATION_MARK;
	paging_map(index, header[HEADER_PAGES], header[HEADER_PAGES_SIZE], false);
	partition->context = (struct context){ .eip = header[HEADER_ENTRY],
					       .cs = SEGMENTS_USER_CODE,
					       .ss = SEGMENTS_USER_DATA };
	partition->halted = false;
	console_print("xm: partition %u: ready\n", partition->configured->id);
}

void partition_init(const struct configuration *configuration)
{
	n_partitions = configuration->n_partitions;
	for (uint32_t i = 0; i < n_partitions; i++) {
		partitions[i].configured = &configuration->partitions[i];
		prepare(i);
	}
	running = n_partitions - 1;
}

struct partition *partition_running(void)
{
	return &partitions[running];
}

struct partition *partition_find(uint32_t id)
{
	for (uint32_t i = 0; i < n_partitions; i++)
		if (partitions[i].configured->id == id)
			return &partitions[i];
	return NULL;
}

bool partition_is_intact(const struct partition *partition)
{
	return partition->control[0] == CONTROL_MARK &&
	       partition->information[0] == INFORMATION_MARK;
}

_Noreturn void partition_next(void)
{
	for (uint32_t i = 0; i < n_partitions; i++) {
		running = (running + 1) % n_partitions;
		if (partitions[running].halted)
			continue;
		paging_use(running);
		entry_resume(&partitions[running].context);
	}
	console_stop("no partition is left");
}

_Noreturn void partition_fault(uint32_t vector, uint32_t error, uint32_t eip, uint32_t cs)
{
	struct partition *partition = partition_running();

	if (cs == SEGMENTS_HOST_CODE) {
		console_print("xm: exception %u, error %x, at %x\n", vector, error, eip);
		console_stop("stopped by an exception of its own");
	}
	if (vector == PAGE_FAULT)
		console_print("xm: partition %u: stopped at %x\n", partition->configured->id,
			      cpu_read_cr2());
	else
		console_print("xm: partition %u: stopped by exception %u\n",
			      partition->configured->id, vector);
	partition->halted = true;
	partition_next();
}
