/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "setup.h"

#include <string.h>

#include "arch.h"

#define APBUART_SAMPLES 8u
#define APBUART_MAX_SCALER 0xfffu
#define MAX_BAUD_ERROR_PERCENT 3u
#define APBUART_BAUD 38400u /* the rate that LEON debug tools expect of a console */

#define NS16550_BAUD 115200u /* with divisor 1 */
#define NS16550_MAX_DIVISOR 0xffffu

static bool is_ns16550(const struct system *system)
{
	return strcmp(arch_traits(system->board.arch)->console, "ns16550") == 0;
}

uint64_t setup_baud(const struct system *system)
{
	const struct number *baud = &system->loader.baud;

	if (number_given(*baud))
		return baud->value;
	return is_ns16550(system) ? NS16550_BAUD : APBUART_BAUD;
}

uint32_t setup_manifest_cap(const struct system *system)
{
	const struct number *cap = &system->loader.manifest_cap;

	return number_given(*cap) ? (uint32_t)cap->value : SETUP_DEFAULT_CAP;
}

static bool blobs_compress(const struct blob *blobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (blobs[i].compression.kind != COMPRESSION_NONE)
			return true;
	return false;
}

static bool areas_compress(const struct area *areas, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (areas[i].compression.kind != COMPRESSION_NONE)
			return true;
	return false;
}

bool setup_has_staging(const struct system *system)
{
	const struct host *host = &system->host;

	if (number_given(system->loader.staging_size) ||
	    host->compression.kind != COMPRESSION_NONE ||
	    areas_compress(host->areas, host->n_areas) ||
	    blobs_compress(host->blobs, host->n_blobs))
		return true;
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		if (partition->compression.kind != COMPRESSION_NONE ||
		    areas_compress(partition->areas, partition->n_areas) ||
		    blobs_compress(partition->blobs, partition->n_blobs))
			return true;
	}
	return false;
}

const struct memory *setup_region(const struct system *system)
{
	const struct board *board = &system->board;

	if (arch_traits(board->arch)->in_ram)
		return NULL;
	if (text_given(system->loader.region))
		return model_memory(system, system->loader.region.value);
	for (size_t i = 0; i < board->n_memories; i++)
		if (board->memories[i].kind == MEMORY_ROM)
			return &board->memories[i];
	return NULL;
}

bool setup_second(const struct system *system, uint32_t *addr, uint32_t *size)
{
	const struct memory *region = setup_region(system);
	const struct number *second = &system->loader.second_container;

	if (region == NULL || !number_given(*second) || second->bad || region->start.bad ||
	    region->size.bad || second->value % SETUP_SECOND_ALIGN != 0 ||
	    second->value <= region->start.value ||
	    second->value - region->start.value >= region->size.value)
		return false;
	*addr = (uint32_t)second->value;
	*size = (uint32_t)(region->size.value - (second->value - region->start.value));
	return true;
}

uint32_t setup_n_containers(const struct system *system)
{
	uint32_t addr;
	uint32_t size;

	return setup_second(system, &addr, &size) ? 2 : 1;
}

struct location setup_storage_at(const struct system *system)
{
	const struct memory *region = setup_region(system);

	if (setup_n_containers(system) > 1)
		return system->loader.second_container.at;
	return region != NULL ? region->size.at : system->at;
}

const struct device *setup_console(const struct system *system)
{
	if (!text_given(system->loader.console))
		return NULL;
	return model_device(system, system->loader.console.value);
}

void setup_baud_range(uint64_t clock, uint64_t *lowest, uint64_t *highest)
{
	/* A divisor is off by 1/2 at most: by at most 3 % from this one on. */
	uint64_t divisor = (100 / MAX_BAUD_ERROR_PERCENT + 1) / 2;
	uint64_t most = APBUART_SAMPLES * (APBUART_MAX_SCALER + 1u);

	*lowest = (clock + most - 1) / most;
	*highest = clock / (APBUART_SAMPLES * divisor);
}

bool setup_scaler(uint64_t clock, uint64_t baud, uint32_t *scaler)
{
	uint64_t rate = baud * APBUART_SAMPLES;
	uint64_t divisor;
	uint64_t made;
	uint64_t error;

	if (baud == 0 || baud > UINT32_MAX || clock > UINT32_MAX)
		return false;
	divisor = (clock + rate / 2) / rate;
	if (divisor == 0)
		divisor = 1;
	if (divisor > APBUART_MAX_SCALER + 1)
		divisor = APBUART_MAX_SCALER + 1;
	made = divisor * rate;
	error = made > clock ? made - clock : clock - made;
	*scaler = (uint32_t)(divisor - 1);
	return error * 100 <= made * MAX_BAUD_ERROR_PERCENT;
}

static bool divisor_of(uint64_t baud, uint32_t *divisor)
{
	if (baud == 0 || NS16550_BAUD % baud != 0 || NS16550_BAUD / baud > NS16550_MAX_DIVISOR)
		return false;
	*divisor = (uint32_t)(NS16550_BAUD / baud);
	return true;
}

bool setup_console_scaler(const struct system *system, uint32_t *scaler)
{
	uint64_t baud = setup_baud(system);

	if (is_ns16550(system))
		return divisor_of(baud, scaler);
	return setup_scaler(system->board.processors[0].clock.value, baud, scaler);
}
