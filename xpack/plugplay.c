/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "plugplay.h"

#include <string.h>

#define AHB_SLAVES 0xfffff800u
#define AHB_AREA 0x800u
#define AHB_RECORD 8u /* words */
#define AHB_FIRST_BAR 4u
#define BUILD_AT 0xfffffff0u
#define BUILD_MASK 0x3fffu      /* above it: the version of the tables */
#define LAST_RECORD 0xffffffe0u /* it holds the word with the build instead */
#define IO_START 0xfff00000u    /* AHB I/O ranges count from there */
#define APB_OFFSET 0xff000u
#define APB_AREA 0x1000u
#define APB_RECORD 2u
#define CHUNK 64u /* words; a chunk without records ends a table */

#define MEMORY_STEP 0x100000u
#define IO_STEP 0x100u

struct scan {
	struct buslink *link;
	struct plugplay *found;
};

static struct plugplay_device *add(struct scan *scan, const char *bus, uint32_t id)
{
	struct plugplay *found = scan->found;
	struct plugplay_device *device;

	found->devices = arena_grow(scan->link->request->arena, found->devices, found->n,
				    sizeof(*found->devices));
	device = &found->devices[found->n++];
	*device = (struct plugplay_device){
		.bus = bus,
		.vendor = (uint8_t)(id >> 24),
		.device = (uint16_t)(id >> 12 & 0xfff),
		.version = (uint8_t)(id >> 5 & 0x1f),
		.irq = (uint8_t)(id & 0x1f),
	};
	return device;
}

/* A range: address in bits 31 to 20, mask in 15 to 4, type in 3 to 0.  A mask without a bit is of
 * no range, and one with gaps is of many: none of them is believed. */
static struct plugplay_range decode(uint32_t bar, uint32_t base, uint32_t step)
{
	uint32_t addr = bar >> 20, mask = bar >> 4 & 0xfff, rest = ~mask & 0xfff;

	if (mask == 0 || (rest & (rest + 1)) != 0)
		return (struct plugplay_range){ 0 };
	return (struct plugplay_range){ bar & 0xf, base + (addr & mask) * step,
					(uint64_t)(rest + 1) * step };
}

static struct plugplay_range decode_ahb(uint32_t bar)
{
	switch (bar & 0xf) {
	case PLUGPLAY_MEMORY:
		return decode(bar, 0, MEMORY_STEP);
	case PLUGPLAY_IO:
		return decode(bar, IO_START, IO_STEP);
	default:
		return (struct plugplay_range){ 0 };
	}
}

static struct plugplay_range decode_apb(uint32_t bar, uint32_t bridge)
{
	return (bar & 0xf) == PLUGPLAY_APB ? decode(bar, bridge, IO_STEP)
					   : (struct plugplay_range){ 0 };
}

static void take_ahb(struct scan *scan, const char *bus, const uint32_t *record)
{
	struct plugplay_device *device = add(scan, bus, record[0]);

	for (size_t i = 0; i < PLUGPLAY_BARS; i++)
		device->ranges[i] = decode_ahb(record[AHB_FIRST_BAR + i]);
}

static int scan_ahb(struct scan *scan, const char *bus, uint32_t table)
{
	uint32_t words[CHUNK];
	size_t before;

	for (uint32_t at = 0; at < AHB_AREA; at += CHUNK * 4) {
		before = scan->found->n;
		if (buslink_read_sure(scan->link, table + at, words, CHUNK) != 0)
			return -1;
		for (uint32_t i = 0; i < CHUNK; i += AHB_RECORD)
			if (words[i] != 0 && table + at + i * 4 < LAST_RECORD)
				take_ahb(scan, bus, &words[i]);
		if (scan->found->n == before)
			break;
	}
	return 0;
}

static int scan_apb(struct scan *scan, uint32_t bridge)
{
	uint32_t words[CHUNK];
	size_t before;

	for (uint32_t at = 0; at < APB_AREA; at += CHUNK * 4) {
		before = scan->found->n;
		if (buslink_read_sure(scan->link, bridge + APB_OFFSET + at, words, CHUNK) != 0)
			return -1;
		for (size_t i = 0; i < CHUNK; i += APB_RECORD)
			if (words[i] != 0)
				add(scan, "APB", words[i])->ranges[0] =
					decode_apb(words[i + 1], bridge);
		if (scan->found->n == before)
			break;
	}
	return 0;
}

static const struct plugplay_range *bridge_at(const struct plugplay *found, size_t n)
{
	const struct plugplay_device *bridge =
		plugplay_find(found, "AHB slave", VENDOR_GAISLER, GAISLER_APBMST, n);

	return bridge != NULL ? plugplay_range(bridge, PLUGPLAY_MEMORY) : NULL;
}

/* Two bridges at one place are one, and the AHB's own tables are nobody's APB. */
static bool is_new(const struct plugplay *found, size_t n, uint32_t start)
{
	for (size_t i = 0; i < n; i++) {
		const struct plugplay_range *range = bridge_at(found, i);

		if (range != NULL && range->start == start)
			return false;
	}
	return start + APB_OFFSET != PLUGPLAY_AHB;
}

static int scan_bridges(struct scan *scan)
{
	size_t n = 0;

	while (plugplay_find(scan->found, "AHB slave", VENDOR_GAISLER, GAISLER_APBMST, n) != NULL)
		n++;
	for (size_t i = 0; i < n; i++) {
		const struct plugplay_range *range = bridge_at(scan->found, i);

		if (range != NULL && is_new(scan->found, i, range->start) &&
		    scan_apb(scan, range->start) != 0)
			return -1;
	}
	return 0;
}

int plugplay_scan(struct buslink *link, struct plugplay *found)
{
	struct scan scan = { link, found };
	uint32_t build;

	*found = (struct plugplay){ 0 };
	if (buslink_get(link, BUILD_AT, &build) != 0 ||
	    scan_ahb(&scan, "AHB master", PLUGPLAY_AHB) != 0 ||
	    scan_ahb(&scan, "AHB slave", AHB_SLAVES) != 0)
		return -1;
	found->build = (uint16_t)(build & BUILD_MASK);
	if (plugplay_find(found, "AHB slave", VENDOR_GAISLER, GAISLER_APBMST, 0) == NULL)
		return target_fail(link->request,
				   "there is no table of a LEON board's devices at 0x%08x",
				   PLUGPLAY_AHB);
	return scan_bridges(&scan);
}

/* What it is programmed through, it has. */
static bool is_usable(const struct plugplay_device *device)
{
	return strcmp(device->bus, "APB") != 0 || device->ranges[0].kind == PLUGPLAY_APB;
}

const struct plugplay_device *plugplay_find(const struct plugplay *found, const char *bus,
					    uint8_t vendor, uint16_t device, size_t n)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct plugplay_device *it = &found->devices[i];

		if (it->vendor == vendor && it->device == device &&
		    (bus == NULL || strcmp(it->bus, bus) == 0) && is_usable(it) && n-- == 0)
			return it;
	}
	return NULL;
}

const struct plugplay_range *plugplay_memory(const struct plugplay_device *device, uint32_t start,
					     uint64_t size)
{
	for (size_t i = 0; i < PLUGPLAY_BARS; i++) {
		const struct plugplay_range *range = &device->ranges[i];

		if (range->kind == PLUGPLAY_MEMORY && start >= range->start &&
		    range_fits(range->size, start - range->start, size))
			return range;
	}
	return NULL;
}

const struct plugplay_device *plugplay_memory_at(const struct plugplay *found, uint32_t start,
						 uint64_t size)
{
	for (size_t i = 0; i < found->n; i++)
		if (strcmp(found->devices[i].bus, "AHB slave") == 0 &&
		    plugplay_memory(&found->devices[i], start, size) != NULL)
			return &found->devices[i];
	return NULL;
}

unsigned plugplay_count_processors(const struct plugplay *found)
{
	static const uint16_t ids[] = { GAISLER_LEON3, GAISLER_LEON3FT, GAISLER_LEON4 };
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		for (size_t k = 0;
		     plugplay_find(found, "AHB master", VENDOR_GAISLER, ids[i], k) != NULL; k++)
			n++;
	return n;
}

const struct plugplay_range *plugplay_range(const struct plugplay_device *device,
					    enum plugplay_kind kind)
{
	for (size_t i = 0; i < PLUGPLAY_BARS; i++)
		if (device->ranges[i].kind == kind)
			return &device->ranges[i];
	return NULL;
}
