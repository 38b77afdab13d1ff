/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * strict_diag: stands in for xpack/diag.c where every message is judged and none is kept.
 *
 * What is reported stands at SUBJECT_PLACE, which named the file; notes stand at any place, behind
 * what they belong to.  Messages are written out, so that each of their arguments is read.
 */
#include "raw.h"
#include "subject.h"

struct diag {
	unsigned counts[SEVERITY_HELP + 1];
	char message[16 << 10];
};

/* The one that is in use. */
static struct diag the_diag;

struct diag *diag_new(void)
{
	memset(the_diag.counts, 0, sizeof(the_diag.counts));
	return &the_diag;
}

void diag_free(struct diag *diag)
{
	(void)diag;
}

unsigned diag_n_errors(const struct diag *diag)
{
	return diag->counts[SEVERITY_ERROR];
}

/* Rows that are off by default run too. */
bool diag_is_asked_for(const struct diag *diag, const char *id)
{
	(void)diag;
	return id != NULL;
}

const char *subject_message(void)
{
	return the_diag.message;
}

static bool is_subject(struct location at)
{
	const struct location wanted = SUBJECT_PLACE;

	return at.file != NULL && strcmp(at.file, wanted.file) == 0 && at.line == wanted.line &&
	       at.column == wanted.column;
}

static void report(struct diag *diag, enum severity severity, struct location at, const char *id,
		   const char *format, va_list list)
{
	int n = vsnprintf(diag->message, sizeof(diag->message), format, list);

	require(n > 0 && (size_t)n < sizeof(diag->message), "a message is empty or too long");
	if (severity == SEVERITY_NOTE)
		require(at.file != NULL, "a note has no place");
	else
		require(is_subject(at), "something was reported at another place");
	if (severity == SEVERITY_NOTE || severity == SEVERITY_HELP)
		require(diag->counts[SEVERITY_ERROR] + diag->counts[SEVERITY_WARNING] +
					diag->counts[SEVERITY_INFO] !=
				0,
			"a note or a help belongs to nothing");
	else
		require(id != NULL && id[0] != '\0', "something was reported without id");
	diag->counts[severity]++;
}

#define REPORT(severity, at, id)                                                                   \
	do {                                                                                       \
		va_list list;                                                                      \
		va_start(list, format);                                                            \
		report(diag, severity, at, id, format, list);                                      \
		va_end(list);                                                                      \
	} while (0)

void diag_error(struct diag *diag, struct location at, const char *id, const char *format, ...)
{
	REPORT(SEVERITY_ERROR, at, id);
}

void diag_warning(struct diag *diag, struct location at, const char *id, const char *format, ...)
{
	REPORT(SEVERITY_WARNING, at, id);
}

void diag_info(struct diag *diag, struct location at, const char *id, const char *format, ...)
{
	REPORT(SEVERITY_INFO, at, id);
}

void diag_note(struct diag *diag, struct location at, const char *format, ...)
{
	REPORT(SEVERITY_NOTE, at, NULL);
}

void diag_help(struct diag *diag, struct location at, const char *format, ...)
{
	REPORT(SEVERITY_HELP, at, NULL);
}

void diag_skip(struct diag *diag, const char *what, const char *because)
{
	(void)diag;
	require(what[0] != '\0' && because[0] != '\0', "a skip says nothing");
}
