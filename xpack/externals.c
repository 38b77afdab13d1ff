/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The records of L4 externals, each held against its stub. */
#include "externals.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define SECTIONS ".data.l4externals"
#define WORD EXTERNAL_SLOT_SIZE
/* What a slot may hold whose stub was left out: an offset in a section of code. */
#define MAX_DEAD_SLOT 0x10000u

enum array { NAMES, POINTERS, SLOTS, N_ARRAYS };

static const char *const array_names[N_ARRAYS] = { SECTIONS ".str", SECTIONS ".symtab",
						   SECTIONS ".jmptbl" };

struct external_reader {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	const struct elf *guest;
	const struct elf_section *arrays[N_ARRAYS];
	const struct elf_segment *slots; /* that holds them */
	struct external_stubs stubs;
	struct index stub_slots, stub_pointers; /* what the stubs name */
	bool *named;                            /* of each byte of the names: a pointer led there */
	struct externals *externals;
};

#define external_error(reader, id, ...)                                                            \
	diag_error((reader)->diag, (reader)->at, id, "'%s': " __VA_ARGS__)
#define external_help(reader, ...) diag_help((reader)->diag, (reader)->at, __VA_ARGS__)

bool externals_has_sections(const struct elf *elf)
{
	for (size_t i = 1; i < elf->n_sections; i++)
		if (record_section_matches(&elf->sections[i], SECTIONS))
			return true;
	return false;
}

static void section_error(const struct external_reader *reader, const char *name,
			  const char *defect)
{
	external_error(reader, "external-section", "section '%s' %s", reader->guest->path, name,
		       defect);
}

/* Each array once. */
static void find_arrays(struct external_reader *reader)
{
	const struct elf *guest = reader->guest;

	for (size_t i = 1; i < guest->n_sections; i++) {
		const struct elf_section *section = &guest->sections[i];

		for (unsigned k = 0; k < N_ARRAYS; k++) {
			if (strcmp(section->name, array_names[k]) != 0)
				continue;
			if (reader->arrays[k] != NULL)
				section_error(reader, array_names[k], "is there twice");
			reader->arrays[k] = section;
		}
	}
	for (unsigned k = 0; k < N_ARRAYS; k++)
		if (reader->arrays[k] == NULL)
			section_error(reader, array_names[k],
				      "is missing, but another of externals is there");
}

/* NULL, or why the array is not as the compiler and the linker make it. */
static const char *defect_of(struct external_reader *reader, enum array array)
{
	const struct elf_section *section = reader->arrays[array];
	const struct elf_segment *segment;

	if ((section->flags & SHF_ALLOC) == 0 || section->type != SHT_PROGBITS)
		return "is not loaded from the file";
	segment = elf_segment_of(reader->guest, section->addr, section->size);
	if (segment == NULL ||
	    segment->data.data + (section->addr - segment->vaddr) != section->data.data)
		return "does not lie in loaded bytes of the file";
	if (array == NAMES)
		return section->size == 0 || section->data.data[section->size - 1] != '\0'
			       ? "does not end with a NUL"
			       : NULL;
	if (section->size % WORD != 0)
		return "is not made of whole words of 4 bytes";
	if (array != SLOTS)
		return NULL;
	reader->slots = segment;
	return (segment->flags & PF_W) == 0 ? "lies in a segment that is not writable" : NULL;
}

static void test_disjoint(const struct external_reader *reader)
{
	for (unsigned i = 0; i < N_ARRAYS; i++)
		for (unsigned k = 0; k < i; k++)
			if (ranges_meet(reader->arrays[i]->addr, reader->arrays[i]->size,
					reader->arrays[k]->addr, reader->arrays[k]->size))
				section_error(reader, array_names[i],
					      arena_printf(reader->arena, "overlaps '%s'",
							   array_names[k]));
}

static size_t count_names(const struct external_reader *reader)
{
	struct span names = reader->arrays[NAMES]->data;
	size_t n = 0;

	for (size_t i = 0; i + 1 < names.size; i++)
		n += names.data[i] != '\0' && names.data[i + 1] == '\0';
	return n;
}

static size_t count_null_pointers(const struct external_reader *reader)
{
	struct span pointers = reader->arrays[POINTERS]->data;
	size_t n = 0;

	for (size_t i = 0; i < pointers.size; i += WORD)
		n += elf_get32(reader->guest, pointers.data + i) == 0;
	return n;
}

/* The arrays have one element for each record; of a dead record the name may have gone. */
static void test_counts(const struct external_reader *reader)
{
	size_t n_pointers = reader->arrays[POINTERS]->data.size / WORD;
	size_t n_slots = reader->arrays[SLOTS]->data.size / WORD;
	size_t n_names = count_names(reader), n_null = count_null_pointers(reader);

	if (n_pointers == n_slots && n_names + n_null == n_pointers)
		return;
	external_error(
		reader, "external-section",
		"the arrays of externals have %zu names, %zu pointers to names and %zu slots",
		reader->guest->path, n_names, n_pointers - n_null, n_slots);
	external_help(reader, "the linker must keep or drop the three sections of an object file "
			      "together");
}

/* A linker script may make sections although nothing is in them. */
static bool are_empty(const struct external_reader *reader)
{
	return reader->arrays[NAMES]->size == 0 && reader->arrays[POINTERS]->size == 0 &&
	       reader->arrays[SLOTS]->size == 0;
}

static int read_arrays(struct external_reader *reader)
{
	unsigned before = diag_n_errors(reader->diag);

	find_arrays(reader);
	if (diag_n_errors(reader->diag) != before)
		return -1;
	if (are_empty(reader))
		return 0;
	for (unsigned k = 0; k < N_ARRAYS; k++) {
		const char *defect = defect_of(reader, (enum array)k);

		if (defect != NULL)
			section_error(reader, array_names[k], defect);
	}
	if (diag_n_errors(reader->diag) != before)
		return -1;
	test_disjoint(reader);
	test_counts(reader);
	return diag_n_errors(reader->diag) == before ? 0 : -1;
}

/* The name that a pointer leads to.  NULL after an error. */
static const char *read_name(const struct external_reader *reader, uint32_t pointer)
{
	const struct elf_section *names = reader->arrays[NAMES];
	uint64_t offset = pointer - names->addr;
	const char *name;

	if (pointer < names->addr || offset >= names->size ||
	    (offset != 0 && names->data.data[offset - 1] != '\0')) {
		external_error(reader, "external-name",
			       "a pointer of externals, 0x%08" PRIx32
			       ", does not lead to the beginning of a name",
			       reader->guest->path, pointer);
		return NULL;
	}
	name = (const char *)names->data.data + offset; /* the section ends with a NUL */
	if (!record_is_name(name)) {
		external_error(reader, "external-name",
			       "the name of an external at 0x%08" PRIx32
			       " is not an identifier of at most 55 characters",
			       reader->guest->path, pointer);
		return NULL;
	}
	if (reader->named[offset]) {
		external_error(reader, "external-name",
			       "two pointers of externals lead to one name, '%s' at 0x%08" PRIx32,
			       reader->guest->path, name, pointer);
		return NULL;
	}
	reader->named[offset] = true;
	return name;
}

static bool is_in_memory(const struct elf *guest, uint32_t addr)
{
	for (size_t i = 0; i < guest->n_segments; i++) {
		const struct elf_segment *segment = &guest->segments[i];

		if (elf_segment_loaded(segment) &&
		    ranges_meet(segment->vaddr, segment->mem_size, addr, 1))
			return true;
	}
	return false;
}

/* A record whose stub was left out: none names it, and its slot leads nowhere.  The relocation of
 * the slot has nothing to lead to: it is 0, or as if the stub's section were at 0 (lld). */
static bool is_dead(const struct external_reader *reader, uint32_t slot, uint32_t value,
		    uint32_t pointer)
{
	return index_of_number(&reader->stub_slots, slot) == INDEX_NONE &&
	       index_of_number(&reader->stub_pointers, pointer) == INDEX_NONE &&
	       (value == 0 || (value < MAX_DEAD_SLOT && !is_in_memory(reader->guest, value)));
}

/* NULL after an error. */
static struct external_stub *find_stub(struct external_reader *reader, const char *name,
				       uint32_t slot, uint32_t value, uint32_t pointer)
{
	struct external_stub *stub = externals_stub_at(&reader->stubs, value - EXTERNAL_SLOT_FIRST);

	if (stub == NULL) {
		external_error(reader, "external-slot",
			       "the slot of '%s' at 0x%08" PRIx32 " holds 0x%08" PRIx32
			       ", which is not in a stub",
			       reader->guest->path, name, slot, value);
		external_help(reader, "name the guest as the linker made it: a slot leads into its "
				      "stub until it is filled");
		return NULL;
	}
	if (stub->slot != slot || stub->pointer != pointer ||
	    stub->resolver != reader->stubs.stubs[0].resolver) {
		external_error(reader, "external-stub",
			       "the stub of '%s' at 0x%08" PRIx32 " names another %s",
			       reader->guest->path, name, stub->addr,
			       stub->slot != slot         ? "slot"
			       : stub->pointer != pointer ? "record"
							  : "resolver than the first stub");
		return NULL;
	}
	/* In a segment that is writable and executable, they could lie in each other. */
	if (ranges_meet(stub->addr, EXTERNAL_STUB_SIZE, reader->arrays[SLOTS]->addr,
			reader->arrays[SLOTS]->size)) {
		external_error(reader, "external-stub",
			       "the stub of '%s' at 0x%08" PRIx32 " lies among the slots",
			       reader->guest->path, name, stub->addr);
		return NULL;
	}
	return stub;
}

static void add_external(struct external_reader *reader, const char *name,
			 struct external_stub *stub)
{
	struct externals *externals = reader->externals;

	stub->recorded = true;
	externals->externals[externals->n_externals++] = (struct external){
		.name = name, .stub = stub->addr, .slot = stub->slot, .segment = reader->slots
	};
}

static void read_record(struct external_reader *reader, size_t i)
{
	const struct elf_section *pointers = reader->arrays[POINTERS];
	const struct elf_section *slots = reader->arrays[SLOTS];
	uint32_t pointer_addr = (uint32_t)(pointers->addr + i * WORD);
	uint32_t slot = (uint32_t)(slots->addr + i * WORD);
	uint32_t pointer = elf_get32(reader->guest, pointers->data.data + i * WORD);
	uint32_t value = elf_get32(reader->guest, slots->data.data + i * WORD);
	const char *name = pointer == 0 ? NULL : read_name(reader, pointer);
	struct external_stub *stub;

	if (is_dead(reader, slot, value, pointer_addr)) {
		reader->externals->n_dead++;
		return;
	}
	if (pointer == 0)
		external_error(reader, "external-name",
			       "the external with the slot 0x%08" PRIx32 " has lost its name",
			       reader->guest->path, slot);
	if (name == NULL)
		return;
	stub = find_stub(reader, name, slot, value, pointer_addr);
	if (stub != NULL)
		add_external(reader, name, stub);
}

static void help_lost(const struct external_reader *reader)
{
	if (reader->guest->n_sections == 0)
		external_help(reader, "the file has no section headers: keep them when stripping");
	else
		external_help(reader,
			      "let the linker script place each of the three sections " SECTIONS
			      ".* in an output section of its own name, not in .data");
}

/* Calls that nobody would link. */
static void test_lost(const struct external_reader *reader)
{
	const struct external_stub *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < reader->stubs.n_stubs; i++) {
		if (reader->stubs.stubs[i].recorded)
			continue;
		if (first == NULL)
			first = &reader->stubs.stubs[i];
		n++;
	}
	if (n == 0)
		return;
	external_error(reader, "external-lost",
		       "%zu stub%s of L4 externals without record, the first at 0x%08" PRIx32,
		       reader->guest->path, n, n == 1 ? "" : "s", first->addr);
	help_lost(reader);
}

static int compare_externals(const void *a, const void *b)
{
	const struct external *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (order != 0)
		return order;
	return left->slot < right->slot ? -1 : left->slot > right->slot;
}

static int compare_name(const void *key, const void *item)
{
	return strcmp(key, ((const struct external *)item)->name);
}

static bool is_external(const struct externals *externals, const char *name)
{
	return externals->n_externals != 0 &&
	       bsearch(name, externals->externals, externals->n_externals,
		       sizeof(*externals->externals), compare_name) != NULL;
}

/* A stub's symbol is weak and has the function's name; a definition of the guest's own would have
 * taken its place. */
static void test_defined(const struct external_reader *reader)
{
	const struct elf *guest = reader->guest;

	for (size_t i = 1; i < guest->n_symbols; i++) {
		const struct elf_symbol *symbol = &guest->symbols[i];

		if (!elf_symbol_defined(symbol) || !is_external(reader->externals, symbol->name) ||
		    (symbol->value <= UINT32_MAX &&
		     externals_stub_at(&reader->stubs, (uint32_t)symbol->value) != NULL))
			continue;
		external_error(reader, "external-defined",
			       "the guest defines '%s' itself, at 0x%08" PRIx64, guest->path,
			       symbol->name, symbol->value);
		external_help(reader, "code of the host does not belong into a guest: link it "
				      "without the host's library, or rename the function");
	}
}

static void index_stubs(struct external_reader *reader)
{
	reader->stub_slots.arena = reader->stub_pointers.arena = reader->arena;
	for (size_t i = 0; i < reader->stubs.n_stubs; i++) {
		index_add_number(&reader->stub_slots, reader->stubs.stubs[i].slot, i);
		index_add_number(&reader->stub_pointers, reader->stubs.stubs[i].pointer, i);
	}
	index_sort(&reader->stub_slots);
	index_sort(&reader->stub_pointers);
}

static void read_records(struct external_reader *reader)
{
	struct externals *externals = reader->externals;
	size_t n = reader->arrays[SLOTS]->data.size / WORD;

	externals->slots_addr = reader->arrays[SLOTS]->addr;
	externals->slots_size = reader->arrays[SLOTS]->size;
	externals->externals = arena_array(reader->arena, n, sizeof(*externals->externals));
	index_stubs(reader);
	reader->named = arena_alloc(reader->arena, reader->arrays[NAMES]->data.size);
	for (size_t i = 0; i < n; i++)
		read_record(reader, i);
	if (externals->n_externals != 0)
		qsort(externals->externals, externals->n_externals, sizeof(*externals->externals),
		      compare_externals);
	test_defined(reader);
	if (externals->n_dead != 0)
		diag_info(reader->diag, reader->at, "external-dead",
			  "'%s': %zu record%s of externals without a stub: left as they are",
			  reader->guest->path, externals->n_dead,
			  externals->n_dead == 1 ? "" : "s");
}

/* Slots hold addresses, which only a program has that is loaded where it was linked. */
static int test_position(const struct external_reader *reader)
{
	const struct elf *guest = reader->guest;
	bool allocated = guest->has_dynamic;

	for (size_t i = 0; i < guest->n_relocations; i++)
		allocated = allocated || guest->relocations[i].allocated;
	if (guest->type == ET_EXEC && !allocated)
		return 0;
	external_error(reader, "external-position",
		       "a guest with L4 externals is not linked to fixed addresses", guest->path);
	external_help(reader, "link with -static -no-pie");
	return -1;
}

static bool has_shape(const struct elf *guest)
{
	return guest->machine == EM_386 && !guest->is64 && !guest->big_endian;
}

int externals_read(struct arena *arena, struct diag *diag, struct location at,
		   const struct elf *guest, struct externals *externals)
{
	struct external_reader reader = {
		.arena = arena, .diag = diag, .at = at, .guest = guest, .externals = externals
	};
	unsigned before = diag_n_errors(diag);
	bool has_sections = externals_has_sections(guest);

	*externals = (struct externals){ 0 };
	if (!has_shape(guest)) {
		if (has_sections)
			external_error(&reader, "external-machine",
				       "L4 externals are known for Intel 80386 only, not for %s",
				       guest->path, elf_machine_name(arena, guest->machine));
		return has_sections ? -1 : 0;
	}
	externals_find_stubs(arena, guest, &reader.stubs);
	if (!has_sections && reader.stubs.n_stubs == 0)
		return 0;
	if (test_position(&reader) != 0)
		return -1;
	if (has_sections && read_arrays(&reader) != 0)
		return -1;
	if (has_sections)
		read_records(&reader);
	if (diag_n_errors(diag) == before)
		test_lost(&reader);
	return diag_n_errors(diag) == before ? 0 : -1;
}
