/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * plugplay: what is on a LEON board's buses, by the tables that GRLIB puts into every design (GRLIB
 * User's Manual, "AHB plug&play configuration", "APB plug&play configuration").
 *
 * AHB: masters from 0xfffff000 and slaves from 0xfffff800 on, 32 bytes each: vendor, device,
 * version and interrupt in the first word, up to four ranges in the last four.  APB: 8 bytes
 * each, 0xff000 behind the start of every bridge.  Buses behind other bridges are not looked at.
 *
 * The board may say anything.  What makes no range is no range: of another bus's type, or with a
 * mask that has gaps.  What is reported is bounded by the tables' size.
 */
#ifndef XPACK_PLUGPLAY_H
#define XPACK_PLUGPLAY_H

#include "buslink.h"

#define PLUGPLAY_AHB 0xfffff000u /* where the table of masters begins */
#define PLUGPLAY_BARS 4u

enum plugplay_kind {
	PLUGPLAY_NONE,
	PLUGPLAY_APB = 1, /* the values of the type in a record */
	PLUGPLAY_MEMORY = 2,
	PLUGPLAY_IO = 3,
};

struct plugplay_range {
	enum plugplay_kind kind;
	uint32_t start;
	uint64_t size;
};

struct plugplay_device {
	const char *bus; /* "AHB master", "AHB slave", "APB" */
	uint8_t vendor;
	uint16_t device;
	uint8_t version;
	uint8_t irq; /* 0: none */
	struct plugplay_range ranges[PLUGPLAY_BARS];
};

struct plugplay {
	struct plugplay_device *devices; /* in the arena, in the order of the tables */
	size_t n;
	uint16_t build; /* of GRLIB; 0: the board does not say */
};

/* The ids that xpack looks for. */
#define VENDOR_GAISLER 0x01u
#define VENDOR_ESA 0x04u
#define GAISLER_LEON3 0x003u
#define GAISLER_LEON3DSU 0x004u
#define GAISLER_APBMST 0x006u
#define GAISLER_APBUART 0x00cu
#define GAISLER_IRQMP 0x00du
#define GAISLER_GPTIMER 0x011u
#define GAISLER_ETHMAC 0x01du
#define GAISLER_SPIMCTRL 0x045u
#define GAISLER_LEON4 0x048u
#define GAISLER_LEON4DSU 0x049u
#define GAISLER_LEON3FT 0x053u
#define GAISLER_FTMCTRL 0x054u
#define ESA_MCTRL 0x00fu

/* Reports target: there is no such table.  Returns 0 or -1. */
int plugplay_scan(struct buslink *link, struct plugplay *found) __attribute__((warn_unused_result));

/* The n-th device of that kind on that bus, from 0 on, or NULL; bus NULL: any.  On the APB only
 * such as have their registers there, which are its first range. */
const struct plugplay_device *plugplay_find(const struct plugplay *found, const char *bus,
					    uint8_t vendor, uint16_t device, size_t n);
/* Those that are known here: LEON3 and LEON4. */
unsigned plugplay_count_processors(const struct plugplay *found);
/* The device's memory range that holds all these bytes, or NULL. */
const struct plugplay_range *plugplay_memory(const struct plugplay_device *device, uint32_t start,
					     uint64_t size);
/* The device whose memory range on the AHB holds all these bytes, or NULL. */
const struct plugplay_device *plugplay_memory_at(const struct plugplay *found, uint32_t start,
						 uint64_t size);
/* The first range of that kind, or NULL. */
const struct plugplay_range *plugplay_range(const struct plugplay_device *device,
					    enum plugplay_kind kind);

/* "Gaisler", and "LEON3 processor"; NULL: not known here. */
const char *plugplay_vendor_name(uint8_t vendor);
const char *plugplay_device_name(uint8_t vendor, uint16_t device);

#endif
