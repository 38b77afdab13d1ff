/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <stdio.h>
#include <string.h>

#include "cmd_flash.h"
#include "flash_list.h"
#include "json.h"
#include "printable.h"
#include "program.h"

static void put_found(const struct flash_found *found)
{
	printable_put(found->target, stdout);
	printf("%*s ", (int)(strlen(found->target) < 20 ? 20 - strlen(found->target) : 0), "");
	printable_put(found->what, stdout);
	if (found->why != NULL) {
		fputs("; ", stdout);
		printable_put(found->why, stdout);
	}
	putchar('\n');
}

static void list_json(const struct flash_found *found, size_t n)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&json, NULL, '{');
		json_text(&json, "target", found[i].target);
		json_text(&json, "what", found[i].what);
		if (found[i].why != NULL)
			json_text(&json, "refused", found[i].why);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_end(&json);
}

/* What `flashrom -L` prints; "" after an error, which was reported. */
static const char *ask_flashrom(const struct cmd *cmd)
{
	static const char *const arguments[] = { "flashrom", "-L", NULL };
	const char *text = "";
	struct workshop workshop;
	struct buf log;

	if (program_enter(cmd->arena, cmd->diag, &workshop) != 0)
		return text;
	if (program_run(&workshop, NULL, arguments) == 0 &&
	    program_get(&workshop, PROGRAM_LOG, &log) == 0) {
		text = arena_text(cmd->arena, (const char *)log.data, log.size);
		buf_free(&log);
	}
	program_leave(&workshop);
	return text;
}

void flash_list_machine(const struct cmd *cmd)
{
	struct flash_programs programs = {
		.grmon = program_find(cmd->arena, "grmon"),
		.flashrom = program_find(cmd->arena, "flashrom"),
		.supported = "",
	};
	struct flash_found *found;
	size_t n;

	if (programs.flashrom != NULL)
		programs.supported = ask_flashrom(cmd);
	n = flash_list(cmd->arena, "", &programs, &found);
	if (cmd->json)
		list_json(found, n);
	for (size_t i = 0; !cmd->json && i < n; i++)
		put_found(&found[i]);
}
