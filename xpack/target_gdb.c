/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * gdb:HOST:PORT, a board behind a server of the GDB remote protocol: GRMON, TSIM, QEMU, OpenOCD.
 *
 * What is written goes to the board's own memory, where its boot image lies by the system's
 * description.  Where the server has a memory map that calls this flash, it is erased and
 * programmed as such; all else is written as memory.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "connect.h"
#include "gdb_board.h"
#include "gdb_xml.h"
#include "memory.h"
#include "quantity.h"

#define CONNECT_MS 5000
#define REPLY_MS 5000
#define MAX_REPLY_MS 600000
#define MEMORY_BLOCK ((uint32_t)4096)
#define MAX_FLASH_BLOCK ((uint64_t)16 << 20)

struct target_gdb {
	struct target_base base;
	struct rsp *rsp;
	const struct gdb_arch *arch; /* NULL: none that is known */
	const char *arch_name;       /* as the stub calls it, or NULL */
	uint64_t start, size;        /* of the memory that is written or read */
	uint32_t flash_block;        /* bytes that are erased together; 0: it is no flash */
	bool is_unfinished;          /* flash is erased or written, but not finished */
};

static struct target_gdb *self_of(struct target *target)
{
	return (struct target_gdb *)(void *)target;
}

/* Where the image's board has it; without an image, from 0 on as far as is asked for. */
static int choose_memory(struct target_gdb *gdb)
{
	const struct target_request *request = &gdb->base.request;

	gdb->start = request->address;
	gdb->size = request->room;
	if (request->room != 0)
		return 0;
	gdb->size = request->needed;
	if (request->needed != UINT64_MAX)
		return 0;
	return target_fail(request, "how much is to be read? --size says it");
}

/* How long an answer may take: $XPACK_GDB_TIMEOUT in ms. */
static int find_limits(const struct target_request *request, struct rsp_limits *limits)
{
	const char *text = getenv("XPACK_GDB_TIMEOUT");
	uint64_t ms = REPLY_MS;
	const char *why;

	if (text != NULL &&
	    (quantity_parse(QUANTITY_COUNT, text, &ms, &why) != 0 || ms == 0 || ms > MAX_REPLY_MS))
		return target_fail(request, "XPACK_GDB_TIMEOUT '%s' is not 1 to %d", text,
				   MAX_REPLY_MS);
	*limits = rsp_limits_of((int)ms);
	return 0;
}

static int begin(struct target_gdb *gdb)
{
	const struct target_request *request = &gdb->base.request;
	struct rsp_limits limits;
	const char *why;
	int fd;

	if (choose_memory(gdb) != 0 || find_limits(request, &limits) != 0)
		return -1;
	fd = connect_to(request->arena, request->rest, CONNECT_MS, &why);
	if (fd < 0)
		return target_fail(request, "%s", why);
	gdb->rsp = rsp_open(request, fd, limits);
	return rsp_begin(gdb->rsp);
}

/* Tells the server nothing, so the processor stays stopped, or runs when it was started. */
static int gdb_close(struct target *target)
{
	struct target_gdb *gdb = self_of(target);

	if (gdb->rsp != NULL)
		rsp_close(gdb->rsp);
	free(gdb);
	return 0;
}

static struct target *gdb_open(const struct target_request *request)
{
	struct target_gdb *gdb = memory_alloc(sizeof(*gdb));
	struct target *target = (struct target *)(void *)gdb;

	gdb->base = (struct target_base){ &target_gdb, *request };
	if (begin(gdb) == 0)
		return target;
	(void)!gdb_close(target);
	return NULL;
}

/* What processor is there: by the stub's description, else by how many registers it has. */
static int find_arch(struct target_gdb *gdb)
{
	const struct target_request *request = &gdb->base.request;
	struct buf text, registers;
	int there = rsp_document(gdb->rsp, "features", "target.xml", &text);

	if (there > 0 &&
	    gdb_xml_architecture(request->arena, buf_span(&text), &gdb->arch_name) != 0)
		there = target_fail(request, "the stub's target.xml is malformed");
	buf_free(&text);
	if (there < 0)
		return -1;
	if (rsp_get_registers(gdb->rsp, &registers) != 0) {
		buf_free(&registers);
		return -1;
	}
	gdb->arch = gdb_arch_find(gdb->arch_name, registers.size);
	if (gdb->arch == NULL && gdb->arch_name == NULL && request->arch != NULL)
		there = target_fail(request,
				    "the stub does not say what processor it has, and %zu bytes of "
				    "registers are of none that is known",
				    registers.size);
	buf_free(&registers);
	return there < 0 ? -1 : 0;
}

static const char *range_text(const struct target_gdb *gdb)
{
	return arena_printf(gdb->base.request.arena, "0x%08" PRIx64 "..0x%08" PRIx64, gdb->start,
			    gdb->start + gdb->size - 1);
}

/* The memory's place in the map: which kind it is, and how far it goes. */
static int take_memory(struct target_gdb *gdb, const struct gdb_memory *found)
{
	const struct target_request *request = &gdb->base.request;
	uint64_t room = found->start + found->size - gdb->start;

	if (gdb->size > room)
		gdb->size = room;
	if (found->type == GDB_ROM && !request->read_only)
		return target_fail(request, "the stub's memory map says that %s is read-only",
				   range_text(gdb));
	if (found->type != GDB_FLASH || request->read_only)
		return 0;
	if (found->block > MAX_FLASH_BLOCK || (gdb->start - found->start) % found->block != 0)
		return target_fail(request,
				   "0x%08" PRIx64 " is inside a block of flash of %" PRIu64
				   " bytes: what else is in it would be erased",
				   gdb->start, found->block);
	gdb->flash_block = (uint32_t)found->block;
	return 0;
}

static int find_memory(struct target_gdb *gdb)
{
	const struct target_request *request = &gdb->base.request;
	struct gdb_memory_map map;
	struct buf text;
	int there = rsp_document(gdb->rsp, "memory-map", "", &text);
	int result = there < 0 ? -1 : 0;

	if (there > 0 && gdb_xml_memory_map(buf_span(&text), &map) != 0)
		result = target_fail(request, "the stub's memory map is malformed");
	buf_free(&text);
	if (there <= 0 || result != 0)
		return result;
	for (size_t i = 0; i < map.n; i++)
		if (ranges_meet(map.memories[i].start, map.memories[i].size, gdb->start, 1))
			return take_memory(gdb, &map.memories[i]);
	return target_fail(request, "the stub's memory map has nothing at 0x%08" PRIx64,
			   gdb->start);
}

static int gdb_identify(struct target *target, struct target_identity *identity)
{
	struct target_gdb *gdb = self_of(target);
	const struct target_request *request = &gdb->base.request;
	const char *arch;

	if (find_arch(gdb) != 0)
		return -1;
	arch = gdb->arch != NULL ? gdb->arch->fit_name : gdb->arch_name;
	*identity = (struct target_identity){
		.text = arena_printf(request->arena, "the %s processor behind %s",
				     arch != NULL ? arch : "unknown", request->rest),
		.arch = arch,
	};
	if (gdb->arch != NULL && gdb->arch->ip_size != sizeof(uint64_t))
		gdb->size = target_clip(gdb->start, gdb->size);
	/* Of another board's memory nothing need be known. */
	if (request->arch != NULL && arch != NULL && strcmp(arch, request->arch) != 0)
		return 0;
	if (request->room != 0 && find_memory(gdb) != 0)
		return -1;
	identity->text = arena_printf(request->arena, "%s, %s %s", identity->text,
				      gdb->flash_block != 0 ? "flash" : "memory", range_text(gdb));
	identity->start = gdb->start;
	identity->size = gdb->size;
	identity->block = gdb->flash_block != 0 ? gdb->flash_block : MEMORY_BLOCK;
	identity->erased = gdb->flash_block != 0 ? 0xff : 0;
	identity->must_erase = gdb->flash_block != 0;
	return 0;
}

static int gdb_program(struct target *target, uint64_t offset, struct span bytes)
{
	struct target_gdb *gdb = self_of(target);

	if (gdb->flash_block == 0)
		return rsp_write(gdb->rsp, gdb->start + offset, bytes);
	gdb->is_unfinished = true;
	return rsp_flash_write(gdb->rsp, gdb->start + offset, bytes);
}

/* Of memory: zeros, which start nothing. */
static int gdb_erase(struct target *target, uint64_t offset, uint64_t size)
{
	static const uint8_t zeros[MEMORY_BLOCK];
	struct target_gdb *gdb = self_of(target);

	if (gdb->flash_block != 0) {
		gdb->is_unfinished = true;
		return rsp_flash_erase(gdb->rsp, gdb->start + offset, size);
	}
	while (size > 0) {
		size_t n = size < sizeof(zeros) ? (size_t)size : sizeof(zeros);

		if (gdb_program(target, offset, (struct span){ zeros, n }) != 0)
			return -1;
		offset += n;
		size -= n;
	}
	return 0;
}

static int gdb_sync(struct target *target)
{
	struct target_gdb *gdb = self_of(target);

	if (!gdb->is_unfinished)
		return 0;
	gdb->is_unfinished = false;
	return rsp_flash_done(gdb->rsp);
}

static int gdb_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	struct target_gdb *gdb = self_of(target);

	return rsp_read(gdb->rsp, gdb->start + offset, to, size);
}

static int gdb_reset(struct target *target)
{
	struct target_gdb *gdb = self_of(target);

	return gdb_board_start(gdb->rsp, &gdb->base.request, gdb->arch);
}

const struct target_kind target_gdb = {
	.scheme = "gdb",
	.form = "gdb:HOST:PORT",
	.help = "the memory of a board behind a server of the GDB remote protocol",
	.is_memory = true,
	.open = gdb_open,
	.identify = gdb_identify,
	.erase = gdb_erase,
	.program = gdb_program,
	.read = gdb_read,
	.sync = gdb_sync,
	.reset = gdb_reset,
	.close = gdb_close,
};
