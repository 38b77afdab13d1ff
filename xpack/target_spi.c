/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * spi:PROGRAMMER, an SPI flash chip behind any programmer that flashrom knows.
 *
 * flashrom is run as a program, with the user's own installation, and never linked: parts of it
 * are under the GPL version 2 only.  Each run finds the chip anew and takes a while, so it reads
 * and writes as much at once as it can, and what was read is kept until something is written there.
 * Its -l and -i limit every run to the bytes that are meant.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "chipmap.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "printable.h"
#include "program.h"
#include "target.h"

#define FLASHROM "flashrom"
#define SPI_BLOCK ((uint32_t)4 << 10) /* flashrom keeps what else a chip erases with it */
/* Bytes in one run, so that a person sees how far it is: each run finds the chip anew. */
#define SPI_BURST ((uint64_t)1 << 20)
#define MAX_CHIP ((uint64_t)1 << 30)
#define MAX_LAYOUT ((uint64_t)1 << 20)
#define LAYOUT_FILE "layout"
#define IMAGE_FILE "image"
#define MAX_ARGUMENTS 16u

struct target_of_spi {
	struct target_base base;
	struct workshop workshop;
	const char *name;          /* of the chip: "Winbond W25Q128.V" */
	uint64_t chip_size;        /* bytes */
	struct chip_region region; /* what this target is of the chip */
	uint8_t *chip;             /* contents, as far as they are known */
	bool *known;               /* of each block of the chip */
};

static struct target_of_spi *self_of(struct target *target)
{
	return (struct target_of_spi *)(void *)target;
}

static struct target *target_of(struct target_of_spi *spi)
{
	return (struct target *)(void *)spi;
}

/* flashrom -p PROGRAMMER and up to four arguments more, of which NULL is the end. */
static int run(struct target_of_spi *spi, const char *const *more)
{
	const struct target_request *request = &spi->base.request;
	const char *arguments[MAX_ARGUMENTS] = { FLASHROM, "-p", request->rest };
	size_t n = 3;

	for (; *more != NULL; more++)
		arguments[n++] = *more;
	trace_command(request->trace, arguments);
	return program_run(&spi->workshop, FLASHROM, arguments);
}

/* What the last run printed, as text in the arena; NULL after an error. */
static const char *printed(struct target_of_spi *spi)
{
	struct buf log;
	const char *text;

	if (program_get(&spi->workshop, PROGRAM_LOG, &log) != 0)
		return NULL;
	trace_received(spi->base.request.trace, buf_span(&log));
	text = arena_text(spi->base.request.arena, (const char *)log.data, log.size);
	buf_free(&log);
	return text;
}

/* The value in quotes behind key, or NULL. */
static const char *quoted(struct arena *arena, const char *text, const char *key)
{
	const char *at = strstr(text, key);

	if (at == NULL)
		return NULL;
	at += strlen(key);
	return arena_text(arena, at, strcspn(at, "\"\n"));
}

static int find_name(struct target_of_spi *spi)
{
	static const char *const arguments[] = { "--flash-name", NULL };
	struct arena *arena = spi->base.request.arena;
	const char *text, *vendor, *name;

	if (run(spi, arguments) != 0 || (text = printed(spi)) == NULL)
		return -1;
	vendor = quoted(arena, text, "vendor=\"");
	name = quoted(arena, text, "\" name=\"");
	if (vendor == NULL || name == NULL)
		return target_fail(&spi->base.request, FLASHROM " does not name the chip");
	spi->name = arena_printf(arena, "%s %s", vendor, name);
	return 0;
}

/* The last line that begins with a digit. */
static int find_size(struct target_of_spi *spi)
{
	static const char *const arguments[] = { "--flash-size", NULL };
	const char *text;

	if (run(spi, arguments) != 0 || (text = printed(spi)) == NULL)
		return -1;
	for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (line[0] >= '0' && line[0] <= '9')
			spi->chip_size = strtoull(line, NULL, 10);
	}
	if (spi->chip_size != 0 && spi->chip_size <= MAX_CHIP)
		return 0;
	return target_fail(&spi->base.request, FLASHROM " does not say how large the chip is");
}

/* Only these bytes of the chip, as flashrom's layout file says it. */
static int put_layout(struct target_of_spi *spi, uint64_t start, uint64_t size)
{
	const char *line =
		arena_printf(spi->base.request.arena, "%08" PRIx64 ":%08" PRIx64 " part\n", start,
			     start + size - 1);

	return program_put(&spi->workshop, LAYOUT_FILE,
			   (struct span){ (const uint8_t *)line, strlen(line) });
}

/* flashrom -l LAYOUT -i part OPERATION IMAGE */
static int run_on_part(struct target_of_spi *spi, const char *operation, const char *file)
{
	const char *const arguments[] = { "-l",      program_path(&spi->workshop, LAYOUT_FILE),
					  "-i",      "part",
					  operation, program_path(&spi->workshop, file),
					  NULL };

	return run(spi, arguments);
}

/* Make these bytes of the chip known. */
static int fetch(struct target_of_spi *spi, uint64_t start, uint64_t size)
{
	struct buf image;
	int result = -1;

	/* What was to be written must not be taken for what was read. */
	program_forget(&spi->workshop, IMAGE_FILE);
	if (put_layout(spi, start, size) != 0 || run_on_part(spi, "-r", IMAGE_FILE) != 0 ||
	    printed(spi) == NULL)
		return -1;
	if (!program_made(&spi->workshop, IMAGE_FILE))
		return target_fail(&spi->base.request, FLASHROM " read nothing");
	if (program_get(&spi->workshop, IMAGE_FILE, &image) != 0)
		return -1;
	if (image.size == spi->chip_size) {
		memcpy(spi->chip + start, image.data + start, (size_t)size);
		result = 0;
	} else {
		(void)target_fail(&spi->base.request,
				  FLASHROM " read %zu bytes of a chip of %" PRIu64, image.size,
				  spi->chip_size);
	}
	buf_free(&image);
	return result;
}

/* Fetch what is not known of blocks first to last, in one run, and as far beyond as something will
 * be asked for too. */
static int fetch_blocks(struct target_of_spi *spi, uint64_t first, uint64_t last)
{
	uint64_t needed = spi->base.request.needed;
	uint64_t end = spi->region.start + (needed < spi->region.size ? needed : spi->region.size);
	uint64_t limit;

	while (first <= last && spi->known[first])
		first++;
	if (first > last)
		return 0;
	while (last * SPI_BLOCK + SPI_BLOCK < end && !spi->known[last + 1])
		last++;
	limit = (last + 1) * SPI_BLOCK;
	if (limit > spi->chip_size)
		limit = spi->chip_size;
	if (fetch(spi, first * SPI_BLOCK, limit - first * SPI_BLOCK) != 0)
		return -1;
	for (uint64_t i = first; i <= last; i++)
		spi->known[i] = true;
	return 0;
}

static int read_chip(struct target_of_spi *spi, uint64_t start, uint64_t size)
{
	return fetch_blocks(spi, start / SPI_BLOCK, (start + size - 1) / SPI_BLOCK);
}

/* By its name in a layout file or in the chip's own map; without a name the whole chip. */
static int find_region(struct target_of_spi *spi)
{
	const struct target_request *request = &spi->base.request;
	struct buf layout;
	int result;

	spi->region = (struct chip_region){ 0, spi->chip_size };
	if (request->region == NULL)
		return 0;
	if (request->layout == NULL)
		return read_chip(spi, 0, spi->chip_size) != 0
			       ? -1
			       : chipmap_of_chip(request->arena, request->diag, request->name,
						 (struct span){ spi->chip, (size_t)spi->chip_size },
						 request->region, &spi->region);
	if (file_read(request->diag, location_of_file(request->layout), request->layout, MAX_LAYOUT,
		      &layout) != 0)
		return -1;
	result =
		chipmap_of_layout(request->arena, request->diag, request->layout, buf_span(&layout),
				  request->region, spi->chip_size, &spi->region);
	buf_free(&layout);
	return result;
}

static int spi_close(struct target *target)
{
	struct target_of_spi *spi = self_of(target);

	program_leave(&spi->workshop);
	free(spi->chip);
	free(spi);
	return 0;
}

static struct target *spi_open(const struct target_request *request)
{
	struct target_of_spi *spi;

	if (request->rest[0] == '\0') {
		(void)target_fail(request, "which programmer is it? spi:ch341a_spi, for example");
		return NULL;
	}
	spi = memory_alloc(sizeof(*spi));
	spi->base = (struct target_base){ &target_spi, *request };
	if (program_enter(request->arena, request->diag, &spi->workshop) != 0) {
		free(spi);
		return NULL;
	}
	spi->workshop.stay = true;
	if (find_name(spi) == 0 && find_size(spi) == 0) {
		spi->chip = memory_alloc((size_t)spi->chip_size);
		spi->known = arena_array(request->arena, (size_t)(spi->chip_size / SPI_BLOCK) + 2,
					 sizeof(*spi->known));
		if (find_region(spi) == 0)
			return target_of(spi);
	}
	(void)!spi_close(target_of(spi));
	return NULL;
}

static int spi_identify(struct target *target, struct target_identity *identity)
{
	const struct target_of_spi *spi = self_of(target);
	const struct target_request *request = &spi->base.request;

	*identity = (struct target_identity){
		.text = arena_printf(request->arena, "SPI flash %s, %" PRIu64 " bytes%s%s%s",
				     spi->name, spi->chip_size,
				     request->region != NULL ? ", region '" : "",
				     request->region != NULL ? request->region : "",
				     request->region != NULL ? "'" : ""),
		.start = spi->region.start,
		.size = spi->region.size,
		.block = SPI_BLOCK,
		.burst = SPI_BURST,
		.erased = 0xff,
	};
	return 0;
}

static int spi_program(struct target *target, uint64_t offset, struct span bytes)
{
	struct target_of_spi *spi = self_of(target);
	uint64_t start = spi->region.start + offset;

	int result;

	memcpy(spi->chip + start, bytes.data, bytes.size);
	for (uint64_t i = start / SPI_BLOCK; i <= (start + bytes.size - 1) / SPI_BLOCK; i++)
		spi->known[i] = false;
	if (put_layout(spi, start, bytes.size) != 0 ||
	    program_put(&spi->workshop, IMAGE_FILE,
			(struct span){ spi->chip, (size_t)spi->chip_size }) != 0)
		return -1;
	/* It may have erased what it has to write back. */
	spi->workshop.completes = true;
	result = run_on_part(spi, "-w", IMAGE_FILE);
	spi->workshop.completes = false;
	return result != 0 || printed(spi) == NULL ? -1 : 0;
}

/* flashrom erases what it has to. */
static int spi_erase(struct target *target, uint64_t offset, uint64_t size)
{
	struct buf bytes = { 0 };
	int result;

	memset(buf_put(&bytes, NULL, (size_t)size), 0xff, (size_t)size);
	result = spi_program(target, offset, buf_span(&bytes));
	buf_free(&bytes);
	return result;
}

static int spi_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	struct target_of_spi *spi = self_of(target);

	if (read_chip(spi, spi->region.start + offset, size) != 0)
		return -1;
	memcpy(to, spi->chip + spi->region.start + offset, size);
	return 0;
}

static int spi_sync(struct target *target)
{
	(void)target;
	return 0;
}

static void print_region(void *to, const char *name, uint64_t start, uint64_t size)
{
	(void)to;
	printf("0x%08" PRIx64 "..0x%08" PRIx64 "  ", start, start + size - (size != 0));
	printable_put(name, stdout);
	putchar('\n');
}

static void print_region_json(void *to, const char *name, uint64_t start, uint64_t size)
{
	struct json *json = to;

	json_open(json, NULL, '{');
	json_text(json, "region", name);
	json_number(json, "offset", start);
	json_number(json, "bytes", size);
	json_close(json, '}');
}

/* The chip, and the regions of its own map. */
static void spi_list(struct target *target, bool as_json)
{
	struct target_of_spi *spi = self_of(target);
	struct span chip = { spi->chip, (size_t)spi->chip_size };
	struct arena *arena = spi->base.request.arena;
	struct json json;

	if (read_chip(spi, 0, spi->chip_size) != 0)
		return;
	if (!as_json) {
		printf("%s, %" PRIu64 " bytes\n", spi->name, spi->chip_size);
		(void)chipmap_each(arena, chip, print_region, NULL);
		return;
	}
	json = json_begin(stdout);
	json_open(&json, NULL, '{');
	json_text(&json, "chip", spi->name);
	json_number(&json, "bytes", spi->chip_size);
	json_open(&json, "regions", '[');
	(void)chipmap_each(arena, chip, print_region_json, &json);
	json_close(&json, ']');
	json_close(&json, '}');
	json_end(&json);
}

const struct target_kind target_spi = {
	.scheme = "spi",
	.form = "spi:PROGRAMMER",
	.help = "an SPI flash chip behind a programmer that flashrom knows",
	.is_chip = true,
	.has_regions = true,
	.open = spi_open,
	.identify = spi_identify,
	.erase = spi_erase,
	.program = spi_program,
	.read = spi_read,
	.sync = spi_sync,
	.list = spi_list,
	.close = spi_close,
};
