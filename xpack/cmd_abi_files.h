/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cmd_abi_files: what the commands of `xpack abi` share: an interface that was read from files of
 * the command line.
 *
 * A host is given as its ABI objects, its linked file or both; or as the description of a system,
 * a file whose name ends with .xml, which names all of them.
 */
#ifndef XPACK_CMD_ABI_FILES_H
#define XPACK_CMD_ABI_FILES_H

#include "buf.h"
#include "cmd.h"
#include "externals.h"
#include "link.h"
#include "options.h"
#include "pack.h"

/* What stands in every usage. */
#define ABI_HOST "HOST...|SYSTEM.xml"

struct abi_files {
	struct pack pack; /* of a system; else nothing */
	struct elf *elfs;
	struct buf *bytes;
	size_t n;
	const struct abi *abi;
	const struct elf *host; /* its linked file, NULL: not given */
	struct abi own;         /* where abi points without a system */
};

/* What the options say about a host. */
struct abi_options {
	struct option_list without;
	struct option_list include_paths;
};

#define ABI_WITHOUT_OPTION(options)                                                                \
	{                                                                                          \
		0, "without", "FEATURE", "as if the host was built without it; may be repeated",   \
			NULL, NULL, &(options)->without                                            \
	}
#define ABI_INCLUDE_OPTION(options)                                                                \
	{                                                                                          \
		'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,     \
			NULL, &(options)->include_paths                                            \
	}

/* Read the files, and what they export.  Everything that is wrong is reported; files must be
 * closed in any case.  Returns 0 or -1. */
int abi_files_read(struct cmd *cmd, const char *const *paths, size_t n,
		   const struct abi_options *options, struct abi_files *files)
	__attribute__((warn_unused_result));
void abi_files_close(struct abi_files *files);

/* One ELF file; bytes are to be freed in any case. */
int abi_open(struct cmd *cmd, const char *path, struct elf *elf, struct buf *bytes)
	__attribute__((warn_unused_result));
/* What a linked guest imports, in either form.  Reports abi-unlinked: an object file's records
 * still wait for the linker.  One without any is none. */
int abi_imports(struct cmd *cmd, const struct elf *elf, struct imports *imports,
		struct externals *externals) __attribute__((warn_unused_result));

/* Switch off what --without names.  Reports abi-without. */
int abi_without(struct cmd *cmd, const struct option_list *names, struct abi *abi)
	__attribute__((warn_unused_result));

/* cmd_abi_NAME.c */
void cmd_abi_check(struct cmd *cmd, int argc, char **argv);
void cmd_abi_diff(struct cmd *cmd, int argc, char **argv);
void cmd_abi_header(struct cmd *cmd, int argc, char **argv);
void cmd_abi_show(struct cmd *cmd, int argc, char **argv);

#endif
