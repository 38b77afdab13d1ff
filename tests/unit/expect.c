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

static FILE *open_text(char **text, size_t *size)
{
	FILE *to = open_memstream(text, size);

	if (to == NULL)
		abort();
	return to;
}

/* *text is to be freed. */
static void print_report(const struct diag *diag, char **text)
{
	size_t size = 0;
	FILE *to = open_text(text, &size);

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

void expect_printed(void (*print)(const void *what, FILE *to), const void *what, const char *text)
{
	char *printed = NULL;
	size_t size = 0;
	FILE *to = open_text(&printed, &size);

	print(what, to);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(printed, text);
	free(printed);
}

void expect_json(void (*put)(const void *what, struct json *json), const void *what,
		 const char *text)
{
	char *printed = NULL;
	size_t size = 0;
	FILE *to = open_text(&printed, &size);
	struct json json = json_begin(to);

	json_open(&json, NULL, '{');
	put(what, &json);
	json_close(&json, '}');
	json_end(&json);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(printed, text);
	free(printed);
}
