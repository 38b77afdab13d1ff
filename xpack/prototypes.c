/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "prototypes.h"

#include <stdlib.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "record.h"

#define PROTOTYPES ".xpack.prototypes"

struct prototype {
	const char *name;
	const char *text; /* normalised */
	bool strong;
};

struct prototype_reader {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	const struct elf *guest;
	struct imports *imports;
	struct prototype *prototypes;
	size_t n_prototypes;
};

static const char *read_requirement(struct prototype_reader *reader, const struct record *record)
{
	struct imports *imports = reader->imports;
	const char *texts[2];
	const char *defect = record_texts(record, XPACK_PAIR_TEXT_OFFSET, texts, 2);

	if (defect != NULL)
		return defect;
	if (imports->abi_name == NULL) {
		imports->abi_name = texts[0];
		imports->abi_version = texts[1];
	} else if (strcmp(imports->abi_name, texts[0]) != 0 ||
		   strcmp(imports->abi_version, texts[1]) != 0) {
		diag_error(reader->diag, reader->at, "import-abi",
			   "'%s' requires the ABI '%s' version '%s' and '%s' version '%s'",
			   reader->guest->path, imports->abi_name, imports->abi_version, texts[0],
			   texts[1]);
	}
	return NULL;
}

static const char *read_prototype(struct prototype_reader *reader, const struct record *record,
				  bool strong)
{
	const char *texts[2];
	const char *defect = record_texts(record, XPACK_PAIR_TEXT_OFFSET, texts, 2);

	if (defect != NULL)
		return defect;
	if (!record_is_name(texts[0]) || texts[1][0] == '\0')
		return "a name or a prototype is missing";
	reader->prototypes = arena_grow(reader->arena, reader->prototypes, reader->n_prototypes,
					sizeof(*reader->prototypes));
	reader->prototypes[reader->n_prototypes++] =
		(struct prototype){ texts[0], abi_normalise(reader->arena, texts[1]), strong };
	return NULL;
}

static void read_records(struct prototype_reader *reader)
{
	struct record_walk walk = { .elf = reader->guest, .prefix = PROTOTYPES };
	struct record record;
	int found;

	while ((found = record_next(&walk, &record)) != 0) {
		const char *defect = "its magic is not known";

		if (found < 0)
			defect = walk.defect;
		else if (record_is(&record, XPACK_PROTOTYPE_MAGIC))
			defect = read_prototype(reader, &record, false);
		else if (record_is(&record, XPACK_STRONG_MAGIC))
			defect = read_prototype(reader, &record, true);
		else if (record_is(&record, XPACK_ABI_MAGIC))
			defect = read_requirement(reader, &record);
		if (defect != NULL)
			diag_error(reader->diag, reader->at, "import-record",
				   "'%s': record at 0x%zx of section '%.64s': %s",
				   reader->guest->path, record.offset, record.section->name,
				   defect);
		if (found < 0)
			return;
	}
}

/* By name, equal ones by their text: neighbours are then equal or differ. */
static int compare_prototypes(const void *a, const void *b)
{
	const struct prototype *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order != 0 ? order : strcmp(left->text, right->text);
}

/* The first prototype of that name among the sorted ones, NULL without any. */
static const struct prototype *find_prototype(const struct prototype_reader *reader,
					      const char *name)
{
	size_t low = 0, high = reader->n_prototypes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(reader->prototypes[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == reader->n_prototypes || strcmp(reader->prototypes[low].name, name) != 0)
		return NULL;
	return &reader->prototypes[low];
}

static void report_lost(const struct prototype_reader *reader, const char *name)
{
	diag_error(reader->diag, reader->at, "import-lost",
		   "'%s' has lost the prototype of its import '%s'", reader->guest->path, name);
}

static void help_lost(const struct prototype_reader *reader)
{
	diag_help(reader->diag, reader->at,
		  "keep the section " PROTOTYPES ": a linker script must not discard it");
}

/* All prototypes of one name are equal, or the first two that are not are shown. */
static void test_equal(const struct prototype_reader *reader, const struct prototype *first)
{
	const struct prototype *end = reader->prototypes + reader->n_prototypes;
	const struct location file = location_of_file(reader->guest->path);

	for (const struct prototype *p = first + 1; p < end; p++) {
		if (strcmp(p->name, first->name) != 0)
			return;
		if (strcmp(p->text, first->text) == 0)
			continue;
		diag_error(reader->diag, reader->at, "import-prototypes",
			   "'%s' was compiled with two prototypes of '%s'", reader->guest->path,
			   first->name);
		diag_note(reader->diag, file, "one is:   %s", first->text);
		diag_note(reader->diag, file, "other is: %s", p->text);
		diag_help(reader->diag, reader->at,
			  "compile all sources of the guest with the same header");
		return;
	}
}

/* A group keeps the record of one unit.  Where that says weak, another may still need it. */
static bool is_strong(const struct prototype_reader *reader, const struct prototype *first)
{
	const struct prototype *end = reader->prototypes + reader->n_prototypes;

	for (const struct prototype *p = first; p < end && strcmp(p->name, first->name) == 0; p++)
		if (p->strong)
			return true;
	return false;
}

void prototypes_read(struct arena *arena, struct diag *diag, struct location at,
		     const struct elf *guest, struct imports *imports)
{
	struct prototype_reader reader = {
		.arena = arena, .diag = diag, .at = at, .guest = guest, .imports = imports
	};
	size_t n_lost = 0;

	read_records(&reader);
	if (reader.n_prototypes != 0)
		qsort(reader.prototypes, reader.n_prototypes, sizeof(*reader.prototypes),
		      compare_prototypes);
	for (size_t i = 0; i < imports->n_imports; i++) {
		struct import *import = &imports->imports[i];
		const struct prototype *first;

		/* An import with several windows stands here once for each. */
		if (i > 0 && strcmp(import[-1].name, import->name) == 0) {
			import->prototype = import[-1].prototype;
			import->weak = import[-1].weak;
			continue;
		}
		first = find_prototype(&reader, import->name);
		if (first == NULL) {
			report_lost(&reader, import->name);
			n_lost++;
			continue;
		}
		import->prototype = first->text;
		import->weak = import->weak && !is_strong(&reader, first);
		test_equal(&reader, first);
	}
	if (n_lost != 0)
		help_lost(&reader);
}
