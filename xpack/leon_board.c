/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "leon_board.h"

#include <inttypes.h>
#include <stdio.h>

#include "bootimage.h"
#include "json.h"

bool leon_board_has_processor(const struct plugplay *found)
{
	return plugplay_count_processors(found) != 0;
}

/* Of what the board has there, the last byte; 0: nothing. */
static uint64_t last_byte(const struct plugplay *found, uint32_t start)
{
	const struct plugplay_device *device = plugplay_memory_at(found, start, 1);
	const struct plugplay_range *range =
		device != NULL ? plugplay_memory(device, start, 1) : NULL;

	return range != NULL ? range->start + range->size - 1 : 0;
}

static int test(const struct target_request *request, const struct plugplay *found,
		const char *what, uint32_t start, uint64_t size)
{
	uint64_t last = last_byte(found, start);

	if (plugplay_memory_at(found, start, size) != NULL)
		return 0;
	diag_error(request->diag, location_of_file(request->name), "flash-board",
		   "the image's board has %s at 0x%08" PRIx32 "..0x%08" PRIx64 ", and here %s",
		   what, start, start + size - 1,
		   last == 0 ? "there is none"
			     : arena_printf(request->arena, "it ends at 0x%08" PRIx64, last));
	diag_help(request->diag, location_of_file(request->name),
		  "'xpack flash --list --to %s' shows what there is", request->name);
	return -1;
}

int leon_board_test(const struct target_request *request, const struct plugplay *found)
{
	int code = 0;

	if (request->room != 0 &&
	    test(request, found, "its boot storage", request->address, request->room) != 0)
		code = -1;
	for (size_t i = 0; i < request->n_ram; i++)
		if (test(request, found, "RAM", request->ram[i].start, request->ram[i].size) != 0)
			code = -1;
	return code;
}

static void print_text(const struct plugplay_device *device)
{
	const char *vendor = plugplay_vendor_name(device->vendor);
	const char *name = plugplay_device_name(device->vendor, device->device);

	printf("%-10s  %02x:%03x  %-10s  %-32s", device->bus, device->vendor, device->device,
	       vendor != NULL ? vendor : "", name != NULL ? name : "");
	printf("  version %u", device->version);
	if (device->irq != 0)
		printf(", irq %u", device->irq);
	for (size_t i = 0; i < PLUGPLAY_BARS; i++)
		if (device->ranges[i].kind != PLUGPLAY_NONE)
			printf(", 0x%08" PRIx32 "..0x%08" PRIx64, device->ranges[i].start,
			       device->ranges[i].start + device->ranges[i].size - 1);
	putchar('\n');
}

static void print_json(struct json *json, const struct plugplay_device *device)
{
	const char *vendor = plugplay_vendor_name(device->vendor);
	const char *name = plugplay_device_name(device->vendor, device->device);

	json_open(json, NULL, '{');
	json_text(json, "bus", device->bus);
	json_number(json, "vendor", device->vendor);
	json_number(json, "device", device->device);
	if (vendor != NULL)
		json_text(json, "vendor-name", vendor);
	if (name != NULL)
		json_text(json, "device-name", name);
	json_number(json, "version", device->version);
	json_number(json, "irq", device->irq);
	json_open(json, "ranges", '[');
	for (size_t i = 0; i < PLUGPLAY_BARS; i++) {
		if (device->ranges[i].kind == PLUGPLAY_NONE)
			continue;
		json_open(json, NULL, '{');
		json_number(json, "start", device->ranges[i].start);
		json_number(json, "size", device->ranges[i].size);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

void leon_board_print(const struct plugplay *found, bool as_json)
{
	struct json json = json_begin(stdout);

	if (as_json)
		json_open(&json, NULL, '[');
	else
		printf("GRLIB build %u\n", found->build);
	for (size_t i = 0; i < found->n; i++)
		if (as_json)
			print_json(&json, &found->devices[i]);
		else
			print_text(&found->devices[i]);
	if (!as_json)
		return;
	json_close(&json, ']');
	json_end(&json);
}
