/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmd_flash.h"
#include "disk.h"
#include "settings.h"

int flash_refuse_board(const struct flashing *flashing, const struct flash_image *image,
		       const char *what)
{
	const struct span board = image->file.parsed.board;

	diag_error(flashing->cmd->diag, location_of_file(flashing->options.to), "flash-board",
		   "%s is nothing that board '%.*s' starts from", what, (int)board.size,
		   (const char *)board.data);
	return -1;
}

/* The bytes as the target takes them. */
static int make_bytes(const struct flashing *flashing, const struct key *key,
		      struct flash_image *image)
{
	const struct target_kind *kind = flashing->kind;
	const struct imagefile *file = &image->file;
	struct cmd *cmd = flashing->cmd;
	struct imagefile made;
	struct buf disk = { 0 };
	int result;

	if (imagefile_make(cmd->arena, cmd->diag, location_of_file(file->path), file, key,
			   &image->bytes) != 0)
		return -1;
	if (image->traits->in_ram && !kind->is_chip && !kind->is_memory) {
		result = disk_make(cmd->arena, cmd->diag, buf_span(&image->bytes), &disk);
		buf_free(&image->bytes);
		image->bytes = disk;
		return result;
	}
	if (imagefile_of(cmd->diag, file->path, buf_span(&image->bytes), &made) != 0)
		return -1;
	image->anchor = (size_t)(made.container.data - made.bytes.data);
	if (kind->is_memory)
		image->anchor -= bootimage_strip(&image->bytes);
	return 0;
}

/* Is the image for such a target, and so what was asked? */
static int check_kind(const struct flashing *flashing, const struct flash_image *image)
{
	if (flashing->kind->is_disk && !image->traits->in_ram)
		return flash_refuse_board(flashing, image, "a disk");
	if (!flashing->kind->is_memory || flashing->job.offset == 0)
		return 0;
	diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "--offset is not for %s: an image says itself where in memory it lies",
		  flashing->kind->form);
	return -1;
}

/* The image is open and authentic. */
static int make_authentic(const struct flashing *flashing, const struct key *key,
			  struct flash_image *image)
{
	const struct container *parsed = &image->file.parsed;

	image->board =
		bootimage_region(flashing->cmd->arena, image->file.container, &image->file.parsed);
	image->traits = arch_of_container(parsed->images[parsed->kernel].arch);
	if (check_kind(flashing, image) != 0 || make_bytes(flashing, key, image) != 0)
		return -1;
	if (flashing->options.container && image->anchor == 0)
		return flash_refuse_board(flashing, image, "a container alone on a disk");
	return 0;
}

int flash_image_open(struct flashing *flashing, const char *path, struct flash_image *image)
{
	struct cmd *cmd = flashing->cmd;
	const struct option_list *given = &flashing->options.public_keys;
	struct key keys[KEY_MAX_SET];

	*image = (struct flash_image){ 0 };
	if (settings_public_keys(cmd->arena, cmd->diag, given->items, given->n, keys) != 0 ||
	    imagefile_open(cmd->diag, path, &image->file) != 0 ||
	    imagefile_verify(cmd->arena, cmd->diag, &image->file, keys) != 0)
		return -1;
	return make_authentic(flashing, keys, image);
}

void flash_image_close(struct flash_image *image)
{
	imagefile_close(&image->file);
	buf_free(&image->bytes);
}
