/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "whole.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

int whole_container(struct diag *diag, const struct system *system, const struct load_table *table,
		    uint32_t timestamp, struct buf *container)
{
	struct image *images = calloc(table->n_images, sizeof(*images));
	struct container parsed;
	size_t total;

	if (fit_begin(diag, system, table, timestamp, container) != 0) {
		free(images);
		return -1;
	}
	total = container->size;
	for (size_t i = 0; i < table->n_images; i++) {
		buf_put(container, table->images[i].data.data, table->images[i].data.size);
		buf_align(container, CONTAINER_ALIGN);
	}
	assert_int_equal(container->size, total + fit_payload_size(table));
	assert_int_equal(container_parse(span_part(buf_span(container), 0, total), images,
					 (uint32_t)table->n_images, &parsed),
			 STATUS_OK);
	for (size_t i = 0; i < table->n_images; i++) {
		uint8_t hash[CRYPTO_DIGEST_SIZE];

		crypto_sha256(&table->images[i].data, 1, hash);
		fit_put_hash(container, &images[i], hash);
	}
	free(images);
	return 0;
}
