/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "target_medium.h"

#include <inttypes.h>
#include <stdlib.h>

#include "memory.h"

#define ERASE_STEP ((size_t)64 << 10)

static struct target_medium *self_of(struct target *target)
{
	return (struct target_medium *)(void *)target;
}

struct target_medium *target_medium_new(const struct target_kind *kind,
					const struct target_request *request)
{
	struct target_medium *medium = memory_alloc(sizeof(*medium));

	medium->base = (struct target_base){ kind, *request };
	medium->medium = (struct medium){ .fd = -1, .direct = -1 };
	return medium;
}

int target_medium_open(struct target_medium *medium, int flags)
{
	return medium_open(&medium->medium, medium->base.request.rest, flags, 0666);
}

int target_medium_close(struct target *target)
{
	struct target_medium *medium = self_of(target);

	medium_close(&medium->medium);
	free(medium);
	return 0;
}

int target_medium_identify(struct target *target, struct target_identity *identity)
{
	*identity = self_of(target)->identity;
	return 0;
}

int target_medium_program(struct target *target, uint64_t offset, struct span bytes)
{
	struct target_medium *medium = self_of(target);

	trace_remark(medium->base.request.trace, "write 0x%" PRIx64 ", %zu bytes", offset,
		     bytes.size);
	if (medium_write(&medium->medium, offset, bytes) != 0)
		return target_fail_errno(&medium->base.request, "write");
	return 0;
}

/* There is no erasing: zeros are what nothing boots from. */
int target_medium_erase(struct target *target, uint64_t offset, uint64_t size)
{
	static const uint8_t zeros[ERASE_STEP];

	while (size > 0) {
		uint64_t n = size < sizeof(zeros) ? size : sizeof(zeros);

		if (target_medium_program(target, offset, (struct span){ zeros, (size_t)n }) != 0)
			return -1;
		offset += n;
		size -= n;
	}
	return 0;
}

int target_medium_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	struct target_medium *medium = self_of(target);

	trace_remark(medium->base.request.trace, "read 0x%" PRIx64 ", %zu bytes", offset, size);
	if (medium_read(&medium->medium, offset, to, size) != 0)
		return target_fail_errno(&medium->base.request, "read");
	return 0;
}

int target_medium_sync(struct target *target)
{
	struct target_medium *medium = self_of(target);

	if (medium_sync(&medium->medium) != 0)
		return target_fail_errno(&medium->base.request, "write");
	return 0;
}
