/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The description that flash chips have of themselves (JESD68.01), by its offsets. */

#include <inttypes.h>
#include <string.h>

#include "nor.h"

#define QUERY 0x98u
#define AMD_RESET 0xf0u
#define INTEL_RESET 0xffu

#define AT_QRY 0x10u
#define AT_SET 0x13u
#define AT_EXTENDED 0x15u
#define AT_PROGRAM_TIME 0x1fu /* microseconds, a power of two */
#define AT_BUFFER_TIME 0x20u
#define AT_ERASE_TIME 0x21u  /* milliseconds */
#define AT_PROGRAM_MAX 0x23u /* times that, a power of two */
#define AT_BUFFER_MAX 0x24u
#define AT_ERASE_MAX 0x25u
#define AT_SIZE 0x27u
#define AT_BUFFER 0x2au
#define AT_N_REGIONS 0x2cu
#define AT_REGIONS 0x2du
#define TABLE_SIZE (AT_REGIONS + 4 * NOR_MAX_REGIONS)

#define SET_INTEL 0x0001u
#define SET_AMD 0x0002u
#define SET_INTEL_STANDARD 0x0003u

/* Extended tables, behind the start that AT_EXTENDED tells. */
#define INTEL_AT_FEATURES 5u
#define INTEL_LOCKS_ONE (1u << 5)
#define AMD_AT_BOOT 0x0fu
#define AMD_BOOT_TOP 3u

#define MAX_SIZE_SHIFT 31u
#define MAX_SHIFT 24u    /* of times and sizes in the table that are believed */
#define MAX_MS_SHIFT 17u /* of times in ms: two minutes */
#define MAX_X8_BUFFER 8u /* what is to be programmed is counted in a byte, less one */
#define MAX_BUFFER 4096u
#define SLACK_MS 500

#define NONSENSE "the flash's description of itself makes no sense: "

struct table {
	uint8_t bytes[TABLE_SIZE];
};

/* In all lanes, whatever chips they belong to. */
static int put_all(struct nor *nor, uint32_t addr, uint32_t byte)
{
	struct nor_script script = { 0 };

	nor_script_put(&script, addr, byte * 0x01010101u & nor_mask(nor));
	return nor_run(nor, &script) == NOR_DONE ? 0 : -1;
}

static int get_unit(struct nor *nor, uint32_t unit, uint32_t *value)
{
	return nor_read_unit(nor, nor_unit(nor, nor->base, unit), value);
}

/* Every chip answers in its lowest 8 bits: from which bits those are one knows the chips.
 * Returns 1 when they say Q, R and Y, 0 when not. */
static int test_letters(struct nor *nor)
{
	static const char letters[] = { 'Q', 'R', 'Y' };
	uint32_t values[3];

	for (uint32_t i = 0; i < 3; i++)
		if (get_unit(nor, AT_QRY + i, &values[i]) != 0)
			return -1;
	for (nor->chip = 1; nor->chip <= nor->width; nor->chip *= 2) {
		bool same = true;

		for (uint32_t i = 0; i < 3; i++)
			same &= values[i] == nor_all(nor, (uint8_t)letters[i]);
		if (same)
			return 1;
	}
	nor->chip = nor->width;
	return 0;
}

/* Where a run was killed chips may wait for a word to program, and take the first reset for it:
 * Intel's has no zeros.  Some of AMD's chips take that one for the beginning of something, which
 * only their own ends; it is no command of Intel's, and those that are known get it not last. */
static int put_resets(struct nor *nor)
{
	static const uint8_t resets[] = { INTEL_RESET, AMD_RESET, INTEL_RESET, AMD_RESET };
	const size_t n = sizeof(resets) - (nor->set == &nor_intel ? 1 : 0);

	for (size_t i = 0; i < n; i++)
		if (put_all(nor, nor->base, resets[i]) != 0)
			return -1;
	return 0;
}

/* What a bad line did to the commands shows: the chips may still describe themselves. */
int nor_show(struct nor *nor)
{
	const unsigned chip = nor->chip;
	int found = 1;

	nor->is_asking = true; /* one reset alone may be the beginning of something */
	for (unsigned i = 0; found == 1 && i < BUSLINK_ATTEMPTS; i++) {
		if (put_resets(nor) != 0)
			return -1;
		found = nor->link->kind->is_sure ? 0 : test_letters(nor);
		nor->chip = chip;
	}
	nor->is_asking = found != 0;
	return found < 0 ? -1 : 0;
}

static int ask_at(struct nor *nor, uint32_t unit)
{
	if (nor_show(nor) != 0)
		return -1;
	nor->is_asking = true;
	if (put_all(nor, nor_unit(nor, nor->base, unit), QUERY) != 0)
		return -1;
	return test_letters(nor);
}

/* Some chips look at more bits of the query's address than others.  Returns 1 when there are chips
 * that answer. */
static int ask_everywhere(struct nor *nor)
{
	static const uint32_t units[] = { 0x55, 0x555 };
	int found = 0;

	for (unsigned i = 0; found == 0 && i < 4; i++) {
		nor->shift = i / 2;
		found = ask_at(nor, units[i % 2]);
	}
	return found;
}

/* With a buffer that was not filled AMD's chips show a bit that changes with every reading, and
 * among their locks a single bit.  Hardly a program begins with that. */
static int is_disturbed(struct nor *nor)
{
	struct nor_script script = { .limit_ms = 0 };
	enum nor_result result;

	if (nor_show(nor) != 0)
		return -1;
	nor_script_add(&script, SCRIPT_STILL, nor->base, 0, 0);
	result = nor_run(nor, &script);
	if (result == NOR_LINK)
		return -1;
	return result == NOR_LATE || (result == NOR_DONE && (script.value & ~0x01010101u) == 0);
}

/* AMD's chips that a killed run left in the middle of something take no query. */
static int rouse(struct nor *nor)
{
	const unsigned chip = nor->chip;
	enum nor_result result = NOR_DONE;

	nor->is_asking = true;
	nor->chip = 1; /* in all lanes */
	for (nor->shift = 0; result == NOR_DONE && nor->shift < 2; nor->shift++)
		result = nor_amd_rouse(nor);
	nor->chip = chip;
	return result == NOR_DONE ? 0 : -1;
}

/* Where the line failed, that was it. */
static int ask(struct nor *nor)
{
	const unsigned doubts = nor->link->doubts;
	int found = ask_everywhere(nor);

	if (found != 0)
		return found;
	found = is_disturbed(nor);
	if (found != 1 || nor->link->doubts != doubts)
		return found < 0 ? -1 : 0;
	return rouse(nor) != 0 ? -1 : ask_everywhere(nor);
}

static int fail_silent(const struct nor *nor)
{
	const struct target_request *request = nor->link->request;

	target_fail(request, "there is no flash at 0x%08" PRIx32 " that describes itself (CFI)",
		    nor->base);
	diag_help(request->diag, location_of_file(request->name),
		  "where a run was killed it may be busy yet: try again, or reset the board");
	return -1;
}

static int read_units(struct nor *nor, uint32_t first, uint8_t *to, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t value;

		if (get_unit(nor, first + i, &value) != 0)
			return -1;
		to[i] = (uint8_t)value;
		if (value != nor_all(nor, to[i]))
			return target_fail(nor->link->request,
					   "the flash chips side by side differ: 0x%02x has "
					   "0x%08" PRIx32,
					   first + i, value);
	}
	return 0;
}

static uint32_t get_le16(const uint8_t *from)
{
	return (uint32_t)from[1] << 8 | from[0];
}

/* The chips' own limit, ms, with slack. */
static int limit_ms(const struct table *table, uint32_t at, uint32_t at_max, uint64_t per_ms)
{
	uint32_t shift = (uint32_t)table->bytes[at] + table->bytes[at_max];
	uint32_t most = per_ms == 1 ? MAX_MS_SHIFT : MAX_SHIFT;

	if (shift > most)
		shift = most;
	return (int)(((uint64_t)1 << shift) / per_ms) + SLACK_MS;
}

static void turn_regions(struct nor *nor)
{
	for (size_t i = 0; i < nor->n_regions / 2; i++) {
		struct nor_region region = nor->regions[i];

		nor->regions[i] = nor->regions[nor->n_regions - 1 - i];
		nor->regions[nor->n_regions - 1 - i] = region;
	}
}

static int take_regions(struct nor *nor, const struct table *table)
{
	unsigned n_chips = nor->width / nor->chip, shift = table->bytes[AT_SIZE];
	uint64_t sum = 0, n = 0;

	nor->largest = 0;
	nor->size = shift > MAX_SIZE_SHIFT ? 0 : ((uint64_t)1 << shift) * n_chips;
	for (size_t i = 0; i < nor->n_regions; i++) {
		const uint8_t *at = table->bytes + AT_REGIONS + 4 * i;
		uint32_t step = get_le16(at + 2) == 0 ? 128 : get_le16(at + 2) * 256;
		struct nor_region region = { get_le16(at) + 1, step * n_chips };

		nor->regions[i] = region;
		sum += (uint64_t)region.n * region.size;
		n += region.n;
		if (region.size > nor->largest)
			nor->largest = region.size;
	}
	if (sum != nor->size)
		return target_fail(nor->link->request,
				   NONSENSE "%u times 2^%u bytes, and sectors of %" PRIu64
					    " bytes in all",
				   n_chips, shift, sum);
	if (n > NOR_MAX_SECTORS)
		return target_fail(nor->link->request, NONSENSE "%" PRIu64 " sectors", n);
	return 0;
}

/* A block, which is as long as the largest sector, holds sectors whole, and the board's range of
 * addresses blocks. */
static int test_regions(const struct nor *nor)
{
	bool sound = nor->base % nor->largest == 0 && nor->largest <= nor->room;
	uint64_t start = 0;

	for (size_t i = 0; i < nor->n_regions; i++) {
		uint32_t size = nor->regions[i].size;

		sound &= (size & (size - 1)) == 0 && start % size == 0;
		start += (uint64_t)nor->regions[i].n * size;
	}
	return sound ? 0
		     : target_fail(
			       nor->link->request, NONSENSE
			       "sectors that begin at no multiple of their sizes, or are larger "
			       "than the board's PROM");
}

/* A byte of the table that belongs to the command set. */
static int get_extended(struct nor *nor, const struct table *table, uint32_t at, uint8_t *byte)
{
	uint32_t start = get_le16(table->bytes + AT_EXTENDED);
	uint8_t letters[3];

	*byte = 0;
	if (start == 0)
		return 0;
	if (read_units(nor, start, letters, sizeof(letters)) != 0)
		return -1;
	if (memcmp(letters, "PRI", sizeof(letters)) != 0)
		return target_fail(nor->link->request,
				   NONSENSE "no table of its command set at 0x%04" PRIx32, start);
	return read_units(nor, start + at, byte, 1);
}

static int take_set(struct nor *nor, const struct table *table)
{
	uint32_t set = get_le16(table->bytes + AT_SET);
	uint8_t byte;

	if (set == SET_INTEL || set == SET_INTEL_STANDARD) {
		if (get_extended(nor, table, INTEL_AT_FEATURES, &byte) != 0)
			return -1;
		nor->set = &nor_intel;
		nor->locks_one = (byte & INTEL_LOCKS_ONE) != 0;
	} else if (set == SET_AMD) {
		if (get_extended(nor, table, AMD_AT_BOOT, &byte) != 0)
			return -1;
		nor->set = &nor_amd;
		nor->locks_one = true;
		if (byte == AMD_BOOT_TOP)
			turn_regions(nor);
	} else {
		return target_fail(nor->link->request,
				   "the flash has command set 0x%04" PRIx32
				   ", neither Intel's nor AMD's",
				   set);
	}
	return 0;
}

/* What is programmed at once is in one sector.  A buffer that cannot be is not used. */
static void take_buffer(struct nor *nor, const struct table *table)
{
	unsigned n_chips = nor->width / nor->chip;
	uint32_t buffer = get_le16(table->bytes + AT_BUFFER);
	uint32_t size, most = MAX_BUFFER;
	bool is_buffered;

	for (size_t i = 0; i < nor->n_regions; i++)
		if (nor->regions[i].size < most)
			most = nor->regions[i].size;
	if (nor->chip == 1 && buffer > MAX_X8_BUFFER)
		buffer = MAX_X8_BUFFER;
	size = buffer < MAX_SHIFT ? (1u << buffer) * n_chips : 0;
	is_buffered = size > nor->width && size <= most;
	nor->buffer = is_buffered ? size : nor->width;
	nor->program_ms = limit_ms(table, is_buffered ? AT_BUFFER_TIME : AT_PROGRAM_TIME,
				   is_buffered ? AT_BUFFER_MAX : AT_PROGRAM_MAX, 1000);
}

static int read_table(struct nor *nor, struct table *table)
{
	if (read_units(nor, AT_QRY, table->bytes + AT_QRY, AT_REGIONS - AT_QRY) != 0)
		return -1;
	nor->n_regions = table->bytes[AT_N_REGIONS];
	if (nor->n_regions == 0 || nor->n_regions > NOR_MAX_REGIONS)
		return target_fail(nor->link->request, NONSENSE "%zu regions of sectors",
				   nor->n_regions);
	return read_units(nor, AT_REGIONS, table->bytes + AT_REGIONS, (uint32_t)nor->n_regions * 4);
}

/* Addresses of a chip that the board's PROM has no room for are nobody's. */
static int take_table(struct nor *nor, const struct table *table)
{
	if (take_regions(nor, table) != 0 || take_set(nor, table) != 0 || test_regions(nor) != 0)
		return -1;
	take_buffer(nor, table);
	nor->erase_ms = limit_ms(table, AT_ERASE_TIME, AT_ERASE_MAX, 1);
	if (nor->size > nor->room)
		nor->size = nor->room;
	return 0;
}

int nor_query(struct nor *nor)
{
	struct table table = { 0 };
	unsigned doubts;
	int found;

	nor->set = NULL; /* of an answer that was in doubt */
	do {
		doubts = nor->link->doubts;
		found = ask(nor);
	} while (found == 0 && nor->link->doubts != doubts);

	if (found < 0)
		return -1;
	if (found == 0)
		return fail_silent(nor);
	return read_table(nor, &table) != 0 || take_table(nor, &table) != 0 ? -1 : nor_show(nor);
}
