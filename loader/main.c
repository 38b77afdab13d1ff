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
	uint32_t console;
	uint32_t n_loaded; /* images that may have bytes in RAM */
};

/* The console comes first, out of a block that is not yet known to be sound, so that a damaged
 * block can be reported.  Its magic and version hold: reset code has looked. */
static enum status init(struct loader *loader)
{
	struct span block = board_params();

	loader->console = get_be32(block.data + PARAMS_AT_CONSOLE_ADDR);
	board_console(loader->console, get_be32(block.data + PARAMS_AT_CONSOLE_SCALER));
	console_text(loader->console, "xpack loader ");
	console_text(loader->console, board_name());
	console_text(loader->console, "-");
	console_text(loader->console, crypto_name());
	console_text(loader->console, " " LOADER_VERSION "\n");
	return params_read(block, &loader->params);
}

static void find(struct loader *loader)
{
	struct params *params = &loader->params;
	uint8_t *work = board_memory(params->work_addr, params->work_size);

	loader->source = (struct source){
		.read = board_read,
		.context = params,
		.size = params->container_size,
	};
	loader->room = (struct verify_room){
		.manifest = work,
		.manifest_cap = params->manifest_cap,
		.images = (struct image *)(void *)(work + params->manifest_cap),
		.max_images = params_max_images(params->manifest_cap),
	};
	console_text_hex(loader->console, "container at ", params->container_addr, 8);
	console_text_hex(loader->console, ", region of ", params->container_size, 8);
	console_text(loader->console, " bytes\n");
}

/* One line for each slot whose signature held. */
static void report_keys(const struct loader *loader)
{
	const struct params *params = &loader->params;
	struct span manifest = { loader->room.manifest, loader->container.total_size };

	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++) {
		struct span slot = container_slot(manifest, i);
		const struct public_key *key =
			verify_slot_key(slot, params->keys, params->n_keys);

		if (key == NULL)
			continue;
		console_text_hex(loader->console, "signed by key ", get_be32(key->id), 8);
		console_text(loader->console, " in slot ");
		console_decimal(loader->console, i);
		console_text(loader->console, "\n");
	}
}

static void report_container(const struct loader *loader)
{
	const struct container *container = &loader->container;

	console_text_hex(loader->console, "container of ", container_end(container), 8);
	console_text_hex(loader->console, " bytes, manifest of ", container->total_size, 8);
	console_text(loader->console, "\nsystem ");
	console_span(loader->console, container->system);
	console_text(loader->console, ", board ");
	console_span(loader->console, container->board);
	console_text(loader->console, ", security version ");
	console_decimal(loader->console, container->security_version);
	console_text(loader->console, "\n");
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
	return board_has_protocol(loader->container.start) ? STATUS_OK : STATUS_PROTOCOL;
}

static void report_image(uint32_t console, const struct image *image)
{
	console_text(console, "image ");
	console_span(console, image->name);
	console_text_hex(console, " at ", image->load, 8);
	console_text_hex(console, ", ", image->data_size, 8);
	console_text_hex(console, " of ", image->mem_size, 8);
	console_text(console, " bytes\n");
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
			report_image(loader->console, image);
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
	console_text(loader->console, "start ");
	console_span(loader->console, host->name);
	console_text_hex(loader->console, " at ", host->entry, 8);
	console_text(loader->console, "\n");
	board_start(loader->console, host->entry, dtb_addr);
}

/* Leave nothing behind of what was loaded.  When the parameters are damaged there is no room. */
static _Noreturn void refuse(const struct loader *loader, enum status status)
{
	load_wipe(&loader->container, loader->n_loaded);
	if (loader->room.manifest_cap != 0)
		memset(loader->room.manifest, 0, loader->room.manifest_cap);
	console_text_hex(loader->console, "REFUSED ", (uint32_t)status, 2);
	console_text(loader->console, " ");
	console_text(loader->console, status_text(status));
	console_text(loader->console, "\n");
	board_halt(loader->console);
}

_Noreturn void loader_main(void)
{
	struct loader loader = { 0 };
	enum status status;

	status = init(&loader);
	if (status != STATUS_OK)
		refuse(&loader, status);
	find(&loader);
	status = authenticate(&loader);
	if (status == STATUS_OK)
		status = load(&loader);
	if (status != STATUS_OK)
		refuse(&loader, status);
	start(&loader);
}
