/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "ram.h"

#include "loader/container.h"

#include <string.h>

#define MAX_IMAGES 512

static bool is_filled(const uint8_t *at, size_t size, uint8_t with)
{
	return size == 0 || (at[0] == with && memcmp(at, at + 1, size - 1) == 0);
}

static uint8_t *at_address(const struct lab *lab, uint8_t *ram, uint32_t addr, uint32_t size)
{
	struct range range = params_range(lab->params.ram, 0);

	lab_need(addr >= range.addr && range_fits(range.size, addr - range.addr, size),
		 "a destination in RAM");
	return ram + (addr - range.addr);
}

/* One destination, as it has to be; then it is poison.  is_failed: an image in front of it had
 * another hash, so the loader never came here. */
static const char *image_complaint(uint8_t *memory, const struct image *image, struct span data,
				   bool is_started, bool is_failed)
{
	const char *complaint = NULL;

	if (is_started && (memcmp(memory, data.data, data.size) != 0 ||
			   !is_filled(memory + data.size, image->mem_size - data.size, 0)))
		complaint = "an image is not what was signed";
	if (!is_started && !is_filled(memory, image->mem_size, is_failed ? RAM_POISON : 0))
		complaint = "bytes of an image are left";
	memset(memory, RAM_POISON, image->mem_size);
	return complaint;
}

static const char *images_complaint(const struct lab *lab, uint8_t *ram, struct span container,
				    bool is_started)
{
	static struct image images[MAX_IMAGES];
	const char *complaint = NULL;
	struct container parsed;
	bool is_failed = false;

	if (container_parse(span_part(container, 0, get_be32(container.data + 4)), images,
			    MAX_IMAGES, &parsed) != STATUS_OK ||
	    container_end(&parsed) > container.size)
		return "this container could not have been loaded";
	for (uint32_t i = 0; i < parsed.n_images; i++) {
		const struct image *image = &images[i];
		struct span data = span_part(container, parsed.total_size + image->data_offset,
					     image->data_size);
		uint8_t digest[SEAL_DIGEST_SIZE];
		const char *found =
			image_complaint(at_address(lab, ram, image->load, image->mem_size), image,
					data, is_started, is_failed);

		if (found != NULL)
			complaint = found;
		seal_hash(data, digest);
		if (memcmp(digest, image->hash, sizeof(digest)) != 0)
			is_failed = true;
	}
	return complaint;
}

const char *ram_manifest_complaint(const struct lab *lab, const uint8_t *ram)
{
	const struct params *params = &lab->params;
	uint32_t at = params->work_addr - params_range(params->ram, 0).addr;

	return is_filled(ram + at, params->manifest_cap, 0) ? NULL : "the manifest is left in RAM";
}

const char *ram_complaint(const struct lab *lab, uint8_t *ram, struct span container,
			  enum status status)
{
	const struct params *params = &lab->params;
	struct range range = params_range(params->ram, 0);
	uint32_t below = params->work_addr - range.addr;
	uint32_t behind = below + params->work_size;
	const char *complaint = NULL;

	/* Only a container that is authentic and in order is loaded at all. */
	if (status == STATUS_OK || status == STATUS_HASH)
		complaint = images_complaint(lab, ram, container, status == STATUS_OK);
	if (complaint == NULL && status != STATUS_OK)
		complaint = ram_manifest_complaint(lab, ram);
	if (complaint == NULL && (!is_filled(ram, below, RAM_POISON) ||
				  !is_filled(ram + behind, range.size - behind, RAM_POISON)))
		complaint = "RAM was written that is nobody's destination";
	return complaint;
}

uint32_t ram_stack_used(const struct lab *lab, const uint8_t *ram)
{
	const struct params *params = &lab->params;
	uint32_t end = params->work_addr - params_range(params->ram, 0).addr + params->work_size;
	uint32_t at = end - PARAMS_STACK_SIZE;

	while (at < end && ram[at] == RAM_POISON)
		at++;
	return end - at;
}
