/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "access.h"

#include <sys/stat.h>

void access_warn(struct diag *diag, const char *path, int fd)
{
	struct location at = location_of_file(path);
	struct stat status;

	if ((fd < 0 ? stat(path, &status) : fstat(fd, &status)) != 0 || !S_ISREG(status.st_mode) ||
	    (status.st_mode & (S_IROTH | S_IWGRP | S_IWOTH)) == 0)
		return;
	diag_warning(diag, at, "key-permissions",
		     "%s this file, which holds a secret; its mode is %03o",
		     (status.st_mode & S_IROTH) != 0 ? "everybody may read"
						     : "others than its owner may write",
		     (unsigned)status.st_mode & 0777);
	diag_help(diag, at, "'chmod 600 FILE' keeps it to its owner");
}
