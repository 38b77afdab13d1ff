/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd_flash.h"
#include "file.h"

/* Is it a target for that board? */
static int test_board(const struct flashing *flashing)
{
	const struct target_identity *identity = &flashing->job.identity;
	const char *arch = flashing->image->traits->fit_name;

	if (identity->arch == NULL || strcmp(identity->arch, arch) == 0)
		return 0;
	return flash_refuse_board(flashing, flashing->image, identity->text);
}

void flash_done(struct flashing *flashing, uint64_t programmed, uint64_t verified)
{
	flashing->done = arena_printf(flashing->cmd->arena,
				      "{\"phase\": \"done\", \"programmed\": %" PRIu64
				      ", \"verified\": %" PRIu64 "}",
				      programmed, verified);
}

static void report(struct flashing *flashing, const struct flash_result *result)
{
	struct cmd *cmd = flashing->cmd;

	flash_done(flashing, result->programmed, result->verified);
	cmd->summary = arena_printf(cmd->arena,
				    "%s: %" PRIu64 " bytes programmed, %" PRIu64
				    " bytes read back and equal%s%s",
				    flashing->options.to, result->programmed, result->verified,
				    flashing->has_slots ? "; container " : "",
				    flashing->has_slots ? flash_slot_name(flashing->slot) : "");
}

static int reset(const struct flashing *flashing)
{
	if (!flashing->options.reset)
		return 0;
	return flashing->kind->reset(flashing->job.target);
}

/* Until the user or the board ends it. */
static int show_console(const struct flashing *flashing)
{
	if (!flashing->options.console)
		return 0;
	if (!flashing->cmd->quiet)
		fputs("console the board's; Ctrl-C ends it\n", stderr);
	return flashing->kind->console(flashing->job.target);
}

static int put(struct flashing *flashing)
{
	struct flash_job *job = &flashing->job;
	struct flash_result result;
	int code;

	if (test_board(flashing) != 0)
		return -1;
	if (flashing->options.ram)
		return flash_load(flashing) != 0 ? -1 : show_console(flashing);
	job->bytes = buf_span(&flashing->image->bytes);
	if (flashing->options.container && flash_leave_loader(flashing) != 0)
		return -1;
	job->confirm = flash_confirm;
	job->who = flashing;
	code = flashing->options.verify_only ? flash_verify(job, &result)
					     : flash_write(job, &result);
	if (code != 0)
		return -1;
	if (reset(flashing) != 0) {
		diag_note(job->diag, location_of_file(flashing->options.to),
			  "all that was to be written is there");
		return -1;
	}
	report(flashing, &result);
	return show_console(flashing);
}

/* What --size says, else as much as there is. */
static int find_read_size(struct flashing *flashing)
{
	const struct flash_job *job = &flashing->job;

	if (flashing->read_size == 0 && job->offset < job->identity.size)
		flashing->read_size = job->identity.size - job->offset;
	if (flashing->read_size != 0 &&
	    range_fits(job->identity.size, job->offset, flashing->read_size))
		return 0;
	diag_error(flashing->cmd->diag, location_of_file(flashing->options.to), "flash-size",
		   "%" PRIu64 " bytes at offset 0x%" PRIx64 " are not in its %" PRIu64 " bytes",
		   flashing->read_size, job->offset, job->identity.size);
	return -1;
}

struct copy {
	struct diag *diag;
	const char *path;
	int fd;
};

static int put_piece(void *to, uint64_t at, struct span bytes)
{
	const struct copy *copy = to;
	const char *why = file_write_bytes(copy->fd, at, bytes);

	return why == NULL ? 0 : file_write_fails(copy->diag, copy->path, why);
}

/* What stands on the target, as a file: disks are larger than this machine's memory. */
static int copy_target(struct flashing *flashing)
{
	struct flash_job *job = &flashing->job;
	struct copy copy = { job->diag, flashing->options.read_back, -1 };
	struct file_stage *stage = file_stage_new();
	int code = -1;

	copy.fd = file_stage_open(job->diag, stage, copy.path, 0666);
	if (copy.fd >= 0 &&
	    flash_copy(job, job->offset, flashing->read_size, put_piece, &copy) == 0)
		code = file_stage_commit(job->diag, stage);
	file_stage_free(stage);
	return code;
}

static int get(struct flashing *flashing)
{
	struct cmd *cmd = flashing->cmd;
	uint64_t size;

	if (find_read_size(flashing) != 0 || copy_target(flashing) != 0)
		return -1;
	size = flashing->read_size;
	flashing->done =
		arena_printf(cmd->arena, "{\"phase\": \"done\", \"read\": %" PRIu64 "}", size);
	cmd->summary = arena_printf(cmd->arena, "%s: %" PRIu64 " bytes of %s",
				    flashing->options.read_back, size, flashing->options.to);
	return 0;
}

/* Up to where the target will be read or written. */
static uint64_t bytes_needed(const struct flashing *flashing)
{
	if (flashing->image != NULL)
		return flashing->job.offset + flashing->image->bytes.size;
	if (flashing->read_size == 0)
		return UINT64_MAX;
	return flashing->job.offset + flashing->read_size;
}

static struct target_request request_of(const struct flashing *flashing)
{
	const struct flash_options *options = &flashing->options;
	const struct flash_image *image = flashing->image;
	struct arena *arena = flashing->cmd->arena;
	struct target_request request = {
		.arena = arena,
		.diag = flashing->cmd->diag,
		.name = options->to,
		.rest = flashing->rest,
		.force = options->force,
		.region = options->region,
		.layout = options->layout,
		.read_only = image == NULL || options->verify_only || options->ram,
		.needed = bytes_needed(flashing),
	};

	if (image == NULL)
		return request;
	request.into_ram = options->ram;
	request.starts = options->ram || options->reset;
	request.has_console = options->console;
	request.console = options->console ? flash_console(image) : 0;
	if (!options->ram) {
		request.address = image->board.start;
		request.room = image->board.size;
	}
	request.arch = image->traits->fit_name;
	request.n_ram =
		bootimage_ram(arena, image->file.container, &image->file.parsed, &request.ram);
	return request;
}

/* The last of all: who reads it may take the board away. */
static void print_done(const struct flashing *flashing)
{
	const struct cmd *cmd = flashing->cmd;

	if (cmd->json && flashing->done != NULL && diag_n_errors(cmd->diag) == 0)
		puts(flashing->done);
}

static void with_target(struct flashing *flashing, void (*act)(struct flashing *flashing))
{
	struct target_request request = request_of(flashing);
	struct diag *diag = flashing->cmd->diag;
	struct flash_job *job = &flashing->job;
	const char *failed = NULL;

	if (flashing->options.trace != NULL &&
	    (request.trace = trace_open(diag, flashing->options.trace)) == NULL)
		return;
	job->target = flashing->kind->open(&request);
	if (job->target != NULL) {
		act(flashing);
		if (flashing->kind->close(job->target) != 0)
			failed = flashing->options.to;
	}
	if (trace_close(diag, request.trace) != 0)
		failed = flashing->options.trace;
	if (failed != NULL && flashing->done != NULL)
		diag_note(diag, location_of_file(failed), "but for that, all is done: %s",
			  flashing->cmd->summary);
	print_done(flashing);
}

static void put_or_get(struct flashing *flashing)
{
	struct flash_job *job = &flashing->job;

	if (flashing->kind->identify(job->target, &job->identity) == 0)
		(void)!(flashing->image != NULL ? put(flashing) : get(flashing));
}

void flash_with_target(struct flashing *flashing)
{
	with_target(flashing, put_or_get);
}

static void list(struct flashing *flashing)
{
	flashing->kind->list(flashing->job.target, flashing->cmd->json);
}

void flash_list_target(struct flashing *flashing)
{
	if (flashing->kind->list != NULL) {
		with_target(flashing, list);
		return;
	}
	diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "%s cannot tell what is behind it", flashing->kind->form);
}
