/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "attacks.h"

#include <string.h>

static const struct attack *const tables[] = {
	attacks_controls, attacks_slots,         attacks_rsa,    attacks_p256,   attacks_bytes,
	attacks_storage,  attacks_header,        attacks_tokens, attacks_nodes,  attacks_properties,
	attacks_values,   attacks_configuration, attacks_layout, attacks_places, attacks_purpose,
	attacks_lz4,      attacks_uboot,
};

const struct attack *attacks_get(size_t i)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct attack *attack = tables[t]; attack->name != NULL; attack++)
			if (i-- == 0)
				return attack;
	return NULL;
}

const struct attack *attacks_find(const char *name)
{
	const struct attack *attack;

	for (size_t i = 0; (attack = attacks_get(i)) != NULL; i++)
		if (strcmp(attack->name, name) == 0)
			return attack;
	return NULL;
}
