/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "imagefile.h"

#include <string.h>

#include "bootimage.h"
#include "file.h"
#include "loader/fdt.h"
#include "loader/params.h"
#include "loader/verify.h"
#include "refusal.h"

static int refuse(struct diag *diag, const char *path, const char *id, enum status status)
{
	diag_fail(diag, EXIT_TRUST, location_of_file(path), id, "refused with code 0x%02x: %s",
		  (unsigned)status, refusal_text(status));
	diag_help(diag, location_of_file(path), "docs/loader-codes.md says what to look at");
	return -1;
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
	return true;
}

int imagefile_of(struct diag *diag, const char *path, struct span bytes, struct imagefile *file)
{
	*file = (struct imagefile){ .path = path, .bytes = bytes, .container = bytes };
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
	struct buf bytes;

	if (file_read(diag, location_of_file(path), path, IMAGEFILE_MAX_SIZE, &bytes) != 0)
		return -1;
	if (imagefile_of(diag, path, buf_span(&bytes), file) != 0) {
		buf_free(&bytes);
		return -1;
	}
	file->owned = bytes;
	return 0;
}

void imagefile_close(struct imagefile *file)
{
	buf_free(&file->owned);
}

/* Bytes in memory as the loader's source. */
static bool read_span(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct span *bytes = context;

	if (!range_fits(bytes->size, offset, size))
		return false;
	memcpy(to, bytes->data + offset, size);
	return true;
}

static struct source source_of(struct span *bytes)
{
	return (struct source){ read_span, bytes, (uint32_t)bytes->size, true };
}

/* Room for a manifest of any size that the file can have. */
static struct verify_room room_for(struct arena *arena, const struct imagefile *file, uint32_t cap)
{
	uint32_t total = file->container.size < 8 ? 0 : get_be32(file->container.data + 4);
	uint32_t size = total < file->container.size ? total : (uint32_t)file->container.size;

	if (size > cap)
		size = cap;
	return (struct verify_room){
		.manifest = arena_alloc(arena, size),
		.manifest_cap = cap,
		.images = arena_array(arena, params_max_images(size) + 1, sizeof(struct image)),
		.max_images = params_max_images(size) + 1,
	};
}

int imagefile_parse(struct arena *arena, struct diag *diag, struct imagefile *file)
{
	struct verify_room room = room_for(arena, file, UINT32_MAX);
	struct span header = file->container;
	enum status status = STATUS_TRUNCATED;
	uint32_t total = 0;

	if (header.size >= CONTAINER_RSVMAP_OFFSET) {
		header.size = CONTAINER_RSVMAP_OFFSET;
		status = container_check_header(header, UINT32_MAX, &total);
	}
	if (status == STATUS_OK && total > file->container.size)
		status = STATUS_TRUNCATED;
	if (status == STATUS_OK)
		status = container_parse(span_part(file->container, 0, total), room.images,
					 room.max_images, &file->parsed);
	if (status == STATUS_OK && container_end(&file->parsed) > file->container.size)
		status = STATUS_TRUNCATED;
	return status == STATUS_OK ? 0 : refuse(diag, file->path, "not-canonical", status);
}

struct span imagefile_data(const struct imagefile *file, const struct image *image)
{
	return span_part(file->container, (size_t)file->parsed.total_size + image->data_offset,
			 image->data_size);
}

int imagefile_check_hash(struct diag *diag, const struct imagefile *file, const struct image *image)
{
	enum status status = verify_image(image, imagefile_data(file, image));

	if (status == STATUS_OK)
		return 0;
	diag_fail(diag, EXIT_TRUST, location_of_file(file->path), "not-authentic",
		  "image '%.*s' refused with code 0x%02x: %s", (int)image->name.size,
		  (const char *)image->name.data, (unsigned)status, refusal_text(status));
	return -1;
}

/* Rules 6 and 8 with the parameters that a loader for this container would have. */
static int verify_destinations(struct arena *arena, struct diag *diag, struct imagefile *file,
			       const struct key *key)
{
	struct source source = source_of(&file->container);
	struct container parsed;
	struct verify_room room;
	struct params params;
	struct buf block;
	enum status status;

	if (bootimage_make_params(arena, diag, location_of_file(file->path), file->container,
				  &file->parsed, key, &block) != 0)
		return -1;
	status = params_read(buf_span(&block), &params);
	if (status == STATUS_OK) {
		room = room_for(arena, file, params.manifest_cap);
		status = verify_container(&source, &params, &room, &parsed);
	}
	buf_free(&block);
	return status == STATUS_OK ? 0 : refuse(diag, file->path, "not-authentic", status);
}

static int verify_boot_image(struct arena *arena, struct diag *diag, const struct imagefile *file,
			     const struct key *key)
{
	struct buf again;
	size_t i = 0;

	if (bootimage_make(arena, diag, location_of_file(file->path), file->container,
			   &file->parsed, key, &again) != 0)
		return -1;
	while (i < again.size && i < file->bytes.size && again.data[i] == file->bytes.data[i])
		i++;
	if (i < again.size || i < file->bytes.size) {
		diag_fail(diag, EXIT_TRUST, location_of_file(file->path), "boot-image",
			  "differs at byte 0x%zx from the boot image that the installed loader and "
			  "this key make of its container",
			  i);
		buf_free(&again);
		return -1;
	}
	buf_free(&again);
	return 0;
}

int imagefile_verify(struct arena *arena, struct diag *diag, struct imagefile *file,
		     const struct key *key)
{
	struct verify_room room = room_for(arena, file, UINT32_MAX);
	struct source source = source_of(&file->container);
	enum status status =
		verify_authentic(&source, &key->public, 1, PARAMS_POLICY_ANY, &room, &file->parsed);
	int result = 0;

	if (status != STATUS_OK)
		return refuse(diag, file->path, "not-authentic", status);
	/* The hashes come first: the destinations are held against a tree that is an image. */
	for (uint32_t i = 0; i < file->parsed.n_images; i++)
		if (imagefile_check_hash(diag, file, &file->parsed.images[i]) != 0)
			result = -1;
	if (result == 0)
		result = verify_destinations(arena, diag, file, key);
	if (result == 0 && file->is_boot_image)
		result = verify_boot_image(arena, diag, file, key);
	return result;
}
