/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "manifest_file.h"

#include <errno.h>
#include <unistd.h>

#include "file.h"
#include "imagefile.h"
#include "loader/fdt.h"
#include "loader/params.h"
#include "refusal.h"

/* The file's first n bytes, fewer when it is shorter. */
static int read_start(struct diag *diag, struct manifest_file *file, size_t n)
{
	while (file->bytes.size < n) {
		ssize_t got;

		buf_reserve(&file->bytes, n - file->bytes.size);
		got = pread(file->fd, file->bytes.data + file->bytes.size, n - file->bytes.size,
			    (off_t)file->bytes.size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return file_read_fails(diag, location_of_file(file->path), file->path,
					       errno);
		if (got == 0)
			break;
		file->bytes.size += (size_t)got;
	}
	return 0;
}

/* What begins like no container: a boot image has one inside. */
static int refuse_other(struct diag *diag, const char *path)
{
	struct imagefile image;

	if (imagefile_open(diag, path, &image) != 0)
		return -1;
	imagefile_close(&image);
	diag_error(diag, location_of_file(path), "sign-boot-image",
		   "this is a boot image; signatures are made in a container");
	diag_help(diag, location_of_file(path),
		  "sign the container that it was made of, then 'xpack image' makes the boot image "
		  "again");
	return -1;
}

static int refuse(struct diag *diag, const char *path, enum status status)
{
	diag_fail(diag, EXIT_TRUST, location_of_file(path), "not-canonical",
		  "refused with code 0x%02x: %s", (unsigned)status, refusal_text(status));
	diag_help(diag, location_of_file(path), "docs/loader-codes.md says what to look at");
	return -1;
}

/* The manifest is read whole once its header says how long it is. */
static int read_manifest(struct arena *arena, struct diag *diag, struct manifest_file *file,
			 uint32_t size)
{
	enum status status;
	uint32_t total = 0;

	status = container_check_header(buf_span(&file->bytes), PARAMS_MAX_CAP, &total);
	if (status == STATUS_OK && total > size)
		status = STATUS_TRUNCATED;
	if (status == STATUS_OK && read_start(diag, file, total) != 0)
		return -1;
	if (status == STATUS_OK && file->bytes.size < total)
		status = STATUS_TRUNCATED;
	if (status == STATUS_OK)
		status = container_parse(
			buf_span(&file->bytes),
			arena_array(arena, params_max_images(total) + 1, sizeof(struct image)),
			params_max_images(total) + 1, &file->parsed);
	if (status == STATUS_OK && container_end(&file->parsed) != size)
		status = container_end(&file->parsed) > size ? STATUS_TRUNCATED : STATUS_END;
	return status == STATUS_OK ? 0 : refuse(diag, file->path, status);
}

int manifest_file_open(struct arena *arena, struct diag *diag, const char *path,
		       struct manifest_file *file)
{
	uint64_t size = 0;
	int result;

	*file = (struct manifest_file){ .path = path };
	file->fd = file_open_regular(diag, location_of_file(path), path, IMAGEFILE_MAX_SIZE, &size);
	if (file->fd < 0)
		return -1;
	result = read_start(diag, file, CONTAINER_RSVMAP_OFFSET);
	if (result == 0 &&
	    (file->bytes.size < sizeof(uint32_t) || get_be32(file->bytes.data) != FDT_HEADER_MAGIC))
		result = refuse_other(diag, path);
	else if (result == 0)
		result = read_manifest(arena, diag, file, (uint32_t)size);
	if (result != 0)
		manifest_file_close(file);
	return result;
}

void manifest_file_close(struct manifest_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
	buf_free(&file->bytes);
}
