/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "chipmap.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"

#define FMAP_MAGIC "__FMAP__"
#define FMAP_AT_VERSION 8u
#define FMAP_AT_COUNT 54u
#define FMAP_HEADER_SIZE 56u
#define FMAP_AREA_SIZE 42u
#define FMAP_AREA_AT_SIZE 4u
#define FMAP_AREA_AT_NAME 8u
#define FMAP_NAME_SIZE 32u

/* Who is looking for what. */
struct search {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	const char *name;
	uint64_t chip_size;
	struct nearest nearest;
	struct chip_region *place;
	bool found;
};

static int fail(const struct search *search, struct location at, const char *why)
{
	diag_error(search->diag, at, "flash-region", "%s", why);
	return -1;
}

static void meet(void *to, const char *name, uint64_t start, uint64_t size)
{
	struct search *search = to;

	if (!search->found && strcmp(name, search->name) == 0) {
		*search->place = (struct chip_region){ start, size };
		search->found = true;
	}
	nearest_try(&search->nearest, name);
}

static int conclude(const struct search *search)
{
	const struct chip_region *place = search->place;

	if (!search->found) {
		diag_error(search->diag, search->at, "flash-region", "there is no region '%s'",
			   search->name);
		if (search->nearest.name != NULL)
			diag_help(search->diag, search->at, "did you mean '%s'?",
				  search->nearest.name);
		return -1;
	}
	if (place->size != 0 && range_fits(search->chip_size, place->start, place->size))
		return 0;
	diag_error(search->diag, search->at, "flash-region",
		   "region '%s', %" PRIu64 " bytes at 0x%" PRIx64
		   ", does not lie in the chip's %" PRIu64 " bytes",
		   search->name, place->size, place->start, search->chip_size);
	return -1;
}

/* "START:END NAME" */
static int read_line(struct search *search, char *line, uint32_t number)
{
	struct location at = { search->at.file, number, 1 };
	unsigned long long start, end;
	char *rest;

	line[strcspn(line, "#\r")] = '\0';
	line += strspn(line, " \t");
	if (line[0] == '\0')
		return 0;
	errno = 0;
	start = strtoull(line, &rest, 16);
	if (rest == line || *rest != ':')
		return fail(search, at, "this line does not begin with START:END");
	line = rest + 1;
	end = strtoull(line, &rest, 16);
	if (rest == line || strspn(rest, " \t") == 0 || errno != 0)
		return fail(search, at, "this line does not begin with START:END and a name");
	rest += strspn(rest, " \t");
	rest[strcspn(rest, " \t")] = '\0';
	if (end < start)
		return fail(search, at, "this region ends before it starts");
	meet(search, rest, start, end - start + 1);
	return 0;
}

int chipmap_of_layout(struct arena *arena, struct diag *diag, const char *path, struct span text,
		      const char *name, uint64_t chip_size, struct chip_region *place)
{
	struct search search = { .arena = arena,
				 .diag = diag,
				 .at = location_of_file(path),
				 .name = name,
				 .chip_size = chip_size,
				 .nearest = nearest_to(name),
				 .place = place };
	char *line = arena_text(arena, (const char *)text.data, text.size);
	char *end = line + text.size;

	for (uint32_t number = 1; line < end; number++) {
		char *next = line + strcspn(line, "\n");

		*next = '\0';
		if (read_line(&search, line, number) != 0)
			return -1;
		line = next + 1;
	}
	return conclude(&search);
}

static uint32_t get_le(const uint8_t *at, unsigned size)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint32_t)at[i] << (8 * i);
	return value;
}

/* A map of version 1 whose areas are all there; an empty span when there is none. */
static struct span find_map(struct span chip)
{
	for (size_t at = 0; span_fits(chip.size, at, FMAP_HEADER_SIZE); at++) {
		const uint8_t *map = memchr(chip.data + at, FMAP_MAGIC[0], chip.size - at);
		size_t size;

		if (map == NULL)
			break;
		at = (size_t)(map - chip.data);
		if (!span_fits(chip.size, at, FMAP_HEADER_SIZE))
			break;
		if (memcmp(map, FMAP_MAGIC, strlen(FMAP_MAGIC)) != 0 || map[FMAP_AT_VERSION] != 1)
			continue;
		size = FMAP_HEADER_SIZE + get_le(map + FMAP_AT_COUNT, 2) * FMAP_AREA_SIZE;
		if (span_fits(chip.size, at, size))
			return span_part(chip, at, size);
	}
	return (struct span){ NULL, 0 };
}

bool chipmap_each(struct arena *arena, struct span chip,
		  void (*act)(void *to, const char *name, uint64_t start, uint64_t size), void *to)
{
	struct span map = find_map(chip);

	for (size_t at = FMAP_HEADER_SIZE; at < map.size; at += FMAP_AREA_SIZE) {
		const char *text = (const char *)map.data + at + FMAP_AREA_AT_NAME;

		act(to, arena_text(arena, text, strnlen(text, FMAP_NAME_SIZE)),
		    get_le(map.data + at, 4), get_le(map.data + at + FMAP_AREA_AT_SIZE, 4));
	}
	return map.size != 0;
}

int chipmap_of_chip(struct arena *arena, struct diag *diag, const char *target, struct span chip,
		    const char *name, struct chip_region *place)
{
	struct search search = { .arena = arena,
				 .diag = diag,
				 .at = location_of_file(target),
				 .name = name,
				 .chip_size = chip.size,
				 .nearest = nearest_to(name),
				 .place = place };

	if (!chipmap_each(arena, chip, meet, &search)) {
		fail(&search, search.at, "there is no map of regions (FMAP) on the chip");
		diag_help(diag, search.at, "--layout FILE names regions, or say --offset");
		return -1;
	}
	return conclude(&search);
}
