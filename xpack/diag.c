/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "diag.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "json.h"
#include "memory.h"
#include "printable.h"

/* Files that the summary names before it only counts them. */
#define MAX_FILES 5u

const char *const severity_names[] = { "error", "warning", "info", "note", "help" };

struct entry {
	enum severity severity;
	enum exit_code code;
	struct location at;
	const char *id; /* NULL for notes and helps */
	const char *message;
};

struct rule {
	const char *id;
	enum diag_rule rule;
};

struct skip {
	const char *what;
	const char *because;
};

struct diag {
	struct arena *arena;
	struct entry *entries;
	size_t n_entries;
	unsigned counts[SEVERITY_HELP + 1];
	struct rule *rules;
	size_t n_rules;
	bool info_hidden;
	bool dropping; /* the notes of what was dropped */
	struct skip *skips;
	size_t n_skips;
	const char *main_file; /* NULL: not said */
};

struct diag *diag_new(void)
{
	struct diag *diag = memory_alloc(sizeof(*diag));

	diag->arena = arena_new();
	return diag;
}

void diag_free(struct diag *diag)
{
	if (diag == NULL)
		return;
	arena_free(diag->arena);
	free(diag);
}

static const char *copy_text(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_text(arena, text, strlen(text));
}

void diag_set_rule(struct diag *diag, const char *id, enum diag_rule rule)
{
	diag->rules = arena_grow(diag->arena, diag->rules, diag->n_rules, sizeof(*diag->rules));
	diag->rules[diag->n_rules++] = (struct rule){ id, rule };
}

void diag_hide_info(struct diag *diag)
{
	diag->info_hidden = true;
}

void diag_set_main_file(struct diag *diag, const char *file)
{
	diag->main_file = file;
}

void diag_skip(struct diag *diag, const char *what, const char *because)
{
	diag->skips = arena_grow(diag->arena, diag->skips, diag->n_skips, sizeof(*diag->skips));
	diag->skips[diag->n_skips++] = (struct skip){ what, because };
}

/* The last rule for an id, or NULL. */
static const struct rule *rule_of(const struct diag *diag, const char *id)
{
	for (size_t i = diag->n_rules; i > 0; i--)
		if (strcmp(diag->rules[i - 1].id, id) == 0)
			return &diag->rules[i - 1];
	return NULL;
}

bool diag_is_asked_for(const struct diag *diag, const char *id)
{
	const struct rule *rule = rule_of(diag, id);

	return rule != NULL && rule->rule != DIAG_DISABLE;
}

/* Apply the user's rule to a warning or information.  False: it is to be dropped. */
static bool is_wanted(const struct diag *diag, struct entry *entry)
{
	const struct rule *rule = rule_of(diag, entry->id);

	if (rule == NULL)
		return entry->severity != SEVERITY_INFO || !diag->info_hidden;
	if (rule->rule == DIAG_PROMOTE) {
		entry->severity = SEVERITY_ERROR;
		entry->code = EXIT_INPUT;
	}
	return rule->rule != DIAG_DISABLE;
}

static void report(struct diag *diag, struct entry entry, const char *format, va_list list)
{
	if (entry.severity == SEVERITY_WARNING || entry.severity == SEVERITY_INFO)
		diag->dropping = !is_wanted(diag, &entry);
	else if (entry.severity == SEVERITY_ERROR)
		diag->dropping = false;
	if (diag->dropping)
		return;

	entry.message = arena_vprintf(diag->arena, format, list);
	entry.id = copy_text(diag->arena, entry.id);
	entry.at.file = copy_text(diag->arena, entry.at.file);
	diag->entries =
		arena_grow(diag->arena, diag->entries, diag->n_entries, sizeof(*diag->entries));
	diag->entries[diag->n_entries++] = entry;
	diag->counts[entry.severity]++;
}

#define REPORT(...)                                                                                \
	do {                                                                                       \
		va_list list;                                                                      \
		va_start(list, format);                                                            \
		report(diag, (struct entry)__VA_ARGS__, format, list);                             \
		va_end(list);                                                                      \
	} while (0)

void diag_error(struct diag *diag, struct location at, const char *id, const char *format, ...)
{
	REPORT({ SEVERITY_ERROR, EXIT_INPUT, at, id, NULL });
}

void diag_warning(struct diag *diag, struct location at, const char *id, const char *format, ...)
{
	REPORT({ SEVERITY_WARNING, EXIT_DONE, at, id, NULL });
}

void diag_info(struct diag *diag, struct location at, const char *id, const char *format, ...)
{
	REPORT({ SEVERITY_INFO, EXIT_DONE, at, id, NULL });
}

void diag_fail(struct diag *diag, enum exit_code code, struct location at, const char *id,
	       const char *format, ...)
{
	REPORT({ SEVERITY_ERROR, code, at, id, NULL });
}

void diag_note(struct diag *diag, struct location at, const char *format, ...)
{
	REPORT({ SEVERITY_NOTE, EXIT_DONE, at, NULL, NULL });
}

void diag_help(struct diag *diag, struct location at, const char *format, ...)
{
	REPORT({ SEVERITY_HELP, EXIT_DONE, at, NULL, NULL });
}

unsigned diag_n_errors(const struct diag *diag)
{
	return diag->counts[SEVERITY_ERROR];
}

unsigned diag_n_warnings(const struct diag *diag)
{
	return diag->counts[SEVERITY_WARNING];
}

unsigned diag_n_infos(const struct diag *diag)
{
	return diag->counts[SEVERITY_INFO];
}

/* Neighbours with one reason are said together. */
static void put_skips(struct buf *line, const struct diag *diag)
{
	for (size_t i = 0; i < diag->n_skips; i++) {
		const struct skip *skip = &diag->skips[i];
		bool last = i + 1 == diag->n_skips || strcmp(skip[1].because, skip->because) != 0;

		buf_printf(line, "%s %s", i == 0 ? "; not checked:" : ",", skip->what);
		if (last)
			buf_printf(line, " (because of %s)", skip->because);
	}
}

static int compare_files(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;

	return strcmp(*x, *y);
}

/* The files in which the errors are, one for each error, sorted. */
static const char **files_of_errors(struct arena *arena, const struct diag *diag, size_t *n)
{
	const char **files = arena_array(arena, diag->n_entries, sizeof(*files));

	*n = 0;
	for (size_t i = 0; i < diag->n_entries; i++)
		if (diag->entries[i].severity == SEVERITY_ERROR && diag->entries[i].at.file != NULL)
			files[(*n)++] = diag->entries[i].at.file;
	if (*n != 0)
		qsort(files, *n, sizeof(*files), compare_files);
	return files;
}

/* " (2 in nav/nav.xml, 1 in system.xml)", or nothing when all errors are in the main file, or there
 * is only one, of which the place was just read. */
static void put_files(struct buf *line, struct arena *arena, const struct diag *diag)
{
	bool elsewhere = false;
	size_t n, shown = 0, n_same;
	const char **files = files_of_errors(arena, diag, &n);

	for (size_t i = 0; i < n; i++)
		elsewhere = elsewhere || strcmp(files[i], diag->main_file) != 0;
	if (!elsewhere || n == 1)
		return;
	for (size_t i = 0; i < n; i += n_same) {
		n_same = 1;
		while (i + n_same < n && strcmp(files[i], files[i + n_same]) == 0)
			n_same++;
		if (shown++ < MAX_FILES)
			buf_printf(line, "%s%zu in %s", i == 0 ? " (" : ", ", n_same, files[i]);
	}
	if (shown > MAX_FILES)
		buf_printf(line, ", and more in %zu others", shown - MAX_FILES);
	buf_printf(line, ")");
}

const char *diag_summary(struct arena *arena, const struct diag *diag)
{
	struct buf line = { 0 };
	const char *text;

	if (diag_n_errors(diag) == 0)
		buf_printf(&line, "no errors");
	for (unsigned i = SEVERITY_ERROR; i <= SEVERITY_INFO; i++) {
		if (diag->counts[i] == 0)
			continue;
		buf_printf(&line, "%s%u %s%s", line.size == 0 ? "" : ", ", diag->counts[i],
			   severity_names[i],
			   diag->counts[i] == 1 || i == SEVERITY_INFO ? "" : "s");
		if (i == SEVERITY_ERROR && diag->main_file != NULL)
			put_files(&line, arena, diag);
	}
	put_skips(&line, diag);
	text = arena_text(arena, (const char *)line.data, line.size);
	buf_free(&line);
	return text;
}

enum exit_code diag_exit_code(const struct diag *diag)
{
	static const enum exit_code gravest_first[] = { EXIT_USAGE, EXIT_MACHINE, EXIT_TRUST,
							EXIT_TARGET, EXIT_INPUT };

	for (size_t i = 0; i < sizeof(gravest_first) / sizeof(gravest_first[0]); i++)
		for (size_t j = 0; j < diag->n_entries; j++)
			if (diag->entries[j].code == gravest_first[i])
				return gravest_first[i];
	return EXIT_DONE;
}

static void print_place(struct location at, FILE *to)
{
	/* An empty name is shown as what it is. */
	printable_put(at.file == NULL ? "xpack" : at.file[0] != '\0' ? at.file : "''", to);
	if (at.file != NULL && at.line != 0)
		fprintf(to, ":%" PRIu32, at.line);
	if (at.file != NULL && at.line != 0 && at.column != 0)
		fprintf(to, ":%" PRIu32, at.column);
	fputs(": ", to);
}

void diag_print(const struct diag *diag, FILE *to)
{
	for (size_t i = 0; i < diag->n_entries; i++) {
		const struct entry *entry = &diag->entries[i];

		print_place(entry->at, to);
		fprintf(to, "%s: ", severity_names[entry->severity]);
		if (entry->id != NULL)
			fprintf(to, "[%s] ", entry->id);
		printable_put(entry->message, to);
		fputc('\n', to);
	}
}

static void print_entry_json(const struct entry *entry, struct json *json)
{
	json_text(json, "severity", severity_names[entry->severity]);
	if (entry->id != NULL)
		json_text(json, "id", entry->id);
	if (entry->at.file != NULL)
		json_text(json, "file", entry->at.file);
	if (entry->at.line != 0) {
		json_number(json, "line", entry->at.line);
		json_number(json, "column", entry->at.column);
	}
	json_text(json, "message", entry->message);
}

static void print_skips_json(const struct diag *diag, struct json *json)
{
	json_open(json, "skipped", '[');
	for (size_t i = 0; i < diag->n_skips; i++) {
		json_open(json, NULL, '{');
		json_text(json, "check", diag->skips[i].what);
		json_text(json, "because", diag->skips[i].because);
		json_close(json, '}');
	}
	json_close(json, ']');
}

void diag_print_json(const struct diag *diag, struct json *json)
{
	size_t i = 0;

	json_number(json, "errors", diag_n_errors(diag));
	json_number(json, "warnings", diag_n_warnings(diag));
	json_number(json, "infos", diag_n_infos(diag));
	json_open(json, "diagnostics", '[');
	while (i < diag->n_entries) {
		json_open(json, NULL, '{');
		print_entry_json(&diag->entries[i++], json);
		json_open(json, "notes", '[');
		for (; i < diag->n_entries && diag->entries[i].id == NULL; i++) {
			json_open(json, NULL, '{');
			print_entry_json(&diag->entries[i], json);
			json_close(json, '}');
		}
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
	print_skips_json(diag, json);
}
