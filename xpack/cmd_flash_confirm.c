/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd_flash.h"

static void show(const struct flashing *flashing)
{
	const struct container *parsed = &flashing->image->file.parsed;

	fprintf(stderr, "image   %.*s for %.*s, security version %u, %zu bytes\n",
		(int)parsed->description.size, (const char *)parsed->description.data,
		(int)parsed->board.size, (const char *)parsed->board.data, parsed->security_version,
		flashing->image->bytes.size);
	fprintf(stderr, "target  %s\n", flashing->job.identity.text);
}

int flash_confirm(const struct flashing *flashing)
{
	struct diag *diag = flashing->cmd->diag;
	char answer[16];

	if (flashing->options.yes)
		return 0;
	if (!isatty(STDIN_FILENO)) {
		diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
			  "nobody can be asked whether this target is meant");
		diag_help(diag, (struct location){ 0 }, "--yes writes without a question");
		return -1;
	}
	show(flashing);
	fprintf(stderr, "Write it? [y/N] ");
	fflush(stderr);
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
	    (strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0))
		return 0;
	diag_fail(diag, EXIT_TARGET, location_of_file(flashing->options.to), "flash-declined",
		  "nothing was written: the answer was no");
	return -1;
}
