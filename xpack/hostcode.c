/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "hostcode.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "externals.h"
#include "guest-bsp/include/xpack/records.h"
#include "record.h"

struct looker {
	struct diag *diag;
	const struct hostcode_input *input;
	struct index exports; /* names of services, then symbols of calls */
	struct index imports; /* names that have an import record */
};

static bool in_code(const struct elf *guest, const struct elf_symbol *symbol)
{
	return symbol->section < guest->n_sections && symbol->section != SHN_UNDEF &&
	       (guest->sections[symbol->section].flags & SHF_EXECINSTR) != 0;
}

/* Functions, and the labels of assembler code that has no types. */
static bool is_function(const struct elf *guest, const struct elf_symbol *symbol)
{
	if (symbol->name[0] == '\0' || symbol->section == SHN_UNDEF)
		return false;
	if (symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC)
		return true;
	return symbol->type == STT_NOTYPE && in_code(guest, symbol);
}

/* The linker was told an address for the name: a call that bypasses its window. */
static bool is_address(const struct elf_symbol *symbol)
{
	return symbol->section == SHN_ABS &&
	       (symbol->type == STT_NOTYPE || symbol->type == STT_FUNC);
}

size_t hostcode_n_functions(const struct elf *guest)
{
	size_t n = 0;

	for (size_t i = 1; i < guest->n_symbols; i++)
		if (is_function(guest, &guest->symbols[i]))
			n++;
	return n;
}

static void index_exports(struct looker *looker)
{
	const struct abi *abi = looker->input->abi;

	for (size_t i = 0; i < abi->n_services; i++) {
		index_add_name(&looker->exports, abi->services[i].name, i);
		if (abi->services[i].kind == SERVICE_CALL)
			index_add_name(&looker->exports, abi->services[i].symbol, i);
	}
	index_sort(&looker->exports);
}

/* What is wrong with records link_imports() has said. */
static void index_imports(struct looker *looker)
{
	struct record_walk walk = { .elf = looker->input->guest,
				    .prefix = ".xpack.imports",
				    .size = XPACK_IMPORT_SIZE };
	struct record record;

	while (record_next(&walk, &record) == 1) {
		const char *name = record_name(
			span_part(record.bytes, XPACK_IMPORT_NAME_OFFSET, XPACK_NAME_SIZE));

		if (name != NULL)
			index_add_name(&looker->imports, name, 0);
	}
	index_sort(&looker->imports);
}

/* The compiler's stub of an L4 external has the name of the service and is the guest's own. */
static bool is_l4_stub(const struct looker *looker, const struct elf_symbol *symbol)
{
	const struct linked *linked = looker->input->linked;

	for (size_t i = 0; linked != NULL && i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];

		if (change->kind == CHANGE_SLOT && strcmp(change->name, symbol->name) == 0 &&
		    elf_get32(looker->input->guest, change->before) ==
			    symbol->value + EXTERNAL_SLOT_FIRST)
			return true;
	}
	return false;
}

/* Compilers name what they make of a function after it: 'send.constprop.0', 'send.part.0'. */
static const char *source_name(const struct looker *looker, const struct elf_symbol *symbol)
{
	size_t size = strcspn(symbol->name, ".");

	if (symbol->name[size] == '\0')
		return symbol->name;
	return arena_text(looker->exports.arena, symbol->name, size);
}

static const char *whose(const struct elf_symbol *symbol, const char *source,
			 const struct service *service)
{
	bool is_service = strcmp(source, service->name) == 0;

	if (strcmp(symbol->name, source) != 0)
		return is_service ? "made of one that the host exports"
				  : "made of the function of the host behind an export";
	return is_service ? "which the host exports"
			  : "which is the function of the host behind an export";
}

static void report(const struct looker *looker, const struct elf_symbol *symbol, const char *source,
		   const struct service *service)
{
	const struct hostcode_input *input = looker->input;

	if (symbol->binding == STB_LOCAL)
		diag_error(looker->diag, input->at, "boundary-host-name",
			   "partition '%s': '%s' has a local function '%.128s' at 0x%08" PRIx64
			   ", %s",
			   input->partition, input->guest->path, symbol->name, symbol->value,
			   whose(symbol, source, service));
	else
		diag_error(looker->diag, input->at, "boundary-host-code",
			   "partition '%s': '%s' defines the function '%.128s' at 0x%08" PRIx64
			   ", %s",
			   input->partition, input->guest->path, symbol->name, symbol->value,
			   whose(symbol, source, service));
	diag_note(looker->diag, service->at, "exported here: %s", service->prototype);
	diag_help(looker->diag, input->at,
		  "code of the host does not belong into a guest: link it without the host's "
		  "library, or rename the function");
}

static void look_at(const struct looker *looker, const struct elf_symbol *symbol)
{
	const char *source;
	size_t i;

	if (!is_function(looker->input->guest, symbol) && !is_address(symbol))
		return;
	source = source_name(looker, symbol);
	i = index_of_name(&looker->exports, source);
	if (i == INDEX_NONE)
		return;
	/* import-defined says it. */
	if (symbol->binding != STB_LOCAL &&
	    index_of_name(&looker->imports, symbol->name) != INDEX_NONE)
		return;
	if (!is_l4_stub(looker, symbol))
		report(looker, symbol, source, &looker->input->abi->services[i]);
}

/* Objects of the host that were linked in say what they export. */
static void check_records(const struct looker *looker)
{
	const struct hostcode_input *input = looker->input;

	for (size_t i = 1; i < input->guest->n_sections; i++) {
		const struct elf_section *section = &input->guest->sections[i];

		if (!record_section_matches(section, ".xpack.exports") &&
		    !record_section_matches(section, ".xpack.glue"))
			continue;
		diag_error(looker->diag, input->at, "boundary-host-records",
			   "partition '%s': '%s' has the section '%.64s', which objects of a host "
			   "have",
			   input->partition, input->guest->path, section->name);
		diag_help(looker->diag, input->at,
			  "an ABI object is for xpack alone: link the guest without it");
	}
}

void hostcode_check(struct arena *arena, struct diag *diag, const struct hostcode_input *input)
{
	struct looker looker = { .diag = diag,
				 .input = input,
				 .exports = { .arena = arena },
				 .imports = { .arena = arena } };

	check_records(&looker);
	if (input->linked == NULL && externals_has_sections(input->guest)) {
		diag_skip(diag, "boundary-host-code", "the guest's externals");
		return;
	}
	index_exports(&looker);
	index_imports(&looker);
	for (size_t i = 1; i < input->guest->n_symbols; i++)
		look_at(&looker, &input->guest->symbols[i]);
}
