/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "ranges.h"

#define SPARC_INSTRUCTION 4u /* bytes, and its alignment: SPARC V8 manual, section 5.1.1 */

/* ranges_meet() of 32 bits: the one that starts later starts inside the other.  container_parse()
 * and params_read() see to it that no range is empty.  Not inlined: four copies would be larger. */
static __attribute__((noinline)) bool meets(const struct image *image, uint32_t addr, uint32_t size)
{
	return addr >= image->load ? addr - image->load < image->mem_size
				   : image->load - addr < size;
}

enum status ranges_check_entry(const struct image *image, uint32_t n)
{
	uint32_t size = span_is(image->arch, "sparc") ? SPARC_INSTRUCTION : 1;

	if (image->entry < image->load || (image->entry & (size - 1)) != 0 ||
	    !span_fits(n, image->entry - image->load, size))
		return STATUS_ENTRY;
	return STATUS_OK;
}

enum status ranges_check_disjoint(const struct container *container)
{
	const struct image *images = container->images;
	const struct image *host = &images[container->kernel];

	for (uint32_t i = 0; i < container->n_images; i++) {
		if (!span_fits(UINT32_MAX, images[i].load, images[i].mem_size - 1))
			return STATUS_OUTSIDE_RAM;
		for (uint32_t j = 0; j < i; j++)
			if (meets(&images[i], images[j].load, images[j].mem_size))
				return STATUS_OVERLAP;
	}
	return ranges_check_entry(host, host->compression == IMAGE_PLAIN ? host->data_size
									 : host->mem_size);
}

static bool is_in_ram(const struct params *params, const struct image *image)
{
	for (uint32_t i = 0; i < params->n_ram; i++) {
		struct range ram = params_range(params->ram, i);

		if (image->load >= ram.addr &&
		    span_fits(ram.size, image->load - ram.addr, image->mem_size))
			return true;
	}
	return false;
}

static bool is_reserved(const struct params *params, const struct image *image)
{
	for (uint32_t i = 0; i < params->n_reserved; i++) {
		struct range range = params_range(params->reserved, i);

		if (meets(image, range.addr, range.size))
			return true;
	}
	return meets(image, params->work_addr, params->work_size) ||
	       meets(image, params->container_addr, params->container_size);
}

enum status ranges_check_ram(const struct container *container, const struct params *params)
{
	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];

		if (!is_in_ram(params, image))
			return STATUS_OUTSIDE_RAM;
		if (is_reserved(params, image))
			return STATUS_RESERVED;
		if (image->compression != IMAGE_PLAIN && image->data_size > params->staging_size)
			return STATUS_STAGING;
	}
	return STATUS_OK;
}
