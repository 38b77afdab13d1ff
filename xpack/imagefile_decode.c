/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What compressed images hold, by the loader's code. */

#include <stdatomic.h>

#include "compress.h"
#include "imagefile.h"
#include "loader/ranges.h"
#include "loader/verify.h"
#include "refusal.h"

/* Read, not looked at in a mapping: there may be many, and each would bring its neighbours into
 * memory. */
uint64_t imagefile_content_size(const struct imagefile *file, const struct image *image)
{
	struct payload_source source = imagefile_source(file, image);
	uint8_t header[LZ4_HEADER_SIZE] = { 0 };
	struct span start = { header, image->data_size < sizeof(header) ? image->data_size
									: sizeof(header) };
	struct payload_reader reader;
	const char *why;

	if (image->compression == IMAGE_PLAIN)
		return image->data_size;
	why = payload_open(&source, &reader);
	if (why == NULL) {
		why = payload_read(&reader, 0, header, start.size);
		(void)!payload_close(&reader);
	}
	return why == NULL ? compress_content_size(start) : 0;
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

const char *imagefile_check_frame(const struct image *image, const struct unpack_job *job,
				  enum status *status)
{
	struct unpack_job bounded = *job;
	uint32_t size = 0;
	const char *why;

	bounded.capacity = image->mem_size;
	why = unpack_run(&bounded, &size);
	*status = size == 0          ? STATUS_FRAME
		  : image->has_entry ? ranges_check_entry(image, size)
				     : STATUS_OK;
	return why;
}

/* A compressed image, and what is found of it. */
struct frame {
	const struct image *image;
	struct payload_source source;
	const char *why;
	enum status status;
};

struct frames_work {
	struct frame *frames;
	size_t n;
	atomic_size_t next;
};

/* One that is refused keeps nobody from looking at the others. */
static void check(struct crew_member *member, void *context)
{
	struct frames_work *work = context;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->n) {
		struct frame *frame = &work->frames[i];
		const struct unpack_job job = { .source = &frame->source, .member = member };

		frame->why = imagefile_check_frame(frame->image, &job, &frame->status);
	}
}

static int report(struct diag *diag, const struct imagefile *file, const struct frames_work *work)
{
	int result = 0;

	for (size_t i = 0; i < work->n; i++) {
		const struct frame *frame = &work->frames[i];

		if (frame->why != NULL)
			result = payload_read_fails(diag, file->path, frame->why);
		else if (frame->status != STATUS_OK)
			result = refuse_image(diag, file->path, frame->image, frame->status);
	}
	return result;
}

int imagefile_check_frames(struct arena *arena, struct diag *diag, const struct imagefile *file,
			   const struct imagefile_work *work)
{
	const struct container *parsed = &file->parsed;
	struct frames_work frames = { .frames = arena_array(arena, parsed->n_images,
							    sizeof(*frames.frames)) };
	struct crew_job crew = {
		.work = check,
		.context = &frames,
		.progress = work->progress,
		.phase = "decode",
	};

	for (uint32_t i = 0; i < parsed->n_images; i++) {
		const struct image *image = &parsed->images[i];
		uint64_t content;

		if (image->compression == IMAGE_PLAIN)
			continue;
		frames.frames[frames.n++] =
			(struct frame){ image, imagefile_source(file, image), NULL, STATUS_OK };
		/* More than it may hold is refused before a block is decoded. */
		content = imagefile_content_size(file, image);
		crew.size += content <= image->mem_size ? content : 0;
	}
	if (frames.n == 0)
		return 0;
	crew.n_threads = crew_count(work->n_threads, UNPACK_THREADS, frames.n);
	(void)!crew_run(&crew);
	return report(diag, file, &frames);
}
