/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What compressed images hold, by the loader's code. */

#include "compress.h"
#include "imagefile.h"
#include "loader/verify.h"
#include "refusal.h"

uint64_t imagefile_content_size(const struct imagefile *file, const struct image *image)
{
	struct span stored = imagefile_data(file, image);

	return image->compression == IMAGE_PLAIN ? stored.size : compress_content_size(stored);
}

static int refuse_image(struct diag *diag, const char *path, const struct image *image,
			enum status status)
{
	diag_fail(diag, EXIT_TRUST, location_of_file(path), "not-authentic",
		  "image '%.*s' refused with code 0x%02x: %s", (int)image->name.size,
		  (const char *)image->name.data, (unsigned)status, refusal_text(status));
	return -1;
}

int imagefile_decoded(struct arena *arena, struct diag *diag, const struct imagefile *file,
		      const struct image *image, struct span *bytes)
{
	struct span stored = imagefile_data(file, image);
	uint64_t most = (uint64_t)stored.size * COMPRESS_MOST;
	enum status status = STATUS_FRAME;
	struct image bounded = *image;
	uint32_t size = 0;
	uint8_t *memory;

	*bytes = stored;
	if (image->compression == IMAGE_PLAIN)
		return 0;
	/* No frame of that size holds more: so none makes this use more memory. */
	if (bounded.mem_size > most)
		bounded.mem_size = (uint32_t)most;
	if (compress_is_checksum_good(stored)) {
		memory = arena_alloc(arena, bounded.mem_size);
		status = verify_unpack(&bounded, stored.data, memory, &size);
		*bytes = (struct span){ memory, size };
	}
	return status == STATUS_OK ? 0 : refuse_image(diag, file->path, image, status);
}

int imagefile_check_frames(struct diag *diag, const struct imagefile *file)
{
	int result = 0;

	for (uint32_t i = 0; i < file->parsed.n_images; i++) {
		struct arena *arena = arena_new();
		struct span bytes;

		if (imagefile_decoded(arena, diag, file, &file->parsed.images[i], &bytes) != 0)
			result = -1;
		arena_free(arena);
	}
	return result;
}
