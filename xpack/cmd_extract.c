/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack extract: images as files. */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "file.h"
#include "imagefile.h"
#include "nearest.h"
#include "options.h"

/* What is to be written, gathered first so that all of it appears or none. */
struct extraction {
	struct cmd *cmd;
	const struct imagefile *file;
	const char *directory;
	bool stored; /* bytes as they stand in the container */
	struct output *outputs;
	size_t n_outputs;
};

static int add(struct extraction *extraction, const struct image *image)
{
	struct cmd *cmd = extraction->cmd;
	const char *path = arena_printf(cmd->arena, "%s/%.*s", extraction->directory,
					(int)image->name.size, (const char *)image->name.data);
	struct span bytes = imagefile_data(extraction->file, image);
	struct stat status;

	if (imagefile_check_hash(cmd->diag, extraction->file, image) != 0 ||
	    (!extraction->stored &&
	     imagefile_decoded(cmd->arena, cmd->diag, extraction->file, image, &bytes) != 0))
		return -1;
	for (size_t i = 0; i < extraction->n_outputs; i++)
		if (strcmp(extraction->outputs[i].path, path) == 0)
			return 0;
	/* What a link leads to may lie anywhere. */
	if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
		diag_fail(cmd->diag, EXIT_MACHINE, location_of_file(path), "file-write",
			  "cannot write: this is a symbolic link");
		return -1;
	}
	extraction->outputs = arena_grow(cmd->arena, extraction->outputs, extraction->n_outputs,
					 sizeof(*extraction->outputs));
	extraction->outputs[extraction->n_outputs++] = (struct output){
		.path = path,
		.bytes = bytes,
		.mode = 0666,
	};
	return 0;
}

static int add_named(struct extraction *extraction, const char *name)
{
	const struct container *container = &extraction->file->parsed;
	struct arena *arena = extraction->cmd->arena;
	struct nearest nearest = nearest_to(name);
	struct location at = location_of_file(extraction->file->path);

	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];

		if (span_is(image->name, name))
			return add(extraction, image);
		nearest_try(&nearest,
			    arena_text(arena, (const char *)image->name.data, image->name.size));
	}
	diag_error(extraction->cmd->diag, at, "no-image", "there is no image '%s' in it", name);
	if (nearest.name != NULL)
		diag_help(extraction->cmd->diag, at, "did you mean '%s'?", nearest.name);
	else
		diag_help(extraction->cmd->diag, at, "'xpack list' shows their names");
	return -1;
}

static int gather(struct extraction *extraction, const struct option_list *operands)
{
	const struct container *container = &extraction->file->parsed;
	int result = 0;

	for (size_t i = 1; i < operands->n; i++)
		if (add_named(extraction, operands->items[i]) != 0)
			result = -1;
	if (operands->n > 1)
		return result;
	for (uint32_t i = 0; i < container->n_images; i++)
		if (add(extraction, &container->images[i]) != 0)
			result = -1;
	return result;
}

static void extract(struct extraction *extraction, const struct option_list *operands)
{
	struct cmd *cmd = extraction->cmd;

	if (gather(extraction, operands) != 0)
		return;
	if (mkdir(extraction->directory, 0777) != 0 && errno != EEXIST) {
		diag_fail(cmd->diag, EXIT_MACHINE, location_of_file(extraction->directory),
			  "file-write", "cannot make the directory: %s", strerror(errno));
		return;
	}
	if (file_write_all(cmd->diag, extraction->outputs, extraction->n_outputs) == 0)
		cmd->summary = arena_printf(cmd->arena, "%zu images written to %s",
					    extraction->n_outputs, extraction->directory);
}

static const char explanation[] =
	"Writes the bytes of each image, or of the named ones, to DIR/NAME: for a segment\n"
	"the bytes that the loader puts into memory, for a device tree a .dtb.  What is\n"
	"compressed is decoded; with --stored it is written as it stands in the\n"
	"container, as an LZ4 frame.  Of two containers the first is taken, or the second\n"
	"when only that has a form.  Each is held against its hash first; 'xpack verify'\n"
	"says whether the hashes are authentic.\n";

void cmd_extract(struct cmd *cmd, int argc, char **argv)
{
	struct extraction extraction = { .cmd = cmd, .directory = "." };
	const struct option_spec options[] = {
		{ 'C', "directory", "DIR", "write into DIR, made if need be; default '.'", NULL,
		  &extraction.directory, NULL },
		{ 0, "stored", NULL, "do not decode what is compressed", &extraction.stored, NULL,
		  NULL },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "extract [-C DIR] [--stored] IMAGE [NAME...]",
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = SIZE_MAX,
	};
	struct option_list operands;
	struct imagefile file;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    imagefile_open(cmd->diag, operands.items[0], &file) != 0)
		return;
	extraction.file = &file;
	if (imagefile_parse_any(cmd->arena, cmd->diag, &file) == 0)
		extract(&extraction, &operands);
	imagefile_close(&file);
}
