/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "options.h"

#include <stdio.h>
#include <string.h>

#include "crew.h"
#include "nearest.h"
#include "quantity.h"

#define HELP_COLUMN 24
#define HELP_WIDTH 80

static const char exit_codes[] =
	"exit codes:\n"
	"  0  done\n"
	"  1  the input is wrong: configuration, ELF or ABI; every error was printed\n"
	"  2  the command line is wrong\n"
	"  3  not authentic: signature, hash or profile\n"
	"  4  the machine failed: I/O, memory, device\n"
	"  5  the target refused or reads back differently\n";

/* The command line being parsed. */
struct parsing {
	struct cmd *cmd;
	const struct usage *usage;
	const struct option_spec *common;
	int argc;
	char **argv;
	int at; /* the argument that is being read */
	bool help;
};

/* How much of the text goes on a line of so many columns: whole words, and what stands in brackets
 * together. */
static size_t fitting(const char *text, size_t most)
{
	size_t n = 0;
	unsigned depth = 0;

	for (size_t i = 0; text[i] != '\0'; i++) {
		depth += text[i] == '[';
		depth -= text[i] == ']' && depth > 0;
		if (text[i] != ' ' || depth > 0)
			continue;
		if (n > 0 && i > most)
			return n;
		n = i;
	}
	return n == 0 || strlen(text) <= most ? strlen(text) : n;
}

/* From the column on, as many words on a line as fit. */
static void print_words(const char *text, int column)
{
	size_t n;

	while (n = fitting(text, (size_t)(HELP_WIDTH - column)), text[n] != '\0') {
		printf("%.*s\n%*s", (int)n, text, column, "");
		text += n + 1;
	}
	puts(text);
}

static void print_option(const struct option_spec *spec)
{
	char letter[] = { '-', spec->letter, ',', '\0' };
	int n = printf("  %-3s --%s%s%s", spec->letter != 0 ? letter : "", spec->name,
		       spec->argument != NULL ? " " : "",
		       spec->argument != NULL ? spec->argument : "");

	if (n + 2 > HELP_COLUMN)
		n = printf("\n") - 1;
	printf("%*s", HELP_COLUMN - n, "");
	print_words(spec->help, HELP_COLUMN);
}

static void print_help(const struct parsing *parsing)
{
	const struct option_spec *spec;

	int column = printf("usage: xpack ");

	print_words(parsing->usage->synopsis, column);
	printf("\n%s\noptions:\n", parsing->usage->text);
	for (spec = parsing->usage->options; spec->name != NULL; spec++)
		print_option(spec);
	for (spec = parsing->common; spec->name != NULL; spec++)
		print_option(spec);
	printf("\n%s", exit_codes);
}

/* For the caller to return, behind what it has reported. */
static int help_usage(const struct parsing *parsing)
{
	diag_help(parsing->cmd->diag, (struct location){ 0 }, "usage: xpack %s",
		  parsing->usage->synopsis);
	return -1;
}

#define FAIL(parsing, ...)                                                                         \
	(diag_fail((parsing)->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",              \
		   __VA_ARGS__),                                                                   \
	 help_usage(parsing))

static const struct option_spec *find(const struct option_spec *specs, const char *name, size_t n,
				      char letter)
{
	for (; specs->name != NULL; specs++)
		if (letter != 0 ? specs->letter == letter
				: strlen(specs->name) == n && strncmp(specs->name, name, n) == 0)
			return specs;
	return NULL;
}

static const struct option_spec *find_anywhere(const struct parsing *parsing, const char *name,
					       size_t n, char letter)
{
	const struct option_spec *spec = find(parsing->usage->options, name, n, letter);

	return spec != NULL ? spec : find(parsing->common, name, n, letter);
}

static void append(struct arena *arena, struct option_list *list, const char *item)
{
	list->items = arena_grow(arena, list->items, list->n, sizeof(*list->items));
	list->items[list->n++] = item;
}

/* attached: the text behind "=" or behind the letter; NULL when there is none. */
static int apply(struct parsing *parsing, const struct option_spec *spec, const char *attached)
{
	if (spec->argument == NULL) {
		if (attached != NULL)
			return FAIL(parsing, "option --%s takes no argument", spec->name);
		*spec->flag = true;
		return 0;
	}
	if (attached == NULL) {
		if (parsing->at + 1 == parsing->argc)
			return FAIL(parsing, "option --%s needs an argument", spec->name);
		attached = parsing->argv[++parsing->at];
	}
	if (spec->list != NULL)
		append(parsing->cmd->arena, spec->list, attached);
	else
		*spec->value = attached;
	return 0;
}

static void try_names(struct nearest *nearest, const struct option_spec *specs)
{
	for (; specs->name != NULL; specs++)
		nearest_try(nearest, specs->name);
}

static int fail_unknown(struct parsing *parsing, const char *name)
{
	struct diag *diag = parsing->cmd->diag;
	struct nearest nearest = nearest_to(name);

	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage", "unknown option --%s", name);
	try_names(&nearest, parsing->usage->options);
	try_names(&nearest, parsing->common);
	if (nearest.name != NULL)
		diag_help(diag, (struct location){ 0 }, "did you mean --%s?", nearest.name);
	return help_usage(parsing);
}

static int parse_long(struct parsing *parsing, const char *text)
{
	const char *equals = strchr(text, '=');
	size_t n = equals != NULL ? (size_t)(equals - text) : strlen(text);
	const struct option_spec *spec = find_anywhere(parsing, text, n, 0);

	if (spec == NULL)
		return fail_unknown(parsing, arena_text(parsing->cmd->arena, text, n));
	return apply(parsing, spec, equals != NULL ? equals + 1 : NULL);
}

static int parse_letters(struct parsing *parsing, const char *text)
{
	for (; *text != '\0'; text++) {
		const struct option_spec *spec = find_anywhere(parsing, NULL, 0, *text);

		if (spec == NULL)
			return FAIL(parsing, "unknown option -%c", *text);
		if (spec->argument != NULL)
			return apply(parsing, spec, text[1] != '\0' ? text + 1 : NULL);
		if (apply(parsing, spec, NULL) != 0)
			return -1;
	}
	return 0;
}

static int parse_all(struct parsing *parsing, struct option_list *operands)
{
	bool only_operands = false;

	for (parsing->at = 1; parsing->at < parsing->argc; parsing->at++) {
		const char *text = parsing->argv[parsing->at];
		int result = 0;

		if (only_operands || text[0] != '-' || text[1] == '\0')
			append(parsing->cmd->arena, operands, text);
		else if (strcmp(text, "--") == 0)
			only_operands = true;
		else if (text[1] == '-')
			result = parse_long(parsing, text + 2);
		else
			result = parse_letters(parsing, text + 1);
		if (result != 0)
			return -1;
	}
	return 0;
}

int options_parse(struct cmd *cmd, const struct usage *usage, int argc, char **argv,
		  struct option_list *operands)
{
	struct parsing parsing = { .cmd = cmd, .usage = usage, .argc = argc, .argv = argv };
	const struct option_spec common[] = {
		{ 'q', "quiet", NULL, "print nothing but errors and warnings", &cmd->quiet, NULL,
		  NULL },
		{ 'h', "help", NULL, "print this help", &parsing.help, NULL, NULL },
		{ .name = usage->takes_json ? "json" : NULL,
		  .help = "print the result as JSON on stdout",
		  .flag = &cmd->json },
		{ .name = NULL },
	};

	parsing.common = common;
	*operands = (struct option_list){ NULL, 0 };
	if (parse_all(&parsing, operands) != 0)
		return -1;
	if (parsing.help) {
		print_help(&parsing);
		return -1;
	}
	if (operands->n < usage->min_operands)
		return FAIL(&parsing, "too few arguments");
	if (operands->n > usage->max_operands)
		return FAIL(&parsing, "unexpected argument '%s'",
			    operands->items[usage->max_operands]);
	return 0;
}

void options_fail(struct cmd *cmd, const struct usage *usage, const char *message)
{
	struct parsing parsing = { .cmd = cmd, .usage = usage };

	(void)FAIL(&parsing, "%s", message);
}

static int fail_number(struct cmd *cmd, const char *name, const char *text, const char *why)
{
	diag_fail(cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage", "--%s '%s': %s", name,
		  text, why);
	return -1;
}

int options_threads(struct cmd *cmd, const char *text, unsigned *n_threads)
{
	const char *why = "between 1 and 64 are possible";
	uint64_t value = 0;

	*n_threads = 0;
	if (text == NULL)
		return 0;
	if (quantity_parse(QUANTITY_COUNT, text, &value, &why) != 0 || value < 1 ||
	    value > CREW_MAX)
		return fail_number(cmd, "jobs", text, why);
	*n_threads = (unsigned)value;
	return 0;
}

int options_sequence(struct cmd *cmd, const char *text, const uint32_t **number)
{
	uint32_t *sequence = arena_alloc(cmd->arena, sizeof(*sequence));
	const char *why = NULL;
	uint64_t value = 0;

	*number = NULL;
	if (text == NULL)
		return 0;
	if (quantity_parse(QUANTITY_COUNT, text, &value, &why) != 0)
		return fail_number(cmd, "sequence", text, why);
	*sequence = (uint32_t)value;
	*number = sequence;
	return 0;
}
