/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmd_fit.h"

#include <stdio.h>

#include "fit_check.h"
#include "fit_crypto.h"
#include "fit_list.h"
#include "loader/fdt.h"

static bool has_mark(struct span file)
{
	return file.size >= CONTAINER_AUTH_OFFSET + sizeof(uint32_t) &&
	       (get_be32(file.data + CONTAINER_AUTH_OFFSET) == CONTAINER_AUTH_MAGIC ||
		get_be32(file.data + FDT_OFF_RSVMAP) == CONTAINER_RSVMAP_OFFSET ||
		get_be32(file.data + FDT_OFF_STRUCT) == CONTAINER_STRUCT_OFFSET);
}

bool cmd_fit_is_foreign(struct arena *arena, const struct imagefile *file)
{
	struct fit_tree tree;
	struct span format;

	return !file->is_boot_image && !has_mark(file->bytes) &&
	       !(fit_read(arena, file->bytes, &tree) == NULL &&
		 fit_get(&tree, FIT_ROOT, "xpack,format", &format));
}

int cmd_fit_read(struct cmd *cmd, const struct imagefile *file, struct fit_tree *tree)
{
	const char *defect = fit_read(cmd->arena, file->container, tree);

	if (defect == NULL && fit_at(tree, "/images") == FIT_NONE)
		defect = "it has no images";
	if (defect == NULL)
		return 0;
	diag_fail(cmd->diag, EXIT_TRUST, location_of_file(file->path), "not-a-fit",
		  "this is not a FIT: %s", defect);
	return -1;
}

static void print_json(const struct fit_check *check, bool authentic)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	json_bool(&json, "authentic", authentic);
	fit_check_json(check, &json);
	json_close(&json, '}');
	json_end(&json);
}

void cmd_fit_verify(struct cmd *cmd, const struct imagefile *file, const struct key *key)
{
	unsigned before = diag_n_errors(cmd->diag);
	struct fit_check check;
	struct fit_tree tree;

	if (cmd_fit_read(cmd, file, &tree) != 0)
		return;
	fit_check(cmd->arena, cmd->diag, file->path, &tree, key, &check);
	if (cmd->json)
		print_json(&check, diag_n_errors(cmd->diag) == before);
	else
		fit_check_print(&check, stdout);
	cmd->summary = arena_printf(cmd->arena,
				    "%s: as U-Boot checks it, signed with %s key %08x: %zu "
				    "configuration%s; xpack's own signature was not looked at",
				    file->path, fit_key_name(key), get_be32(key->id),
				    check.n_configurations, check.n_configurations == 1 ? "" : "s");
}

void cmd_fit_list(struct cmd *cmd, const struct imagefile *file)
{
	struct fit_tree tree;
	struct json json;

	if (cmd_fit_read(cmd, file, &tree) != 0)
		return;
	if (!cmd->json) {
		fit_list_print(&tree, stdout);
		return;
	}
	json = json_begin(stdout);
	json_open(&json, NULL, '{');
	fit_list_json(&tree, &json);
	json_close(&json, '}');
	json_end(&json);
}
