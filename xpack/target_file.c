/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* file:PATH, an image of a flash chip or disk, such as programmers and emulators take. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target_medium.h"

#define FILE_BLOCK ((uint32_t)4 << 10)
#define FILE_BURST ((uint64_t)1 << 20)

static int refuse_device(const struct target_request *request)
{
	(void)target_fail(request, "'%s' is a device", request->rest);
	diag_help(request->diag, location_of_file(request->name), "a disk is disk:%s",
		  request->rest);
	return -1;
}

static struct target_medium *self_of(struct target *target)
{
	return (struct target_medium *)(void *)target;
}

/* A regular file that nobody else is flashing. */
static int take_file(struct target_medium *file)
{
	const struct target_request *request = &file->base.request;
	struct stat status;

	if (fstat(file->medium.fd, &status) != 0)
		return target_fail_errno(request, "look at it");
	if (S_ISBLK(status.st_mode))
		return refuse_device(request);
	if (!S_ISREG(status.st_mode))
		return target_fail(request, "'%s' is not a regular file", request->rest);
	if (flock(file->medium.fd, LOCK_EX | LOCK_NB) != 0)
		return target_fail(request, "'%s' is being flashed by another process",
				   request->rest);
	file->present = (uint64_t)status.st_size;
	return 0;
}

/* Is there a directory for it? */
static bool can_be_made(const struct target_request *request)
{
	const char *slash = strrchr(request->rest, '/');
	const char *directory = slash == NULL ? "."
					      : arena_text(request->arena, request->rest,
							   (size_t)(slash - request->rest) + 1);

	return request->rest[0] != '\0' && access(directory, W_OK | X_OK) == 0;
}

/* One that is not there will be made. */
static int open_file(struct target_medium *file)
{
	const struct target_request *request = &file->base.request;

	if (target_medium_open(file, request->read_only ? O_RDONLY : O_RDWR) == 0)
		return take_file(file);
	if (errno == ENOENT && !request->read_only && can_be_made(request))
		return 0;
	if (request->rest[0] == '\0')
		return target_fail(request, "which file is it? file:PATH");
	return target_fail_errno(request, "open it");
}

static const char *describe(const struct target_medium *file, uint64_t size)
{
	const struct target_request *request = &file->base.request;

	if (file->medium.fd < 0)
		return arena_printf(request->arena, "new file %s, %" PRIu64 " bytes", request->rest,
				    size);
	if (file->present < size)
		return arena_printf(request->arena,
				    "file %s, %" PRIu64 " bytes, to become %" PRIu64, request->rest,
				    file->present, size);
	return arena_printf(request->arena, "file %s, %" PRIu64 " bytes", request->rest, size);
}

static struct target *file_open(const struct target_request *request)
{
	struct target_medium *file = target_medium_new(&target_file, request);
	uint64_t size;

	if (open_file(file) != 0) {
		(void)!target_medium_close(target_of_medium(file));
		return NULL;
	}
	size = file->present;
	if (!request->read_only && size < request->needed)
		size = request->needed;
	file->identity = (struct target_identity){
		.text = describe(file, size),
		.size = size,
		.block = FILE_BLOCK,
		.burst = FILE_BURST,
	};
	return target_of_medium(file);
}

/* Make it, and make it large enough. */
static int file_prepare(struct target *target)
{
	struct target_medium *file = self_of(target);
	const struct target_request *request = &file->base.request;
	bool is_new = file->medium.fd < 0;

	if (is_new) {
		if (target_medium_open(file, O_RDWR | O_CREAT | O_EXCL) != 0)
			return target_fail_errno(request, "make it");
		if (take_file(file) != 0)
			return -1;
	}
	if (file->present >= file->identity.size)
		return 0;
	if (ftruncate(file->medium.fd, (off_t)file->identity.size) != 0) {
		(void)target_fail_errno(request, "make it large enough");
		if (is_new)
			(void)unlink(request->rest);
		return -1;
	}
	file->present = file->identity.size;
	return 0;
}

/* What is not there yet will be zeros. */
static int file_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	uint64_t present = self_of(target)->present;
	uint64_t there = offset < present ? present - offset : 0;

	if (there > size)
		there = size;
	memset(to + there, 0, size - (size_t)there);
	return there == 0 ? 0 : target_medium_read(target, offset, to, (size_t)there);
}

const struct target_kind target_file = {
	.scheme = "file",
	.form = "file:PATH",
	.help = "a file that holds the contents of a flash chip or of a disk",
	.open = file_open,
	.identify = target_medium_identify,
	.prepare = file_prepare,
	.erase = target_medium_erase,
	.program = target_medium_program,
	.read = file_read,
	.sync = target_medium_sync,
	.close = target_medium_close,
};
