/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * model_index: makes the lookups of model.h bisections.
 *
 * xml_load() calls it.  In a system that was put together without it they look from the start.
 */
#ifndef XPACK_MODEL_INDEX_H
#define XPACK_MODEL_INDEX_H

#include "index.h"
#include "suggest.h"

struct model_index {
	struct index partitions, devices, memories, shared_memories, processors;
	struct suggest *suggest; /* for what is nearly there */
};

/* Once names and ids are what they will be. */
void model_index(struct arena *arena, struct system *system);

#endif
