/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "cmd_flash.h"
#include "loader/params_layout.h"

static int refuse(const struct flashing *flashing, const char *why)
{
	struct diag *diag = flashing->cmd->diag;
	struct location at = location_of_file(flashing->options.to);

	diag_fail(diag, EXIT_TARGET, at, "flash-loader", "%s", why);
	diag_help(diag, at, "without --container loader and container are written");
	return -1;
}

static bool equal(struct span a, struct span b, size_t from, size_t to)
{
	return memcmp(a.data + from, b.data + from, to - from) == 0;
}

/* A loader is there that takes this container: the one that would be made for it, but that it may
 * take older ones too.  With anything else that differs it would look for its container elsewhere,
 * or with another key. */
static int judge(const struct flashing *flashing, struct span there)
{
	const struct flash_image *image = flashing->image;
	struct span ours = span_part(buf_span(&image->bytes), 0, image->anchor);
	struct span params = bootimage_params(ours);
	size_t at = (size_t)(params.data - ours.data) + PARAMS_AT_SECURITY_VERSION;
	uint32_t least;

	if (!equal(there, ours, 0, at) || !equal(there, ours, at + sizeof(least), image->anchor))
		return refuse(flashing, "the loader that is there is not the one for this "
					"container and key");
	least = get_be32(there.data + at);
	if (least <= image->file.parsed.security_version)
		return 0;
	return refuse(flashing, arena_printf(flashing->cmd->arena,
					     "the loader that is there wants security version %u, "
					     "not %u",
					     least, image->file.parsed.security_version));
}

int flash_leave_loader(struct flashing *flashing)
{
	size_t anchor = flashing->image->anchor;
	struct flash_job *job = &flashing->job;
	struct buf there = { 0 };
	int code;

	if (!range_fits(job->identity.size, job->offset, anchor))
		return 0; /* too small, which is told when it is written */
	code = flash_read(job, job->offset, anchor, &there);
	if (code == 0)
		code = judge(flashing, buf_span(&there));
	buf_free(&there);
	job->bytes = span_part(job->bytes, anchor, job->bytes.size - anchor);
	job->offset += anchor;
	return code;
}
