/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "assembly.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bootimage.h"
#include "fit.h"
#include "fit_sign.h"
#include "setup.h"

#define GAP_STEP (64u << 10) /* bytes that are written at once */

int assembly_begin(struct arena *arena, struct diag *diag, const struct pack *pack,
		   uint32_t timestamp, struct assembly *assembly)
{
	const struct load_table *table = &pack->table;

	*assembly = (struct assembly){ .arena = arena, .diag = diag, .pack = pack };
	if (fit_begin(diag, pack->system, table, timestamp, &assembly->manifest) != 0)
		return -1;
	assembly->made = (struct imagefile_made){
		.path = pack->system->files[0],
		.manifest = buf_span(&assembly->manifest),
		.size = assembly->manifest.size + fit_payload_size(table),
		.tree = table->images[table->fdt].data,
	};
	return imagefile_parse_made(arena, diag, &assembly->made, &assembly->parsed);
}

void assembly_end(struct assembly *assembly)
{
	buf_free(&assembly->manifest);
	buf_free(&assembly->front);
}

/* A file of its final size; what nobody writes is zero. */
static int add_sink(struct assembly *assembly, struct file_stage *stage, const char *path)
{
	struct payload_sink *sink = &assembly->sinks[assembly->n_sinks++];

	*sink = (struct payload_sink){ .path = path, .offset = assembly->front.size };
	sink->fd = file_stage_open(assembly->diag, stage, path, 0666);
	if (sink->fd < 0)
		return -1;
	if (ftruncate(sink->fd, (off_t)(sink->offset + assembly->made.size)) == 0)
		return 0;
	return file_write_fails(assembly->diag, path, strerror(errno));
}

/* The boot image's end is that of its second container. */
static int add_second(struct assembly *assembly)
{
	struct payload_sink *sink = &assembly->sinks[assembly->n_sinks++];

	*sink = sink[-1];
	sink->offset = assembly->second;
	if (ftruncate(sink->fd, (off_t)(sink->offset + assembly->made.size)) == 0)
		return 0;
	return file_write_fails(assembly->diag, sink->path, strerror(errno));
}

int assembly_open(struct assembly *assembly, struct file_stage *stage, const char *container,
		  const char *boot_image, const struct key *key)
{
	const struct bootimage_contents contents = { assembly->made.size, &assembly->parsed,
						     assembly->made.tree };

	assembly->made.path = container;
	if (add_sink(assembly, stage, container) != 0)
		return -1;
	if (boot_image == NULL)
		return 0;
	if (bootimage_make_front(assembly->arena, assembly->diag,
				 setup_storage_at(assembly->pack->system), &contents, key,
				 &assembly->front) != 0)
		return -1;
	if (add_sink(assembly, stage, boot_image) != 0)
		return -1;
	assembly->second = bootimage_second_offset(assembly->arena, contents.tree);
	return assembly->second == 0 ? 0 : add_second(assembly);
}

/* The bytes that stand in the container: an image's own, or its frame, whose hash is known where it
 * was not kept. */
static struct payload_source stored_source(const struct assembly *assembly, size_t i,
					   const struct payload_source *sources)
{
	const struct frames *frames = &assembly->pack->frames;
	const struct frames_part *frame = assembly->pack->table.images[i].frame;

	if (frame == NULL)
		return sources[i];
	if (frames->fd < 0)
		return payload_memory((struct span){ 0 });
	return payload_file(frames->path, frames->fd, frame->offset, frame->size);
}

static const uint8_t *hash_of(const struct assembly *assembly, size_t i,
			      const struct payload_part *part)
{
	const struct frames_part *frame = assembly->pack->table.images[i].frame;

	return frame != NULL && assembly->pack->frames.fd < 0 ? frame->hash : part->hash;
}

int assembly_copy(struct assembly *assembly, const struct imagefile_work *work)
{
	const struct load_table *table = &assembly->pack->table;
	const struct payload_source *sources = pack_sources(assembly->pack);
	struct payload_job job = {
		.parts = arena_array(assembly->arena, table->n_images, sizeof(*job.parts)),
		.n_parts = table->n_images,
		.sinks = assembly->sinks,
		.n_sinks = assembly->n_sinks,
		.n_threads = work->n_threads,
		.progress = work->progress,
		.phase = assembly->n_sinks != 0 ? "copy" : "hash",
	};

	for (size_t i = 0; i < table->n_images; i++) {
		job.parts[i].source = stored_source(assembly, i, sources);
		job.parts[i].offset =
			assembly->manifest.size + assembly->parsed.images[i].data_offset;
	}
	if (payload_run(assembly->diag, &job) != 0)
		return -1;
	for (size_t i = 0; i < table->n_images; i++)
		fit_put_hash(&assembly->manifest, &assembly->parsed.images[i],
			     hash_of(assembly, i, &job.parts[i]));
	if (table->seal == NULL)
		return 0;
	return fit_sign_finish(assembly->diag, table->seal, &assembly->manifest);
}

static int write_part(const struct assembly *assembly, const struct payload_sink *sink,
		      uint64_t offset, struct span bytes)
{
	const char *why = file_write_bytes(sink->fd, offset, bytes);

	return why == NULL ? 0 : file_write_fails(assembly->diag, sink->path, why);
}

/* All in front of the container; in front of a second one flash is erased. */
static int write_front(const struct assembly *assembly, size_t i)
{
	const struct payload_sink *sink = &assembly->sinks[i];
	uint64_t from = assembly->front.size + assembly->made.size;
	struct buf gap = { 0 };
	int code;

	if (sink->offset == 0) /* the container's own file */
		return 0;
	if (i < 2)
		return write_part(assembly, sink, 0,
				  span_part(buf_span(&assembly->front), 0, (size_t)sink->offset));
	memset(buf_put(&gap, NULL, GAP_STEP), BOOTIMAGE_ERASED, GAP_STEP);
	for (code = 0; code == 0 && from < sink->offset; from += GAP_STEP) {
		uint64_t left = sink->offset - from;

		code = write_part(
			assembly, sink, from,
			span_part(buf_span(&gap), 0, (size_t)(left < GAP_STEP ? left : GAP_STEP)));
	}
	buf_free(&gap);
	return code;
}

struct frame_check {
	const struct frames_part *frame;
	bool differs;
};

static bool hold(void *context, uint64_t at, struct span block)
{
	struct frame_check *check = context;

	check->differs = !frames_hold(check->frame, at, block);
	return !check->differs;
}

/* What was written of a compressed image is decoded by the loader's code, and is what was
 * compressed. */
static int check_frame(const struct assembly *assembly, size_t i)
{
	const struct payload_sink *sink = &assembly->sinks[0];
	const struct load_image *made = &assembly->pack->table.images[i];
	const struct image *image = &assembly->parsed.images[i];
	struct frame_check check = { .frame = made->frame };
	const struct payload_source source = payload_file(
		sink->path, sink->fd, sink->offset + assembly->manifest.size + image->data_offset,
		image->data_size);
	const struct unpack_job job = {
		.source = &source,
		.take = hold,
		.context = &check,
	};
	enum status status = STATUS_OK;
	const char *why = imagefile_check_frame(image, &job, &status);

	if (why != NULL)
		return payload_read_fails(assembly->diag, sink->path, why);
	if (status == STATUS_OK)
		return 0;
	diag_fail(assembly->diag, EXIT_MACHINE, location_of_file(sink->path), "file-write",
		  "cannot write: what stands there of image '%s' is not what was compressed",
		  made->name);
	diag_help(assembly->diag, location_of_file(sink->path),
		  "memory, disk or liblz4 of this machine is at fault");
	return -1;
}

static int check_frames(const struct assembly *assembly)
{
	const struct load_table *table = &assembly->pack->table;

	if (assembly->n_sinks == 0)
		return 0;
	for (size_t i = 0; i < table->n_images; i++)
		if (table->images[i].frame != NULL && check_frame(assembly, i) != 0)
			return -1;
	return 0;
}

int assembly_finish(struct assembly *assembly, const struct key *key)
{
	struct span manifest = buf_span(&assembly->manifest);

	if (key != NULL ? imagefile_verify_made(assembly->arena, assembly->diag, &assembly->made,
						key) != 0
			: imagefile_parse_made(assembly->arena, assembly->diag, &assembly->made,
					       &assembly->parsed) != 0)
		return -1;
	if (check_frames(assembly) != 0)
		return -1;
	for (size_t i = 0; i < assembly->n_sinks; i++) {
		const struct payload_sink *sink = &assembly->sinks[i];

		if (write_front(assembly, i) != 0 ||
		    write_part(assembly, sink, sink->offset, manifest) != 0)
			return -1;
	}
	return 0;
}
