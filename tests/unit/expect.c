/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* *text is to be freed. */
static void print_report(const struct diag *diag, char **text)
{
	size_t size = 0;
	FILE *to = open_memstream(text, &size);

	if (to == NULL)
		abort();
	diag_print(diag, to);
	fclose(to);
}

void expect_report(const struct diag *diag, const char *text)
{
	char *report = NULL;
	bool equal;

	print_report(diag, &report);
	equal = strcmp(report, text) == 0;
	if (!equal)
		print_error("expected:\n%sreported:\n%s", text, report);
	free(report);
	assert_true(equal);
}

void expect_first(const struct diag *diag, const char *text)
{
	char *report = NULL;
	bool equal;

	print_report(diag, &report);
	equal = strncmp(report, text, strlen(text)) == 0;
	if (!equal)
		print_error("expected first:\n%sreported:\n%s", text, report);
	free(report);
	assert_true(equal);
}

void expect_id(const struct diag *diag, const char *id)
{
	char *report = NULL;
	char wanted[64];
	bool equal;

	print_report(diag, &report);
	snprintf(wanted, sizeof(wanted), ": [%s] ", id);
	equal = diag_n_errors(diag) + diag_n_warnings(diag) == 1 && strstr(report, wanted) != NULL;
	if (!equal)
		print_error("expected [%s], reported:\n%s", id, report);
	free(report);
	assert_true(equal);
}
