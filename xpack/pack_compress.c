/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Compression: when the last word of an image is written, and before anything is copied. */

#include "file.h"
#include "pack_parts.h"
#include "setup.h"

/* Those that are not in memory, in the order of their places there. */
static const struct mapped **mapped_files(const struct pack *pack, size_t *n)
{
	const struct mapped **files = arena_array(pack->arena, pack->n_files, sizeof(*files));

	*n = 0;
	for (size_t i = 0; i < pack->n_files; i++)
		if (!mapped_was_read(&pack->files[i]) && pack->files[i].bytes.size != 0)
			files[(*n)++] = &pack->files[i];
	payload_sort(files, *n);
	return files;
}

struct payload_source *pack_sources(const struct pack *pack)
{
	const struct load_table *table = &pack->table;
	struct payload_source *sources =
		arena_array(pack->arena, table->n_images, sizeof(*sources));
	size_t n_files = 0;
	const struct mapped **files = mapped_files(pack, &n_files);

	for (size_t i = 0; i < table->n_images; i++) {
		struct span bytes = table->images[i].data;
		struct mapped_origin origin;

		sources[i] = mapped_find_origin(pack->arena, bytes, &origin)
				     ? payload_copy(&origin, bytes)
				     : payload_source(files, n_files, bytes);
	}
	return sources;
}

static bool is_compressed(const struct load_image *image)
{
	return image->compression != COMPRESSION_NONE && image->data.size != 0;
}

/* "auto" keeps what is shorter, "lz4" whatever it is. */
static void add_parts(struct pack *pack)
{
	const struct payload_source *sources = pack_sources(pack);
	const struct load_table *table = &pack->table;
	struct frames *frames = &pack->frames;

	frames->parts = arena_array(pack->arena, table->n_images, sizeof(*frames->parts));
	for (size_t i = 0; i < table->n_images; i++)
		if (is_compressed(&table->images[i]))
			frames->parts[frames->n_parts++] = (struct frames_part){
				.source = sources[i],
				.is_kept = table->images[i].compression == COMPRESSION_LZ4,
			};
}

static void use_parts(struct pack *pack)
{
	const struct frames_part *part = pack->frames.parts;

	for (size_t i = 0; i < pack->table.n_images; i++) {
		struct load_image *image = &pack->table.images[i];

		if (!is_compressed(image))
			continue;
		if (part->size != 0) {
			image->frame = part;
			/* The loader tells a host how long its modules are, before it decodes
			 * them. */
			if (image->kind == IMAGE_MODULE)
				image->mem_size = (uint32_t)image->data.size;
		}
		part++;
	}
}

static int open_file(struct pack *pack)
{
	struct frames *frames = &pack->frames;

	frames->path = pack->output != NULL ? pack->output : pack_output(pack);
	if (!pack->keeps_frames || frames->n_parts == 0)
		return 0;
	frames->fd = file_open_scratch(pack->diag, frames->path);
	return frames->fd < 0 ? -1 : 0;
}

int pack_compress(struct pack *pack)
{
	if (!setup_has_staging(pack->system))
		return 0;
	add_parts(pack);
	mapped_trim(pack->arena);
	if (open_file(pack) != 0 || frames_make(pack->arena, pack->diag, &pack->frames) != 0)
		return -1;
	use_parts(pack);
	return place_staging(pack->arena, pack->diag, pack->system, &pack->table);
}
