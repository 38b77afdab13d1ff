/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void judge_open(struct judge *judge, const struct lab *lab)
{
	uint32_t cap = lab->params.manifest_cap;
	uint32_t n = params_max_images(cap);

	*judge = (struct judge){ .lab = lab };
	judge->room = (struct verify_room){ malloc(cap), cap, calloc(n, sizeof(struct image)), n };
	lab_need(judge->room.manifest != NULL && judge->room.images != NULL, "memory");
}

void judge_close(struct judge *judge)
{
	free(judge->room.manifest);
	free(judge->room.images);
}

static bool read_span(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct span *bytes = context;

	if (!range_fits(bytes->size, offset, size)) {
		fprintf(stderr, "attack: read of %u bytes at %u of %zu\n", size, offset,
			bytes->size);
		abort();
	}
	if (size > 0)
		memcpy(to, bytes->data + offset, size);
	return true;
}

static enum status check_data(const struct image *image, const uint8_t *bytes)
{
	enum status status = verify_image(image, (struct span){ bytes, image->data_size });
	uint8_t *memory;
	uint32_t size;

	if (status != STATUS_OK || image->compression == IMAGE_PLAIN)
		return status;
	memory = malloc(image->mem_size);
	lab_need(memory != NULL, "memory");
	status = verify_unpack(image, bytes, memory, &size);
	free(memory);
	return status;
}

/* Rule 7, as the tool applies it: the loader copies first. */
static enum status check_hashes(const struct source *source, const struct container *container)
{
	enum status status = STATUS_OK;

	for (uint32_t i = 0; i < container->n_images && status == STATUS_OK; i++) {
		const struct image *image = &container->images[i];
		uint8_t *bytes = malloc((size_t)image->data_size + 1);

		lab_need(bytes != NULL, "memory");
		if (!source->read(source->context, container->total_size + image->data_offset,
				  bytes, image->data_size))
			status = STATUS_TRUNCATED;
		else
			status = check_data(image, bytes);
		free(bytes);
	}
	return status;
}

enum status judge_source(const struct source *source, const struct params *params,
			 const struct verify_room *room)
{
	struct container container;
	enum status status = verify_container(source, params, room, &container);

	return status == STATUS_OK ? check_hashes(source, &container) : status;
}

enum status judge_file(struct judge *judge, struct span container)
{
	struct source source = { read_span, &container, (uint32_t)container.size, true };

	return judge_source(&source, &judge->lab->params, &judge->room);
}

enum status judge_storage(struct judge *judge, struct span storage)
{
	struct source source = { read_span, &storage, (uint32_t)storage.size, false };

	return judge_source(&source, &judge->lab->params, &judge->room);
}

void judge_report(struct judge *judge, bool is_good, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs(is_good ? "ok " : "not ok ", stdout);
	vprintf(format, arguments);
	putchar('\n');
	va_end(arguments);
	judge->n_failed += !is_good;
}

void judge_note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("# ", stdout);
	vprintf(format, arguments);
	putchar('\n');
	va_end(arguments);
}

void judge_tally(const unsigned tally[JUDGE_N_STATUS])
{
	for (unsigned i = 0; i < JUDGE_N_STATUS; i++)
		if (tally[i] != 0)
			judge_note("  0x%02x %-16s %7u", i, status_text((enum status)i), tally[i]);
}
