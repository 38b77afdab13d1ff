/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * policy: the licences that the integrator accepts, and of what: the description's Policy.
 *
 * What the description itself declares is looked at by the checks of check_policy.c; here is the
 * judgement, and what can be judged only once files were read.
 */
#ifndef XPACK_POLICY_H
#define XPACK_POLICY_H

#include "abi.h"
#include "spdx.h"

struct licenses;

/* Does the policy accept this licence of that?  used: NULL, or of each allowance; see spdx.h. */
bool policy_accepts(struct arena *arena, const struct policy *policy, enum licenced in,
		    const struct spdx *license, bool *used);

/* A note at the policy's rule for that, which refused something. */
void policy_note(struct diag *diag, const struct policy *policy, enum licenced in);

/* The policies that hold for that partition: the system's and those of contracts that grant it.
 * Returns the one at index i, or NULL behind the last. */
const struct policy *policy_of_partition(const struct system *system,
					 const struct partition *partition, size_t i);

/*
 * Of each glue.  Reports abi-glue-license where the description names its object.  policy NULL:
 * it must be permissive.  Returns 0 or -1.
 */
int policy_check_glue(struct arena *arena, struct diag *diag, const struct policy *policy,
		      const struct abi *abi) __attribute__((warn_unused_result));

/* Of what the notes in a partition's file say.  Reports policy-partition. */
void policy_check_noted(struct arena *arena, struct diag *diag, const struct system *system,
			const struct partition *partition, const struct licenses *licenses);

/* Each allowance accepts something.  Reports policy-unused.  noted: of each partition. */
void policy_check_unused(struct arena *arena, struct diag *diag, const struct system *system,
			 const struct abi *abi, const struct licenses *noted);

#endif
