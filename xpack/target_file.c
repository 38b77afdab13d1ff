/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* file:PATH, an image of a flash chip or disk, such as programmers and emulators take. */

#include <fcntl.h>
#include <inttypes.h>
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

/* A regular file that nobody else is flashing, as large as what is to go in. */
static int take_file(struct target_medium *file, uint64_t *size)
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
	*size = (uint64_t)status.st_size;
	file->old_size = *size;
	if (request->read_only || *size >= request->needed)
		return 0;
	if (ftruncate(file->medium.fd, (off_t)request->needed) != 0)
		return target_fail_errno(request, "make it large enough");
	*size = request->needed;
	return 0;
}

/* Where nobody wanted it after all, it gets back the size that it had.  Zeros that were read and
 * found right stay. */
static void file_close(struct target *target)
{
	struct target_medium *file = (struct target_medium *)(void *)target;

	if (!file->is_used && file->old_size < file->identity.size &&
	    ftruncate(file->medium.fd, (off_t)file->old_size) != 0)
		(void)target_fail_errno(&file->base.request, "make it as small as it was");
	target_medium_close(target);
}

static struct target *file_open(const struct target_request *request)
{
	int flags = request->read_only ? O_RDONLY : O_RDWR | O_CREAT;
	struct target_medium *file = target_medium_open(&target_file, request, flags);
	uint64_t size = 0;

	if (file == NULL) {
		(void)target_fail_errno(request, "open it");
		return NULL;
	}
	if (take_file(file, &size) != 0) {
		target_medium_close(target_of_medium(file));
		return NULL;
	}
	file->identity = (struct target_identity){
		.text = arena_printf(request->arena, "file %s, %" PRIu64 " bytes", request->rest,
				     size),
		.size = size,
		.block = FILE_BLOCK,
		.burst = FILE_BURST,
	};
	return target_of_medium(file);
}

const struct target_kind target_file = {
	.scheme = "file",
	.form = "file:PATH",
	.help = "a file that holds the contents of a flash chip or of a disk",
	.open = file_open,
	.identify = target_medium_identify,
	.erase = target_medium_erase,
	.program = target_medium_program,
	.read = target_medium_read,
	.sync = target_medium_sync,
	.close = file_close,
};
