/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack abi: the interface in an ELF file, as exports of a host or imports of a guest. */

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi.h"
#include "cmd.h"
#include "externals.h"
#include "file.h"
#include "json.h"
#include "link.h"
#include "options.h"
#include "record.h"

static void show_export(const struct service *service)
{
	printf("export  %s\n", service->prototype);
	if (service->kind == SERVICE_TRAP)
		printf("        trap %" PRIu32 " through glue %s (%s)\n", service->number,
		       service->glue->name, service->glue->license);
	else
		printf("        call of %s\n", service->symbol);
}

static void show_abi(const struct abi *abi)
{
	if (abi->name != NULL)
		printf("abi     %s %s\n", abi->name, abi->version);
	for (size_t i = 0; i < abi->n_services; i++)
		show_export(&abi->services[i]);
}

static void show_imports(const struct imports *imports)
{
	if (imports->abi_name != NULL)
		printf("needs   %s %s\n", imports->abi_name, imports->abi_version);
	for (size_t i = 0; i < imports->n_imports; i++) {
		const struct import *import = &imports->imports[i];

		printf("import  %s\n        %swindow 0x%08" PRIx64 "\n", import->prototype,
		       import->weak ? "weak, " : "", import->window);
	}
}

static void export_json(struct json *json, const struct service *service)
{
	json_open(json, NULL, '{');
	json_text(json, "name", service->name);
	json_text(json, "prototype", service->prototype);
	json_text(json, "kind", service->kind == SERVICE_TRAP ? "trap" : "call");
	if (service->kind == SERVICE_TRAP) {
		json_number(json, "number", service->number);
		json_text(json, "glue", service->glue->name);
		json_text(json, "glue-license", service->glue->license);
	} else {
		json_text(json, "symbol", service->symbol);
	}
	json_close(json, '}');
}

static void show_json(const struct abi *abi, const struct imports *imports,
		      const struct externals *externals)
{
	const char *name = abi->name != NULL ? abi->name : imports->abi_name;
	const char *version = abi->name != NULL ? abi->version : imports->abi_version;
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	if (name != NULL) {
		json_text(&json, "abi", name);
		json_text(&json, "version", version);
	}
	json_open(&json, "exports", '[');
	for (size_t i = 0; i < abi->n_services; i++)
		export_json(&json, &abi->services[i]);
	json_close(&json, ']');
	json_open(&json, "imports", '[');
	for (size_t i = 0; i < imports->n_imports; i++) {
		json_open(&json, NULL, '{');
		json_text(&json, "name", imports->imports[i].name);
		json_text(&json, "prototype", imports->imports[i].prototype);
		json_bool(&json, "weak", imports->imports[i].weak);
		json_number(&json, "window", imports->imports[i].window);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	externals_json(externals, &json);
	json_close(&json, '}');
	json_end(&json);
}

/* An object file's records still wait for the linker: they say nothing yet. */
static int read_imports(struct cmd *cmd, struct location at, const struct elf *elf,
			struct imports *imports, struct externals *externals)
{
	bool is_guest = externals_has_sections(elf);

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

static void show(struct cmd *cmd, const char *path)
{
	struct location at = location_of_file(path);
	struct externals externals = { 0 };
	struct imports imports = { 0 };
	struct abi abi = { 0 };
	struct abi_source source;
	struct elf elf;
	struct buf file;

	if (file_read(cmd->diag, at, path, ELF_MAX_FILE_SIZE, &file) != 0)
		return;
	source = (struct abi_source){ &elf, at };
	if (elf_open(cmd->arena, cmd->diag, at, path, buf_span(&file), &elf) == 0 &&
	    read_imports(cmd, at, &elf, &imports, &externals) == 0 &&
	    abi_read(cmd->arena, cmd->diag, &source, 1, &abi) == 0) {
		if (cmd->json) {
			show_json(&abi, &imports, &externals);
		} else {
			show_abi(&abi);
			show_imports(&imports);
			externals_show(&externals);
		}
		if (abi.n_services == 0 && imports.n_imports == 0 && externals.n_externals == 0)
			diag_warning(cmd->diag, at, "abi-none",
				     "this file neither exports nor imports a service");
	}
	buf_free(&file);
}

static const char explanation[] =
	"Shows the services that an ABI object or a host ELF exports, with prototype,\n"
	"number or symbol, glue and the glue's licence, and those that a guest imports,\n"
	"with the address of their windows or, of L4 externals, of their slots.\n";

void cmd_abi(struct cmd *cmd, int argc, char **argv)
{
	const struct option_spec options[] = { { .name = NULL } };
	const struct usage usage = {
		.synopsis = "abi show [--json] FILE",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 2,
		.max_operands = 2,
	};
	struct option_list operands;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0)
		return;
	if (strcmp(operands.items[0], "show") != 0) {
		diag_fail(cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
			  "unknown command 'abi %s'", operands.items[0]);
		diag_help(cmd->diag, (struct location){ 0 }, "usage: xpack %s", usage.synopsis);
		return;
	}
	show(cmd, operands.items[1]);
}
