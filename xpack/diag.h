/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * diag: located diagnostics, collected in the order in which they are reported.
 *
 * Every stage of the pipeline is handed a struct diag and reports only through it; nothing is
 * printed before main.c calls diag_print() or diag_print_json().  The text form is the
 * compiler's:
 *
 *     system.xml:42:27: error: [area-overlap] partition 'nav' area 'main' ...
 *     system.xml:18:5: note: host area 'text' ... is declared here
 *     system.xml:42:27: help: the next free 1 MiB starts at 0x40500000
 *
 * A note or a help belongs to the error, warning or information reported last.  Columns count bytes
 * from 1.  Messages start in lower case, have no full stop and quote names with '...'.  Control
 * characters in them, and in file names, are printed as \xNN.
 *
 * The user decides about warnings and information by their ids: what is disabled is dropped with
 * its notes, what is promoted becomes an error.  Errors stay errors.
 *
 * Ownership: everything that is reported is copied into the diag.
 */
#ifndef XPACK_DIAG_H
#define XPACK_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct json;

/* A place in an input.  file NULL: no place at all.  line 0: the file as a whole. */
struct location {
	const char *file;
	uint32_t line;
	uint32_t column;
};

/* The common exit codes of every command; --help prints them. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_INPUT = 1,   /* configuration, ELF or ABI is wrong */
	EXIT_USAGE = 2,   /* the command line is wrong */
	EXIT_TRUST = 3,   /* not authentic: signature, hash or profile */
	EXIT_MACHINE = 4, /* I/O, memory, device */
	EXIT_TARGET = 5   /* the target refused or reads back differently */
};

/* How grave an entry is.  Notes and helps belong to the one of another severity before them. */
enum severity {
	SEVERITY_ERROR,   /* nothing is written */
	SEVERITY_WARNING, /* it works, but hardly as meant */
	SEVERITY_INFO,    /* worth knowing; shown by 'xpack check' */
	SEVERITY_NOTE,
	SEVERITY_HELP
};

extern const char *const severity_names[];

/* What the user decided about the warnings and information of one id. */
enum diag_rule { DIAG_DISABLE, DIAG_ENABLE, DIAG_PROMOTE };

struct diag;

#define DIAG_FORMAT(f, a) __attribute__((format(printf, f, a)))

struct diag *diag_new(void);
void diag_free(struct diag *diag);

/* The input is wrong.  id is the check's id, e.g. "area-overlap". */
void diag_error(struct diag *diag, struct location at, const char *id, const char *format, ...)
	DIAG_FORMAT(4, 5);
void diag_warning(struct diag *diag, struct location at, const char *id, const char *format, ...)
	DIAG_FORMAT(4, 5);
void diag_info(struct diag *diag, struct location at, const char *id, const char *format, ...)
	DIAG_FORMAT(4, 5);
/* An error of another class than EXIT_INPUT: code is what the command will exit with. */
void diag_fail(struct diag *diag, enum exit_code code, struct location at, const char *id,
	       const char *format, ...) DIAG_FORMAT(5, 6);
/* Another place that belongs to what was reported last. */
void diag_note(struct diag *diag, struct location at, const char *format, ...) DIAG_FORMAT(3, 4);
/* What to do about it. */
void diag_help(struct diag *diag, struct location at, const char *format, ...) DIAG_FORMAT(3, 4);

/* From now on; the last rule for an id holds.  id outlives the diag. */
void diag_set_rule(struct diag *diag, const char *id, enum diag_rule rule);
/* Did the user ask for it?  True when the last rule for the id enables or promotes it. */
bool diag_is_asked_for(const struct diag *diag, const char *id);
/* Information is dropped but for the ids that are enabled. */
void diag_hide_info(struct diag *diag);
/* Something was not checked, because what `because` reports was there first.  Both outlive diag. */
void diag_skip(struct diag *diag, const char *what, const char *because);

/* Errors so far, without warnings.  A stage that must stop compares it with an earlier value. */
unsigned diag_n_errors(const struct diag *diag);
unsigned diag_n_warnings(const struct diag *diag);
unsigned diag_n_infos(const struct diag *diag);
/* The file that the command was given.  When there are errors in others, the summary says how many
 * are where, for files may be somebody else's.  Borrowed. */
void diag_set_main_file(struct diag *diag, const char *file);
/* "2 errors (1 in nav.xml, 1 in system.xml), 1 warning; not checked: plan-period (because of
 * slot-overlap)"; counts of 0 are left out, but "no errors" is said. */
const char *diag_summary(struct arena *arena, const struct diag *diag);
/* EXIT_DONE without errors; else the gravest class: usage, machine, trust, target, input. */
enum exit_code diag_exit_code(const struct diag *diag);

void diag_print(const struct diag *diag, FILE *to);
/* Members of an open object: "errors", "warnings", "infos" (counts), "diagnostics" (an array of
 * {severity, id, file, line, column, message, notes}) and "skipped" (of {check, because}). */
void diag_print_json(const struct diag *diag, struct json *json);

/* A place that is a whole file. */
static inline struct location location_of_file(const char *file)
{
	return (struct location){ file, 0, 0 };
}

#endif
