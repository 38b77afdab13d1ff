/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * --ram: what the loader would make of the image, made here.
 *
 * The loader runs in the board's boot storage and nowhere else.  So its work is done on this side:
 * the image is authentic by the loader's own code, each of its images goes where the loader would
 * have put it, and the board gets what the loader would have left.
 */

#include <inttypes.h>

#include "cmd_flash.h"
#include "loader/params.h"

/* The loader's own parameters, out of the boot image that was made. */
static int read_params(const struct flashing *flashing, struct span *block, struct params *params)
{
	*block = bootimage_params(buf_span(&flashing->image->bytes));
	if (block->size != 0 && params_read(*block, params) == STATUS_OK)
		return 0;
	diag_fail(flashing->cmd->diag, EXIT_TRUST, location_of_file(flashing->image->file.path),
		  "bootimage-tree", "the boot image has no parameters that could be read");
	return -1;
}

/* docs/boards.md: the first address behind the RAM that holds the entry. */
static uint32_t end_of_ram(const struct params *params, uint32_t entry)
{
	struct range ram = { 0, 0 };

	for (uint32_t i = 0; i < params->n_ram && entry - ram.addr >= ram.size; i++)
		ram = params_range(params->ram, i);
	return ram.addr + ram.size;
}

static void take_registers(struct arena *arena, const struct params *params, struct span block,
			   struct target_program *program)
{
	struct target_write *writes = arena_array(arena, params->n_writes, sizeof(*writes));

	for (uint32_t i = 0; i < params->n_writes; i++) {
		struct range pair = params_range(block.data + PARAMS_AT_WRITES, i);

		writes[i] = (struct target_write){ pair.addr, pair.size };
	}
	program->registers = writes;
	program->n_registers = params->n_writes;
}

static int take_images(const struct flashing *flashing, struct target_program *program)
{
	const struct imagefile *file = &flashing->image->file;
	const struct container *parsed = &file->parsed;
	struct cmd *cmd = flashing->cmd;
	struct target_piece *pieces = arena_array(cmd->arena, parsed->n_images, sizeof(*pieces));

	program->pieces = pieces;
	program->n_pieces = parsed->n_images;
	for (uint32_t i = 0; i < parsed->n_images; i++) {
		const struct image *image = &parsed->images[i];

		pieces[i] = (struct target_piece){ image->load, image->mem_size, { NULL, 0 } };
		if (imagefile_decoded(cmd->arena, cmd->diag, file, image, &pieces[i].bytes) != 0)
			return -1;
	}
	return 0;
}

/* %o0 and the stack: each protocol promises one of them. */
static void take_start(const struct flashing *flashing, const struct params *params,
		       struct target_program *program)
{
	const struct container *parsed = &flashing->image->file.parsed;

	program->entry = parsed->images[parsed->kernel].entry;
	program->stack = end_of_ram(params, program->entry);
	if (parsed->fdt != CONTAINER_NO_IMAGE)
		program->argument = parsed->images[parsed->fdt].load;
	program->console = params->console_addr;
	program->scaler = params->console_scaler;
}

static int make_program(struct flashing *flashing, struct target_program *program)
{
	struct params params;
	struct span block;

	if (read_params(flashing, &block, &params) != 0 || take_images(flashing, program) != 0)
		return -1;
	take_registers(flashing->cmd->arena, &params, block, program);
	take_start(flashing, &params, program);
	program->progress = flashing->job.progress;
	return 0;
}

static void report(struct flashing *flashing, const struct target_program *program)
{
	struct cmd *cmd = flashing->cmd;
	uint64_t size = flash_program_size(program);

	flash_done(flashing, size, size);
	cmd->summary = arena_printf(cmd->arena,
				    "%s: %" PRIu64 " bytes of RAM written, read back and equal; "
				    "started at 0x%08" PRIx32,
				    flashing->options.to, size, program->entry);
}

uint32_t flash_console(const struct flash_image *image)
{
	struct span block = bootimage_params(buf_span(&image->bytes));
	struct params params;

	return block.size != 0 && params_read(block, &params) == STATUS_OK ? params.console_addr
									   : 0;
}

uint64_t flash_program_size(const struct target_program *program)
{
	uint64_t size = 0;

	for (size_t i = 0; i < program->n_pieces; i++)
		size += program->pieces[i].size;
	return size;
}

int flash_load(struct flashing *flashing)
{
	const struct target_kind *kind = flashing->kind;
	struct target_program program = { .n_pieces = 0 };
	int code;

	if (make_program(flashing, &program) != 0)
		return -1;
	flashing->program = &program;
	flashing->job.bytes = buf_span(&flashing->image->bytes);
	code = flash_confirm(flashing, NULL);
	flashing->program = NULL;
	if (code != 0 || kind->start(flashing->job.target, &program) != 0)
		return -1;
	report(flashing, &program);
	return 0;
}
