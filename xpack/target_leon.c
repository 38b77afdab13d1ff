/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ahbuart:DEVICE,BAUD and edcl:ADDRESS, LEON boards behind a debug link of their own, with no
 * program of a vendor.
 *
 * The board's buses are looked at first, and held against the image's description.  What lies in
 * RAM is written as it is; what lies behind the memory controller's PROM is NOR flash, of which
 * the sectors are erased and programmed.  Whatever happens, the controller's write enable and the
 * flash's locks are put back; signals wait for that.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "bootimage.h"
#include "interrupt.h"
#include "leon_board.h"
#include "memory.h"
#include "nor.h"

#define MEMORY_BLOCK 4096u
#define READ_WORDS 2420u /* at once: full requests on both links */
#define MAX_FLASH_BLOCK ((uint32_t)16 << 20)

struct target_leon {
	struct target_base base;
	struct buslink *link;
	struct plugplay found;
	struct interrupt interrupt;
	struct mctrl mctrl;
	struct nor nor; /* set NULL: what is written is no flash */
	bool has_failed;
	unsigned doubts; /* of the link, when the flash was last known to show its contents */
	uint64_t start, size;
};

static struct target_leon *self_of(struct target *target)
{
	return (struct target_leon *)(void *)target;
}

/* The board as it was found, but for what was written. */
static void put_back(struct target_leon *leon)
{
	buslink_finish(leon->link);
	if (leon->nor.set != NULL) {
		if (leon->has_failed && !leon->link->is_dead)
			(void)nor_recover(&leon->nor);
		(void)!nor_restore(&leon->nor);
	}
	if (mctrl_restore(&leon->mctrl) != 0)
		(void)target_fail(&leon->base.request,
				  "the board's PROM was left writable: reset the board");
}

static void leon_close(struct target *target)
{
	struct target_leon *leon = self_of(target);

	if (leon->link != NULL) {
		put_back(leon);
		buslink_close(leon->link);
	}
	interrupt_release(&leon->interrupt);
	free(leon);
}

static struct target *open_link(const struct target_kind *kind,
				const struct target_request *request,
				struct buslink *(*open)(const struct target_request *request))
{
	struct target_leon *leon = memory_alloc(sizeof(*leon));
	struct target *target = (struct target *)(void *)leon;

	leon->base = (struct target_base){ kind, *request };
	interrupt_hold(&leon->interrupt);
	leon->link = open(&leon->base.request);
	if (leon->link != NULL && plugplay_scan(leon->link, &leon->found) == 0)
		return target;
	leon_close(target);
	return NULL;
}

static struct target *open_ahbuart(const struct target_request *request)
{
	return open_link(&target_ahbuart, request, ahbuart_open);
}

static struct target *open_edcl(const struct target_request *request)
{
	return open_link(&target_edcl, request, edcl_open);
}

static bool is_in_ram(const struct target_request *request)
{
	for (size_t i = 0; i < request->n_ram; i++)
		if (ranges_meet(request->address, 1, request->ram[i].start, request->ram[i].size))
			return true;
	return false;
}

/* The flash that the boot image's place lies in. */
static int find_flash(struct target_leon *leon)
{
	const struct target_request *request = &leon->base.request;
	struct nor *nor = &leon->nor;
	uint64_t room;

	if (mctrl_find(&leon->mctrl, leon->link, &leon->found, request->address) != 0 ||
	    mctrl_unlock(&leon->mctrl) != 0)
		return -1;
	if (nor_find(nor, &leon->mctrl, leon->mctrl.prom_start) != 0) {
		nor->set = NULL;
		return -1;
	}
	room = nor->base + nor->size - leon->start;
	leon->size = (leon->size + nor->largest - 1) / nor->largest * nor->largest;
	if (leon->size > room)
		leon->size = room;
	if (nor->largest > MAX_FLASH_BLOCK || (leon->start - nor->base) % nor->largest != 0)
		return target_fail(request,
				   "0x%08" PRIx64 " is inside a block of flash of %" PRIu32
				   " bytes: what else is in it would be erased",
				   leon->start, nor->largest);
	return 0;
}

static int choose_memory(struct target_leon *leon)
{
	const struct target_request *request = &leon->base.request;

	leon->start = request->address;
	leon->size = request->room;
	if (request->room == 0) {
		leon->size = request->needed;
		return request->needed != UINT64_MAX
			       ? 0
			       : target_fail(request, "how much is to be read? --size says it");
	}
	if (leon_board_test(request, &leon->found) != 0)
		return -1;
	return request->read_only || is_in_ram(request) ? 0 : find_flash(leon);
}

static int identify(struct target_leon *leon, struct target_identity *identity)
{
	const struct target_request *request = &leon->base.request;
	bool is_leon = leon_board_has_processor(&leon->found);

	*identity = (struct target_identity){
		.text = arena_printf(request->arena, "the %s board behind %s",
				     is_leon ? "LEON" : "unknown", request->rest),
		.arch = is_leon ? "sparc" : "unknown",
		.block = MEMORY_BLOCK,
		.is_noisy = !leon->link->kind->is_sure,
	};
	/* Of another board's memory nothing need be known. */
	if (request->arch != NULL && strcmp(identity->arch, request->arch) != 0)
		return 0;
	if (choose_memory(leon) != 0)
		return -1;
	identity->start = leon->start;
	identity->size = leon->size;
	if (leon->nor.set != NULL) {
		identity->text = arena_printf(request->arena, "%s, flash 0x%08" PRIx64 ": %s",
					      identity->text, leon->start, nor_text(&leon->nor));
		identity->block = leon->nor.largest;
		identity->burst = identity->block;
		identity->erased = 0xff;
		identity->must_erase = true;
	}
	return 0;
}

static int note(struct target_leon *leon, int code)
{
	leon->has_failed |= code != 0;
	return code;
}

static int leon_identify(struct target *target, struct target_identity *identity)
{
	return note(self_of(target), identify(self_of(target), identity));
}

/* Whole words; of the last one, what is behind the bytes stays. */
static int write_memory(struct target_leon *leon, uint32_t addr, struct span bytes)
{
	uint32_t words[MEMORY_BLOCK / 4];

	for (size_t done = 0; done < bytes.size; done += MEMORY_BLOCK) {
		size_t size = bytes.size - done < MEMORY_BLOCK ? bytes.size - done : MEMORY_BLOCK;
		uint32_t at = addr + (uint32_t)done;
		size_t whole = size / 4, rest = size % 4;
		uint8_t last[4];

		for (size_t i = 0; i < whole; i++)
			words[i] = get_be32(bytes.data + done + i * 4);
		if (rest != 0) {
			if (buslink_get(leon->link, at + (uint32_t)whole * 4, &words[whole]) != 0)
				return -1;
			put_be32(last, words[whole]);
			memcpy(last, bytes.data + done + whole * 4, rest);
			words[whole++] = get_be32(last);
		}
		if (buslink_write(leon->link, at, words, whole) != 0)
			return -1;
	}
	return 0;
}

/* Of the first block the first word comes last: without it the processor starts nothing, however
 * much of the rest is there. */
static int program_flash(struct target_leon *leon, uint32_t addr, struct span bytes)
{
	const size_t first = sizeof(uint32_t);

	if (addr != leon->start || bytes.size <= first)
		return nor_program(&leon->nor, addr, bytes);
	return nor_program(&leon->nor, addr + (uint32_t)first,
			   span_part(bytes, first, bytes.size - first)) != 0 ||
			       nor_program(&leon->nor, addr, span_part(bytes, 0, first)) != 0
		       ? -1
		       : 0;
}

static int leon_program(struct target *target, uint64_t offset, struct span bytes)
{
	struct target_leon *leon = self_of(target);
	uint32_t addr = (uint32_t)(leon->start + offset);

	if (leon->nor.set != NULL)
		return note(leon, program_flash(leon, addr, bytes));
	return note(leon, write_memory(leon, addr, bytes));
}

/* Of memory: zeros, which start nothing. */
static int leon_erase(struct target *target, uint64_t offset, uint64_t size)
{
	static const uint8_t zeros[MEMORY_BLOCK];
	struct target_leon *leon = self_of(target);

	if (leon->nor.set != NULL)
		return note(leon, nor_erase(&leon->nor, (uint32_t)(leon->start + offset), size));
	while (size > 0) {
		size_t n = size < sizeof(zeros) ? (size_t)size : sizeof(zeros);

		if (leon_program(target, offset, (struct span){ zeros, n }) != 0)
			return -1;
		offset += n;
		size -= n;
	}
	return 0;
}

static int read_memory(struct target_leon *leon, uint64_t offset, uint8_t *to, size_t size)
{
	uint32_t addr = (uint32_t)(leon->start + offset);
	uint32_t words[READ_WORDS];
	size_t skip = addr % 4;

	for (size_t done = 0; done < size;) {
		size_t part = sizeof(words) - skip;

		if (part > size - done)
			part = size - done;
		if (buslink_read(leon->link, addr - (uint32_t)skip, words, (skip + part + 3) / 4) !=
		    0)
			return -1;
		for (size_t i = 0; i < part; i++)
			to[done + i] =
				(uint8_t)(words[(skip + i) / 4] >> (24 - 8 * ((skip + i) % 4)));
		done += part;
		addr += (uint32_t)part;
		skip = 0;
	}
	return 0;
}

/* Where the link may have lost a command, the flash may show its status instead of its contents. */
static int leon_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	struct target_leon *leon = self_of(target);

	if (leon->nor.set != NULL && leon->link->doubts != leon->doubts) {
		if (nor_recover(&leon->nor) != NOR_DONE)
			return note(leon, target_fail(&leon->base.request,
						      "the flash does not show its contents"));
		leon->doubts = leon->link->doubts;
	}
	return note(leon, read_memory(leon, offset, to, size));
}

/* All was written, and is read back over the same link. */
static int leon_sync(struct target *target)
{
	(void)target;
	return 0;
}

static void leon_list(struct target *target, bool json)
{
	leon_board_print(&self_of(target)->found, json);
}

const struct target_kind target_ahbuart = {
	.scheme = "ahbuart",
	.form = "ahbuart:DEVICE[,BAUD]",
	.help = "a LEON board behind the serial line of its debug UART",
	.is_memory = true,
	.open = open_ahbuart,
	.identify = leon_identify,
	.erase = leon_erase,
	.program = leon_program,
	.read = leon_read,
	.sync = leon_sync,
	.list = leon_list,
	.close = leon_close,
};

const struct target_kind target_edcl = {
	.scheme = "edcl",
	.form = "edcl:ADDRESS[:PORT]",
	.help = "a LEON board behind the Ethernet debug link",
	.is_memory = true,
	.open = open_edcl,
	.identify = leon_identify,
	.erase = leon_erase,
	.program = leon_program,
	.read = leon_read,
	.sync = leon_sync,
	.list = leon_list,
	.close = leon_close,
};
