/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The RAM that the loader needs to undo compression: found room for when sizes are final. */

#include <inttypes.h>

#include "place_parts.h"
#include "setup.h"

#define KIB 1024u

/* The image with the most stored bytes of those that are compressed, or NULL. */
static const struct load_image *largest(const struct load_table *table)
{
	const struct load_image *found = NULL;

	for (size_t i = 0; i < table->n_images; i++) {
		const struct load_image *image = &table->images[i];

		if (image->frame != NULL &&
		    (found == NULL || image->frame->size > found->frame->size))
			found = image;
	}
	return found;
}

static int check_size(struct diag *diag, const struct loader_config *loader,
		      const struct load_image *image)
{
	if (image == NULL || image->frame->size <= loader->staging_size.value)
		return 0;
	diag_error(diag, loader->staging_size.at, "staging-size",
		   "image '%s' has %" PRIu64
		   " bytes compressed, more than the stagingSize of %" PRIu64,
		   image->name, image->frame->size, loader->staging_size.value);
	diag_help(diag, loader->staging_size.at, "set stagingSize=\"%" PRIu64 "KiB\" or more",
		  align_up(image->frame->size, PLACE_PAGE_SIZE) / KIB);
	return -1;
}

static int find_staging(struct arena *arena, struct diag *diag, const struct system *system,
			struct load_table *table)
{
	const struct loader_config *loader = &system->loader;
	const struct load_image *image = largest(table);
	struct room_request request = {
		.what = "staging of compressed images",
		.in_area = true,
	};

	if (number_given(loader->staging_size)) {
		request.size = loader->staging_size.value;
		if (check_size(diag, loader, image) != 0)
			return -1;
	} else if (image != NULL) {
		request.size = image->frame->size;
		request.what = arena_printf(arena,
					    "staging of compressed images, of which the largest, "
					    "'%s', has %" PRIu64 " bytes",
					    image->name, image->frame->size);
	}
	return request.size == 0 ? 0 : room_find(&table->room, &request, &table->staging);
}

/* The tree's bytes are in the arena, where place() put them. */
static void set_staging(struct arena *arena, struct load_table *table)
{
	struct span *tree = &table->images[table->fdt].data;
	char *copy = arena_text(arena, (const char *)tree->data, tree->size);

	devtree_set_staging((uint8_t *)copy, tree->size, table->staging);
	tree->data = (const uint8_t *)copy;
}

int place_staging(struct arena *arena, struct diag *diag, const struct system *system,
		  struct load_table *table)
{
	if (find_staging(arena, diag, system, table) != 0)
		return -1;
	set_staging(arena, table);
	return 0;
}
