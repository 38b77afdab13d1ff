/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack abi show: the interface in an ELF file, as exports of a host or imports of a guest. */

#include <inttypes.h>
#include <stdio.h>

#include "abi_header.h"
#include "cmd_abi_files.h"
#include "json.h"
#include "policy.h"

#define INDENT "        "

static void show_way(const struct service *service)
{
	if (service->kind == SERVICE_TRAP)
		printf(INDENT "trap %" PRIu32, service->number);
	else
		printf(INDENT "call of %s", service->symbol);
	if (service->glue != NULL)
		printf(" through glue %s (%s)", service->glue->name, service->glue->license);
	printf("\n");
}

static void show_docs(const struct service *service)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < service->n_docs; i++)
		abi_header_wrap(&text, INDENT, service->docs[i]);
	if (text.size != 0)
		printf("%.*s", (int)text.size, (const char *)text.data);
	buf_free(&text);
}

static void show_export(const struct service *service)
{
	printf("export  %s\n", service->prototype);
	show_way(service);
	if (service->feature != NULL)
		printf(INDENT "feature %s%s\n", service->feature->name,
		       service->feature->off ? ", which is off" : "");
	show_docs(service);
}

static void show_feature(const struct feature *feature)
{
	if (!feature->off)
		printf("feature %s on\n", feature->name);
	else
		printf("feature %s off, by %s\n", feature->name,
		       feature->off_at.file != NULL ? feature->off_at.file : "the command line");
}

static void show_abi(const struct abi *abi)
{
	if (abi->name != NULL)
		printf("abi     %s %s\n", abi->name, abi->version);
	for (size_t i = 0; i < abi->n_features; i++)
		show_feature(&abi->features[i]);
	for (size_t i = 0; i < abi->n_types; i++)
		printf("type    %s\n", abi->types[i].declaration);
	for (size_t i = 0; i < abi->n_services; i++)
		show_export(&abi->services[i]);
}

static void show_imports(const struct imports *imports)
{
	if (imports->abi_name != NULL)
		printf("needs   %s %s\n", imports->abi_name, imports->abi_version);
	for (size_t i = 0; i < imports->n_imports; i++) {
		const struct import *import = &imports->imports[i];

		printf("import  %s\n" INDENT "%swindow 0x%08" PRIx64 "\n", import->prototype,
		       import->weak ? "weak, " : "", import->window);
	}
}

static void features_json(struct json *json, const struct abi *abi)
{
	json_open(json, "features", '[');
	for (size_t i = 0; i < abi->n_features; i++) {
		const struct feature *feature = &abi->features[i];

		json_open(json, NULL, '{');
		json_text(json, "name", feature->name);
		json_bool(json, "on", !feature->off);
		if (feature->off && feature->off_at.file != NULL)
			json_text(json, "off-by", feature->off_at.file);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void types_json(struct json *json, const struct abi *abi)
{
	json_open(json, "types", '[');
	for (size_t i = 0; i < abi->n_types; i++) {
		json_open(json, NULL, '{');
		json_text(json, "name", abi->types[i].name);
		json_text(json, "declaration", abi->types[i].declaration);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void export_json(struct json *json, const struct service *service)
{
	json_open(json, NULL, '{');
	json_text(json, "name", service->name);
	json_text(json, "prototype", service->prototype);
	json_text(json, "kind", service->kind == SERVICE_TRAP ? "trap" : "call");
	if (service->kind == SERVICE_TRAP)
		json_number(json, "number", service->number);
	else
		json_text(json, "symbol", service->symbol);
	if (service->glue != NULL) {
		json_text(json, "glue", service->glue->name);
		json_text(json, "glue-license", service->glue->license);
	}
	if (service->feature != NULL)
		json_text(json, "feature", service->feature->name);
	json_bool(json, "on", !service_is_off(service));
	json_open(json, "documentation", '[');
	for (size_t i = 0; i < service->n_docs; i++)
		json_text(json, NULL, service->docs[i]);
	json_close(json, ']');
	json_close(json, '}');
}

static void imports_json(struct json *json, const struct imports *imports)
{
	json_open(json, "imports", '[');
	for (size_t i = 0; i < imports->n_imports; i++) {
		json_open(json, NULL, '{');
		json_text(json, "name", imports->imports[i].name);
		json_text(json, "prototype", imports->imports[i].prototype);
		json_bool(json, "weak", imports->imports[i].weak);
		json_number(json, "window", imports->imports[i].window);
		json_close(json, '}');
	}
	json_close(json, ']');
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
	features_json(&json, abi);
	types_json(&json, abi);
	json_open(&json, "exports", '[');
	for (size_t i = 0; i < abi->n_services; i++)
		export_json(&json, &abi->services[i]);
	json_close(&json, ']');
	imports_json(&json, imports);
	externals_json(externals, &json);
	json_close(&json, '}');
	json_end(&json);
}

static void show(struct cmd *cmd, const char *path, const struct option_list *without)
{
	struct location at = location_of_file(path);
	struct externals externals;
	struct imports imports;
	struct buf bytes = { 0 };
	struct abi abi = { 0 };
	struct abi_source source;
	struct elf elf;

	source = (struct abi_source){ &elf, at };
	if (abi_open(cmd, path, &elf, &bytes) == 0 &&
	    abi_imports(cmd, &elf, &imports, &externals) == 0 &&
	    abi_read(cmd->arena, cmd->diag, &source, 1, &abi) == 0 &&
	    policy_check_glue(cmd->arena, cmd->diag, NULL, &abi) == 0 &&
	    abi_without(cmd, without, &abi) == 0) {
		if (cmd->json) {
			show_json(&abi, &imports, &externals);
		} else {
			show_abi(&abi);
			show_imports(&imports);
			externals_show(&externals);
		}
		if (abi.n_files == 0 && imports.n_imports == 0 && externals.n_externals == 0)
			diag_warning(cmd->diag, at, "abi-none",
				     "this file neither exports nor imports a service");
	}
	buf_free(&bytes);
}

static const char explanation[] =
	"Shows the services that an ABI object or a host ELF exports, with prototype,\n"
	"number or symbol, glue and the glue's licence, feature and documentation, the\n"
	"types that their prototypes use, and the services that a guest imports, with the\n"
	"address of their windows or, of L4 externals, of their slots.\n";

void cmd_abi_show(struct cmd *cmd, int argc, char **argv)
{
	struct abi_options abi_options = { 0 };
	const struct option_spec options[] = {
		ABI_WITHOUT_OPTION(&abi_options),
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "abi show [--without FEATURE]... [--json] FILE",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct option_list operands;

	if (options_parse(cmd, &usage, argc, argv, &operands) == 0)
		show(cmd, operands.items[0], &abi_options.without);
}
