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

/* One container of a file. */
struct view {
	struct fit_tree tree;
	struct fit_check check;
	bool is_read;
	bool is_good;
};

static void look(struct cmd *cmd, const struct imagefile *file, const struct key *key,
		 struct view *view)
{
	unsigned before = diag_n_errors(cmd->diag);

	view->is_read = cmd_fit_read(cmd, file, &view->tree) == 0;
	if (view->is_read)
		fit_check(cmd->arena, cmd->diag, file->path, &view->tree, key, &view->check);
	view->is_good = diag_n_errors(cmd->diag) == before;
}

static void view_json(const struct view *view, struct json *json)
{
	json_bool(json, "authentic", view->is_good);
	if (view->is_read)
		fit_check_json(&view->check, json);
}

static void print_json(const struct view *first, const struct view *second)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	view_json(first, &json);
	if (second != NULL) {
		json_open(&json, "second", '{');
		view_json(second, &json);
		json_close(&json, '}');
	}
	json_close(&json, '}');
	json_end(&json);
}

static void print_text(const struct view *first, const struct view *second)
{
	if (first->is_read)
		fit_check_print(&first->check, stdout);
	if (second == NULL)
		return;
	puts("second container");
	if (second->is_read)
		fit_check_print(&second->check, stdout);
}

static const char *count_text(struct arena *arena, size_t n)
{
	return arena_printf(arena, "%zu configuration%s", n, n == 1 ? "" : "s");
}

void cmd_fit_verify(struct cmd *cmd, const struct imagefile *file, const struct key *key)
{
	struct view views[2] = { { .is_read = false } };
	struct view *second = NULL;
	struct imagefile other;

	look(cmd, file, key, &views[0]);
	if (imagefile_second(cmd->arena, file, &other)) {
		second = &views[1];
		look(cmd, &other, key, second);
	}
	if (!views[0].is_read && (second == NULL || !second->is_read))
		return;
	if (cmd->json)
		print_json(&views[0], second);
	else
		print_text(&views[0], second);
	cmd->summary = arena_printf(
		cmd->arena,
		"%s: as U-Boot checks it, signed with %s key %08x: %s%s%s; "
		"xpack's own signature was not looked at",
		file->path, fit_key_name(key), get_be32(key->id),
		count_text(cmd->arena, views[0].check.n_configurations),
		second == NULL ? "" : ", in the second container ",
		second == NULL ? "" : count_text(cmd->arena, second->check.n_configurations));
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
