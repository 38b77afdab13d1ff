/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/options.h"

/* A command with an option of each kind, and what came of the last command line. */
struct line {
	struct fixture *fixture;
	struct cmd cmd;
	bool force;
	const char *output;
	struct option_list include;
	struct option_list operands;
	size_t max_operands;
	bool takes_json;
};

static struct line line_of(struct fixture *fixture)
{
	return (struct line){ .fixture = fixture,
			      .cmd = { .arena = fixture->arena, .diag = fixture->diag },
			      .max_operands = 2 };
}

/* words: the arguments behind the command's name, separated by one blank. */
static int parse(struct line *line, const char *words)
{
	const struct option_spec options[] = {
		{ 'f', "force", NULL, "do it", &line->force, NULL, NULL },
		{ 'o', "output", "FILE", "write to FILE", NULL, &line->output, NULL },
		{ 'I', "a-very-long-option-name", "DIR", "search DIR", NULL, NULL, &line->include },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "frob [-f] FILE",
		.text = "Frobs.\n",
		.options = options,
		.takes_json = line->takes_json,
		.min_operands = 1,
		.max_operands = line->max_operands,
	};
	char *copy = arena_printf(line->fixture->arena, "%s", words);
	char *argv[16] = { arena_printf(line->fixture->arena, "frob") };
	int argc = 1;

	for (char *word; (word = strsep(&copy, " ")) != NULL;)
		argv[argc++] = word;
	return options_parse(&line->cmd, &usage, argc, argv, &line->operands);
}

static void forms_of_an_argument_are_equal(void **state)
{
	static const char *const forms[] = { "-o out in",       "-oout in",       "--output out in",
					     "--output=out in", "in -o out",      "in --output=out",
					     "-fo out in",      "-f -o out -- in" };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct line line = line_of(*state);

		assert_int_equal(parse(&line, forms[i]), 0);
		assert_string_equal(line.output, "out");
		assert_int_equal(line.operands.n, 1);
		assert_string_equal(line.operands.items[0], "in");
		assert_int_equal(line.force, i >= 6);
		expect_report(line.cmd.diag, "");
	}
}

static void the_last_value_counts_and_lists_collect(void **state)
{
	struct line line = line_of(*state);

	assert_int_equal(parse(&line, "-o a -o b -I x in -I y --a-very-long-option-name=z"), 0);
	assert_string_equal(line.output, "b");
	assert_int_equal(line.include.n, 3);
	assert_string_equal(line.include.items[0], "x");
	assert_string_equal(line.include.items[1], "y");
	assert_string_equal(line.include.items[2], "z");
}

static void operands_may_look_like_options(void **state)
{
	struct line line = line_of(*state);

	assert_int_equal(parse(&line, "- -- -f"), 0);
	assert_int_equal(line.operands.n, 2);
	assert_string_equal(line.operands.items[0], "-");
	assert_string_equal(line.operands.items[1], "-f");
	assert_false(line.force);
}

/* An argument may look like anything. */
static void arguments_may_look_like_options(void **state)
{
	struct line line = line_of(*state);

	assert_int_equal(parse(&line, "-o -f --output=--x= in"), 0);
	assert_string_equal(line.output, "--x=");
	assert_false(line.force);
}

static void common_options_are_known(void **state)
{
	struct line line = line_of(*state);

	line.takes_json = true;
	assert_int_equal(parse(&line, "-q --json in"), 0);
	assert_true(line.cmd.quiet);
	assert_true(line.cmd.json);
}

static void wrong_lines_are_refused(void **state)
{
	static const struct {
		const char *words;
		const char *report;
	} wrong[] = {
		{ "--frce in", "unknown option --frce\nxpack: help: did you mean --force?" },
		{ "--forced in", "unknown option --forced\nxpack: help: did you mean --force?" },
		{ "--jsn in", "unknown option --jsn" },
		{ "-x in", "unknown option -x" },
		{ "-fx in", "unknown option -x" },
		{ "--json in", "unknown option --json" },
		{ "--force=yes in", "option --force takes no argument" },
		{ "in -o", "option --output needs an argument" },
		{ "in --output", "option --output needs an argument" },
		{ "-f", "too few arguments" },
		{ "a b c", "unexpected argument 'c'" },
		{ "-- a b --force", "unexpected argument '--force'" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct fixture *fixture = *state;
		struct line line = line_of(fixture);

		assert_int_equal(parse(&line, wrong[i].words), -1);
		assert_int_equal(diag_exit_code(fixture->diag), EXIT_USAGE);
		expect_report(fixture->diag, arena_printf(fixture->arena,
							  "xpack: error: [usage] %s\n"
							  "xpack: help: usage: xpack frob [-f] "
							  "FILE\n",
							  wrong[i].report));
		fixture_forget(fixture);
	}
}

/* However long an argument is, the report stays one line. */
static void long_arguments_do_no_harm(void **state)
{
	struct fixture *fixture = *state;
	struct line line = line_of(fixture);
	char *words = arena_alloc(fixture->arena, 5001);

	memset(words, 'x', 5000);
	memcpy(words, "--", 2);
	assert_int_equal(parse(&line, words), -1);
	expect_id(fixture->diag, "usage");
}

/* stdout of a call that prints its help. */
static char *help_of(struct line *line, const char *words)
{
	int saved = dup(STDOUT_FILENO);
	int result;

	fflush(stdout);
	assert_non_null(freopen("help", "w", stdout));
	result = parse(line, words);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_int_equal(result, -1);
	return fixture_read(line->fixture, "help");
}

static void help_names_every_option(void **state)
{
	struct line line = line_of(*state);
	const char *help;

	line.takes_json = true;
	help = help_of(&line, "--help");
	assert_string_equal(help,
			    "usage: xpack frob [-f] FILE\n\n"
			    "Frobs.\n\n"
			    "options:\n"
			    "  -f, --force           do it\n"
			    "  -o, --output FILE     write to FILE\n"
			    "  -I, --a-very-long-option-name DIR\n"
			    "                        search DIR\n"
			    "  -q, --quiet           print nothing but errors and warnings\n"
			    "  -h, --help            print this help\n"
			    "      --json            print the result as JSON on stdout\n"
			    "\n"
			    "exit codes:\n"
			    "  0  done\n"
			    "  1  the input is wrong: configuration, ELF or ABI; every error was "
			    "printed\n"
			    "  2  the command line is wrong\n"
			    "  3  not authentic: signature, hash or profile\n"
			    "  4  the machine failed: I/O, memory, device\n"
			    "  5  the target refused or reads back differently\n");
	expect_report(line.cmd.diag, "");
	assert_int_equal(diag_exit_code(line.cmd.diag), EXIT_DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(forms_of_an_argument_are_equal),
		FIXTURE_TEST(the_last_value_counts_and_lists_collect),
		FIXTURE_TEST(operands_may_look_like_options),
		FIXTURE_TEST(arguments_may_look_like_options),
		FIXTURE_TEST(common_options_are_known),
		FIXTURE_TEST(wrong_lines_are_refused),
		FIXTURE_TEST(long_arguments_do_no_harm),
		FIXTURE_TEST_IN_DIRECTORY(help_names_every_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
