/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Which expressions are accepted. */
#include <string.h>
#include <strings.h>

#include "spdx.h"

/* Identifiers of the SPDX licence list whose terms ask for no more than notices. */
static const char *const permissive[] = {
	"0BSD",
	"Apache-2.0",
	"BSD-1-Clause",
	"BSD-2-Clause",
	"BSD-2-Clause-Patent",
	"BSD-3-Clause",
	"BSD-3-Clause-Clear",
	"BSD-Source-Code",
	"BSL-1.0",
	"CC0-1.0",
	"curl",
	"FSFAP",
	"HPND",
	"ISC",
	"libpng-2.0",
	"MIT",
	"MIT-0",
	"NCSA",
	"PostgreSQL",
	"TCL",
	"Unlicense",
	"UPL-1.0",
	"X11",
	"Zlib",
};

/* Additions that only grant more. */
static const char *const permissions[] = { "LLVM-exception", "Swift-exception" };

static bool is_listed(const char *name, size_t size, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == size && strncasecmp(list[i], name, size) == 0)
			return true;
	return false;
}

/* A + grants the choice of later versions besides. */
static bool is_permissive(const struct spdx *spdx)
{
	size_t size = strlen(spdx->licence);

	if (spdx->licence[size - 1] == '+')
		size--;
	if (!is_listed(spdx->licence, size, permissive, sizeof(permissive) / sizeof(*permissive)))
		return false;
	return spdx->exception == NULL ||
	       is_listed(spdx->exception, strlen(spdx->exception), permissions,
			 sizeof(permissions) / sizeof(*permissions));
}

/* Does an allowance name just this, a licence or a whole expression? */
static bool is_allowed(const struct spdx_terms *terms, const struct spdx *spdx)
{
	for (size_t i = 0; i < terms->n_allowed; i++) {
		if (terms->allowed[i] == NULL || !spdx_equal(terms->allowed[i], spdx))
			continue;
		if (terms->used != NULL)
			terms->used[i] = true;
		return true;
	}
	return false;
}

/* All parts are looked at, also when one decided: each allowance that does something is used. */
static bool accepts_parts(const struct spdx_terms *terms, const struct spdx *spdx)
{
	bool all = true, one = false;

	for (const struct spdx *part = spdx->first; part != NULL; part = part->next) {
		bool accepted = spdx_accepts(terms, part);

		all = all && accepted;
		one = one || accepted;
	}
	return spdx->kind == SPDX_AND ? all : one;
}

bool spdx_accepts(const struct spdx_terms *terms, const struct spdx *spdx)
{
	if (spdx->kind != SPDX_LICENCE && accepts_parts(terms, spdx))
		return true;
	if (spdx->kind == SPDX_LICENCE && terms->permissive && is_permissive(spdx))
		return true;
	return is_allowed(terms, spdx);
}

bool spdx_is_permissive(const struct spdx *spdx)
{
	const struct spdx_terms terms = { .permissive = true };

	return spdx_accepts(&terms, spdx);
}

/* Is the licence one that whoever receives the whole is bound by, whatever they choose? */
static bool is_bound_by(const struct spdx *declared, const struct spdx *licence)
{
	bool all = true, one = false;

	if (declared->kind == SPDX_LICENCE)
		return spdx_equal(declared, licence);
	for (const struct spdx *part = declared->first; part != NULL; part = part->next) {
		bool bound = is_bound_by(part, licence);

		all = all && bound;
		one = one || bound;
	}
	return declared->kind == SPDX_OR ? all : one;
}

static bool covers_part(const struct spdx *declared, const struct spdx *part)
{
	bool all = true, one = false;

	if (part->kind == SPDX_LICENCE)
		return is_permissive(part) || is_bound_by(declared, part);
	for (const struct spdx *operand = part->first; operand != NULL; operand = operand->next) {
		bool covered = covers_part(declared, operand);

		all = all && covered;
		one = one || covered;
	}
	return part->kind == SPDX_AND ? all : one;
}

bool spdx_covers(const struct spdx *declared, const struct spdx *part)
{
	if (declared->kind != SPDX_OR)
		return covers_part(declared, part);
	for (const struct spdx *choice = declared->first; choice != NULL; choice = choice->next)
		if (!covers_part(choice, part))
			return false;
	return true;
}
