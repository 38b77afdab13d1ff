/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmd_abi_files.h"

#include <elf.h>
#include <string.h>

#include "file.h"
#include "policy.h"
#include "record.h"

int abi_open(struct cmd *cmd, const char *path, struct elf *elf, struct buf *bytes)
{
	struct location at = location_of_file(path);

	if (file_read(cmd->diag, at, path, ELF_MAX_FILE_SIZE, bytes) != 0)
		return -1;
	return elf_open(cmd->arena, cmd->diag, at, path, buf_span(bytes), elf);
}

int abi_imports(struct cmd *cmd, const struct elf *elf, struct imports *imports,
		struct externals *externals)
{
	struct location at = location_of_file(elf->path);
	bool is_guest = externals_has_sections(elf);

	*imports = (struct imports){ 0 };
	*externals = (struct externals){ 0 };
	if (elf->type != ET_REL) {
		int result = link_imports(cmd->arena, cmd->diag, at, elf, imports);

		return externals_read(cmd->arena, cmd->diag, at, elf, externals) != 0 ? -1 : result;
	}
	for (size_t i = 0; i < elf->n_sections; i++)
		is_guest = is_guest || record_section_matches(&elf->sections[i], ".xpack.imports");
	if (!is_guest)
		return 0;
	diag_error(cmd->diag, at, "abi-unlinked",
		   "this guest is not linked: its windows have no addresses yet");
	return -1;
}

static bool is_description(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && strcmp(path + n - 4, ".xml") == 0;
}

static int read_system(struct cmd *cmd, const char *path, const struct abi_options *options,
		       struct abi_files *files)
{
	const struct xml_options xml = { options->include_paths.items, options->include_paths.n };

	diag_hide_info(cmd->diag);
	pack_begin(&files->pack, cmd->arena, cmd->diag);
	if (pack_interface(&files->pack, path, &xml) != 0)
		return -1;
	files->own = files->pack.abi;
	elf_index_symbols(cmd->arena, &files->pack.host);
	files->host = &files->pack.host;
	return 0;
}

/* The one that is linked is the host's file. */
static int find_host(struct cmd *cmd, struct abi_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct elf *elf = &files->elfs[i];

		if (elf->type != ET_EXEC)
			continue;
		if (files->host != NULL) {
			diag_error(cmd->diag, location_of_file(elf->path), "abi-object",
				   "'%s' and '%s' are linked files, but a host is one",
				   files->host->path, elf->path);
			return -1;
		}
		elf_index_symbols(cmd->arena, &files->elfs[i]);
		files->host = elf;
	}
	return 0;
}

static int read_sources(struct cmd *cmd, struct abi_files *files)
{
	struct abi_source *sources = arena_array(cmd->arena, files->n, sizeof(*sources));
	struct abi_source *objects = arena_array(cmd->arena, files->n, sizeof(*objects));
	size_t n_objects = 0;

	for (size_t i = 0; i < files->n; i++) {
		const struct elf *elf = &files->elfs[i];

		sources[i] = (struct abi_source){ elf, location_of_file(elf->path) };
		if (elf != files->host)
			objects[n_objects++] = sources[i];
	}
	if (abi_read(cmd->arena, cmd->diag, sources, files->n, &files->own) != 0 ||
	    policy_check_glue(cmd->arena, cmd->diag, NULL, &files->own) != 0)
		return -1;
	return abi_test_files(cmd->arena, cmd->diag, &files->own, objects, n_objects);
}

static int read_files(struct cmd *cmd, const char *const *paths, size_t n, struct abi_files *files)
{
	unsigned before = diag_n_errors(cmd->diag);

	files->elfs = arena_array(cmd->arena, n, sizeof(*files->elfs));
	files->bytes = arena_array(cmd->arena, n, sizeof(*files->bytes));
	files->n = n;
	for (size_t i = 0; i < n; i++)
		(void)!abi_open(cmd, paths[i], &files->elfs[i], &files->bytes[i]);
	if (diag_n_errors(cmd->diag) != before || find_host(cmd, files) != 0)
		return -1;
	return read_sources(cmd, files);
}

int abi_without(struct cmd *cmd, const struct option_list *names, struct abi *abi)
{
	unsigned before = diag_n_errors(cmd->diag);

	for (size_t i = 0; i < names->n; i++)
		(void)!abi_switch_off(cmd->arena, cmd->diag,
				      (struct text){ names->items[i], { 0 } }, abi);
	return diag_n_errors(cmd->diag) == before ? 0 : -1;
}

int abi_files_read(struct cmd *cmd, const char *const *paths, size_t n,
		   const struct abi_options *options, struct abi_files *files)
{
	*files = (struct abi_files){ .abi = &files->own };
	if ((n == 1 && is_description(paths[0]) ? read_system(cmd, paths[0], options, files)
						: read_files(cmd, paths, n, files)) != 0)
		return -1;
	return abi_without(cmd, &options->without, &files->own);
}

void abi_files_close(struct abi_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		buf_free(&files->bytes[i]);
	pack_end(&files->pack);
}
