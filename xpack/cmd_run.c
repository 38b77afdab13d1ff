/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack run: boot it here, as the board would. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bootimage.h"
#include "cmd.h"
#include "emulator.h"
#include "imagefile.h"
#include "options.h"
#include "settings.h"

#define MAX_TIMEOUT 86400 /* a day, in seconds */

static int parse_timeout(struct diag *diag, const char *text, unsigned *timeout)
{
	unsigned long value;
	char *end;

	*timeout = 0;
	if (text == NULL)
		return 0;
	value = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value == 0 || value > MAX_TIMEOUT) {
		diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
			  "'%s' is not a time of 1 to %d seconds", text, MAX_TIMEOUT);
		return -1;
	}
	*timeout = (unsigned)value;
	return 0;
}

static void report(struct cmd *cmd, const char *path, enum verdict verdict)
{
	static const char *const failures[] = {
		[VERDICT_REFUSED] = "the loader refused the container",
		[VERDICT_NOT_STARTED] = "the loader did not start the host",
		[VERDICT_CRASHED] = "the emulator ended with an error after the host was started",
	};

	if (verdict == VERDICT_ENDED)
		cmd->summary = arena_printf(cmd->arena, "%s: the machine stopped", path);
	else if (verdict == VERDICT_TIMEOUT)
		cmd->summary = arena_printf(cmd->arena, "%s: ended after the given time", path);
	else
		diag_fail(cmd->diag, EXIT_TARGET, location_of_file(path), "run", "%s",
			  failures[verdict]);
}

/* What the command line asks for. */
struct run_options {
	struct option_list public_keys;
	unsigned timeout; /* seconds; 0: none */
	bool debug;
};

static void emulate(struct cmd *cmd, const struct imagefile *file, const char *boot_image,
		    const struct run_options *options)
{
	struct emulation emulation = {
		.at = location_of_file(file->path),
		.board = file->parsed.board,
		.ram_size = bootimage_ram_size(cmd->arena, file->container, &file->parsed),
		.silent = bootimage_is_silent(cmd->arena, file->container, &file->parsed),
		.boot_image = boot_image,
		.timeout = options->timeout,
		.debug = options->debug,
	};
	enum verdict verdict;

	if (emulator_run(cmd->arena, cmd->diag, &emulation, &verdict) == 0)
		report(cmd, file->path, verdict);
}

/* A file without a name, which the emulator finds as long as this process has it open. */
static int write_unnamed(struct span bytes)
{
	int fd = memfd_create("boot image", 0);

	while (fd >= 0 && bytes.size > 0) {
		ssize_t n = write(fd, bytes.data, bytes.size);

		if (n < 0) {
			close(fd);
			return -1;
		}
		bytes = span_part(bytes, (size_t)n, bytes.size - (size_t)n);
	}
	return fd;
}

/* The boot image of a container is made with the public key and lives while it runs. */
static void run_container(struct cmd *cmd, const struct imagefile *file,
			  const struct run_options *options)
{
	struct key keys[KEY_MAX_SET];
	struct buf image;
	int fd;

	if (settings_public_keys(cmd->arena, cmd->diag, options->public_keys.items,
				 options->public_keys.n, keys) != 0 ||
	    bootimage_make(cmd->arena, cmd->diag, location_of_file(file->path), file->container,
			   &file->parsed, keys, &image) != 0)
		return;
	fd = write_unnamed(buf_span(&image));
	if (fd < 0) {
		diag_fail(cmd->diag, EXIT_MACHINE, location_of_file(file->path), "file-write",
			  "cannot write its boot image: %s", strerror(errno));
	} else {
		emulate(cmd, file, arena_printf(cmd->arena, "/proc/self/fd/%d", fd), options);
		close(fd);
	}
	buf_free(&image);
}

static const char explanation[] =
	"Boots a boot image in QEMU's emulation of its board; for a container the boot\n"
	"image is made first, with the public key.  The console goes to stdout.  Exits\n"
	"with 0 when the machine stopped by itself, or the time ran out, after the loader\n"
	"started the host; with 5 when the loader refused or QEMU failed.  A loader\n"
	"without console has started the host as soon as anything is printed.\n"
	"A host on a PC stops the machine by writing 0 to port 0xf4.\n";

void cmd_run(struct cmd *cmd, int argc, char **argv)
{
	struct run_options run = { 0 };
	const char *timeout_text = NULL;
	const struct option_spec options[] = {
		{ 't', "timeout", "SECONDS", "end the emulation after this time; default: never",
		  NULL, &timeout_text, NULL },
		{ 'p', "public-key", "PUBKEY",
		  "public key for the loader of a container, or -p twice; default as for verify",
		  NULL, NULL, &run.public_keys },
		{ 0, "gdb", NULL, "wait for a debugger on port " EMULATOR_GDB_PORT, &run.debug,
		  NULL, NULL },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "run [--timeout SECONDS] [--gdb] [-p PUBKEY]... IMAGE",
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct option_list operands;
	struct imagefile file;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    parse_timeout(cmd->diag, timeout_text, &run.timeout) != 0 ||
	    imagefile_open(cmd->diag, operands.items[0], &file) != 0)
		return;
	if (imagefile_parse_any(cmd->arena, cmd->diag, &file) == 0) {
		if (file.is_boot_image)
			emulate(cmd, &file, file.path, &run);
		else
			run_container(cmd, &file, &run);
	}
	imagefile_close(&file);
}
