/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "target.h"

#include <errno.h>
#include <string.h>

#include "nearest.h"

const struct target_kind *const target_kinds[] = { &target_file,  &target_disk, &target_spi,
						   &target_grmon, &target_gdb,  &target_ahbuart,
						   &target_edcl,  NULL };

const struct target_kind *target_find(struct arena *arena, struct diag *diag, const char *name,
				      const char **rest)
{
	const char *colon = strchr(name, ':');
	size_t size = colon == NULL ? strlen(name) : (size_t)(colon - name);
	const char *scheme = arena_text(arena, name, size);
	struct nearest nearest = nearest_to(scheme);

	for (size_t i = 0; target_kinds[i] != NULL; i++) {
		if (strcmp(target_kinds[i]->scheme, scheme) == 0 && colon != NULL) {
			*rest = colon + 1;
			return target_kinds[i];
		}
		nearest_try(&nearest, target_kinds[i]->scheme);
	}
	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage", "'%s' names no target", name);
	if (nearest.name != NULL)
		diag_help(diag, (struct location){ 0 }, "did you mean '%s:%s'?", nearest.name,
			  colon == NULL ? "..." : colon + 1);
	else
		diag_help(diag, (struct location){ 0 }, "'xpack flash --help' lists the targets");
	return NULL;
}

int target_test_region(struct diag *diag, const struct target_kind *kind, const char *name,
		       const char *region)
{
	if (region == NULL || kind->has_regions)
		return 0;
	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "'%s' has no regions: --region is for chips", name);
	diag_help(diag, (struct location){ 0 }, "--offset says where to begin");
	return -1;
}

int target_test_reset(struct diag *diag, const struct target_kind *kind, const char *name)
{
	if (kind->reset != NULL)
		return 0;
	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "'%s' cannot start the board: no --reset", name);
	return -1;
}

int target_fail(const struct target_request *request, const char *format, ...)
{
	va_list list;
	const char *why;

	va_start(list, format);
	why = arena_vprintf(request->arena, format, list);
	va_end(list);
	diag_fail(request->diag, EXIT_TARGET, location_of_file(request->name), "target", "%s", why);
	return -1;
}

int target_fail_errno(const struct target_request *request, const char *doing)
{
	const char *why = strerror(errno);

	diag_fail(request->diag, EXIT_MACHINE, location_of_file(request->name), "target",
		  "cannot %s: %s", doing, why);
	return -1;
}
