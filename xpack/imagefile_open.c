/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Files, and where in them containers are. */

#include "imagefile.h"

#include <unistd.h>

#include "bootimage.h"
#include "file.h"
#include "loader/fdt.h"
#include "loader/params.h"

/* Where the second container begins, the first one's room ends. */
static void split(struct imagefile *file, const struct params *params)
{
	uint64_t room = (uint64_t)params->second_addr - params->container_addr;

	if (params->second_size == 0 || params->second_addr < params->container_addr ||
	    room >= file->container.size)
		return;
	file->second = span_part(file->container, room, file->container.size - room);
	file->container.size = room;
	file->in_region = true;
}

bool imagefile_second(struct arena *arena, const struct imagefile *file, struct imagefile *second)
{
	*second = (struct imagefile){
		.path = arena_printf(arena, "%s (second container)", file->path),
		.bytes = file->bytes,
		.container = file->second,
		.in_region = true,
		.parsed = file->second_parsed,
		.manifest = file->second_manifest,
		.fd = file->fd,
	};
	return file->second.size != 0;
}

/* The container of a boot image lies where its parameters say. */
static bool find_container(struct imagefile *file)
{
	struct span block = bootimage_params(file->bytes);
	struct params params;
	size_t anchor;

	if (block.size == 0 || params_read(block, &params) != STATUS_OK)
		return false;
	anchor = (size_t)align_up((uint64_t)(block.data - file->bytes.data) +
					  get_be32(block.data + PARAMS_AT_SIZE),
				  BOOTIMAGE_ALIGN);
	if (anchor > file->bytes.size)
		return false;
	file->container = span_part(file->bytes, anchor, file->bytes.size - anchor);
	file->is_boot_image = true;
	split(file, &params);
	return true;
}

int imagefile_of(struct diag *diag, const char *path, struct span bytes, struct imagefile *file)
{
	*file = (struct imagefile){ .path = path, .bytes = bytes, .container = bytes, .fd = -1 };
	if (bytes.size >= sizeof(uint32_t) && get_be32(bytes.data) == FDT_HEADER_MAGIC)
		return 0;
	if (find_container(file))
		return 0;
	diag_fail(diag, EXIT_TRUST, location_of_file(path), "not-an-image",
		  "this is neither a container nor a boot image of a known loader");
	return -1;
}

int imagefile_open(struct diag *diag, const char *path, struct imagefile *file)
{
	struct mapped whole = { .path = path };

	if (file_read(diag, location_of_file(path), path, IMAGEFILE_MAX_SIZE, &whole.owned) != 0)
		return -1;
	whole.bytes = buf_span(&whole.owned);
	if (imagefile_of(diag, path, whole.bytes, file) != 0) {
		mapped_close(&whole);
		return -1;
	}
	file->file = whole;
	return 0;
}

/* The descriptor is of the file that was mapped, or there is none. */
static int reopen(struct diag *diag, struct imagefile *file)
{
	const char *why = NULL;

	file->fd = mapped_again(&file->file, &why);
	if (file->fd >= 0)
		return 0;
	diag_fail(diag, EXIT_MACHINE, location_of_file(file->path), "file-read",
		  "cannot read '%s': %s", file->path, why);
	return -1;
}

int imagefile_open_large(struct diag *diag, const char *path, struct imagefile *file)
{
	struct mapped mapped;

	if (mapped_open(diag, location_of_file(path), path, IMAGEFILE_MAX_SIZE, true, &mapped) != 0)
		return -1;
	if (imagefile_of(diag, path, mapped.bytes, file) != 0) {
		mapped_close(&mapped);
		return -1;
	}
	file->file = mapped;
	if (mapped_was_read(&mapped) || reopen(diag, file) == 0)
		return 0;
	imagefile_close(file);
	return -1;
}

void imagefile_close(struct imagefile *file)
{
	if (file->fd >= 0)
		close(file->fd);
	mapped_close(&file->file);
}
