/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The description that serial flash chips have of themselves (JESD216), by its words, which the
 * standard counts from 1. */

#include <inttypes.h>
#include <string.h>

#include "spinor.h"

#define READ_SFDP 0x5au
#define SIGNATURE 0x50444653u
#define HEADER_SIZE 8u
#define MAX_HEADERS 8u
#define ID_BASIC 0xff00u
#define ID_MAP 0xff81u
#define ID_ADDRESS4 0xff84u
#define BASIC_WORDS 16u
#define BASIC_LEAST 9u
#define ADDRESS4_WORDS 2u

#define ANSWER_WORDS (SPINOR_MAX_ANSWER / 4)
#define LEAST_BLOCK 4096u
#define REACH3 ((uint64_t)1 << 24)

#define ADDRESS_3_OR_4 1u
#define ADDRESS_4 2u

#define READ 0x0bu
#define PROGRAM 0x02u
#define READ4 0x0cu
#define PROGRAM4 0x12u
#define HAS_READ4 (1u << 1)
#define HAS_PROGRAM4 (1u << 6)
#define HAS_ERASE4_SHIFT 9

/* Where the description does not tell. */
#define PAGE 256u
#define PROGRAM_MS 50
#define ERASE_MS 10000
#define SLACK_MS 500
#define MAX_MS (128 * 1024) /* that are believed: as long as with other flash */

#define NONSENSE "the SPI chip's description of itself makes no sense: "

struct table {
	uint32_t basic[BASIC_WORDS];
	uint32_t n_basic;
	uint32_t address4[ADDRESS4_WORDS];
};

static uint32_t get_le32(const uint8_t *from)
{
	return (uint32_t)from[3] << 24 | (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
}

static int read_sfdp(struct spinor *nor, uint32_t at, uint8_t *to, size_t n)
{
	const uint8_t command[] = { READ_SFDP, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at,
				    0xff };

	return spinor_ask(nor, (struct span){ command, sizeof(command) }, to, n);
}

static int read_words(struct spinor *nor, const uint8_t *header, uint32_t *words, uint32_t most)
{
	uint8_t bytes[SPINOR_MAX_ANSWER];
	uint32_t n = header[3] < most ? header[3] : most;
	uint32_t at = get_le32(header + 4) & 0xffffff;

	for (uint32_t done = 0; done < n; done += ANSWER_WORDS) {
		uint32_t part = n - done < ANSWER_WORDS ? n - done : ANSWER_WORDS;

		if (read_sfdp(nor, at + done * 4, bytes, (size_t)part * 4) != 0)
			return -1;
		for (uint32_t i = 0; i < part; i++)
			words[done + i] = get_le32(bytes + (size_t)i * 4);
	}
	return (int)n;
}

/* Of several tables of a kind the last one is the newest. */
static int take_header(struct spinor *nor, const uint8_t *header, struct table *table)
{
	uint32_t id = (uint32_t)header[7] << 8 | header[0];
	int got = 0;

	if (id == ID_BASIC) {
		got = read_words(nor, header, table->basic, BASIC_WORDS);
		table->n_basic = got > 0 ? (uint32_t)got : 0;
	} else if (id == ID_MAP) {
		got = read_words(nor, header, nor->map, SPINOR_MAX_MAP);
		nor->n_map = got > 0 ? (size_t)got : 0;
	} else if (id == ID_ADDRESS4) {
		got = read_words(nor, header, table->address4, ADDRESS4_WORDS);
		/* Commands without their codes are none. */
		if (got != ADDRESS4_WORDS)
			table->address4[0] = 0;
	}
	return got < 0 ? -1 : 0;
}

static int read_table(struct spinor *nor, struct table *table)
{
	uint8_t start[HEADER_SIZE], headers[MAX_HEADERS * HEADER_SIZE];
	size_t n;

	if (read_sfdp(nor, 0, start, sizeof(start)) != 0)
		return -1;
	if (get_le32(start) != SIGNATURE)
		return target_fail(nor->ctrl->link->request,
				   "the SPI chip %02x%02x%02x does not describe itself (SFDP)",
				   nor->id[0], nor->id[1], nor->id[2]);
	n = start[6] + 1u < MAX_HEADERS ? start[6] + 1u : MAX_HEADERS;
	if (read_sfdp(nor, HEADER_SIZE, headers, n * HEADER_SIZE) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (take_header(nor, headers + i * HEADER_SIZE, table) != 0)
			return -1;
	return 0;
}

/* Of BASIC_LEAST words, or as many as there are. */
static uint32_t word(const struct table *table, unsigned number)
{
	return table->basic[number - 1];
}

static uint64_t size_of(uint32_t density)
{
	uint32_t shift = density & 0x7fffffff;

	if ((density & 0x80000000) == 0)
		return density % 8 == 7 ? ((uint64_t)density + 1) / 8 : 0;
	return shift >= 3 && shift <= 3 + 32 ? (uint64_t)1 << (shift - 3) : 0;
}

/* Typical times: a count in bits 4 to 0, its unit in those above; the most is a multiple of it. */
static int most_ms(uint32_t typical, uint32_t multiple)
{
	static const int units[] = { 1, 16, 128, 1000 };
	int ms = ((int)(typical & 0x1f) + 1) * units[typical >> 5 & 3] * 2 * ((int)multiple + 1);

	return (ms < MAX_MS ? ms : MAX_MS) + SLACK_MS;
}

static bool take_erases(struct spinor *nor, const struct table *table)
{
	uint32_t erasing = word(table, 10);
	bool is_there = false;

	for (unsigned i = 0; i < SPINOR_ERASES; i++) {
		uint32_t half = word(table, 8 + i / 2) >> (16 * (i % 2)) & 0xffff;
		uint32_t size = (half & 0xff) < 32 ? 1u << (half & 0xff) : 0;
		struct spinor_erase erase = {
			.size = size,
			.command = (uint8_t)(half >> 8),
			.most_ms = ERASE_MS + SLACK_MS,
		};

		if (table->n_basic >= 11)
			erase.most_ms = most_ms(erasing >> (4 + 7 * i) & 0x7f, erasing & 0xf);
		if (size < LEAST_BLOCK || size > SPINOR_MAX_BLOCK)
			continue;
		nor->erases[i] = erase;
		is_there = true;
	}
	return is_there;
}

static void take_pages(struct spinor *nor, const struct table *table)
{
	uint32_t programming = word(table, 11);
	uint32_t us = ((programming >> 8 & 0x1f) + 1) * ((programming >> 13 & 1) != 0 ? 64 : 8);

	nor->page = PAGE;
	nor->program_ms = PROGRAM_MS + SLACK_MS;
	if (table->n_basic < 11)
		return;
	nor->page = 1u << (programming >> 4 & 0xf);
	nor->program_ms = (int)(us * 2 * ((programming & 0xf) + 1) / 1000) + SLACK_MS;
}

/* The smallest block of all, wherever that is valid, or none: what else is told must fit. */
static const struct spinor_erase *smallest(const struct spinor_erase *erases)
{
	const struct spinor_erase *found = NULL;

	for (unsigned i = 0; i < SPINOR_ERASES; i++)
		if (erases[i].size != 0 && (found == NULL || erases[i].size < found->size))
			found = &erases[i];
	return found;
}

static void take_smallest(struct spinor *nor)
{
	const struct spinor_erase *erase = smallest(nor->erases);

	nor->block = erase->size;
	nor->erase_command = erase->command;
	nor->erase_ms = erase->most_ms;
}

/* Those of an address of four bytes, instead. */
static void take_erases4(struct spinor_erase *erases, const struct table *table)
{
	for (unsigned i = 0; i < SPINOR_ERASES; i++) {
		erases[i].command = (uint8_t)(table->address4[1] >> (8 * i));
		if ((table->address4[0] & 1u << (HAS_ERASE4_SHIFT + i)) == 0)
			erases[i].size = 0;
	}
}

/* Three bytes of address reach 16 MiB.  Larger chips get commands that always take four, for what
 * an address means to the controller is not changed.  Where these are missing, or erase only larger
 * blocks, and what is wanted lies within 16 MiB, those of three. */
static int take_address(struct spinor *nor, const struct table *table, uint64_t reach)
{
	const uint32_t needed = HAS_READ4 | HAS_PROGRAM4;
	uint32_t width = word(table, 1) >> 17 & 3;
	const struct spinor_erase *least;
	struct spinor_erase erases[SPINOR_ERASES];

	nor->read_command = READ;
	nor->program_command = PROGRAM;
	nor->n_address = width == ADDRESS_4 ? 4 : 3;
	if (nor->size <= REACH3 || width == ADDRESS_4)
		return 0;
	memcpy(erases, nor->erases, sizeof(erases));
	take_erases4(erases, table);
	least = smallest(erases);
	if (width != ADDRESS_3_OR_4 || (table->address4[0] & needed) != needed)
		least = NULL;
	if (reach <= REACH3 && (least == NULL || least->size > nor->block))
		return 0;
	if (least == NULL)
		return target_fail(nor->ctrl->link->request,
				   "the SPI chip has no commands for what lies behind 16 MiB");
	memcpy(nor->erases, erases, sizeof(erases));
	nor->read_command = READ4;
	nor->program_command = PROGRAM4;
	nor->n_address = 4;
	return 0;
}

uint64_t spinor_reach(const struct spinor *nor)
{
	return nor->n_address == 3 && nor->size > REACH3 ? REACH3 : nor->size;
}

int spinor_describe(struct spinor *nor, uint64_t reach)
{
	const struct target_request *request = nor->ctrl->link->request;
	struct table table = { 0 };

	if (read_table(nor, &table) != 0)
		return -1;
	if (table.n_basic < BASIC_LEAST)
		return target_fail(request, NONSENSE "%" PRIu32 " words", table.n_basic);
	if (!take_erases(nor, &table))
		return target_fail(request, NONSENSE "no erase of 4 to 64 KiB");
	take_smallest(nor);
	nor->size = size_of(word(&table, 2));
	if (nor->size == 0 || nor->size % nor->block != 0)
		return target_fail(request, NONSENSE "density 0x%08" PRIx32, word(&table, 2));
	if (!spinor_map_is_sound(nor))
		return target_fail(request, NONSENSE "a map of other sectors than the chip's");
	take_pages(nor, &table);
	nor->protection = spinor_protection(nor->id, table.basic, table.n_basic);
	if (nor->page > nor->block)
		return target_fail(request,
				   NONSENSE "pages of %" PRIu32 " bytes in blocks of %" PRIu32,
				   nor->page, nor->block);
	if (nor->page > SPINOR_MAX_PAGE)
		nor->page = SPINOR_MAX_PAGE; /* less than a page may always be programmed */
	if (take_address(nor, &table, reach < nor->size ? reach : nor->size) != 0)
		return -1;
	take_smallest(nor);
	return 0;
}
