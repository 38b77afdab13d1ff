/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack extract: images as files. */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "cmd_fit.h"
#include "file.h"
#include "fit_check.h"
#include "fit_image.h"
#include "imagefile.h"
#include "nearest.h"
#include "options.h"

/* What the file holds: of a container an image, of another FIT a node of its tree. */
struct stored {
	const char *name;
	struct span bytes;
	const struct image *image;
	size_t node;
};

/* What is to be written, gathered first so that all of it appears or none. */
struct extraction {
	struct cmd *cmd;
	const struct imagefile *file;
	const char *directory;
	struct fit_tree tree;
	struct fit_work work; /* of the tree's hashes */
	struct stored *entries;
	size_t n_entries;
	bool stored; /* bytes as they stand in the container */
	struct output *outputs;
	size_t n_outputs;
};

/* Of a FIT all the hashes that are known here. */
static int check_fit_hashes(struct extraction *extraction, const struct stored *stored)
{
	const struct fit_tree *tree = &extraction->tree;
	size_t node = tree->nodes[stored->node].first;

	for (; node != FIT_NONE; node = tree->nodes[node].next) {
		if (!fit_is_hash(tree, node))
			continue;
		if (!fit_work_spend(extraction->cmd->diag, location_of_file(extraction->file->path),
				    &extraction->work, stored->bytes.size))
			return -1;
		if (fit_hash_match(extraction->cmd->arena, tree, node, stored->bytes) !=
		    FIT_DIFFERS)
			continue;
		diag_fail(extraction->cmd->diag, EXIT_TRUST,
			  location_of_file(extraction->file->path), "fit-hash",
			  "image '%s': its data is not what '%s' says", stored->name,
			  fit_name(extraction->cmd->arena, tree, node));
		return -1;
	}
	return 0;
}

static int check_hash(struct extraction *extraction, const struct stored *stored)
{
	if (stored->image == NULL)
		return check_fit_hashes(extraction, stored);
	return imagefile_check_hash(extraction->cmd->diag, extraction->file, stored->image);
}

static int add(struct extraction *extraction, const struct stored *stored)
{
	struct cmd *cmd = extraction->cmd;
	const char *path = arena_printf(cmd->arena, "%s/%s", extraction->directory, stored->name);
	struct span bytes = stored->bytes;
	struct stat status;

	if (check_hash(extraction, stored) != 0 ||
	    (stored->image != NULL && !extraction->stored &&
	     imagefile_decoded(cmd->arena, cmd->diag, extraction->file, stored->image, &bytes) !=
		     0))
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
	extraction->outputs[extraction->n_outputs++] =
		(struct output){ .path = path, .bytes = bytes, .mode = 0666 };
	return 0;
}

static int add_named(struct extraction *extraction, const char *name)
{
	struct nearest nearest = nearest_to(name);
	struct location at = location_of_file(extraction->file->path);

	for (size_t i = 0; i < extraction->n_entries; i++) {
		if (strcmp(extraction->entries[i].name, name) == 0)
			return add(extraction, &extraction->entries[i]);
		nearest_try(&nearest, extraction->entries[i].name);
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
	int result = 0;

	for (size_t i = 1; i < operands->n; i++)
		if (add_named(extraction, operands->items[i]) != 0)
			result = -1;
	if (operands->n > 1)
		return result;
	for (size_t i = 0; i < extraction->n_entries; i++)
		if (add(extraction, &extraction->entries[i]) != 0)
			result = -1;
	return result;
}

static void store(struct extraction *extraction, struct stored stored)
{
	extraction->entries = arena_grow(extraction->cmd->arena, extraction->entries,
					 extraction->n_entries, sizeof(stored));
	extraction->entries[extraction->n_entries++] = stored;
}

static void store_images(struct extraction *extraction)
{
	const struct container *container = &extraction->file->parsed;

	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];

		store(extraction,
		      (struct stored){ .name = arena_text(extraction->cmd->arena,
							  (const char *)image->name.data,
							  image->name.size),
				       .bytes = imagefile_data(extraction->file, image),
				       .image = image });
	}
}

/* False after reporting: data that is not there, a name that leads out of the directory. */
static bool store_nodes(struct extraction *extraction)
{
	const struct fit_tree *tree = &extraction->tree;
	size_t node = tree->nodes[fit_images(tree)].first;
	bool good = true;

	for (; node != FIT_NONE; node = tree->nodes[node].next) {
		const char *name = fit_name(extraction->cmd->arena, tree, node);
		struct fit_data data;
		const char *defect = fit_data(tree, node, &data);

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			defect = "this is no name for a file";
		if (defect != NULL) {
			diag_fail(extraction->cmd->diag, EXIT_TRUST,
				  location_of_file(extraction->file->path), "fit-hash",
				  "image '%s': %s", name, defect);
			good = false;
			continue;
		}
		store(extraction,
		      (struct stored){ .name = name, .bytes = data.bytes, .node = node });
	}
	return good;
}

static bool find_stored(struct extraction *extraction, struct imagefile *file)
{
	struct cmd *cmd = extraction->cmd;

	extraction->file = file;
	extraction->work = fit_work_of(file->bytes.size);
	if (cmd_fit_is_foreign(cmd->arena, file))
		return cmd_fit_read(cmd, file, &extraction->tree) == 0 && store_nodes(extraction);
	if (imagefile_parse_any(cmd->arena, cmd->diag, file) != 0)
		return false;
	store_images(extraction);
	return true;
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
	"says whether the hashes are authentic.  FITs that other tools made can be taken\n"
	"apart too, their images as they are stored.\n";

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
	if (find_stored(&extraction, &file))
		extract(&extraction, &operands);
	imagefile_close(&file);
}
