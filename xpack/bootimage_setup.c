/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What a container's system device tree says of its board and its loader. */

#include "bootimage_parts.h"

#include "dt.h"

#define MIB (1024u * 1024u)

/* A property whose value has n bytes; false when it is absent or has another size. */
static bool find_sized(struct span tree, const char *path, const char *name, size_t n,
		       struct span *value)
{
	return dt_find(tree, path, name, value) && value->size == n;
}

static bool read_ram(struct arena *arena, struct span tree, struct bootimage_setup *setup)
{
	const char *name;

	for (unsigned i = 0; (name = dt_child(tree, "/memory", i)) != NULL; i++) {
		const char *path = arena_printf(arena, "/memory/%s", name);
		struct span kind;
		struct span reg;

		if (!dt_find(tree, path, "xpack,kind", &kind) ||
		    !find_sized(tree, path, "reg", PARAMS_RANGE_SIZE, &reg))
			return false;
		if (!span_equal(kind, (struct span){ (const uint8_t *)"ram", sizeof("ram") }))
			continue;
		if (setup->n_ram == PARAMS_MAX_RANGES)
			return false;
		setup->memory[setup->n_ram++] = reg;
	}
	return setup->n_ram > 0;
}

uint32_t bootimage_first_room(const struct bootimage_setup *setup)
{
	if (setup->second.size != 0)
		return get_be32(setup->second.data) - get_be32(setup->region.data);
	return get_be32(setup->region.data + 4);
}

/* A second container lies in the region, behind its start and up to its end. */
static bool is_second_sound(const struct bootimage_setup *setup)
{
	uint32_t size = get_be32(setup->region.data + 4);
	uint32_t room;

	if (setup->second.size == 0)
		return true;
	if (setup->second.size != PARAMS_RANGE_SIZE)
		return false;
	room = bootimage_first_room(setup);
	return room % BOOTIMAGE_ALIGN == 0 && room != 0 && room < size &&
	       get_be32(setup->second.data + 4) == size - room;
}

/* Which of two keys must have signed; absent: both. */
static bool read_policy(struct span tree, uint32_t *policy)
{
	struct span text;

	*policy = PARAMS_POLICY_ALL;
	if (!dt_find(tree, "/loader", "xpack,keys", &text))
		return true;
	*policy = PARAMS_POLICY_ANY;
	return span_equal(text, (struct span){ (const uint8_t *)"any", sizeof("any") });
}

static bool read_setup(struct arena *arena, struct span tree, struct bootimage_setup *setup)
{
	static const char loader[] = "/loader";

	*setup = (struct bootimage_setup){ 0 };
	if (!dt_is_sound(tree) || !read_ram(arena, tree, setup))
		return false;
	if (dt_find(tree, loader, "xpack,console", &setup->console) &&
	    setup->console.size != PARAMS_RANGE_SIZE)
		return false;
	if (dt_find(tree, loader, "xpack,boot-information", &setup->boot) &&
	    setup->boot.size != PARAMS_RANGE_SIZE)
		return false;
	if (dt_find(tree, loader, "xpack,staging", &setup->staging) &&
	    setup->staging.size != PARAMS_RANGE_SIZE)
		return false;
	(void)dt_find(tree, loader, "xpack,second-container", &setup->second);
	return read_policy(tree, &setup->policy) &&
	       find_sized(tree, loader, "xpack,region", PARAMS_RANGE_SIZE, &setup->region) &&
	       is_second_sound(setup) &&
	       find_sized(tree, loader, "reg", PARAMS_RANGE_SIZE, &setup->work) &&
	       find_sized(tree, loader, "xpack,manifest-cap", sizeof(uint32_t), &setup->cap) &&
	       dt_find(tree, loader, "xpack,registers", &setup->registers) &&
	       setup->registers.size % PARAMS_RANGE_SIZE == 0 &&
	       setup->registers.size / PARAMS_RANGE_SIZE <= PARAMS_MAX_RANGES;
}

struct span bootimage_tree(struct span bytes, const struct container *parsed)
{
	const struct image *fdt;

	if (parsed->fdt == CONTAINER_NO_IMAGE)
		return (struct span){ NULL, 0 };
	fdt = &parsed->images[parsed->fdt];
	if (!range_fits(bytes.size, (uint64_t)parsed->total_size + fdt->data_offset,
			fdt->data_size))
		return (struct span){ NULL, 0 };
	return span_part(bytes, (size_t)parsed->total_size + fdt->data_offset, fdt->data_size);
}

int bootimage_find_setup(struct arena *arena, struct diag *diag, struct location at,
			 const struct bootimage_contents *contents, struct bootimage_setup *setup)
{
	const struct container *parsed = contents->parsed;

	if (read_setup(arena, contents->tree, setup)) {
		setup->traits = arch_of_container(parsed->images[parsed->kernel].arch);
		if (setup->traits != NULL)
			return 0;
	}
	diag_fail(diag, EXIT_TRUST, at, "bootimage-tree",
		  "the container has no system device tree that describes its loader");
	return -1;
}

static uint64_t range_end(struct span reg)
{
	return (uint64_t)get_be32(reg.data) + get_be32(reg.data + 4);
}

uint64_t bootimage_ram_size(struct arena *arena, struct span bytes, const struct container *parsed)
{
	const struct arch_traits *traits = arch_of_container(parsed->images[parsed->kernel].arch);
	struct bootimage_setup setup;
	uint64_t end = 0;

	if (traits == NULL || !read_setup(arena, bootimage_tree(bytes, parsed), &setup))
		return 0;
	if (!traits->in_ram)
		return get_be32(setup.memory[0].data + 4);
	for (size_t i = 0; i < setup.n_ram; i++)
		if (range_end(setup.memory[i]) > end)
			end = range_end(setup.memory[i]);
	return align_up(end + MIB, MIB);
}

bool bootimage_needs_all(struct span tree)
{
	uint32_t policy;

	return !dt_is_sound(tree) || !read_policy(tree, &policy) || policy == PARAMS_POLICY_ALL;
}

bool bootimage_is_silent(struct arena *arena, struct span bytes, const struct container *parsed)
{
	struct bootimage_setup setup;

	return read_setup(arena, bootimage_tree(bytes, parsed), &setup) && setup.console.size == 0;
}

struct bootimage_region bootimage_region(struct arena *arena, struct span bytes,
					 const struct container *parsed)
{
	struct bootimage_setup setup;

	if (!read_setup(arena, bootimage_tree(bytes, parsed), &setup))
		return (struct bootimage_region){ 0, 0 };
	return (struct bootimage_region){ get_be32(setup.region.data),
					  get_be32(setup.region.data + 4) };
}

size_t bootimage_ram(struct arena *arena, struct span bytes, const struct container *parsed,
		     const struct bootimage_region **ram)
{
	struct bootimage_region *regions;
	struct bootimage_setup setup;

	*ram = NULL;
	if (!read_setup(arena, bootimage_tree(bytes, parsed), &setup))
		return 0;
	regions = arena_array(arena, setup.n_ram, sizeof(*regions));
	for (size_t i = 0; i < setup.n_ram; i++)
		regions[i] = (struct bootimage_region){ get_be32(setup.memory[i].data),
							get_be32(setup.memory[i].data + 4) };
	*ram = regions;
	return setup.n_ram;
}

uint64_t bootimage_second_offset(struct arena *arena, struct span tree)
{
	struct bootimage_setup setup;

	if (!read_setup(arena, tree, &setup) || setup.second.size == 0)
		return 0;
	return bootimage_first_room(&setup);
}
