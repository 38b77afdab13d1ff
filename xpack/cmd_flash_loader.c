/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "cmd_flash.h"
#include "flash_journal.h"
#include "loader/params.h"

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

/* What was there before an interrupted run: flash that is erased in large blocks may have lost the
 * loader's end, or all of it. */
static int read_loader(const struct flashing *flashing, uint64_t offset, struct buf *there,
		       struct flash_journal *journal)
{
	struct flash_job job = flashing->job;
	bool may_erase = job.identity.must_erase && !flashing->options.verify_only;

	*journal = (struct flash_journal){ 0 };
	if ((may_erase && flash_journal_find(&job, journal) != 0) ||
	    flash_read(&job, offset, flashing->image->anchor, there) != 0)
		return -1;
	flash_journal_put_back(journal, offset, there->data, there->size);
	return 0;
}

/* Where the loader that is there looks for two containers, one of them is written. */
static int choose_slot(struct flashing *flashing, uint64_t offset, struct span there,
		       const struct flash_journal *journal)
{
	const struct flash_image *image = flashing->image;
	struct flash_job *job = &flashing->job;
	struct params params;
	struct flash_update update = {
		.job = job,
		.journal = journal,
		.params = &params,
		.start = image->board.start,
		.anchor = image->anchor,
		.file = &image->file,
		.wanted = flashing->slot,
		.compare = flashing->options.verify_only,
	};

	if (params_read(bootimage_params(there), &params) != STATUS_OK || params.second_size == 0) {
		if (flashing->options.slot == NULL)
			return 0;
		return refuse(flashing, "the loader that is there knows one container: no --slot");
	}
	job->offset = offset;
	flashing->has_slots = true;
	return flash_slot_choose(&update, &flashing->slot);
}

int flash_leave_loader(struct flashing *flashing)
{
	size_t anchor = flashing->image->anchor;
	struct flash_job *job = &flashing->job;
	uint64_t offset = job->offset;
	struct flash_journal journal;
	struct buf there = { 0 };
	int code;

	job->bytes = span_part(job->bytes, anchor, job->bytes.size - anchor);
	job->offset += anchor;
	if (flash_check_size(job) != 0)
		return -1;
	code = read_loader(flashing, offset, &there, &journal);
	if (code == 0)
		code = judge(flashing, buf_span(&there));
	if (code == 0)
		code = choose_slot(flashing, offset, buf_span(&there), &journal);
	buf_free(&there);
	return code;
}
