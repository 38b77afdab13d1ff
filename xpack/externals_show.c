/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <inttypes.h>
#include <stdio.h>

#include "externals.h"
#include "json.h"

void externals_show(const struct externals *externals)
{
	for (size_t i = 0; i < externals->n_externals; i++) {
		const struct external *external = &externals->externals[i];

		printf("external  %s\n        slot 0x%08" PRIx32 ", stub 0x%08" PRIx32 "\n",
		       external->name, external->slot, external->stub);
	}
}

void externals_json(const struct externals *externals, struct json *json)
{
	if (externals->n_externals == 0)
		return;
	json_open(json, "externals", '[');
	for (size_t i = 0; i < externals->n_externals; i++) {
		const struct external *external = &externals->externals[i];

		json_open(json, NULL, '{');
		json_text(json, "name", external->name);
		json_number(json, "slot", external->slot);
		json_number(json, "stub", external->stub);
		json_close(json, '}');
	}
	json_close(json, ']');
}
