/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack abi header: the header by which guests import the services of a host. */

#include <stdio.h>

#include "abi_header.h"
#include "cmd_abi_files.h"
#include "file.h"
#include "spdx.h"

static void write_header(struct cmd *cmd, const char *path, const struct buf *text)
{
	const struct output output = { path, buf_span(text), 0666 };

	if (path != NULL)
		(void)!file_write_all(cmd->diag, &output, 1);
	else
		fwrite(text->data, 1, text->size, stdout);
}

static void make_header(struct cmd *cmd, const struct option_list *hosts,
			const struct abi_options *options, const struct abi_header *header,
			const char *path)
{
	struct abi_files files;
	struct buf text = { 0 };

	if (abi_files_read(cmd, hosts->items, hosts->n, options, &files) == 0 &&
	    abi_header_write(cmd->arena, cmd->diag, files.abi, header, &text) == 0) {
		write_header(cmd, path, &text);
		if (files.abi->n_services == 0)
			diag_warning(cmd->diag, location_of_file(hosts->items[0]), "abi-none",
				     "this host exports no service");
	}
	buf_free(&text);
	abi_files_close(&files);
}

static const char explanation[] =
	"Prints the C header by which guests import the services of a host: types, then\n"
	"each service with its documentation.  It is made of the host's exports, so a\n"
	"guest that is compiled with it has the host's own prototypes.  Of features that\n"
	"the host was built without only the names of the services are there.\n\n"
	"HOST is an ABI object or the host's linked file; several make one interface.\n"
	"SYSTEM.xml stands for the ABI objects and the host that it names.  The header is\n"
	"yours: --license says under which terms, an SPDX expression.  A service that is\n"
	"imported --weak may be absent from another host, and returns XPACK_ENOSYS there.\n";

void cmd_abi_header(struct cmd *cmd, int argc, char **argv)
{
	struct abi_options host = { 0 };
	struct option_list weak = { NULL, 0 }, hosts;
	const char *path = NULL;
	struct abi_header header = { .license = "BSD-2-Clause" };
	const struct option_spec options[] = {
		{ 0, "license", "SPDX", "licence of the header; BSD-2-Clause when absent", NULL,
		  &header.license, NULL },
		{ 'o', "output", "FILE", "write the header to FILE instead of stdout", NULL, &path,
		  NULL },
		{ 0, "weak", "NAME", "import that service weakly; may be repeated", NULL, NULL,
		  &weak },
		ABI_WITHOUT_OPTION(&host),
		ABI_INCLUDE_OPTION(&host),
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "abi header [--license SPDX] [-o FILE] [--weak NAME]... [-I DIR] "
			    "[--without FEATURE]... " ABI_HOST,
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = SIZE_MAX,
	};

	if (options_parse(cmd, &usage, argc, argv, &hosts) != 0)
		return;
	if (spdx_parse(cmd->arena, header.license) == NULL) {
		options_fail(cmd, &usage, "--license is not an SPDX licence expression");
		return;
	}
	header.weak = weak.items;
	header.n_weak = weak.n;
	make_header(cmd, &hosts, &host, &header, path);
}
