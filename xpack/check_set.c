/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of words that the packer writes (Set): their form, and what they refer to. */

#include <inttypes.h>

#include "check.h"
#include "facts.h"

/* A Set and where it stands. */
struct one {
	const struct check_context *context;
	const struct partition *owner; /* NULL: the host */
	const struct set *set;
};

static void for_each(const struct check_context *context, void (*look)(const struct one *one))
{
	const struct system *system = context->system;

	for (size_t i = 0; i < system->host.n_sets; i++)
		look(&(struct one){ context, NULL, &system->host.sets[i] });
	for (size_t i = 0; i < system->n_partitions; i++)
		for (size_t j = 0; j < system->partitions[i].n_sets; j++)
			look(&(struct one){ context, &system->partitions[i],
					    &system->partitions[i].sets[j] });
}

static void refuse(const struct one *one, struct location at, const char *what)
{
	diag_error(one->context->diag, at, "set-form", "%s", what);
}

/* Exactly one of two attributes. */
static void check_either(const struct one *one, struct location first, struct location second,
			 const char *both, const char *none)
{
	if (first.line != 0 && second.line != 0)
		refuse(one, second, both);
	else if (first.line == 0 && second.line == 0)
		refuse(one, one->set->at, none);
}

/* What a value may be a fact of. */
struct subjects {
	bool partition, blob, area;
	bool needed; /* in the host: one of them */
	const char *what;
};

static struct subjects subjects_of(const struct set *set)
{
	static const struct subjects of_value[] = {
		[FACT_NUMBER] = { .what = "a number" },
		[FACT_SIZE] = { true, true, true, true, "a size" },
		[FACT_ADDRESS] = { true, true, true, true, "an address" },
		[FACT_ENTRY] = { .partition = true, .needed = true, .what = "an entry" },
		[FACT_ID] = { .partition = true, .needed = true, .what = "an id" },
		[FACT_COUNT] = { .partition = true, .what = "this count" },
	};

	if (set->value == FACT_COUNT && set->of == COUNT_PARTITIONS)
		return (struct subjects){ .what = "the count of partitions" };
	return of_value[set->value];
}

static void check_subject(const struct one *one, const char *name, struct text given, bool may,
			  const char *what)
{
	if (text_given(given) && !may)
		refuse(one, given.at,
		       arena_printf(one->context->arena, "'%s' has no meaning for %s", name, what));
}

static void check_subjects(const struct one *one)
{
	const struct set *set = one->set;
	struct subjects may = subjects_of(set);

	check_subject(one, "partition", set->partition, may.partition, may.what);
	check_subject(one, "blob", set->blob, may.blob, may.what);
	check_subject(one, "area", set->area, may.area, may.what);
	if (may.blob && text_given(set->blob) && text_given(set->area))
		refuse(one, set->area.at, "a Set is of a blob or of an area, not of both");
	if (may.needed && one->owner == NULL && !text_given(set->partition) &&
	    !(may.blob && (text_given(set->blob) || text_given(set->area))))
		refuse(one, set->value_name.at,
		       arena_printf(one->context->arena,
				    "this does not say of what it is %s: state %s", may.what,
				    may.blob ? "'partition', 'blob' or 'area'" : "'partition'"));
}

static void check_one_form(const struct one *one)
{
	const struct set *set = one->set;

	check_either(one, set->symbol.at, set->address.at,
		     "a Set has either 'symbol' or 'address', not both",
		     "a Set needs 'symbol' or 'address': where the word is");
	check_either(one, set->value_name.at, set->number.at,
		     "a Set has either 'value' or 'number', not both",
		     "a Set needs 'value' or 'number': what the word is");
	if (set->value == FACT_COUNT && !text_given(set->of_name))
		refuse(one, set->value_name.at, "a count needs 'of': what is counted");
	if (set->value != FACT_COUNT && text_given(set->of_name))
		refuse(one, set->of_name.at, "'of' has a meaning for value=\"count\" only");
	if (text_given(set->value_name) != number_given(set->number))
		check_subjects(one);
}

static void check_form(const struct check_context *context)
{
	for_each(context, check_one_form);
}

/* blob is as area is. */
static void check_member(const struct one *one, const char *kind, struct text given,
			 const void *found, const struct partition *of, struct suggest_names names)
{
	const struct system *system = one->context->system;

	if (!text_given(given) || found != NULL)
		return;
	diag_error(one->context->diag, given.at, "set-unknown", "%s '%s' has no %s '%s'",
		   of != NULL ? "partition" : "host",
		   of != NULL ? of->name.value : system->host.name.value, kind, given.value);
	(void)!suggest_help(system, one->context->diag, names, given);
}

static void check_one_reference(const struct one *one)
{
	const struct system *system = one->context->system;
	const struct host *host = &system->host;
	const struct set *set = one->set;
	struct fact_subject subject = facts_subject(system, one->owner, set);
	const struct partition *of = subject.partition;

	if (text_given(set->partition) && of == NULL) {
		/* Of those around a partition alone nothing is known. */
		if (system->alone)
			return;
		diag_error(one->context->diag, set->partition.at, "set-unknown",
			   "there is no partition '%s'", set->partition.value);
		(void)!suggest_help(system, one->context->diag, suggest_partitions(system),
				    set->partition);
		return;
	}
	check_member(one, "blob", set->blob, subject.blob, of,
		     (struct suggest_names){ of != NULL ? of->blobs : host->blobs,
					     of != NULL ? of->n_blobs : host->n_blobs,
					     sizeof(struct blob),
					     offsetof(struct blob, name.value) });
	check_member(one, "area", set->area, subject.area, of,
		     (struct suggest_names){ of != NULL ? of->areas : host->areas,
					     of != NULL ? of->n_areas : host->n_areas,
					     sizeof(struct area),
					     offsetof(struct area, name.value) });
}

static void check_references(const struct check_context *context)
{
	for_each(context, check_one_reference);
}

static void check_one_number(const struct one *one)
{
	const struct number *number = &one->set->number;
	uint64_t width = word_form_width(&one->set->form);

	if (number_known(*number) && !one->set->form.width.bad && width < sizeof(uint64_t) &&
	    number->value >> 8 * width != 0)
		diag_error(one->context->diag, number->at, "set-value",
			   "%" PRIu64 " does not fit %" PRIu64 " %s", number->value, width,
			   width == 1 ? "byte" : "bytes");
}

static void check_numbers(const struct check_context *context)
{
	for_each(context, check_one_number);
}

const struct check check_set[] = {
	{
		.id = "set-form",
		.title = "a Set says where, what, and of what",
		.rationale =
			"A word has one place and one value. With two of either, or with an "
			"attribute that has no meaning for the value, something else was meant "
			"than would be written, and the host would read a wrong number.",
		.source = "schemas/xpack-system.xsd, Set",
		.wrong = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" value=\"count\"/>\n"
			 "</Host>\n",
		.right = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" value=\"count\" of=\"partitions\"/>\n"
			 "</Host>\n",
		.run = check_form,
	},
	{
		.id = "set-unknown",
		.title = "what a Set is of exists",
		.rationale = "The size of a blob that is not there is no number. Mostly the name "
			     "was misspelled, or the blob is another owner's.",
		.source = "schemas/xpack-system.xsd, Set, partition, blob and area",
		.wrong = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" value=\"size\" area=\"mian\"/>\n"
			 "</Host>\n",
		.right = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" value=\"size\" area=\"main\"/>\n"
			 "</Host>\n",
		.run = check_references,
	},
	{
		.id = "set-value",
		.title = "the value of a Set fits its width",
		.rationale = "A number that is cut to its low bytes is another number: a module "
			     "of 65,540 bytes would have 4.",
		.source = "schemas/xpack-system.xsd, Set, width",
		.wrong = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" width=\"2\" number=\"0x10000\"/>\n"
			 "</Host>\n",
		.right = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" width=\"4\" number=\"0x10000\"/>\n"
			 "</Host>\n",
		.run = check_numbers,
	},
	{
		.id = "set-place",
		.title = "a Set writes a variable of its owner",
		.rationale =
			"A word goes to bytes that the loader places for this owner, .bss "
			"included: beyond them it would change somebody else's memory, or get "
			"lost. The symbol tells how large the variable is, so a word beside it is "
			"noticed. A partition's code, and the stubs in it, are written by no "
			"Set: what the supplier compiled is what runs.",
		.source = "schemas/xpack-system.xsd, Set; System V ABI, chapter 4, Symbol Table",
		.wrong = "<!-- host.elf: LOAD at 0x40000000, 8 bytes, RWE -->\n"
			 "<Host ...>\n"
			 "  <Set address=\"0x40000006\" number=\"1\"/>\n"
			 "</Host>\n",
		.right = "<!-- host.elf: LOAD at 0x40000000, 8 bytes, RWE -->\n"
			 "<Host ...>\n"
			 "  <Set address=\"0x40000004\" number=\"1\"/>\n"
			 "</Host>\n",
	},
	{
		.id = "set-overlap",
		.title = "every byte is set once",
		.rationale = "Of two words over each other the later one would win, and the host "
			     "would read a number that nobody meant.",
		.source = "schemas/xpack-system.xsd, Set",
		.wrong = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" number=\"1\"/>\n"
			 "  <Set address=\"0x40000003\" width=\"1\" number=\"2\"/>\n"
			 "</Host>\n",
		.right = "<Host ...>\n"
			 "  <Set address=\"0x40000000\" number=\"1\"/>\n"
			 "  <Set address=\"0x40000004\" width=\"1\" number=\"2\"/>\n"
			 "</Host>\n",
	},
	{ .id = NULL },
};
