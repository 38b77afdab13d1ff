/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "configuration.h"

#include "console.h"

#define MAGIC 0x24584d43u /* $XMC */
#define HEAD_SIZE 16u

static uint32_t sum_of(const uint32_t *word, uint32_t n)
{
	uint32_t sum = 0;

	while (n-- > 0)
		sum += *word++;
	return sum;
}

const struct configuration *configuration_read(const void *module)
{
	const struct configuration *configuration = module;
	uint32_t n = configuration->n_partitions;

	if (configuration->magic != MAGIC)
		console_stop("no configuration at module 0");
	if (n == 0 || n > CONFIGURATION_MAX_PARTITIONS ||
	    configuration->size != HEAD_SIZE + n * sizeof(configuration->partitions[0]))
		console_stop("the configuration has a wrong size");
	if (sum_of(module, configuration->size / sizeof(uint32_t)) != 0)
		console_stop("the configuration has a wrong checksum");
	for (uint32_t i = 0; i < n; i++)
		if (configuration->partitions[i].n_areas > CONFIGURATION_MAX_AREAS)
			console_stop("the configuration has too many areas");
	return configuration;
}

bool configuration_holds(const struct configured_partition *partition, uint32_t start,
			 uint32_t size, bool writable)
{
	for (uint32_t i = 0; i < partition->n_areas; i++) {
		const struct configured_area *area = &partition->areas[i];
		uint32_t offset = start - area->start;

		if (start >= area->start && size <= area->size && offset <= area->size - size &&
		    (area->writable || !writable))
			return true;
	}
	return false;
}
