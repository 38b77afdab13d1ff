/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check.h"

#include <string.h>

#include "nearest.h"
#include "schedule.h"

const struct check_part check_parts[] = {
	{ "Text of the description", rows_text },
	{ "Names", check_names },
	{ "Board", check_board },
	{ "Devices", check_devices },
	{ "Interrupts", check_interrupts },
	{ "Memory and devices", check_memory },
	{ "Areas", check_areas },
	{ "Shared memory", check_shared },
	{ "Slots", check_slots },
	{ "Plans", check_plan },
	{ "Periods", check_period },
	{ "Ports", check_ports },
	{ "Channels", check_channels },
	{ "Ports and plans", check_validity },
	{ "Health monitoring", check_health },
	{ "Host", check_host },
	{ "Blobs, binaries and packed partitions", check_load },
	{ "Words that are written", check_set },
	{ "Limits of the host", check_limits },
	{ "Numbers that the host takes", check_counts },
	{ "Loader", check_loader },
	{ "Partition headers", check_headers },
	{ "Licences", check_policy },
	{ "Contracts", check_contract },
	{ "ELF files", rows_elf },
	{ "ELF files for a board", check_elf_file },
	{ "Contents of ELF files", check_elf_contents },
	{ "Compilers", check_elf_compilers },
	{ "Segments", check_elf_segments },
	{ "Places of segments", check_elf_places },
	{ "Segments and others", check_elf_foreign },
	{ "The host's interface", rows_abi },
	{ "Imports", rows_imports },
	{ "L4 externals", rows_externals },
	{ "Linking", rows_link },
	{ "The licence boundary", rows_boundary },
	{ "Placing and packing", rows_place },
	{ "The load table", rows_placed },
	{ "Use of memory", rows_usage },
	{ "Trust", rows_trust },
	{ "U-Boot's signatures and other FITs", rows_fit },
	{ "Keys", rows_keys },
	{ "Flashing", rows_flash },
	{ "Files and the command line", rows_files },
	{ "Images for boards", rows_boards },
	{ NULL, NULL },
};

const struct check *check_find(const char *id)
{
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++)
			if (strcmp(check->id, id) == 0)
				return check;
	return NULL;
}

const struct check *check_named(struct diag *diag, const char *id)
{
	const struct location nowhere = { 0 };
	const struct check *check = check_find(id);
	struct nearest nearest = nearest_to(id);

	if (check != NULL)
		return check;
	diag_fail(diag, EXIT_USAGE, nowhere, "usage", "there is no check '%s'", id);
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (check = part->checks; check->id != NULL; check++)
			nearest_try(&nearest, check->id);
	if (nearest.name != NULL)
		diag_help(diag, nowhere, "did you mean '%s'?", nearest.name);
	else
		diag_help(diag, nowhere, "'xpack explain' lists them");
	return NULL;
}

void check_switch_off(struct diag *diag)
{
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++)
			if (check->off)
				diag_set_rule(diag, check->id, DIAG_DISABLE);
}

static bool is_of_model(const struct check *check)
{
	return check->run != NULL;
}

static void call_of_model(const struct check *check, const void *context)
{
	check->run(context);
}

void check_model(struct arena *arena, struct diag *diag, const struct system *system)
{
	const struct check_kind kind = { is_of_model, call_of_model, NULL, system->alone };
	const struct check_context context = { arena, diag, system, schedules_of(arena, system) };

	check_run(diag, check_parts, &kind, &context);
}
