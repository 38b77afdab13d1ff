/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * partition: what runs, one after the other, each until it gives up its turn.
 */
#ifndef XM_PARTITION_H
#define XM_PARTITION_H

#include <stdbool.h>
#include <stdint.h>

#include "configuration.h"
#include "entry.h"

struct partition {
	const struct configured_partition *configured;
	struct context context;
	bool halted;
	uint32_t called; /* bit n: service n was called */
	uint32_t *control;
	uint32_t *information;
};

/* Look at all headers; a partition whose header is wrong is said so of, and halted. */
void partition_init(const struct configuration *configuration);

struct partition *partition_running(void);
struct partition *partition_find(uint32_t id);

/* The next one that is not halted; when there is none the board stops. */
_Noreturn void partition_next(void);

/* Whether what the host keeps in the running partition's memory is as it was. */
bool partition_is_intact(const struct partition *partition);

#endif
