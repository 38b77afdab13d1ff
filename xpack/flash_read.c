/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Reading what nobody can compare. */

#include <string.h>

#include "flash.h"

#define READ_STEP ((uint64_t)1 << 20) /* bytes between two steps of progress */
#define NOISY_STEP ((uint64_t)4096)
#define NOISY_READS 5u /* until two agree */

int flash_read_surely(const struct flash_job *job, uint64_t offset, uint8_t *to, size_t size)
{
	const struct target_base *base = target_base(job->target);
	struct buf again = { 0 };
	bool same = !job->identity.is_noisy;
	int code = base->kind->read(job->target, offset, to, size);

	if (!same)
		buf_put(&again, NULL, size);
	for (unsigned i = 1; code == 0 && !same && i < NOISY_READS; i++) {
		code = base->kind->read(job->target, offset, again.data, size);
		same = code == 0 && memcmp(to, again.data, size) == 0;
		if (!same)
			memcpy(to, again.data, size);
	}
	buf_free(&again);
	if (code == 0 && !same)
		code = target_fail(&base->request, "it reads differently each time");
	return code;
}

int flash_copy(struct flash_job *job, uint64_t offset, uint64_t size,
	       int (*put)(void *to, uint64_t at, struct span bytes), void *to)
{
	const uint64_t most = job->identity.is_noisy ? NOISY_STEP : READ_STEP;
	struct buf bytes = { 0 };
	uint8_t *step = buf_put(&bytes, NULL, (size_t)(size < most ? size : most));
	uint64_t done = 0;
	int code = 0;

	progress_begin(job->progress, "read", size);
	while (code == 0 && done < size) {
		uint64_t n = size - done < most ? size - done : most;

		code = flash_read_surely(job, offset + done, step, (size_t)n);
		if (code == 0)
			code = put(to, done, (struct span){ step, (size_t)n });
		done += n;
		progress_step(job->progress, done);
	}
	progress_end(job->progress);
	buf_free(&bytes);
	return code;
}

static int append(void *to, uint64_t at, struct span bytes)
{
	(void)at;
	buf_put(to, bytes.data, bytes.size);
	return 0;
}

int flash_read(struct flash_job *job, uint64_t offset, uint64_t size, struct buf *out)
{
	return flash_copy(job, offset, size, append, out);
}
