/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * target_medium: what file: and disk: have in common, all but how they are opened and named.
 * Nobody else includes it.
 */
#ifndef XPACK_TARGET_MEDIUM_H
#define XPACK_TARGET_MEDIUM_H

#include "medium.h"
#include "target.h"

struct target_medium {
	struct target_base base;
	struct medium medium;
	struct target_identity identity; /* filled in by who opens it */
	uint64_t present;                /* bytes that a file has, before it is made larger */
};

/* A target of that kind whose medium is not open yet; target_medium_close() frees it. */
struct target_medium *target_medium_new(const struct target_kind *kind,
					const struct target_request *request);
/* 0, or -1 with errno. */
int target_medium_open(struct target_medium *medium, int flags) __attribute__((warn_unused_result));

/* The operations of a kind, but for open. */
int target_medium_identify(struct target *target, struct target_identity *identity);
int target_medium_erase(struct target *target, uint64_t offset, uint64_t size);
int target_medium_program(struct target *target, uint64_t offset, struct span bytes);
int target_medium_read(struct target *target, uint64_t offset, uint8_t *to, size_t size);
int target_medium_sync(struct target *target);
int target_medium_close(struct target *target) __attribute__((warn_unused_result));

static inline struct target *target_of_medium(struct target_medium *medium)
{
	return (struct target *)(void *)medium;
}

#endif
