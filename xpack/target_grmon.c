/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * grmon:[ARGUMENTS], the flash of a LEON board behind GRMON, its maker's debug monitor, which has
 * to be installed.  Each operation is a batch script (GRMON User's Manual: `flash unlock`, `flash
 * erase`, `flash load`, `dump`, `exit`); what it did is judged by what is read back, not by what it
 * prints.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "grmon.h"
#include "memory.h"
#include "program.h"
#include "target.h"

#define GRMON "grmon"
/* No sector of NOR flash is larger, two interleaved chips included: a block's erasing does not
 * reach into another's. */
#define GRMON_BLOCK ((uint32_t)256 << 10)
/* Bytes in one run, so that a person sees how far it is. */
#define GRMON_BURST ((uint64_t)1 << 20)
#define MAX_TOLD 64u /* characters of what GRMON says of a board */
#define SCRIPT_FILE "script"
#define RECORDS_FILE "records.srec"
#define DUMP_FILE "dump"

struct target_of_grmon {
	struct target_base base;
	struct workshop workshop;
};

static struct target_of_grmon *self_of(struct target *target)
{
	return (struct target_of_grmon *)(void *)target;
}

/* The user's arguments, which have blanks between them, and the script. */
static const char **arguments_of(struct target_of_grmon *grmon)
{
	struct arena *arena = grmon->base.request.arena;
	const char *rest = grmon->base.request.rest;
	const char **words = arena_array(arena, strlen(rest) / 2 + 5, sizeof(*words));
	size_t n = 0;

	words[n++] = GRMON;
	for (rest += strspn(rest, " "); *rest != '\0'; rest += strspn(rest, " ")) {
		size_t size = strcspn(rest, " ");

		words[n++] = arena_text(arena, rest, size);
		rest += size;
	}
	words[n++] = "-c";
	words[n++] = program_path(&grmon->workshop, SCRIPT_FILE);
	return words;
}

/* The script's commands, and what GRMON printed, in the arena; NULL after an error. */
static const char *run_and_listen(struct target_of_grmon *grmon, struct buf *script)
{
	const char **arguments = arguments_of(grmon);
	struct trace *trace = grmon->base.request.trace;
	const char *printed;
	struct buf log;

	buf_printf(script, "exit\n");
	trace_command(trace, arguments);
	trace_sent(trace, buf_span(script));
	if (program_put(&grmon->workshop, SCRIPT_FILE, buf_span(script)) != 0)
		return NULL;
	if (program_run(&grmon->workshop, NULL, arguments) != 0) {
		if (program_find(grmon->base.request.arena, GRMON) == NULL)
			diag_help(grmon->base.request.diag, (struct location){ 0 },
				  "'xpack image --kind grmon' makes a script to be run where GRMON "
				  "is");
		return NULL;
	}
	if (program_get(&grmon->workshop, PROGRAM_LOG, &log) != 0)
		return NULL;
	trace_received(trace, buf_span(&log));
	printed = arena_text(grmon->base.request.arena, (const char *)log.data, log.size);
	buf_free(&log);
	return printed;
}

static int run(struct target_of_grmon *grmon, struct buf *script)
{
	return run_and_listen(grmon, script) == NULL ? -1 : 0;
}

/* What stands behind that title in what GRMON prints when it begins; "" when it is not there. */
static const char *told(struct target_of_grmon *grmon, const char *printed, const char *title)
{
	const char *at = strstr(printed, title);
	size_t size;

	if (at == NULL)
		return "";
	at += strlen(title);
	at += strspn(at, " \t");
	size = strcspn(at, "\r\n");
	return size == 0 ? ""
			 : arena_printf(grmon->base.request.arena, ", %.*s",
					(int)(size < MAX_TOLD ? size : MAX_TOLD), at);
}

static int grmon_close(struct target *target)
{
	struct target_of_grmon *grmon = self_of(target);

	program_leave(&grmon->workshop);
	free(grmon);
	return 0;
}

static struct target *grmon_open(const struct target_request *request)
{
	struct target_of_grmon *grmon;

	if (request->room == 0 && request->needed > UINT32_MAX) {
		(void)target_fail(request, "how much is to be read? --size says it");
		return NULL;
	}
	grmon = memory_alloc(sizeof(*grmon));
	grmon->base = (struct target_base){ &target_grmon, *request };
	if (program_enter(request->arena, request->diag, &grmon->workshop) != 0) {
		free(grmon);
		return NULL;
	}
	grmon->workshop.stay = true; /* its arguments may name files of the user's directory */
	return (struct target *)(void *)grmon;
}

/* GRMON says what it found when it begins. */
static int grmon_identify(struct target *target, struct target_identity *identity)
{
	struct target_of_grmon *grmon = self_of(target);
	const struct target_request *request = &grmon->base.request;
	struct buf script = { 0 };
	const char *printed = run_and_listen(grmon, &script);

	buf_free(&script);
	if (printed == NULL)
		return -1;
	*identity = (struct target_identity){
		.text = arena_printf(request->arena, "the flash behind GRMON%s%s",
				     told(grmon, printed, "Detected system:"),
				     told(grmon, printed, "Device ID:")),
		.start = request->address,
		.size = request->room != 0 ? request->room : request->needed,
		.block = GRMON_BLOCK,
		.burst = GRMON_BURST,
		.erased = 0xff,
		.must_erase = true,
		.arch = "sparc",
	};
	return 0;
}

static struct grmon_range range_of(struct target_of_grmon *grmon, uint64_t offset, uint64_t size)
{
	return (struct grmon_range){ grmon->base.request.address + (uint32_t)offset,
				     (uint32_t)size };
}

static int grmon_erase(struct target *target, uint64_t offset, uint64_t size)
{
	struct target_of_grmon *grmon = self_of(target);
	struct buf script = { 0 };
	int result;

	grmon_put_erase(&script, range_of(grmon, offset, size));
	result = run(grmon, &script);
	buf_free(&script);
	return result;
}

static int grmon_program(struct target *target, uint64_t offset, struct span bytes)
{
	struct target_of_grmon *grmon = self_of(target);
	struct grmon_range range = range_of(grmon, offset, bytes.size);
	struct buf records = grmon_records("xpack", range.start, bytes);
	struct buf script = { 0 };
	int result = program_put(&grmon->workshop, RECORDS_FILE, buf_span(&records));

	grmon_put_load(&script, grmon->base.request.arena,
		       program_path(&grmon->workshop, RECORDS_FILE));
	if (result == 0)
		result = run(grmon, &script);
	buf_free(&script);
	buf_free(&records);
	return result;
}

static int grmon_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	struct target_of_grmon *grmon = self_of(target);
	struct buf script = { 0 };
	struct buf bytes = { 0 };
	int result;

	/* An earlier dump must not be taken for this one. */
	program_forget(&grmon->workshop, DUMP_FILE);
	grmon_put_dump(&script, grmon->base.request.arena, range_of(grmon, offset, size),
		       program_path(&grmon->workshop, DUMP_FILE));
	result = run(grmon, &script);
	buf_free(&script);
	if (result != 0)
		return -1;
	if (!program_made(&grmon->workshop, DUMP_FILE))
		return target_fail(&grmon->base.request, "GRMON dumped nothing");
	if (program_get(&grmon->workshop, DUMP_FILE, &bytes) != 0)
		return -1;
	if (bytes.size == size)
		memcpy(to, bytes.data, size);
	else
		result = target_fail(&grmon->base.request,
				     "GRMON dumped %zu bytes at 0x%08" PRIx64 ", not %zu",
				     bytes.size, grmon->base.request.address + offset, size);
	buf_free(&bytes);
	return result;
}

static int grmon_sync(struct target *target)
{
	(void)target;
	return 0;
}

const struct target_kind target_grmon = {
	.scheme = "grmon",
	.form = "grmon:[ARGUMENTS]",
	.help = "the flash of a LEON board behind GRMON",
	.is_chip = true,
	.open = grmon_open,
	.identify = grmon_identify,
	.erase = grmon_erase,
	.program = grmon_program,
	.read = grmon_read,
	.sync = grmon_sync,
	.close = grmon_close,
};
