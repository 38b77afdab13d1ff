/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd_flash.h"
#include "flash_journal.h"
#include "interrupt.h"
#include "json.h"
#include "printable.h"

static void print_kept(const struct flashing *flashing, const struct flash_journal *journal,
		       struct json *json)
{
	json_open(json, "put-back", '[');
	for (size_t i = 0; i < journal->n; i++) {
		json_open(json, NULL, '{');
		json_number(json, "address",
			    flashing->job.identity.start + journal->pieces[i].offset);
		json_number(json, "bytes", journal->pieces[i].bytes.size);
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* What --json has of it. */
static void print_line(const struct flashing *flashing, const struct flash_journal *journal)
{
	const struct container *parsed = &flashing->image->file.parsed;
	const struct target_program *program = flashing->program;
	const struct flash_job *job = &flashing->job;
	struct json json = json_begin_line(stdout);

	json_open(&json, NULL, '{');
	json_text(&json, "phase", "target");
	json_span(&json, "image", parsed->description);
	json_span(&json, "board", parsed->board);
	json_number(&json, "security-version", parsed->security_version);
	json_text(&json, "target", job->identity.text);
	json_number(&json, "address",
		    program != NULL ? program->entry : job->identity.start + job->offset);
	json_number(&json, "bytes",
		    program != NULL ? flash_program_size(program) : job->bytes.size);
	if (flashing->has_slots)
		json_text(&json, "container", flash_slot_name(flashing->slot));
	if (journal != NULL && journal->n != 0)
		print_kept(flashing, journal, &json);
	json_close(&json, '}');
	json_end(&json);
	fflush(stdout);
}

static void put_span(struct span text)
{
	printable_put_part((const char *)text.data, text.size, stderr);
}

/* Which bytes beside the image an interrupted run kept. */
static void show_kept(const struct flashing *flashing, const struct flash_journal *journal)
{
	for (size_t i = 0; i < journal->n; i++) {
		const struct flash_piece *piece = &journal->pieces[i];
		uint64_t start = flashing->job.identity.start + piece->offset;

		fprintf(stderr,
			"kept    0x%08" PRIx64 "..0x%08" PRIx64
			", by the run that was interrupted; is put back\n",
			start, start + piece->bytes.size - 1);
	}
}

static void show(const struct flashing *flashing, const struct flash_journal *journal)
{
	const struct container *parsed = &flashing->image->file.parsed;
	const struct flash_job *job = &flashing->job;
	uint64_t start = job->identity.start + job->offset;

	fputs("image   ", stderr);
	put_span(parsed->description);
	fputs(" for ", stderr);
	put_span(parsed->board);
	fprintf(stderr, ", security version %u, %zu bytes%s\n", parsed->security_version,
		job->bytes.size, flashing->options.container ? " without its loader" : "");
	fputs("target  ", stderr);
	printable_put(job->identity.text, stderr);
	if (flashing->program != NULL) {
		fprintf(stderr, "\nplace   RAM: %zu images, %" PRIu64 " bytes, to be started\n",
			flashing->program->n_pieces, flash_program_size(flashing->program));
		return;
	}
	fprintf(stderr, "\nplace   0x%08" PRIx64 "..0x%08" PRIx64 "%s%s\n", start,
		start + job->bytes.size - 1, flashing->has_slots ? ", container " : "",
		flashing->has_slots ? flash_slot_name(flashing->slot) : "");
	show_kept(flashing, journal);
}

static int ask(const struct flashing *flashing)
{
	char answer[16];

	fputs("Write it? [y/N] ", stderr);
	fflush(stderr);
	/* Ctrl-C is an answer, too, though the target may hold signals back. */
	if (!interrupt_wait(STDIN_FILENO))
		return -1;
	if (fgets(answer, sizeof(answer), stdin) != NULL) {
		answer[strcspn(answer, "\n")] = '\0';
		if (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0)
			return 0;
	}
	diag_fail(flashing->cmd->diag, EXIT_TARGET, location_of_file(flashing->options.to),
		  "flash-declined", "nothing was written: the answer was no");
	return -1;
}

int flash_confirm(const void *who, const struct flash_journal *journal)
{
	const struct flashing *flashing = who;
	struct diag *diag = flashing->cmd->diag;
	bool asks = !flashing->options.yes && isatty(STDIN_FILENO) != 0;

	if (flashing->cmd->json)
		print_line(flashing, journal);
	if (asks || (!flashing->cmd->json && !flashing->cmd->quiet))
		show(flashing, journal);
	if (flashing->options.yes)
		return 0;
	if (asks)
		return ask(flashing);
	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "nobody can be asked whether this target is meant");
	diag_help(diag, (struct location){ 0 }, "--yes writes without a question");
	return -1;
}
