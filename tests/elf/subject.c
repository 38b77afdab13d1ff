/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "subject.h"

#include "raw.h"
#include "xpack/check_elf.h"
#include "xpack/hostcode.h"
#include "xpack/licenses.h"
#include "xpack/multiboot.h"

static const struct location at = SUBJECT_PLACE;

#define AREAS(base)                                                                                \
	{                                                                                          \
		{ .at = at_area,                                                                   \
		  .name = { "code", { NULL, 0, 0 } },                                              \
		  .start = { (base), { NULL, 0, 0 }, false },                                      \
		  .size = { 0x10000, { NULL, 0, 0 }, false },                                      \
		  .access = ACCESS_READ | ACCESS_EXECUTE },                                        \
			{ .at = at_area,                                                           \
			  .name = { "data", { NULL, 0, 0 } },                                      \
			  .start = { (base) + 0x10000, { NULL, 0, 0 }, false },                    \
			  .size = { 0x10000, { NULL, 0, 0 }, false },                              \
			  .access = ACCESS_READ | ACCESS_WRITE },                                  \
	}
#define at_area                                                                                    \
	{                                                                                          \
		"system.xml", 5, 3                                                                 \
	}
#define N_AREAS 2u

static const struct area areas[][N_AREAS] = {
	[ARCH_SPARC_LEON3] = AREAS(0x40100000), [ARCH_X86] = AREAS(0x00200000)
};
static const struct board boards[] = {
	[ARCH_SPARC_LEON3] = { .name = { "leon3_generic", { NULL, 0, 0 } },
			       .arch = ARCH_SPARC_LEON3 },
	[ARCH_X86] = { .name = { "pc", { NULL, 0, 0 } }, .arch = ARCH_X86 },
};
static const uint32_t code_aligns[] = { [ARCH_SPARC_LEON3] = 4, [ARCH_X86] = 1 };

/* A stage says that it failed exactly when it reported an error. */
static bool succeeded(const struct diag *diag, unsigned before, int result)
{
	require((result == 0) == (diag_n_errors(diag) == before),
		"the result and the errors contradict each other");
	return result == 0;
}

static void require_whole(const struct diag *diag)
{
	require(diag_n_errors(diag) == 0, subject_message());
}

void subject_open(struct arena *arena, struct span file, struct elf *elf)
{
	struct diag *diag = diag_new();

	(void)!elf_open(arena, diag, at, "whole.elf", file, elf);
	require_whole(diag);
	diag_free(diag);
}

void subject_read_abi(struct arena *arena, const struct elf *object, struct abi *abi)
{
	const struct abi_source source = { object, at };
	struct diag *diag = diag_new();

	(void)!abi_read(arena, diag, &source, 1, abi);
	require_whole(diag);
	require(abi->n_services != 0, "a whole ABI object has no service");
	diag_free(diag);
}

/* The host's area, right behind the partition's. */
static struct regions foreign_regions(struct arena *arena, enum arch arch)
{
	const struct area *last = &areas[arch][N_AREAS - 1];
	struct regions regions = { .arena = arena, .space = REGIONS_MEMORY };

	regions_add(&regions, (struct region){ .owner = { "host", "host", boards },
					       .kind = "area",
					       .name = "host",
					       .start = { last->start.value + last->size.value,
							  at_area, false },
					       .size = last->size,
					       .at = at_area });
	return regions;
}

/* What is left out then, linking leaves out too. */
static bool check(struct arena *arena, struct diag *diag, struct elf *elf, enum arch arch)
{
	struct regions others = foreign_regions(arena, arch);
	const struct check_elf_input input = { .who = "partition 'nav'",
					       .at = at,
					       .elf = elf,
					       .board = &boards[arch],
					       .areas = areas[arch],
					       .n_areas = N_AREAS,
					       .owner = &areas[arch],
					       .others = &others,
					       .may_be_64 = true,
					       .may_leave_out = true };
	unsigned before = diag_n_errors(diag);

	check_elf(arena, diag, &input);
	if (diag_n_errors(diag) != before)
		return false;
	check_elf_leave_out(&input, elf);
	return true;
}

/* Names are looked up without what earlier mutants asked for: that is borrowed from their bytes. */
static unsigned try_link(struct arena *arena, struct diag *diag, const struct trio *trio)
{
	struct abi abi = *trio->abi;
	const struct link_input input = { .at = at,
					  .partition = "nav",
					  .guest = trio->guest,
					  .areas = areas[trio->arch],
					  .n_areas = N_AREAS,
					  .abi = &abi,
					  .host = trio->host };
	struct hostcode_input hostcode = {
		.at = at, .partition = "guest", .guest = trio->guest, .abi = trio->abi
	};
	unsigned before;
	struct linked linked;

	abi.suggest = NULL;
	hostcode_check(arena, diag, &hostcode);
	before = diag_n_errors(diag);
	if (!succeeded(diag, before, link_partition(arena, diag, &input, &linked)))
		return 0;
	require(link_only_listed_changed(trio->guest, &linked),
		"linking changed what is no window");
	return 1;
}

/* As guest, as ABI object and as host, each time among the others of the trio. */
static unsigned try_roles(struct arena *arena, struct diag *diag, const struct elf *elf,
			  const struct trio *trio)
{
	const struct abi_source source = { elf, at };
	struct trio mutant = trio != NULL ? *trio : (struct trio){ .guest = elf, .host = elf };
	unsigned before = diag_n_errors(diag), n = 0;
	struct abi abi;

	if (trio != NULL) {
		mutant.guest = elf;
		n += try_link(arena, diag, &mutant);
		mutant.guest = trio->guest;
		mutant.host = elf;
		n += try_link(arena, diag, &mutant);
		mutant.host = trio->host;
		before = diag_n_errors(diag);
	}
	if (!succeeded(diag, before, abi_read(arena, diag, &source, 1, &abi)))
		return n;
	mutant.abi = &abi;
	return n + try_link(arena, diag, &mutant);
}

static enum outcome try_open(struct arena *arena, struct diag *diag, struct span file,
			     const struct trio *trio, unsigned *linked)
{
	enum arch arch = trio != NULL ? trio->arch : ARCH_X86;
	enum outcome outcome = OUTCOME_READ;
	const struct text declared = { "LicenseRef-x", at };
	struct multiboot_header header;
	struct licenses licenses;
	unsigned before;
	struct elf elf;

	if (!succeeded(diag, 0, elf_open(arena, diag, at, "mutant.elf", file, &elf)))
		return OUTCOME_REFUSED;
	raw_require_view(file, &elf);
	if (arch == ARCH_X86 && multiboot_read(diag, at, "mutant.elf", file, &header) == 0)
		multiboot_fix_entry(&elf);
	if (check(arena, diag, &elf, arch)) {
		raw_require_fit(file, areas[arch], N_AREAS, code_aligns[arch]);
		outcome = OUTCOME_ACCEPTED;
	}
	before = diag_n_errors(diag);
	(void)!succeeded(diag, before, licenses_read(arena, diag, at, &elf, &licenses));
	licenses_check(arena, diag, declared, &elf, &licenses);
	*linked += try_roles(arena, diag, &elf, trio);
	return outcome;
}

enum outcome subject_try(struct span file, const struct trio *trio, unsigned *linked)
{
	struct arena *arena = arena_new();
	struct diag *diag = diag_new();
	enum outcome outcome = try_open(arena, diag, file, trio, linked);

	diag_free(diag);
	arena_free(arena);
	return outcome;
}
