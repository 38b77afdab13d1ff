/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What a guest imports: its records against the windows that its code holds. */
#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "link.h"
#include "prototypes.h"
#include "record.h"
#include "windows.h"

#define SECTIONS ".xpack"
#define IMPORTS ".xpack.imports"
#define STUBS ".xpack.stubs"
#define WINDOW_SYMBOL "__xpack_import_"

struct import_record {
	const char *name;
	uint64_t window;
	bool weak;
	bool defined; /* the guest has a definition of its own */
	bool folded;  /* another name is at the same window */
};

struct import_reader {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	const struct elf *guest;
	struct windows windows;
	struct import_record *records;
	size_t n_records;
	struct imports *imports;
};

#define import_error(reader, id, ...) diag_error((reader)->diag, (reader)->at, id, __VA_ARGS__)
#define import_help(reader, ...) diag_help((reader)->diag, (reader)->at, __VA_ARGS__)

/* NULL, or what is wrong with the record's own fields. */
static const char *read_record(struct import_reader *reader, const struct record *record)
{
	const uint8_t *bytes = record->bytes.data;
	uint32_t version = elf_get32(reader->guest, bytes + XPACK_IMPORT_VERSION_OFFSET);
	struct import_record import = {
		.name = record_name(
			span_part(record->bytes, XPACK_IMPORT_NAME_OFFSET, XPACK_NAME_SIZE)),
		.window = elf_get32(reader->guest, bytes + XPACK_IMPORT_WINDOW_OFFSET),
		.weak = (version & XPACK_IMPORT_FLAG_WEAK) != 0,
		.defined = elf_get32(reader->guest, bytes + XPACK_IMPORT_DEFINED_OFFSET) != 0,
	};

	if (!record_is(record, XPACK_IMPORT_MAGIC))
		return "its magic is not known";
	if ((version & ~(uint32_t)XPACK_IMPORT_FLAG_WEAK) != (uint32_t)XPACK_IMPORT_VERSION << 16)
		return "its version or a flag is not known";
	if (import.name == NULL)
		return "its name is not an identifier of at most 55 characters";
	reader->records = arena_grow(reader->arena, reader->records, reader->n_records,
				     sizeof(*reader->records));
	reader->records[reader->n_records++] = import;
	return NULL;
}

static void read_records(struct import_reader *reader)
{
	struct record_walk walk = { .elf = reader->guest,
				    .prefix = IMPORTS,
				    .size = XPACK_IMPORT_SIZE };
	struct record record;
	int found;

	while ((found = record_next(&walk, &record)) != 0) {
		const char *defect = found < 0 ? walk.defect : read_record(reader, &record);

		if (defect != NULL)
			import_error(reader, "import-record",
				     "'%s': record at 0x%zx of section '%.64s': %s",
				     reader->guest->path, record.offset, record.section->name,
				     defect);
		if (found < 0)
			return;
	}
}

static int compare_by_window(const void *a, const void *b)
{
	const struct import_record *left = a, *right = b;

	if (left->window != right->window)
		return left->window < right->window ? -1 : 1;
	return strcmp(left->name, right->name);
}

static int compare_by_name(const void *a, const void *b)
{
	const struct import_record *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (order != 0)
		return order;
	if (left->window != right->window)
		return left->window < right->window ? -1 : 1;
	return 0;
}

static void sort_records(struct import_reader *reader, int (*compare)(const void *a, const void *b))
{
	if (reader->n_records != 0)
		qsort(reader->records, reader->n_records, sizeof(*reader->records), compare);
}

/* Two names at one window could not both be served. */
static void test_folded(struct import_reader *reader)
{
	sort_records(reader, compare_by_window);
	for (size_t i = 1; i < reader->n_records; i++) {
		struct import_record *a = &reader->records[i - 1], *b = &reader->records[i];

		if (a->window == 0 || a->window != b->window || strcmp(a->name, b->name) == 0)
			continue;
		a->folded = b->folded = true;
		import_error(reader, "import-folded",
			     "'%s': imports '%s' and '%s' share the window at 0x%08" PRIx64,
			     reader->guest->path, a->name, b->name, a->window);
		import_help(reader, "link without identical code folding (--icf=none)");
	}
}

/* Why there is no window where a record says. */
static const char *explain_window(const struct import_reader *reader,
				  const struct import_record *record)
{
	const struct elf_segment *segment =
		elf_segment_of(reader->guest, record->window, XPACK_WINDOW_SIZE);

	if (record->window % XPACK_WINDOW_SIZE != 0)
		return "is not a multiple of 64";
	if (segment == NULL)
		return "lies in no loaded bytes of the file";
	if ((segment->flags & PF_X) == 0)
		return "lies in a segment that is not executable";
	return "does not hold what the compiler put there: was the file packed before?";
}

static void test_window(const struct import_reader *reader, const struct import_record *record)
{
	struct window *window = windows_at(&reader->windows, record->window);

	if (record->window == 0) {
		import_error(reader, "import-window",
			     "'%s': the record of import '%s' has address 0", reader->guest->path,
			     record->name);
		import_help(reader, "the linker dropped the window but kept its record: a script "
				    "must place " STUBS ".* and may not discard it");
		return;
	}
	if (window != NULL)
		window->recorded = true;
	if (record->folded)
		return;
	if (window != NULL && strcmp(window->name, record->name) != 0) {
		import_error(reader, "import-window",
			     "'%s': the window of import '%s' at 0x%08" PRIx64 " is that of '%s'",
			     reader->guest->path, record->name, record->window, window->name);
	} else if (window == NULL || record->window % XPACK_WINDOW_SIZE != 0) {
		import_error(reader, "import-window",
			     "'%s': the window of import '%s' at 0x%08" PRIx64 " %s",
			     reader->guest->path, record->name, record->window,
			     explain_window(reader, record));
	}
}

static void test_windows(struct import_reader *reader)
{
	test_folded(reader);
	for (size_t i = 0; i < reader->n_records; i++)
		test_window(reader, &reader->records[i]);
}

/* The first record of that name, NULL without any.  Precondition: records are sorted by name. */
static struct import_record *find_record(const struct import_reader *reader, const char *name)
{
	size_t low = 0, high = reader->n_records;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(reader->records[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == reader->n_records || strcmp(reader->records[low].name, name) != 0)
		return NULL;
	return &reader->records[low];
}

/* The first record of a name speaks for all: weak when each is, defined when one is. */
static void merge_records(struct import_reader *reader)
{
	struct import_record *first = NULL;

	sort_records(reader, compare_by_name);
	for (size_t i = 0; i < reader->n_records; i++) {
		struct import_record *record = &reader->records[i];

		if (first == NULL || strcmp(first->name, record->name) != 0)
			first = record;
		first->weak = first->weak && record->weak;
		first->defined = first->defined || record->defined;
	}
}

/* Is that what the window's symbol stands for, by contents or by record? */
static bool leads_to_window(const struct import_reader *reader, const char *name, uint64_t vaddr)
{
	const struct import_record key = { .name = name, .window = vaddr };
	const struct window *window = windows_at(&reader->windows, vaddr);

	if (window != NULL && strcmp(window->name, name) == 0)
		return true;
	return reader->n_records != 0 && bsearch(&key, reader->records, reader->n_records,
						 sizeof(key), compare_by_name) != NULL;
}

/* A symbol named like a service, or a window's symbol that does not lead to a window of it. */
static void test_symbol(const struct import_reader *reader, const struct elf_symbol *symbol)
{
	const char *name = symbol->name;
	struct import_record *record;

	if (strncmp(name, WINDOW_SYMBOL, strlen(WINDOW_SYMBOL)) == 0) {
		name += strlen(WINDOW_SYMBOL);
		if (leads_to_window(reader, name, symbol->value))
			return;
	}
	record = find_record(reader, name);
	if (record != NULL)
		record->defined = true;
}

static void test_defined(struct import_reader *reader)
{
	const struct elf *guest = reader->guest;

	for (size_t i = 1; i < guest->n_symbols; i++)
		if (elf_symbol_defined(&guest->symbols[i]))
			test_symbol(reader, &guest->symbols[i]);
	for (size_t i = 0; i < reader->n_records; i++) {
		const struct import_record *record = &reader->records[i];

		if (!record->defined || find_record(reader, record->name) != record)
			continue;
		import_error(reader, "import-defined", "'%s' defines the service '%s' itself",
			     guest->path, record->name);
		import_help(reader, "code of the host does not belong into a guest: link it "
				    "without the host's library, or rename the function");
	}
}

static void report_lost(const struct import_reader *reader, const struct window *window)
{
	import_error(reader, "import-lost",
		     "'%s' has a window for service '%s' at 0x%08" PRIx64 ", but no record of it",
		     reader->guest->path, window->name, window->vaddr);
}

static void help_lost(const struct import_reader *reader)
{
	if (reader->guest->n_sections == 0)
		import_help(reader, "the file has no section headers: keep them when stripping");
	else
		import_help(reader, "llvm-strip and a linker script with /DISCARD/ : {*(*)} drop "
				    "the sections " IMPORTS ".*: use GNU strip, or keep them");
}

static void add_import(struct import_reader *reader, const struct window *window, bool weak)
{
	struct imports *imports = reader->imports;

	imports->imports = arena_grow(reader->arena, imports->imports, imports->n_imports,
				      sizeof(*imports->imports));
	imports->imports[imports->n_imports++] = (struct import){ .name = window->name,
								  .window = window->vaddr,
								  .segment = window->segment,
								  .weak = weak };
}

static int compare_imports(const void *a, const void *b)
{
	const struct import *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (order != 0)
		return order;
	return left->window < right->window ? -1 : 1;
}

/* Every window is served whose name has a record: groups that no linker folded leave more windows
 * than records. */
static void collect_imports(struct import_reader *reader)
{
	const struct windows *windows = &reader->windows;
	struct imports *imports = reader->imports;
	size_t n_lost = 0;

	for (size_t i = 0; i < windows->n_windows; i++) {
		const struct window *window = &windows->windows[i];
		const struct import_record *record = find_record(reader, window->name);

		if (record != NULL && window->vaddr % XPACK_WINDOW_SIZE == 0) {
			add_import(reader, window, record->weak);
		} else if (record == NULL && !window->recorded) {
			report_lost(reader, window);
			n_lost++;
		} else if (!window->recorded) {
			import_error(reader, "import-window",
				     "'%s': a window of import '%s' at 0x%08" PRIx64
				     " is not a multiple of 64",
				     reader->guest->path, window->name, window->vaddr);
		}
	}
	if (n_lost != 0)
		help_lost(reader);
	if (imports->n_imports != 0)
		qsort(imports->imports, imports->n_imports, sizeof(*imports->imports),
		      compare_imports);
}

/* Sections that say they hold windows do. */
static void test_sections(const struct import_reader *reader)
{
	size_t seen = 0;

	for (size_t i = 1; i < reader->guest->n_sections; i++) {
		const struct elf_section *section = &reader->guest->sections[i];

		if (!record_section_matches(section, STUBS))
			continue;
		seen += section->data.size;
		if (seen > reader->guest->file.size) {
			import_error(reader, "import-window", "'%s': sections of windows overlap",
				     reader->guest->path);
			return;
		}
		for (uint64_t offset = 0; offset < section->size; offset += XPACK_WINDOW_SIZE) {
			if (windows_at(&reader->windows, section->addr + offset) != NULL)
				continue;
			import_error(reader, "import-window",
				     "'%s': section '%.64s' holds no window at 0x%08" PRIx64,
				     reader->guest->path, section->name, section->addr + offset);
			break;
		}
	}
}

static bool has_sections(const struct elf *guest)
{
	for (size_t i = 1; i < guest->n_sections; i++)
		if (record_section_matches(&guest->sections[i], SECTIONS))
			return true;
	return false;
}

/* More bytes of code than addresses are not of one program, and would take hours to search. */
static bool is_searchable(const struct elf *guest)
{
	uint64_t size = 0;

	for (size_t i = 0; i < guest->n_segments; i++)
		if (elf_segment_loaded(&guest->segments[i]) &&
		    (guest->segments[i].flags & PF_X) != 0)
			size += guest->segments[i].file_size;
	return size <= UINT32_MAX;
}

int link_imports(struct arena *arena, struct diag *diag, struct location at,
		 const struct elf *guest, struct imports *imports)
{
	struct import_reader reader = {
		.arena = arena, .diag = diag, .at = at, .guest = guest, .imports = imports
	};
	const struct stub_machine *machine = stub_machine(guest->machine);
	unsigned before = diag_n_errors(diag);

	*imports = (struct imports){ 0 };
	if (machine == NULL || guest->is64) {
		if (!has_sections(guest))
			return 0;
		diag_error(diag, at, "import-machine", "'%s' has imports, but %s has no stubs",
			   guest->path, elf_machine_name(arena, guest->machine));
		return -1;
	}
	if (!is_searchable(guest)) {
		diag_error(diag, at, "import-window",
			   "'%s' has more executable bytes than there are addresses", guest->path);
		return -1;
	}
	windows_find(arena, machine, guest, &reader.windows);
	read_records(&reader);
	test_windows(&reader);
	merge_records(&reader);
	test_defined(&reader);
	collect_imports(&reader);
	prototypes_read(arena, diag, at, guest, imports);
	if (diag_n_errors(diag) == before)
		test_sections(&reader);
	return diag_n_errors(diag) == before ? 0 : -1;
}
