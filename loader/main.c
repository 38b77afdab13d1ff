/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The boot order: init, find, authenticate, load and hash, start. */

#include "board.h"
#include "console.h"
#include "load.h"

#include <string.h>

_Static_assert(sizeof(struct image) <= PARAMS_IMAGE_SIZE, "the work area's table holds an image");

/* All that the loader knows.  It lives on the stack of loader_main(). */
struct loader {
	struct params params;
	struct source source;
	struct verify_room room;
	struct container container;
	uint32_t n_loaded; /* images that may have bytes in RAM */
};

/* The console comes first, so that a damaged parameter block can be reported. */
static enum status init(struct loader *loader)
{
	board_console();
	console_text("xpack loader ");
	console_text(board_name());
	console_text("-");
	console_text(crypto_name());
	console_text(" " LOADER_VERSION);
	return params_open(board_params(), &loader->params);
}

static void find(struct loader *loader)
{
	struct params *params = &loader->params;
	uint8_t *work = board_memory(params->work_addr, params->work_size);

	loader->source.read = board_read;
	loader->source.context = params;
	loader->source.size = params->container_size;
	loader->room.manifest = work;
	loader->room.manifest_cap = params->manifest_cap;
	loader->room.images = (struct image *)(void *)(work + params->manifest_cap);
	loader->room.max_images = params_max_images(params->manifest_cap);
	console_number("\nstorage ", params->container_addr);
	console_number(", bytes ", params->container_size);
}

/* One line for each slot whose signature held. */
static void report_keys(const struct loader *loader)
{
	const struct params *params = &loader->params;
	struct span manifest = { loader->room.manifest, loader->container.total_size };

	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++) {
		const struct public_key *key =
			verify_slot_key(container_slot(manifest, i), params->keys, params->n_keys);

		if (key == NULL)
			continue;
		console_number("\nkey ", get_cell(key->id));
		console_text(" in slot ");
		console_hex(i, 1);
	}
}

static void report_container(const struct loader *loader)
{
	const struct container *container = &loader->container;

	console_number("\ncontainer, bytes ", container_end(container));
	console_name("\nsystem ", &container->system);
	console_name(", board ", &container->board);
	console_number(", security version ", container->security_version);
}

static enum status authenticate(struct loader *loader)
{
	enum status status;

	status = verify_container(&loader->source, &loader->params, &loader->room,
				  &loader->container);
	if (status != STATUS_OK)
		return status;
	report_keys(loader);
	report_container(loader);
	return board_prepare(&loader->params, &loader->container);
}

static void report_image(const struct image *image)
{
	console_name("\nimage ", &image->name);
	console_number(" at ", image->load);
	console_number(", bytes ", image->data_size);
	console_number(" of ", image->mem_size);
}

static enum status load(struct loader *loader)
{
	const struct container *container = &loader->container;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && loader->n_loaded < container->n_images) {
		const struct image *image = &container->images[loader->n_loaded];

		loader->n_loaded++;
		status = load_image(&loader->source, container, image);
		if (status == STATUS_OK)
			report_image(image);
	}
	return status;
}

static _Noreturn void start(const struct loader *loader)
{
	const struct container *container = &loader->container;
	const struct image *host = &container->images[container->kernel];
	uint32_t dtb_addr = 0;

	if (container->fdt != CONTAINER_NO_IMAGE)
		dtb_addr = container->images[container->fdt].load;
	console_name("\nstart ", &host->name);
	console_number(" at ", host->entry);
	console_text("\n");
	board_start(&loader->params, container, dtb_addr);
}

/* Leave nothing behind of what was loaded.  When the parameters are damaged there is no room. */
static _Noreturn void refuse(const struct loader *loader, enum status status)
{
	load_wipe(&loader->container, loader->n_loaded);
	if (loader->room.manifest_cap != 0)
		memset(loader->room.manifest, 0, loader->room.manifest_cap);
	console_text("\nREFUSED ");
	console_hex((uint32_t)status, 2);
	console_text(" ");
	console_text(status_text(status));
	console_text("\n");
	board_halt();
}

_Noreturn void loader_main(void)
{
	struct loader loader = { 0 };
	enum status status;

	status = init(&loader);
	if (status != STATUS_OK)
		refuse(&loader, status);
	find(&loader);
	status = board_check(&loader.params);
	if (status == STATUS_OK)
		status = authenticate(&loader);
	if (status == STATUS_OK)
		status = load(&loader);
	if (status != STATUS_OK)
		refuse(&loader, status);
	start(&loader);
}
