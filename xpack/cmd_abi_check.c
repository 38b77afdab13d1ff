/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack abi check: links a guest against a host, and writes nothing. */

#include "cmd_abi_files.h"

static int test_machine(struct cmd *cmd, const struct elf *guest, const struct abi *abi)
{
	if (guest->machine == abi->machine)
		return 0;
	diag_error(cmd->diag, location_of_file(guest->path), "link-machine",
		   "'%s' is for %s, the host's interface for %s", guest->path,
		   elf_machine_name(cmd->arena, guest->machine),
		   elf_machine_name(cmd->arena, abi->machine));
	return -1;
}

static bool is_call(const struct abi *abi, const char *name)
{
	const struct service *service = abi_service(abi, name);

	return service != NULL && service->kind == SERVICE_CALL && !service_is_off(service);
}

/* Where a call may lead depends on what is not given here. */
static void skip_calls(struct cmd *cmd, const struct imports *imports,
		       const struct externals *externals, const struct abi_files *files)
{
	bool any = false;

	for (size_t i = 0; i < imports->n_imports; i++)
		any = any || is_call(files->abi, imports->imports[i].name);
	for (size_t i = 0; i < externals->n_externals; i++)
		any = any || is_call(files->abi, externals->externals[i].name);
	if (!any)
		return;
	if (files->host == NULL) {
		diag_skip(cmd->diag, "link-symbol", "the host's file that is not there");
		diag_skip(cmd->diag, "link-relocation of calls",
			  "the host's file that is not there");
	}
	diag_skip(cmd->diag, "link-access", "the areas that are not known");
}

static void check_guest(struct cmd *cmd, const struct elf *guest, const struct abi_files *files)
{
	const struct link_input input = {
		.at = location_of_file(guest->path),
		.partition = guest->path,
		.guest = guest,
		.abi = files->abi,
		.host = files->host,
		.any_place = true,
	};
	struct externals externals;
	struct imports imports;
	struct linked linked;

	if (test_machine(cmd, guest, files->abi) != 0 ||
	    abi_imports(cmd, guest, &imports, &externals) != 0)
		return;
	(void)!link_partition(cmd->arena, cmd->diag, &input, &linked);
	skip_calls(cmd, &imports, &externals, files);
}

static void check(struct cmd *cmd, const struct option_list *operands,
		  const struct abi_options *options)
{
	struct buf bytes = { 0 };
	struct abi_files files;
	struct elf guest;
	int opened, read;

	cmd->checked = operands->items[0];
	opened = abi_open(cmd, operands->items[0], &guest, &bytes);
	read = abi_files_read(cmd, operands->items + 1, operands->n - 1, options, &files);
	if (opened == 0 && read == 0)
		check_guest(cmd, &guest, &files);
	else
		diag_skip(cmd->diag, "stubs",
			  opened != 0 ? "the guest's file" : "the host's interface");
	buf_free(&bytes);
	abi_files_close(&files);
}

static const char explanation[] =
	"Links a guest against a host as 'xpack build' does, and writes nothing: are all\n"
	"services there that it imports, with its prototypes, in the version that it\n"
	"requires, and was the host built with the features that they belong to?\n\n"
	"GUEST is a linked ELF file.  HOST is an ABI object or the host's linked file;\n"
	"several make one interface.  SYSTEM.xml stands for the ABI objects and the host\n"
	"that it names.  What cannot be seen without the system, or without the host's\n"
	"file, is named in the last line.  With --json an object on stdout, described by\n"
	"schemas/xpack-check.schema.json.\n";

void cmd_abi_check(struct cmd *cmd, int argc, char **argv)
{
	struct abi_options host = { 0 };
	const struct option_spec options[] = {
		ABI_WITHOUT_OPTION(&host),
		ABI_INCLUDE_OPTION(&host),
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "abi check [--without FEATURE]... [-I DIR] [--json] GUEST " ABI_HOST,
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 2,
		.max_operands = SIZE_MAX,
	};
	struct option_list operands;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0)
		return;
	cmd->json_diag = cmd->json;
	check(cmd, &operands, &host);
}
