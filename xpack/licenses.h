/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * licenses: what the units of a guest say about their licences, in notes that
 * <xpack/license.h> makes.  guest-bsp/include/xpack/records.h and docs/abi.md give the layout.
 *
 * Texts are in the arena.  Equal notes count once: a linker that folds no groups keeps several.
 */
#ifndef XPACK_LICENSES_H
#define XPACK_LICENSES_H

#include "elf.h"
#include "model.h"
#include "spdx.h"

struct license {
	const char *component;
	const char *text; /* as it was written */
	const struct spdx *spdx;
};

struct licenses {
	struct license *licenses; /* by component, then by text */
	size_t n_licenses;
};

/* Reports license-record at `at`: a note that is cut off, is not two texts, or whose second text
 * is no SPDX expression.  Returns 0 or -1; what could be read is there all the same. */
int licenses_read(struct arena *arena, struct diag *diag, struct location at, const struct elf *elf,
		  struct licenses *licenses) __attribute__((warn_unused_result));

/* What is noted is covered by what is declared: spdx_covers().  Reports license-note at
 * `declared`, which names the file.  Nothing is reported when declared is no expression. */
void licenses_check(struct arena *arena, struct diag *diag, struct text declared,
		    const struct elf *elf, const struct licenses *licenses);

#endif
