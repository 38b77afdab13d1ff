/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * generate: writes a system of any size, right or wrong in known ways, with all its files.
 *
 *     generate DIRECTORY [NAME=NUMBER ...]
 *
 * shape.h tells what the names are.  The description is DIRECTORY/system.xml.
 */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shape.h"

#define NAMESPACE "xmlns=\"urn:xpack:system:1\""

/* Registers of devices, in the memory of the peripheral bus. */
#define DEVICES 0x80000000u
#define DEVICE_SIZE 0x100u
#define MEMORIES 0xa0000000u
#define MEMORY_SIZE 0x1000u

/* Blobs lie behind the host's code, in its first area. */
#define BLOBS (SHAPE_RAM + 0x10000u)
#define BLOB_STEP 0x100u

/* A slot's place in time, in microseconds. */
#define SLOT_STEP 100u
#define SLOT_DURATION 90u

#define NUMBER(field, standard)                                                                    \
	{                                                                                          \
#field, offsetof(struct shape, field), standard                                    \
	}

static const struct {
	const char *name;
	size_t offset;
	uint32_t standard;
} numbers[] = {
	NUMBER(partitions, 1000),  NUMBER(areas, 10),      NUMBER(ports, 10),
	NUMBER(slots, 100),        NUMBER(processors, 4),  NUMBER(memories, 0),
	NUMBER(devices, 0),        NUMBER(blobs, 0),       NUMBER(plans, 1),
	NUMBER(split, 0),          NUMBER(wrong_slots, 0), NUMBER(wrong_times, 0),
	NUMBER(wrong_places, 0),   NUMBER(wrong_areas, 0), NUMBER(wrong_outside, 0),
	NUMBER(wrong_channels, 0), NUMBER(wrong_names, 0), NUMBER(wrong_uses, 0),
	NUMBER(wrong_sizes, 0),    NUMBER(wrong_files, 0), NUMBER(wrong_segments, 0),
	NUMBER(wrong_imports, 0),  NUMBER(imports, 1),
};

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static uint32_t *number_at(struct shape *shape, size_t i)
{
	return (uint32_t *)(void *)((char *)shape + numbers[i].offset);
}

static bool take_number(struct shape *shape, const char *argument)
{
	for (size_t i = 0; i < N_NUMBERS; i++) {
		size_t n = strlen(numbers[i].name);
		char *end;

		if (strncmp(argument, numbers[i].name, n) != 0 || argument[n] != '=')
			continue;
		*number_at(shape, i) = (uint32_t)strtoul(argument + n + 1, &end, 10);
		return argument[n + 1] != '\0' && *end == '\0';
	}
	return false;
}

/* True for the first n calls with this counter. */
static bool is_wrong(uint32_t *left)
{
	if (*left == 0)
		return false;
	(*left)--;
	return true;
}

static FILE *open_file(const char *name)
{
	FILE *file = fopen(name, "w");

	if (file == NULL) {
		perror(name);
		exit(1);
	}
	fputs("<?xml version=\"1.0\"?>\n", file);
	return file;
}

static void close_file(FILE *file)
{
	if (ferror(file) || fclose(file) != 0) {
		perror("generate");
		exit(1);
	}
}

static void put_board(FILE *to, const struct shape *shape)
{
	fputs("\t<Board name=\"bench\" arch=\"sparc-leon3\">\n"
	      "\t\t<Memory name=\"prom\" kind=\"rom\" start=\"0\" size=\"64MiB\"/>\n"
	      "\t\t<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" size=\"1GiB\"/>\n"
	      "\t\t<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" size=\"256MiB\"/>\n",
	      to);
	for (uint32_t i = 0; i < shape->memories; i++)
		fprintf(to,
			"\t\t<Memory name=\"io-%u\" kind=\"io\" start=\"0x%x\" size=\"4KiB\"/>\n",
			i, MEMORIES + i * MEMORY_SIZE);
	for (uint32_t i = 0; i < shape->processors; i++)
		fprintf(to, "\t\t<Processor id=\"%u\" clock=\"40MHz\"/>\n", i);
	fprintf(to, "\t\t<Device name=\"uart0\" type=\"apbuart\" start=\"0x%x\" size=\"256B\"/>\n",
		DEVICES);
	for (uint32_t i = 0; i < shape->devices; i++)
		fprintf(to,
			"\t\t<Device name=\"device-%u\" "
			"type=\"gptimer\" start=\"0x%x\" size=\"256B\"/>\n",
			i, DEVICES + (i + 1) * DEVICE_SIZE);
	fputs("\t</Board>\n", to);
}

static void put_host(FILE *to, const struct shape *shape)
{
	fputs("\t<Host name=\"host\" file=\"host.elf\" license=\"BSD-2-Clause\" "
	      "protocol=\"xpack\">\n"
	      "\t\t<Area name=\"main\" start=\"0x40000000\" size=\"16MiB\" access=\"rwx\"/>\n",
	      to);
	for (uint32_t i = 0; i < shape->blobs; i++)
		fprintf(to, "\t\t<Blob name=\"blob-%u\" file=\"blob.bin\" address=\"0x%x\"/>\n", i,
			BLOBS + i * BLOB_STEP);
	fputs("\t\t<Abi file=\"abi.o\"/>\n\t</Host>\n", to);
}

static void put_area(FILE *to, struct shape *left, const struct shape *shape, uint32_t p,
		     uint32_t a)
{
	uint32_t start = shape_area(shape, p, a);
	const char *access = a == 0 ? "rx" : "rw";

	if (a >= 2 && is_wrong(&left->wrong_areas))
		start = shape_area(shape, p, 1);
	else if (a >= 2 && is_wrong(&left->wrong_outside))
		start += SHAPE_RAM_SIZE;
	fprintf(to, "\t\t<Area name=\"area-%u\" start=\"0x%x\" size=\"4KiB\" access=\"%s\"%s/>\n",
		a, start, access, a == 1 ? " zero=\"true\"" : "");
}

/* Odd ports receive, every second pair queues. */
static void put_port(FILE *to, struct shape *left, uint32_t i)
{
	bool queues = i / 2 % 2 != 0;
	bool receives = i % 2 != 0;

	fprintf(to, "\t\t<Port name=\"port-%u\" kind=\"%s\" direction=\"%s\" size=\"%uB\"%s/>\n", i,
		queues ? "queuing" : "sampling", receives ? "destination" : "source",
		is_wrong(&left->wrong_sizes) ? 0 : 64, queues && receives ? " depth=\"8\"" : "");
}

static void put_partition(FILE *to, struct shape *left, const struct shape *shape, uint32_t p,
			  const char *space)
{
	fprintf(to,
		"\t<Partition %sid=\"%u\" name=\"partition-%u\" file=\"guest-%u.elf\" "
		"license=\"BSD-2-Clause\">\n",
		space, p, is_wrong(&left->wrong_names) ? 0 : p, p);
	for (uint32_t a = 0; a < shape->areas; a++)
		put_area(to, left, shape, p, a);
	if (p < shape->devices)
		fprintf(to, "\t\t<Device name=\"%s-%u\"/>\n",
			is_wrong(&left->wrong_uses) ? "devica" : "device", p);
	for (uint32_t i = 0; i < shape->ports; i++)
		put_port(to, left, i);
	fputs("\t</Partition>\n", to);
}

/* Into the description, or into a file of its own that the description includes. */
static void put_partitions(FILE *to, struct shape *left, const struct shape *shape)
{
	for (uint32_t p = 0; p < shape->partitions; p++) {
		char name[64];
		FILE *file;

		if (shape->split == 0) {
			put_partition(to, left, shape, p, "");
			continue;
		}
		snprintf(name, sizeof(name), "partition-%u.xml", p);
		file = open_file(name);
		put_partition(file, left, shape, p, NAMESPACE " ");
		close_file(file);
		fprintf(to, "\t<xi:include href=\"%s\"/>\n", name);
	}
}

/* Port 2i of each partition leads to port 2i + 1 of the next. */
static void put_channels(FILE *to, struct shape *left, const struct shape *shape)
{
	for (uint32_t p = 0; p < shape->partitions; p++)
		for (uint32_t i = 0; i + 1 < shape->ports; i += 2)
			fprintf(to,
				"\t<Channel><Source partition=\"partition-%u\" port=\"%s-%u\"/>"
				"<Destination partition=\"partition-%u\" "
				"port=\"port-%u\"/></Channel>\n",
				p, is_wrong(&left->wrong_channels) ? "part" : "port", i,
				(p + 1) % shape->partitions, i + 1);
}

static void put_slot(FILE *to, struct shape *left, const struct shape *shape, uint32_t p,
		     uint64_t start)
{
	const char *name = is_wrong(&left->wrong_slots) ? "partitiom" : "partition";
	const char *element = is_wrong(&left->wrong_places) ? "Slut" : "Slot";
	const char *unit = is_wrong(&left->wrong_times) ? "usec" : "us";

	fprintf(to,
		"\t\t<%s partition=\"%s-%u\" start=\"%lluus\" "
		"duration=\"%u%s\" processor=\"%u\"/>\n",
		element, name, p, (unsigned long long)start, SLOT_DURATION, unit,
		p % shape->processors);
}

/* Every partition runs once in each round. */
static void put_plan(FILE *to, struct shape *left, const struct shape *shape, uint32_t id)
{
	uint64_t turns = shape->partitions;
	uint64_t round = turns * SLOT_STEP;

	fprintf(to, "\t<Plan id=\"%u\" majorFrame=\"%lluus\">\n", id,
		(unsigned long long)(round * shape->slots));
	for (uint32_t i = 0; i < shape->slots; i++)
		for (uint32_t p = 0; p < shape->partitions; p++)
			put_slot(to, left, shape, p, i * round + (uint64_t)p * SLOT_STEP);
	fputs("\t</Plan>\n", to);
}

static void put_system(const struct shape *shape)
{
	FILE *to = open_file("system.xml");
	struct shape left = *shape; /* defects to come */

	fputs("<System " NAMESPACE " xmlns:xi=\"http://www.w3.org/2001/XInclude\" name=\"bench\" "
	      "version=\"1\">\n",
	      to);
	put_board(to, shape);
	put_host(to, shape);
	put_partitions(to, &left, shape);
	put_channels(to, &left, shape);
	for (uint32_t i = 0; i < shape->plans; i++)
		put_plan(to, &left, shape, i);
	fputs("\t<Loader console=\"uart0\" manifestCap=\"4MiB\"/>\n</System>\n", to);
	close_file(to);
}

static void fail(const char *what)
{
	fprintf(stderr, "generate: %s: %s\n", what, strerror(errno));
	exit(1);
}

int main(int argc, char **argv)
{
	struct shape shape;

	for (size_t i = 0; i < N_NUMBERS; i++)
		*number_at(&shape, i) = numbers[i].standard;
	for (int i = 2; i < argc; i++)
		if (!take_number(&shape, argv[i])) {
			fprintf(stderr, "generate: what is '%s'?\n", argv[i]);
			return 2;
		}
	if (argc < 2) {
		fputs("usage: generate DIRECTORY [NAME=NUMBER ...]\n", stderr);
		return 2;
	}
	if ((mkdir(argv[1], 0777) != 0 && errno != EEXIST) || chdir(argv[1]) != 0)
		fail(argv[1]);
	shape_files(&shape);
	put_system(&shape);
	return 0;
}
