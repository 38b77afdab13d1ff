/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "lab.h"

#include "loader/prom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_BROKEN 99 /* the test itself is broken, for the TAP driver */

void lab_need(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "attack: cannot go on without: %s\n", what);
	exit(EXIT_BROKEN);
}

struct buf lab_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct buf bytes = { 0 };
	uint8_t chunk[4096];
	size_t n;

	lab_need(file != NULL, path);
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_put(&bytes, chunk, n);
	fclose(file);
	return bytes;
}

static struct buf read_file(struct lab *lab, const char *directory, const char *name)
{
	return lab_read(arena_printf(lab->arena, "%s/%s", directory, name));
}

static struct seal_key *read_key(struct lab *lab, const char *directory, const char *name)
{
	return seal_open(arena_printf(lab->arena, "%s/%s", directory, name));
}

void lab_open(struct lab *lab, const char *directory)
{
	uint32_t at;

	*lab = (struct lab){ .arena = arena_new() };
	lab->prom = read_file(lab, directory, "system.prom");
	lab->container = read_file(lab, directory, "system.itb");
	at = get_be32(lab->prom.data + PROM_AT_PARAMS);
	lab_need(range_fits(lab->prom.size, at, PARAMS_HEADER_SIZE), "a parameter block");
	lab->block = span_part(buf_span(&lab->prom), at, lab->prom.size - at);
	lab_need(params_read(lab->block, &lab->params) == STATUS_OK, "sound parameters");
	at = lab->params.container_addr;
	lab_need(lab->prom.size >= at + lab->container.size &&
			 (lab->params.second_size != 0 ||
			  lab->prom.size == at + lab->container.size) &&
			 memcmp(lab->prom.data + at, lab->container.data, lab->container.size) == 0,
		 "the container in the boot image");
	lab->manifest_size = get_be32(lab->container.data + 4);
	lab->tree = tree_read(lab->arena, buf_span(&lab->container));
	lab->key = read_key(lab, directory, "key.pem");
	lab->foreign = read_key(lab, directory, "foreign.pem");
	lab->other = read_key(lab, directory, "other.pem");
}

void lab_close(struct lab *lab)
{
	seal_close(lab->key);
	seal_close(lab->foreign);
	seal_close(lab->other);
	buf_free(&lab->prom);
	buf_free(&lab->container);
	arena_free(lab->arena);
}
