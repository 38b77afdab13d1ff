/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check.h"

static const struct check *const tables[] = { check_names, check_memory, check_plan,
					      check_ports, check_health, check_loader };

void check_model(const struct check_context *context)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct check *check = tables[i]; check->id != NULL; check++)
			check->run(context);
}
