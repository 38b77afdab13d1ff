/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * A flash chip behind a board's SPI controller.
 *
 * Where in the chip the controller's memory begins is fixed in the board's design and in no
 * register: there may be something else before, the FPGA's own bits.  So some of what the memory
 * shows is looked for in the chip.  Where it shows nothing but erased bytes they begin together,
 * and before a block is erased it is looked at both ways (spinor.h).
 */

#include <inttypes.h>

#include "leon_storage.h"
#include "spinor.h"

#define STEP 0x10000u /* of offsets that are tried */
#define PROBE 16u
#define LOOK 4096u

struct leon_spi {
	struct leon_storage storage;
	struct spimctrl ctrl;
	struct spinor nor;
};

static struct leon_spi *self_of(struct leon_storage *storage)
{
	return (struct leon_spi *)(void *)storage;
}

static uint32_t offset_of(const struct leon_spi *self, uint32_t addr)
{
	return addr - self->ctrl.memory + self->ctrl.offset;
}

static int spi_open(struct leon_storage *storage)
{
	return spinor_open(&self_of(storage)->nor);
}

static int spi_erase(struct leon_storage *storage, uint32_t addr, uint64_t size)
{
	struct leon_spi *self = self_of(storage);

	return spinor_erase(&self->nor, offset_of(self, addr), size);
}

static int spi_program(struct leon_storage *storage, uint32_t addr, struct span bytes)
{
	struct leon_spi *self = self_of(storage);

	return spinor_program(&self->nor, offset_of(self, addr), bytes);
}

static int spi_recover(struct leon_storage *storage)
{
	return spinor_recover(&self_of(storage)->nor);
}

static int spi_restore(struct leon_storage *storage)
{
	struct leon_spi *self = self_of(storage);
	int code = spinor_restore(&self->nor);

	if (!self->ctrl.is_user)
		return code;
	return target_fail(storage->link->request,
			   "the SPI controller was left in user mode, where its memory cannot be "
			   "read: reset the board");
}

static const struct leon_storage_kind kind = {
	.open = spi_open,
	.erase = spi_erase,
	.program = spi_program,
	.recover = spi_recover,
	.restore = spi_restore,
};

/* Bytes that are not all the same.  Returns their place behind the memory's start, or LOOK. */
static uint32_t find_probe(const uint8_t *bytes)
{
	for (uint32_t at = 0; at < LOOK; at += PROBE)
		for (uint32_t i = 1; i < PROBE; i++)
			if (bytes[at + i] != bytes[at])
				return at;
	return LOOK;
}

/* All places are tried, for what stands twice in the chip proves nothing; but the chip's beginning,
 * where the memory begins on most boards, is believed at once. */
static int search(struct leon_spi *self, uint32_t at, const uint8_t *probe)
{
	const struct spinor *nor = &self->nor;
	uint64_t end = spinor_reach(nor);
	unsigned n = 0;

	for (uint64_t offset = 0; offset + LOOK <= end; offset += STEP) {
		int same = spinor_holds(&self->nor, at + (uint32_t)offset, probe, PROBE);

		if (same < 0)
			return -1;
		if (same == 0)
			continue;
		self->ctrl.offset = (uint32_t)offset;
		n++;
		if (offset == 0)
			break;
	}
	if (n == 1)
		return 0;
	return target_fail(self->storage.link->request,
			   "what the board shows at 0x%08" PRIx32 " is at %s of the SPI chip",
			   self->ctrl.memory + at, n == 0 ? "no place" : "several places");
}

static int find_offset(struct leon_spi *self)
{
	uint32_t words[LOOK / 4];
	uint8_t shown[LOOK];
	uint32_t at;

	if (buslink_read_sure(self->storage.link, self->ctrl.memory, words, LOOK / 4) != 0)
		return -1;
	for (size_t i = 0; i < LOOK / 4; i++)
		put_be32(shown + i * 4, words[i]);
	at = find_probe(shown);
	return at == LOOK ? 0 : search(self, at, shown + at);
}

int leon_spi_find(struct leon_storage **storage, struct buslink *link, const struct plugplay *found)
{
	const struct target_request *request = link->request;
	struct leon_spi *self = arena_alloc(request->arena, sizeof(*self));
	struct spimctrl *ctrl = &self->ctrl;
	uint64_t end;

	*self = (struct leon_spi){ .storage = { .kind = &kind, .link = link } };
	*storage = &self->storage;
	self->nor.ctrl = ctrl;
	if (spimctrl_find(ctrl, link, found, request->address) != 0 ||
	    spinor_find(&self->nor, ctrl, request->address - ctrl->memory + request->room) != 0 ||
	    find_offset(self) != 0 ||
	    spinor_choose(&self->nor, offset_of(self, request->address), request->room) != 0)
		return -1;
	self->storage.text = spinor_text(&self->nor);
	self->storage.start = ctrl->memory;
	end = spinor_reach(&self->nor);
	self->storage.size = ctrl->size < end - ctrl->offset ? ctrl->size : end - ctrl->offset;
	self->storage.block = self->nor.block;
	self->storage.must_erase = true;
	self->storage.unit = 1;
	if (request->address - ctrl->memory < self->storage.size)
		return 0;
	return target_fail(request,
			   "the SPI chip ends after %" PRIu64
			   " bytes, before the image's place begins",
			   self->nor.size);
}
