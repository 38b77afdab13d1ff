/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The boot order: init, find, authenticate, load and hash, start.
 *
 * Where there are two containers, each is authenticated alone, in memory of its own, and by all the
 * rules: nothing of one is believed because of the other.  The one with the higher sequence is
 * started, and when it cannot be, the other.
 */

#include "board.h"
#include "console.h"
#include "load.h"

#include <string.h>

_Static_assert(sizeof(struct image) <= PARAMS_IMAGE_SIZE, "the work area's table holds an image");

/* A container: where it lies, where its manifest goes, and what became of it. */
struct copy {
	struct range place;
	struct source source;
	struct verify_room room;
	struct container container;
	enum status
		status; /* STATUS_OK: authentic, and for this board; any other: not to be read */
};

/* All that the loader knows.  It lives on the stack of loader_main(). */
struct loader {
	struct params params;
	struct copy copies[PARAMS_MAX_CONTAINERS];
	uint32_t n_copies; /* 0 until there is something to be read */
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

	loader->copies[0].place = (struct range){ params->container_addr, params->container_size };
	loader->copies[1].place = (struct range){ params->second_addr, params->second_size };
	loader->copies[1].status = STATUS_TRUNCATED; /* as long as there is none */
	loader->n_copies = params_n_containers(params);
}

/* Nothing is shared between two: each has a source, a copy of the manifest and a table. */
static void open_copy(const struct params *params, uint32_t i, struct copy *copy)
{
	uint32_t size = params_room_size(params->manifest_cap);
	uint8_t *work = board_memory(params->work_addr + i * size, size);

	copy->source.read = board_read;
	copy->source.context = &copy->place;
	copy->source.size = copy->place.size;
	copy->room.manifest = work;
	copy->room.manifest_cap = params->manifest_cap;
	copy->room.images = (struct image *)(void *)(work + params->manifest_cap);
	copy->room.max_images = params_max_images(params->manifest_cap);
}

/* One line for each slot whose signature held. */
static void report_keys(const struct params *params, const struct copy *copy)
{
	struct span manifest = { copy->room.manifest, copy->container.total_size };

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

static void report_container(const struct container *container)
{
	console_number("\ncontainer, bytes ", container_end(container));
	console_name("\nsystem ", &container->system);
	console_name(", board ", &container->board);
	console_number(", security version ", container->security_version);
}

static void report_status(const char *text, enum status status)
{
	console_text(text);
	console_hex((uint32_t)status, 2);
	console_text(" ");
	console_text(status_text(status));
}

/* Of one container refuse() says the same. */
static void report_refusal(const struct loader *loader, enum status status)
{
	if (loader->n_copies > 1)
		report_status("\nrefused ", status);
}

static void authenticate(struct loader *loader, uint32_t i)
{
	struct copy *copy = &loader->copies[i];

	open_copy(&loader->params, i, copy);
	console_number("\nstorage ", copy->place.addr);
	console_number(", bytes ", copy->place.size);
	copy->status =
		verify_container(&copy->source, &loader->params, &copy->room, &copy->container);
	if (copy->status == STATUS_OK) {
		report_keys(&loader->params, copy);
		report_container(&copy->container);
	} else {
		report_refusal(loader, copy->status);
	}
}

static void report_image(const struct image *image)
{
	console_name("\nimage ", &image->name);
	console_number(" at ", image->load);
	console_number(", bytes ", image->data_size);
	console_number(" of ", image->mem_size);
}

/* The same bytes from the other container, if it is authentic and has them. */
static bool repair(const struct params *params, const struct copy *other, const struct image *image)
{
	const struct image *twin =
		other->status == STATUS_OK ? verify_find_twin(&other->container, image) : NULL;

	if (twin == NULL ||
	    load_image(params, &other->source, &other->container, twin, image) != STATUS_OK)
		return false;
	console_name("\nrepaired ", &image->name);
	return true;
}

/* Nothing is left in RAM of images that were loaded before one that cannot be. */
static enum status load(const struct params *params, const struct copy *copy,
			const struct copy *other)
{
	const struct container *container = &copy->container;

	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];
		enum status status = load_image(params, &copy->source, container, image, image);

		if (status != STATUS_OK && !repair(params, other, image)) {
			load_wipe(params, container, i + 1);
			return status;
		}
		report_image(image);
	}
	return STATUS_OK;
}

static _Noreturn void start(const struct loader *loader, const struct container *container)
{
	const struct image *host = &container->images[container->kernel];
	uint32_t dtb_addr = 0;

	if (container->fdt != CONTAINER_NO_IMAGE)
		dtb_addr = container->images[container->fdt].load;
	console_name("\nstart ", &host->name);
	console_number(" at ", host->entry);
	console_text("\n");
	board_start(&loader->params, container, dtb_addr);
}

/* Start what is in this container.  Returns when that cannot be, and says why. */
static enum status start_copy(const struct loader *loader, const struct copy *copy,
			      const struct copy *other)
{
	enum status status = copy->status;

	if (status != STATUS_OK)
		return status;
	if (loader->n_copies > 1) {
		console_number("\ntaken ", copy->place.addr);
		console_number(", sequence ", copy->container.sequence);
	}
	status = board_prepare(&loader->params, &copy->container);
	if (status == STATUS_OK)
		status = load(&loader->params, copy, other);
	if (status == STATUS_OK)
		start(loader, &copy->container);
	report_refusal(loader, status);
	return status;
}

/* Returns when nothing could be started, with the reason of the one that came first. */
static enum status choose(struct loader *loader)
{
	struct copy *first = &loader->copies[0];
	struct copy *other = &loader->copies[1];
	enum status status;

	find(loader);
	for (uint32_t i = 0; i < loader->n_copies; i++)
		authenticate(loader, i);
	if (other->status == STATUS_OK &&
	    (first->status != STATUS_OK || other->container.sequence > first->container.sequence)) {
		other = first;
		first = &loader->copies[1];
	}
	status = start_copy(loader, first, other);
	(void)start_copy(loader, other, first);
	return status;
}

/* Leave nothing behind: of what was loaded, nothing is there any more.  The boot information may
 * have been written, and names and command lines stand in it. */
static _Noreturn void refuse(const struct loader *loader, enum status status)
{
	const struct params *params = &loader->params;

	for (uint32_t i = 0; i < loader->n_copies; i++)
		memset(loader->copies[i].room.manifest, 0, params->manifest_cap);
	if (loader->n_copies > 0 && params->boot_size > 0)
		memset(board_memory(params->boot_addr, params->boot_size), 0, params->boot_size);
	report_status("\nREFUSED ", status);
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
	status = board_check(&loader.params);
	if (status == STATUS_OK)
		status = choose(&loader);
	refuse(&loader, status);
}
