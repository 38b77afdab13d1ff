/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_contract_parts: what the files of the checks against contracts share.
 *
 *     check_contract.c         the table; partitions, devices, health actions
 *     check_contract_board.c   what the integrator promises of board and host
 *     check_contract_memory.c  areas and shared memory
 *     check_contract_ports.c   ports
 *     check_contract_time.c    periods and durations
 */
#ifndef XPACK_CHECK_CONTRACT_PARTS_H
#define XPACK_CHECK_CONTRACT_PARTS_H

#include "check.h"

/* A partition of the system beside what a contract grants it. */
struct contract_pair {
	const struct check_context *context;
	const struct system *contract;
	const struct partition *grant; /* of the contract */
	const struct partition *partition;
};

/* The partition that a grant is for, by its name; NULL when there is none.  One partition alone and
 * one grant belong together whatever they are named, so that the rest can be compared. */
const struct partition *contract_partition(const struct check_context *context,
					   const struct system *contract,
					   const struct partition *grant);

/* Each pair of each contract, in document order. */
void contract_each(const struct check_context *context,
		   void (*check)(const struct contract_pair *pair));

/* "did you mean ...?" where a name is wrong, else what to do without one that is near. */
void contract_help_near(const struct contract_pair *pair, struct suggest_names names,
			struct text wanted, const char *otherwise);

void contract_check_board(const struct check_context *context);
void contract_check_interface(const struct check_context *context);
void contract_check_areas(const struct check_context *context);
void contract_check_access(const struct check_context *context);
void contract_check_shared(const struct check_context *context);
void contract_check_time(const struct check_context *context);
void contract_check_ports(const struct check_context *context);
void contract_check_missing_ports(const struct check_context *context);

#endif
