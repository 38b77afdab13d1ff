/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "explain.h"

#include <string.h>

#include "json.h"

#define COLUMNS 78u

/* Break text at blanks into lines of at most COLUMNS, each behind the indentation. */
static void print_wrapped(FILE *to, const char *indent, const char *text)
{
	size_t room = COLUMNS - strlen(indent);

	while (*text != '\0') {
		size_t size = strlen(text);

		if (size > room)
			for (size = room; size > 0 && text[size] != ' ';)
				size--;
		if (size == 0)
			size = strcspn(text, " ");
		fprintf(to, "%s%.*s\n", indent, (int)size, text);
		text += size;
		text += strspn(text, " ");
	}
}

static void print_lines(FILE *to, const char *indent, const char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");

		fprintf(to, "%s%.*s\n", indent, (int)size, text);
		text += size + (text[size] == '\n');
	}
}

static const char *default_text(const struct check *check)
{
	return check->off ? ", off unless enabled" : "";
}

static void print_section(FILE *to, const char *heading, const char *text)
{
	if (text == NULL)
		return;
	fprintf(to, "\n%s:\n", heading);
	print_wrapped(to, "    ", text);
}

static void print_example(FILE *to, const char *heading, const char *text)
{
	if (text == NULL)
		return;
	fprintf(to, "\n%s:\n", heading);
	print_lines(to, "    ", text);
}

void explain_check(FILE *to, const struct check *check)
{
	fprintf(to, "%s (%s%s): %s\n", check->id, severity_names[check->severity],
		default_text(check), check->title);
	print_section(to, "why", check->rationale);
	print_section(to, "source", check->source);
	print_section(to, "runs when these found nothing", check->needs);
	print_example(to, "wrong", check->wrong);
	print_example(to, "right", check->right);
}

void explain_list(FILE *to)
{
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++)
			fprintf(to, "%-22s %-8s %s\n", check->id, severity_names[check->severity],
				check->title);
}

static void print_fence(FILE *to, const char *heading, const char *text)
{
	if (text == NULL)
		return;
	fprintf(to, "\n%s:\n\n", heading);
	print_lines(to, "    ", text);
}

static void print_markdown(FILE *to, const struct check *check)
{
	fprintf(to, "\n### %s\n\n*%s%s*: ", check->id, severity_names[check->severity],
		default_text(check));
	fprintf(to, "%s.\n", check->title);
	if (check->rationale != NULL) {
		fputc('\n', to);
		print_wrapped(to, "", check->rationale);
	}
	if (check->source != NULL) {
		fputs("\nSource:\n", to);
		print_wrapped(to, "", check->source);
	}
	if (check->needs != NULL)
		fprintf(to, "\nRuns when these found nothing: %s.\n", check->needs);
	print_fence(to, "Wrong", check->wrong);
	print_fence(to, "Right", check->right);
}

/* REUSE-IgnoreStart */
static const char markdown_head[] =
	"<!-- SPDX-FileCopyrightText: 2026 The xpack authors -->\n"
	"<!-- SPDX-License-Identifier: BSD-2-Clause -->\n"
	"<!-- Made by 'xpack explain --markdown': change the table, not this file. -->\n\n"
	"# Checks\n\n"
	"Every diagnostic carries the id of the check that found it, in brackets. All checks run,\n"
	"whatever the others found, but for those whose prerequisites failed; these are named\n"
	"in the last line that is printed. `xpack explain ID` prints one entry of this page. How\n"
	"a check is added stands in docs/architecture.md.\n";
/* REUSE-IgnoreEnd */

void explain_markdown(FILE *to)
{
	fputs(markdown_head, to);
	for (const struct check_part *part = check_parts; part->title != NULL; part++) {
		fprintf(to, "\n## %s\n", part->title);
		for (const struct check *check = part->checks; check->id != NULL; check++)
			print_markdown(to, check);
	}
}

static void member(struct json *json, const char *name, const char *text)
{
	if (text != NULL)
		json_text(json, name, text);
}

static void put_check(struct json *json, const struct check_part *part, const struct check *check)
{
	json_open(json, NULL, '{');
	json_text(json, "id", check->id);
	json_text(json, "part", part->title);
	json_text(json, "severity", severity_names[check->severity]);
	json_bool(json, "default", !check->off);
	json_text(json, "title", check->title);
	member(json, "needs", check->needs);
	member(json, "rationale", check->rationale);
	member(json, "source", check->source);
	member(json, "wrong", check->wrong);
	member(json, "right", check->right);
	json_close(json, '}');
}

void explain_json(FILE *to, const struct check *only)
{
	struct json json = json_begin(to);

	json_open(&json, NULL, '{');
	json_text(&json, "format", "xpack-explain");
	json_number(&json, "version", 1);
	json_open(&json, "checks", '[');
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++)
			if (only == NULL || only == check)
				put_check(&json, part, check);
	json_close(&json, ']');
	json_close(&json, '}');
	json_end(&json);
}
