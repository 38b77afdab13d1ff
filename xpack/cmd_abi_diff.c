/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack abi diff: do guests of an old interface work with a new one? */

#include <inttypes.h>
#include <stdio.h>

#include "abi_diff.h"
#include "cmd_abi_files.h"
#include "json.h"

#define INDENT "         "

static void print_change(const struct abi_change *change)
{
	printf("%-8s %s", abi_change_names[change->kind], change->name);
	if (change->feature != NULL)
		printf(", of feature %s", change->feature);
	printf("\n");
	if (change->before != NULL)
		printf(INDENT "old: %s\n", change->before);
	if (change->after != NULL)
		printf(INDENT "new: %s\n", change->after);
}

static const char *verdict_of(struct arena *arena, const struct abi_diff *diff)
{
	if (diff->n_breaking != 0)
		return arena_printf(arena,
				    "not compatible: guests that were built against the old one "
				    "may break (%zu change%s)",
				    diff->n_breaking, diff->n_breaking == 1 ? "" : "s");
	if (diff->pack_anew)
		return "compatible, but guests have to be packed anew";
	return "compatible";
}

static void print_text(struct cmd *cmd, const struct abi_diff *diff)
{
	for (size_t i = 0; i < diff->n_changes; i++)
		print_change(&diff->changes[i]);
	printf("%s\n", verdict_of(cmd->arena, diff));
}

static void print_json(const struct abi_diff *diff)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	json_bool(&json, "compatible", diff->n_breaking == 0);
	json_bool(&json, "pack-anew", diff->pack_anew);
	json_open(&json, "changes", '[');
	for (size_t i = 0; i < diff->n_changes; i++) {
		const struct abi_change *change = &diff->changes[i];

		json_open(&json, NULL, '{');
		json_text(&json, "change", abi_change_names[change->kind]);
		json_text(&json, "name", change->name);
		json_bool(&json, "breaks", abi_change_breaks(change->kind));
		if (change->feature != NULL)
			json_text(&json, "feature", change->feature);
		if (change->before != NULL)
			json_text(&json, "old", change->before);
		if (change->after != NULL)
			json_text(&json, "new", change->after);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	json_end(&json);
}

static void diff(struct cmd *cmd, const struct option_list *sides,
		 const struct abi_options *options)
{
	struct abi_files before, after;
	int read_before = abi_files_read(cmd, sides->items, 1, options, &before);
	int read_after = abi_files_read(cmd, sides->items + 1, 1, options, &after);

	if (read_before == 0 && read_after == 0) {
		const struct abi_diff found = abi_diff_of(cmd->arena, before.abi, after.abi);

		if (found.n_breaking != 0)
			cmd->code = EXIT_INPUT;
		if (cmd->json)
			print_json(&found);
		else if (!cmd->quiet)
			print_text(cmd, &found);
	}
	abi_files_close(&before);
	abi_files_close(&after);
}

static const char explanation[] =
	"Compares two interfaces of a host, and says whether guests that were built\n"
	"against the old one work with the new one.  One that was removed, changed or\n"
	"switched off with its feature can break a guest, and so can another name or\n"
	"version, which guests may require, and another declaration of a type.  What is\n"
	"reached in another way, by number, symbol or glue, breaks no guest: it has to be\n"
	"packed anew, which links it anew.\n\n"
	"OLD and NEW are an ABI object, a host's linked file, or the description of a\n"
	"system, whose ABI objects and host make one interface.  Exits with 0 when the\n"
	"new one is compatible, with 1 when it is not.\n";

void cmd_abi_diff(struct cmd *cmd, int argc, char **argv)
{
	struct abi_options side = { 0 };
	const struct option_spec options[] = {
		ABI_INCLUDE_OPTION(&side),
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "abi diff [-I DIR] [--json] OLD NEW",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 2,
		.max_operands = 2,
	};
	struct option_list sides;

	if (options_parse(cmd, &usage, argc, argv, &sides) == 0)
		diff(cmd, &sides, &side);
}
