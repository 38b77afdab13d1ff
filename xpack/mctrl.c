/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "mctrl.h"

#define AT_MCFG1 0x0u
#define AT_MCFG3 0x8u
#define MCFG1_WRITE (1u << 11)
#define MCFG1_WIDTH_SHIFT 8
#define MCFG1_WIDTH_MASK 3u
#define MCFG3_PROM_EDAC (1u << 8)

static const unsigned widths[] = { 1, 2, 4, 0 };

/* The registers of the controller that has this range on the AHB. */
static const struct plugplay_device *registers_of(const struct plugplay *found,
						  const struct plugplay_device *memory)
{
	if ((memory->vendor == VENDOR_ESA && memory->device == ESA_MCTRL) ||
	    (memory->vendor == VENDOR_GAISLER && memory->device == GAISLER_FTMCTRL))
		return plugplay_find(found, "APB", memory->vendor, memory->device, 0);
	return NULL;
}

static int test_registers(struct mctrl *mctrl, bool has_edac)
{
	uint32_t mcfg3;

	if (buslink_get(mctrl->link, mctrl->registers + AT_MCFG1, &mctrl->mcfg1) != 0 ||
	    buslink_get(mctrl->link, mctrl->registers + AT_MCFG3, &mcfg3) != 0)
		return -1;
	mctrl->width = widths[mctrl->mcfg1 >> MCFG1_WIDTH_SHIFT & MCFG1_WIDTH_MASK];
	if (mctrl->width == 0)
		return target_fail(mctrl->link->request,
				   "MCFG1 has 0x%08x, which tells no width of the PROM",
				   mctrl->mcfg1);
	if (has_edac && (mcfg3 & MCFG3_PROM_EDAC) != 0)
		return target_fail(mctrl->link->request,
				   "the PROM has check bytes (EDAC is on), which xpack does not "
				   "write");
	return 0;
}

int mctrl_find(struct mctrl *mctrl, struct buslink *link, const struct plugplay *found,
	       uint32_t addr)
{
	const struct plugplay_device *memory = plugplay_memory_at(found, addr, 1);
	const struct plugplay_device *control = memory != NULL ? registers_of(found, memory) : NULL;
	const struct plugplay_range *range =
		control != NULL ? plugplay_range(control, PLUGPLAY_APB) : NULL;

	*mctrl = (struct mctrl){ .link = link, .found = found };
	if (range == NULL)
		return target_fail(link->request,
				   "0x%08x is behind no memory controller that xpack can program "
				   "flash through",
				   addr);
	mctrl->registers = range->start;
	range = plugplay_memory(memory, addr, 1);
	mctrl->prom_start = range->start;
	mctrl->prom_size = range->size;
	return test_registers(mctrl, memory->device == GAISLER_FTMCTRL);
}

static int set_mcfg1(const struct mctrl *mctrl, uint32_t word)
{
	return buslink_set(mctrl->link, "the register", mctrl->registers + AT_MCFG1, word,
			   UINT32_MAX);
}

int mctrl_unlock(struct mctrl *mctrl)
{
	mctrl->is_writable = true;
	return set_mcfg1(mctrl, mctrl->mcfg1 | MCFG1_WRITE);
}

int mctrl_restore(struct mctrl *mctrl)
{
	if (!mctrl->is_writable)
		return 0;
	if (set_mcfg1(mctrl, mctrl->mcfg1) != 0)
		return -1;
	mctrl->is_writable = false;
	return 0;
}
