/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "ram.h"

#include "loader/container.h"
#include "tests/fuzz/lz4_oracle.h"

#include <stdlib.h>
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

/* What an image has to be in memory, in *memory, which is freed by the caller; or why it is not
 * loaded.  By a reader of LZ4 that is not the loader's. */
static enum status expected_memory(const struct image *image, struct span data, uint8_t **memory)
{
	uint8_t digest[SEAL_DIGEST_SIZE];
	uint32_t size = image->data_size;

	*memory = calloc(1, image->mem_size);
	lab_need(*memory != NULL, "memory");
	seal_hash(data, digest);
	if (memcmp(digest, image->hash, sizeof(digest)) != 0)
		return STATUS_HASH;
	if (image->compression == IMAGE_PLAIN)
		memcpy(*memory, data.data, data.size);
	else if (lz4_oracle(data, *memory, image->mem_size, &size) != LZ4_GOOD)
		return STATUS_FRAME;
	if (image->has_entry && image->entry - image->load + 4 > size)
		return STATUS_ENTRY;
	return STATUS_OK;
}

/* One destination, as it has to be; then it is poison.  is_failed: an image in front of it was
 * refused, so the loader never came here. */
static const char *image_complaint(uint8_t *memory, const struct image *image,
				   const uint8_t *expected, bool is_started, bool is_failed)
{
	const char *complaint = NULL;

	if (is_started && memcmp(memory, expected, image->mem_size) != 0)
		complaint = "an image is not what was signed";
	if (!is_started && !is_filled(memory, image->mem_size, is_failed ? RAM_POISON : 0))
		complaint = "bytes of an image are left";
	memset(memory, RAM_POISON, image->mem_size);
	return complaint;
}

/* Staging, behind the last of the images that were staged, which is the longest or not. */
static const char *staging_complaint(const struct lab *lab, uint8_t *ram, const uint8_t *expected,
				     uint32_t size)
{
	uint8_t *staging = at_address(lab, ram, lab->params.staging_addr, size);
	bool is_same = size == 0 || memcmp(staging, expected, size) == 0;

	memset(staging, RAM_POISON, size);
	return is_same ? NULL : "staging is not what it has to be";
}

static const char *images_complaint(const struct lab *lab, uint8_t *ram, struct span container,
				    bool is_started)
{
	static struct image images[MAX_IMAGES];
	uint8_t *staged = calloc(1, lab->params.staging_size + 1);
	const char *complaint = NULL;
	struct container parsed;
	enum status status = STATUS_OK;
	uint32_t n_staged = 0;

	lab_need(staged != NULL, "memory");
	if (container_parse(span_part(container, 0, get_be32(container.data + 4)), images,
			    MAX_IMAGES, &parsed) != STATUS_OK ||
	    container_end(&parsed) > container.size)
		complaint = "this container could not have been loaded";
	for (uint32_t i = 0; complaint == NULL && i < parsed.n_images; i++) {
		const struct image *image = &images[i];
		struct span data = span_part(container, parsed.total_size + image->data_offset,
					     image->data_size);
		enum status before = status;
		uint8_t *expected;

		if (image->compression != IMAGE_PLAIN && before == STATUS_OK) {
			if (is_started)
				memcpy(staged, data.data, data.size);
			if (data.size > n_staged)
				n_staged = (uint32_t)data.size;
		}
		status = expected_memory(image, data, &expected);
		complaint = image_complaint(at_address(lab, ram, image->load, image->mem_size),
					    image, expected, is_started, before != STATUS_OK);
		free(expected);
		if (before != STATUS_OK)
			status = before;
	}
	if (complaint == NULL)
		complaint = staging_complaint(lab, ram, staged, n_staged);
	free(staged);
	return complaint;
}

/* Refused when it was decoded, or before anything was loaded: the entry may lie in what turns out
 * to be zeros. */
static bool was_loaded(struct span container, enum status status)
{
	static struct image images[MAX_IMAGES];
	struct container parsed;
	const struct image *host;

	if (status != STATUS_ENTRY)
		return status == STATUS_OK || status == STATUS_HASH || status == STATUS_FRAME;
	if (container_parse(span_part(container, 0, get_be32(container.data + 4)), images,
			    MAX_IMAGES, &parsed) != STATUS_OK)
		return false;
	host = &images[parsed.kernel];
	return host->compression != IMAGE_PLAIN && host->entry % 4 == 0 &&
	       host->entry - host->load < host->mem_size;
}

const char *ram_manifest_complaint(const struct lab *lab, const uint8_t *ram)
{
	const struct params *params = &lab->params;
	uint32_t at = params->work_addr - params_range(params->ram, 0).addr;

	for (uint32_t i = 0; i < params_n_containers(params); i++)
		if (!is_filled(ram + at + i * params_room_size(params->manifest_cap),
			       params->manifest_cap, 0))
			return "a manifest is left in RAM";
	return NULL;
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
	if (was_loaded(container, status))
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
