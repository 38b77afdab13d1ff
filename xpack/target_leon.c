/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ahbuart:DEVICE,BAUD and edcl:ADDRESS, LEON boards behind a debug link of their own, with no
 * program of a vendor.
 *
 * The board's buses are looked at first, and held against the image's description.  What the boot
 * image's place is stored in decides how it is written (leon_storage.h).  Whatever happens, what
 * had to be changed for that is put back; signals wait for that.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "buf.h"
#include "interrupt.h"
#include "leon_board.h"
#include "leon_console.h"
#include "leon_start.h"
#include "leon_storage.h"
#include "memory.h"

#define UNKNOWN_BLOCK 4096u
#define MAX_FLASH_BLOCK ((uint32_t)16 << 20)

struct target_leon {
	struct target_base base;
	struct buslink *link;
	struct plugplay found;
	struct interrupt interrupt;
	struct leon_start start_up;
	struct leon_console console;
	struct leon_storage *storage; /* NULL: not looked for yet */
	bool has_failed;
	bool has_written; /* storage */
	uint64_t start, size;
	uint64_t lowest, highest; /* offset that was programmed, and the end */
	unsigned rewritten;       /* how often something between came again */
	struct buf seen;          /* what was read last of flash */
	uint64_t seen_at;         /* its offset */
	unsigned n_unlike;        /* how often the same was read again, and was something else */
};

static struct target_leon *self_of(struct target *target)
{
	return (struct target_leon *)(void *)target;
}

/* The board as it was found, but for what was written. */
static int put_back(struct target_leon *leon)
{
	int code;

	buslink_finish(leon->link);
	leon->has_written |= leon->storage != NULL && leon->storage->is_open;
	code = leon_storage_end(leon->storage, leon->has_failed);
	leon->storage = NULL;
	return code;
}

/* Where a link has no checks, what it spoilt on the way to a place of its own was found by reading
 * it back.  An address may have been spoilt, too. */
static void tell_faults(const struct target_leon *leon)
{
	const struct target_request *request = &leon->base.request;
	const struct buslink *link = leon->link;
	unsigned n = link->doubts + leon->rewritten + leon->n_unlike;

	if (n < link->repeats) /* most of which follow a doubt */
		n = link->repeats;
	if (leon->has_written && n > 0 && !link->kind->is_sure)
		diag_note(request->diag, location_of_file(request->name),
			  "the %s failed %u times, as far as that shows: words elsewhere on the "
			  "board may have changed",
			  link->kind->name, n);
}

/* A signal that waits ends the process, and nobody else tells what happened.  One that comes later
 * would end it before that is told: after an error it is too late. */
static void release(struct target_leon *leon)
{
	struct diag *diag = leon->base.request.diag;
	bool is_pending = interrupt_is_pending();

	if (is_pending)
		diag_print(diag, stderr);
	if (is_pending || diag_exit_code(diag) == EXIT_DONE)
		interrupt_release(&leon->interrupt);
}

static int leon_close(struct target *target)
{
	struct target_leon *leon = self_of(target);
	int code = 0;

	if (leon->link != NULL) {
		code = put_back(leon);
		if (leon_console_end(&leon->console) != 0)
			code = -1;
		tell_faults(leon);
		buslink_close(leon->link);
	}
	release(leon);
	buf_free(&leon->seen);
	free(leon);
	return code;
}

static struct target *open_link(const struct target_kind *kind,
				const struct target_request *request,
				struct buslink *(*open)(const struct target_request *request))
{
	struct target_leon *leon = memory_alloc(sizeof(*leon));
	struct target *target = (struct target *)(void *)leon;

	leon->base = (struct target_base){ kind, *request };
	leon->lowest = UINT64_MAX;
	interrupt_hold(&leon->interrupt);
	leon->link = open(&leon->base.request);
	if (leon->link != NULL && plugplay_scan(leon->link, &leon->found) == 0 &&
	    buslink_adapt(leon->link, &leon->found) == 0)
		return target;
	(void)!leon_close(target);
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

/* From the image's place on, whole blocks of what it is stored in. */
static int take_storage(struct target_leon *leon)
{
	const struct leon_storage *storage = leon->storage;
	uint64_t room = storage->start + storage->size - leon->start;

	if (!storage->must_erase)
		return 0;
	leon->size = (leon->size + storage->block - 1) / storage->block * storage->block;
	if (leon->size > room)
		leon->size = room;
	if (storage->block > MAX_FLASH_BLOCK ||
	    (leon->start - storage->start) % storage->block != 0)
		return target_fail(&leon->base.request,
				   "0x%08" PRIx64 " is inside a block of flash of %" PRIu32
				   " bytes: what else is in it would be erased",
				   leon->start, storage->block);
	return 0;
}

/* Everything is in its place: what is printed from here on is read. */
static int open_console(void *who)
{
	struct target_leon *leon = who;
	const struct target_request *request = &leon->base.request;

	return request->has_console ? leon_console_begin(&leon->console) : 0;
}

/* Whether it can be started, and its UART read, before something is changed. */
static int find_start(struct target_leon *leon)
{
	const struct target_request *request = &leon->base.request;

	if (!request->starts)
		return 0;
	if (leon_start_begin(&leon->start_up, leon->link, &leon->found) != 0 ||
	    (request->has_console &&
	     leon_console_find(&leon->console, leon->link, &leon->found, request->console) != 0))
		return -1;
	leon->start_up.ready = open_console;
	leon->start_up.who = leon;
	return 0;
}

static int choose_memory(struct target_leon *leon)
{
	const struct target_request *request = &leon->base.request;

	leon->start = request->address;
	leon->size = request->room != 0 ? request->room : request->needed;
	if (leon->size == UINT64_MAX)
		return target_fail(request, "how much is to be read? --size says it");
	leon->size = target_clip(leon->start, leon->size);
	if (request->room != 0 && leon_board_test(request, &leon->found) != 0)
		return -1;
	return find_start(leon) != 0 ||
			       leon_storage_find(&leon->storage, leon->link, &leon->found) != 0 ||
			       take_storage(leon) != 0
		       ? -1
		       : 0;
}

static int identify(struct target_leon *leon, struct target_identity *identity)
{
	const struct target_request *request = &leon->base.request;
	bool is_leon = leon_board_has_processor(&leon->found);

	*identity = (struct target_identity){
		.text = arena_printf(request->arena, "the %s board behind %s",
				     is_leon ? "LEON" : "unknown", request->rest),
		.arch = is_leon ? "sparc" : "unknown",
		.block = UNKNOWN_BLOCK,
		.is_noisy = !leon->link->kind->is_sure,
	};
	/* Of another board's memory nothing need be known. */
	if (request->arch != NULL && strcmp(identity->arch, request->arch) != 0)
		return 0;
	if (request->into_ram)
		return leon_board_test(request, &leon->found) != 0 ? -1 : find_start(leon);
	if (choose_memory(leon) != 0)
		return -1;
	identity->start = leon->start;
	identity->size = leon->size;
	identity->block = leon->storage->block;
	if (leon->storage->must_erase) {
		identity->text = arena_printf(request->arena, "%s, flash 0x%08" PRIx64 ": %s",
					      identity->text, leon->start, leon->storage->text);
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

/* Somebody said yes. */
static int leon_prepare(struct target *target)
{
	return note(self_of(target), leon_storage_open(self_of(target)->storage));
}

/* Of the first block the first word comes last, and of that the first unit: without it the
 * processor starts nothing, however much of the rest is there. */
static int program(struct target_leon *leon, uint32_t addr, struct span bytes)
{
	const size_t first = sizeof(uint32_t);
	size_t unit = leon->storage->unit != 0 ? leon->storage->unit : first;

	if (addr != leon->start || bytes.size <= first)
		return leon_storage_program(leon->storage, addr, bytes);
	if (leon_storage_program(leon->storage, addr + (uint32_t)first,
				 span_part(bytes, first, bytes.size - first)) != 0)
		return -1;
	for (size_t at = first; at > 0; at -= unit)
		if (leon_storage_program(leon->storage, addr + (uint32_t)(at - unit),
					 span_part(bytes, at - unit, unit)) != 0)
			return -1;
	return 0;
}

static int leon_program(struct target *target, uint64_t offset, struct span bytes)
{
	struct target_leon *leon = self_of(target);

	/* The first block comes last: what lies between was read back, and was something else. */
	leon->rewritten += offset >= leon->lowest && offset < leon->highest;
	if (offset < leon->lowest)
		leon->lowest = offset;
	if (offset + bytes.size > leon->highest)
		leon->highest = offset + bytes.size;
	leon->seen.size = 0;
	return note(leon, program(leon, (uint32_t)(leon->start + offset), bytes));
}

static int leon_erase(struct target *target, uint64_t offset, uint64_t size)
{
	struct target_leon *leon = self_of(target);

	leon->seen.size = 0;
	return note(leon,
		    leon_storage_erase(leon->storage, (uint32_t)(leon->start + offset), size));
}

/* Flash that nobody wrote between two readings is the same: else it was the line. */
static void compare_again(struct target_leon *leon, uint64_t offset, struct span bytes)
{
	if (leon->link->kind->is_sure || !leon->storage->must_erase)
		return;
	if (offset == leon->seen_at && bytes.size == leon->seen.size &&
	    !span_equal(bytes, buf_span(&leon->seen)))
		leon->n_unlike++;
	leon->seen_at = offset;
	leon->seen.size = 0;
	buf_put(&leon->seen, bytes.data, bytes.size);
}

static int leon_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	struct target_leon *leon = self_of(target);

	if (leon_storage_show(leon->storage) != 0 ||
	    buslink_read_bytes(leon->link, (uint32_t)(leon->start + offset), to, size) != 0)
		return note(leon, -1);
	compare_again(leon, offset, (struct span){ to, size });
	return 0;
}

/* All was written, and is read back over the same link. */
static int leon_sync(struct target *target)
{
	(void)target;
	return 0;
}

static int leon_reset(struct target *target)
{
	struct target_leon *leon = self_of(target);

	/* What starts finds the board as it was. */
	return put_back(leon) != 0 ? -1
				   : leon_start_reset(&leon->start_up, leon->base.request.address);
}

static int leon_start(struct target *target, const struct target_program *program)
{
	return leon_start_program(&self_of(target)->start_up, program);
}

static int leon_console(struct target *target)
{
	struct target_leon *leon = self_of(target);

	return leon_console_run(&leon->console, &leon->start_up.dsu);
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
	.prepare = leon_prepare,
	.erase = leon_erase,
	.program = leon_program,
	.read = leon_read,
	.sync = leon_sync,
	.reset = leon_reset,
	.start = leon_start,
	.console = leon_console,
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
	.prepare = leon_prepare,
	.erase = leon_erase,
	.program = leon_program,
	.read = leon_read,
	.sync = leon_sync,
	.reset = leon_reset,
	.start = leon_start,
	.console = leon_console,
	.list = leon_list,
	.close = leon_close,
};
