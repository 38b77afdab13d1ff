/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "imagefile.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bootimage.h"
#include "loader/params.h"
#include "loader/verify.h"
#include "payload.h"
#include "refusal.h"

static int refuse(struct diag *diag, const char *path, const char *id, enum status status)
{
	diag_fail(diag, EXIT_TRUST, location_of_file(path), id, "refused with code 0x%02x: %s",
		  (unsigned)status, refusal_text(status));
	diag_help(diag, location_of_file(path), "docs/loader-codes.md says what to look at");
	return -1;
}

/* Where in the file something of the container is. */
static uint64_t place_of(const struct imagefile *file, uint64_t offset)
{
	return (uint64_t)(file->container.data - file->bytes.data) + offset;
}

/* The file as the loader's source. */
static bool read_file(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct imagefile *file = context;
	ssize_t n;

	if (!range_fits(file->container.size, offset, size))
		return false;
	if (file->fd < 0) {
		memcpy(to, file->container.data + offset, size);
		return true;
	}
	while (size > 0) {
		n = pread(file->fd, to, size, (off_t)place_of(file, offset));
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		if (n < 0)
			continue;
		to += n;
		offset += (uint32_t)n;
		size -= (uint32_t)n;
	}
	return true;
}

static struct source source_of(struct imagefile *file)
{
	return (struct source){ read_file, file, (uint32_t)file->container.size, !file->in_region };
}

/* Between and behind images a container that is being made has nothing but zeros. */
static bool read_made(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct imagefile_made *made = context;
	uint32_t there = 0;

	if (offset < made->manifest.size) {
		there = (uint32_t)(made->manifest.size - offset);
		there = there < size ? there : size;
		memcpy(to, made->manifest.data + offset, there);
	}
	memset(to + there, 0, size - there);
	return true;
}

/* Room for a manifest of any size that the container can have.  The file may say another size when
 * it is read again, so where it says one that it can have, more than that is over the cap. */
static struct verify_room room_for(struct arena *arena, struct span container, uint32_t cap)
{
	uint32_t total = container.size < 8 ? 0 : get_be32(container.data + 4);
	uint32_t size = total < container.size ? total : (uint32_t)container.size;

	if (size > cap)
		size = cap;
	return (struct verify_room){
		.manifest = arena_alloc(arena, size),
		.manifest_cap = total <= size ? size : cap,
		.images = arena_array(arena, params_max_images(size) + 1, sizeof(struct image)),
		.max_images = params_max_images(size) + 1,
	};
}

/* Of a container of that size, of which the manifest at least is in `bytes`. */
static enum status parse(struct arena *arena, struct span bytes, uint64_t size,
			 struct container *parsed)
{
	struct verify_room room = room_for(arena, bytes, PARAMS_MAX_CAP);
	struct span header = bytes;
	enum status status = STATUS_TRUNCATED;
	uint32_t total = 0;

	if (header.size >= CONTAINER_RSVMAP_OFFSET) {
		header.size = CONTAINER_RSVMAP_OFFSET;
		status = container_check_header(header, PARAMS_MAX_CAP, &total);
	}
	if (status == STATUS_OK && total > bytes.size)
		status = STATUS_TRUNCATED;
	if (status == STATUS_OK)
		status = container_parse(span_part(bytes, 0, total), room.images, room.max_images,
					 parsed);
	if (status == STATUS_OK && container_end(parsed) > size)
		status = STATUS_TRUNCATED;
	return status;
}

/* Leave out what is behind the container in its region. */
static void trim(struct imagefile *file)
{
	if (file->in_region)
		file->container.size = container_end(&file->parsed);
	file->in_region = false;
}

static enum status parse_file(struct arena *arena, struct imagefile *file)
{
	enum status status = parse(arena, file->container, file->container.size, &file->parsed);

	if (status == STATUS_OK)
		trim(file);
	return status;
}

int imagefile_parse(struct arena *arena, struct diag *diag, struct imagefile *file)
{
	enum status status = parse_file(arena, file);

	return status == STATUS_OK ? 0 : refuse(diag, file->path, "not-canonical", status);
}

int imagefile_parse_any(struct arena *arena, struct diag *diag, struct imagefile *file)
{
	enum status status = parse_file(arena, file);
	struct imagefile second;

	if (status == STATUS_OK)
		return 0;
	if (!imagefile_second(arena, file, &second) || parse_file(arena, &second) != STATUS_OK)
		return refuse(diag, file->path, "not-canonical", status);
	file->container = second.container;
	file->parsed = second.parsed;
	return 0;
}

int imagefile_parse_made(struct arena *arena, struct diag *diag, const struct imagefile_made *made,
			 struct container *parsed)
{
	enum status status = parse(arena, made->manifest, made->size, parsed);

	return status == STATUS_OK ? 0 : refuse(diag, made->path, "not-canonical", status);
}

struct span imagefile_data(const struct imagefile *file, const struct image *image)
{
	return span_part(file->container, (size_t)file->parsed.total_size + image->data_offset,
			 image->data_size);
}

struct payload_source imagefile_source(const struct imagefile *file, const struct image *image)
{
	uint64_t offset = (uint64_t)file->parsed.total_size + image->data_offset;

	return file->fd < 0 ? payload_memory(imagefile_data(file, image))
			    : payload_file(file->path, file->fd, place_of(file, offset),
					   image->data_size);
}

static int refuse_hash(struct diag *diag, const char *path, const struct image *image)
{
	diag_fail(diag, EXIT_TRUST, location_of_file(path), "not-authentic",
		  "image '%.*s' refused with code 0x%02x: %s", (int)image->name.size,
		  (const char *)image->name.data, (unsigned)STATUS_HASH, refusal_text(STATUS_HASH));
	return -1;
}

int imagefile_check_hash(struct diag *diag, const struct imagefile *file, const struct image *image)
{
	if (verify_image(image, imagefile_data(file, image)) == STATUS_OK)
		return 0;
	return refuse_hash(diag, file->path, image);
}

/* All of them, each in pieces; the images together. */
static int check_hashes(struct arena *arena, struct diag *diag, const struct imagefile *file,
			const struct imagefile_work *work)
{
	const struct container *parsed = &file->parsed;
	struct payload_job job = {
		.parts = arena_array(arena, parsed->n_images, sizeof(*job.parts)),
		.n_parts = parsed->n_images,
		.n_threads = work->n_threads,
		.progress = work->progress,
		.phase = "hash",
	};
	int result = 0;

	for (size_t i = 0; i < job.n_parts; i++) {
		const struct image *image = &parsed->images[i];

		job.parts[i].source = imagefile_source(file, image);
	}
	if (payload_run(diag, &job) != 0)
		return -1;
	for (size_t i = 0; i < job.n_parts; i++)
		if (memcmp(job.parts[i].hash, parsed->images[i].hash, CRYPTO_DIGEST_SIZE) != 0)
			result = refuse_hash(diag, file->path, &parsed->images[i]);
	return result;
}

/* The system device tree, read once: what is used is what has the hash.  Empty when there is none.
 */
static int read_tree(struct arena *arena, struct diag *diag, struct imagefile *file,
		     struct span *tree)
{
	const struct container *parsed = &file->parsed;
	const struct image *image = &parsed->images[parsed->fdt];
	uint8_t *bytes;

	*tree = (struct span){ NULL, 0 };
	if (parsed->fdt == CONTAINER_NO_IMAGE)
		return 0;
	bytes = arena_alloc(arena, image->data_size);
	*tree = (struct span){ bytes, image->data_size };
	if (!read_file(file, parsed->total_size + image->data_offset, bytes, image->data_size))
		return refuse(diag, file->path, "not-authentic", STATUS_TRUNCATED);
	return verify_image(image, *tree) == STATUS_OK ? 0 : refuse_hash(diag, file->path, image);
}

/* Rules 6 and 8 with these parameters. */
static int verify_for(struct arena *arena, struct diag *diag, const char *path,
		      const struct source *source, struct span container, struct span block)
{
	struct container parsed;
	struct verify_room room;
	struct params params;
	enum status status;

	status = params_read(block, &params);
	if (status == STATUS_OK) {
		room = room_for(arena, container, params.manifest_cap);
		status = verify_container(source, &params, &room, &parsed);
	}
	return status == STATUS_OK ? 0 : refuse(diag, path, "not-authentic", status);
}

/* The same with the parameters that a loader for this container would have. */
static int verify_destinations(struct arena *arena, struct diag *diag, const char *path,
			       const struct source *source, struct span container,
			       const struct bootimage_contents *contents, const struct key *key)
{
	struct buf block;
	int result;

	if (bootimage_make_params(arena, diag, location_of_file(path), contents, key, &block) != 0)
		return -1;
	result = verify_for(arena, diag, path, source, container, buf_span(&block));
	buf_free(&block);
	return result;
}

/* The first byte in which the front of the file differs, or SIZE_MAX.  All behind the front is the
 * container, which both share. */
static size_t front_difference(const struct imagefile *file, struct span again)
{
	size_t front = (size_t)(file->container.data - file->bytes.data);
	size_t i = 0;

	while (i < again.size && i < front && again.data[i] == file->bytes.data[i])
		i++;
	return i < again.size || i < front ? i : SIZE_MAX;
}

static int refuse_difference(struct diag *diag, const struct imagefile *file, size_t at)
{
	diag_fail(diag, EXIT_TRUST, location_of_file(file->path), "boot-image",
		  "differs at byte 0x%zx from the boot image that the installed loader and "
		  "this key make of its container",
		  at);
	return -1;
}

static int verify_boot_image(struct arena *arena, struct diag *diag, const struct imagefile *file,
			     const struct bootimage_contents *contents, const struct key *key)
{
	struct params params;
	struct buf again;
	size_t at;

	if (bootimage_make_front(arena, diag, location_of_file(file->path), contents, key,
				 &again) != 0)
		return -1;
	at = front_difference(file, buf_span(&again));
	buf_free(&again);
	/* Its loader looks for another container, and the file ends before that. */
	if (at == SIZE_MAX && params_read(bootimage_params(file->bytes), &params) == STATUS_OK &&
	    params.second_size != 0)
		at = file->bytes.size;
	return at == SIZE_MAX ? 0 : refuse_difference(diag, file, at);
}

/* Whether one of two keys is enough, the container says, which is believed once authentic. */
static enum status authenticate(const struct source *source, const struct key *key,
				const struct verify_room *room, struct container *parsed)
{
	struct public_key keys[KEY_MAX_SET];
	uint32_t n_keys = 0;

	for (; key != NULL; key = key->next)
		keys[n_keys++] = key->public;
	return verify_authentic(source, keys, n_keys, PARAMS_POLICY_ANY, room, parsed);
}

/* All but that the front of a boot image is the one for it. */
static int verify_alone(struct arena *arena, struct diag *diag, struct imagefile *file,
			const struct key *key, const struct imagefile_work *work,
			struct bootimage_contents *contents)
{
	struct verify_room room = room_for(arena, file->container, PARAMS_MAX_CAP);
	struct source source = source_of(file);
	enum status status = authenticate(&source, key, &room, &file->parsed);

	if (status != STATUS_OK)
		return refuse(diag, file->path, "not-authentic", status);
	trim(file);
	file->manifest = (struct span){ room.manifest, file->parsed.total_size };
	*contents = (struct bootimage_contents){ file->container.size, &file->parsed, { 0 } };
	/* The hashes come first: the destinations are held against a tree that is an image. */
	if (check_hashes(arena, diag, file, work) != 0 ||
	    imagefile_check_frames(arena, diag, file, work) != 0 ||
	    read_tree(arena, diag, file, &contents->tree) != 0)
		return -1;
	return verify_destinations(arena, diag, file->path, &source, file->container, contents,
				   key);
}

static int refuse_rest(struct diag *diag, const struct imagefile *file, size_t at)
{
	diag_fail(diag, EXIT_TRUST, location_of_file(file->path), "boot-image",
		  "behind a container, at byte 0x%zx, is something else than erased flash", at);
	return -1;
}

/* Behind the first container and behind the second there is erased flash, and nothing else, and
 * behind the second one's region not even that. */
static int check_gaps(struct diag *diag, const struct imagefile *file, uint32_t second_size)
{
	const uint8_t *first_end = file->container.data + file->container.size;
	const uint8_t *second_end = file->second.data + file->second.size;
	const uint8_t *end = file->bytes.data + file->bytes.size;
	size_t second_at = (size_t)(file->second.data - file->bytes.data);

	if ((size_t)(end - second_end) > second_size - file->second.size)
		return refuse_rest(diag, file, second_at + second_size);
	for (const uint8_t *at = first_end; at < end; at++) {
		if (at == file->second.data)
			at = second_end;
		if (at < end && *at != BOOTIMAGE_ERASED)
			return refuse_rest(diag, file, (size_t)(at - file->bytes.data));
	}
	return 0;
}

/* The loader is the one for the first container or the one for the second: the first of these that
 * it is, or, when it is none of them, the error for the first. */
static int verify_front(struct arena *arena, struct diag *diag, struct imagefile *file,
			const struct bootimage_contents *contents, const struct key *key)
{
	size_t at[2];

	for (unsigned i = 0; i < 2; i++) {
		struct buf again;

		if (bootimage_make_front(arena, diag, location_of_file(file->path), &contents[i],
					 key, &again) != 0)
			return -1;
		at[i] = front_difference(file, buf_span(&again));
		buf_free(&again);
		file->is_of_second = i == 1;
		if (at[i] == SIZE_MAX)
			return 0;
	}
	return refuse_difference(diag, file, at[0]);
}

/* By the rules of the loader that is there, in a region of that size: where a container lies in a
 * file says nothing of what its loader can read. */
static int verify_in_region(struct arena *arena, struct diag *diag, struct imagefile *file,
			    struct span block, uint32_t size)
{
	struct source source = { read_file, file, size, false };

	return verify_for(arena, diag, file->path, &source, file->container, block);
}

/* With the loader that is there, which is known to be one, both containers and what is behind. */
static int verify_with_loader(struct arena *arena, struct diag *diag, struct imagefile *file,
			      struct imagefile *second)
{
	struct span block = bootimage_params(file->bytes);
	struct params params;
	bool is_bad[2];

	if (params_read(block, &params) != STATUS_OK)
		return refuse(diag, file->path, "not-authentic", STATUS_PARAMETERS);
	is_bad[0] = verify_in_region(arena, diag, file, block, params.container_size) != 0;
	is_bad[1] = verify_in_region(arena, diag, second, block, params.second_size) != 0;
	return is_bad[0] || is_bad[1] ? -1 : check_gaps(diag, file, params.second_size);
}

/* Both containers, each as if it were the only one; then with the loader that is there. */
static int verify_both(struct arena *arena, struct diag *diag, struct imagefile *file,
		       const struct key *key, const struct imagefile_work *work)
{
	struct bootimage_contents contents[2];
	struct imagefile second;
	bool is_bad[2];

	(void)imagefile_second(arena, file, &second);
	is_bad[0] = verify_alone(arena, diag, file, key, work, &contents[0]) != 0;
	is_bad[1] = verify_alone(arena, diag, &second, key, work, &contents[1]) != 0;
	if (is_bad[0] != is_bad[1])
		diag_help(diag, location_of_file(file->path), "the %s container is authentic",
			  is_bad[0] ? "second" : "first");
	if (is_bad[0] || is_bad[1])
		return -1;
	file->tree = contents[0].tree;
	file->second = second.container;
	file->second_parsed = second.parsed;
	file->second_manifest = second.manifest;
	if (verify_front(arena, diag, file, contents, key) != 0)
		return -1;
	return verify_with_loader(arena, diag, file, &second);
}

int imagefile_verify_with(struct arena *arena, struct diag *diag, struct imagefile *file,
			  const struct key *key, const struct imagefile_work *work)
{
	struct bootimage_contents contents;

	if (file->second.size != 0)
		return verify_both(arena, diag, file, key, work);
	if (verify_alone(arena, diag, file, key, work, &contents) != 0)
		return -1;
	file->tree = contents.tree;
	return file->is_boot_image ? verify_boot_image(arena, diag, file, &contents, key) : 0;
}

bool imagefile_prefers_second(const struct imagefile *file)
{
	return file->second.size != 0 && file->second_parsed.sequence > file->parsed.sequence;
}

int imagefile_make(struct arena *arena, struct diag *diag, struct location at,
		   const struct imagefile *file, const struct key *key, struct buf *image)
{
	/* Both lie in such an image, so they fit. */
	struct bootimage_contents contents = { 0, &file->parsed, { 0 } };

	if (file->second.size == 0)
		return bootimage_make(arena, diag, at, file->container, &file->parsed, key, image);
	if (file->is_of_second)
		contents.parsed = &file->second_parsed;
	contents.tree = bootimage_tree(file->is_of_second ? file->second : file->container,
				       contents.parsed);
	if (bootimage_make_front(arena, diag, at, &contents, key, image) != 0)
		return -1;
	buf_put(image, file->container.data, file->container.size);
	bootimage_put_second(arena, contents.tree, file->second, image);
	return 0;
}

int imagefile_verify(struct arena *arena, struct diag *diag, struct imagefile *file,
		     const struct key *key)
{
	return imagefile_verify_with(arena, diag, file, key, &(struct imagefile_work){ 0 });
}

int imagefile_verify_made(struct arena *arena, struct diag *diag, const struct imagefile_made *made,
			  const struct key *key)
{
	struct verify_room room = room_for(arena, made->manifest, PARAMS_MAX_CAP);
	struct source source = { read_made, (void *)(uintptr_t)made, (uint32_t)made->size, true };
	struct container parsed;
	const struct bootimage_contents contents = { made->size, &parsed, made->tree };
	enum status status = authenticate(&source, key, &room, &parsed);

	if (status != STATUS_OK)
		return refuse(diag, made->path, "not-authentic", status);
	return verify_destinations(arena, diag, made->path, &source, made->manifest, &contents,
				   key);
}
