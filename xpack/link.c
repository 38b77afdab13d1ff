/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "link.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cover.h"
#include "guest-bsp/include/xpack/records.h"
#include "link_parts.h"
#include "mapped.h"
#include "relocate.h"

/* Only what both sides declare is compared. */
static void test_abi(const struct linker *linker, const struct imports *imports)
{
	const struct abi *abi = linker->input->abi;

	if (imports->abi_name == NULL || abi->name == NULL)
		return;
	if (strcmp(imports->abi_name, abi->name) == 0 &&
	    strcmp(imports->abi_version, abi->version) == 0)
		return;
	link_error(linker, "link-abi",
		   "partition '%s' was compiled for the ABI '%s' version '%s', the host has '%s' "
		   "version '%s'",
		   linker->input->partition, imports->abi_name, imports->abi_version, abi->name,
		   abi->version);
	link_help(linker, "compile the guest anew with the header of this host");
}

static void report_missing(const struct linker *linker, const struct import *import)
{
	const char *nearest = abi_nearest(linker->input->abi, import->name);

	if (nearest != NULL && service_is_off(abi_service(linker->input->abi, nearest)))
		nearest = NULL;
	link_error(linker, "link-missing",
		   "partition '%s' imports '%s', which the host does not export",
		   linker->input->partition, import->name);
	diag_note(linker->diag, location_of_file(linker->input->guest->path), "imported as: %s",
		  import->prototype);
	if (nearest != NULL)
		link_help(linker, "the host exports '%s'", nearest);
	else
		link_help(linker, "build the host with this service, or import it with "
				  "XPACK_IMPORT_WEAK");
}

static bool test_prototype(const struct linker *linker, const struct import *import,
			   const struct service *service)
{
	if (strcmp(import->prototype, service->prototype) == 0)
		return true;
	link_error(linker, "link-prototype",
		   "partition '%s' imports '%s' with another prototype than the host exports",
		   linker->input->partition, import->name);
	diag_note(linker->diag, location_of_file(linker->input->guest->path), "imported as: %s",
		  import->prototype);
	diag_note(linker->diag, service->at, "exported as: %s", service->prototype);
	link_help(linker, "compile the guest anew with the header of this host");
	return false;
}

/* May the partition execute the instruction at that address? */
static bool is_executable(const struct linker *linker, uint64_t address)
{
	return cover_holds(&linker->code, address, linker->machine->code_align, NULL);
}

/* Its own code, and what the host lends it. */
static void find_code(struct linker *linker)
{
	const struct link_input *input = linker->input;

	linker->code.arena = linker->arena;
	for (size_t i = 0; i < input->n_areas; i++)
		if ((input->areas[i].access & ACCESS_EXECUTE) != 0)
			cover_add(&linker->code, input->areas[i].start.value,
				  input->areas[i].size.value, i);
	for (size_t i = 0; i < input->n_host_areas; i++)
		if (area_is_callable(&input->host_areas[i]))
			cover_add(&linker->code, input->host_areas[i].start.value,
				  input->host_areas[i].size.value, i);
	cover_sort(&linker->code);
}

static void report_access(const struct linker *linker, const struct service *service,
			  uint64_t address, const char *otherwise)
{
	link_error(linker, "link-access",
		   "service '%s' is a call of '%.128s' at 0x%08" PRIx64
		   ", which partition '%s' may not execute",
		   service->name, service->symbol, address, linker->input->partition);
	link_help(linker,
		  "place the function in an area of the host with callable=\"true\" or in "
		  "one of the partition with access 'rx'%s",
		  otherwise);
}

bool link_target(const struct linker *linker, const struct service *service, const char *otherwise,
		 uint32_t *target)
{
	const struct elf *host = linker->input->host;
	const struct elf_symbol *symbol = elf_symbol(host, service->symbol);

	if (symbol == NULL) {
		link_error(linker, "link-symbol",
			   "service '%s' is a call of '%.128s', which '%s' does not define",
			   service->name, service->symbol, host->path);
		diag_note(linker->diag, service->at, "exported here: %s", service->prototype);
		if (host->n_symbols == 0)
			link_help(linker, "the host has no symbol table: do not strip it");
		return false;
	}
	if (symbol->type != STT_FUNC && symbol->type != STT_NOTYPE) {
		link_error(linker, "link-symbol",
			   "service '%s' is a call of '%.128s', which is no function in '%s'",
			   service->name, service->symbol, host->path);
		return false;
	}
	if (symbol->value % linker->machine->code_align != 0) {
		link_error(linker, "link-symbol",
			   "service '%s' is a call of '%.128s' at 0x%08" PRIx64
			   ", where no instruction can start",
			   service->name, service->symbol, symbol->value);
		return false;
	}
	if (!linker->input->any_place && !is_executable(linker, symbol->value)) {
		report_access(linker, service, symbol->value, otherwise);
		return false;
	}
	*target = (uint32_t)symbol->value;
	return true;
}

static bool fill_glue(const struct linker *linker, const struct import *import,
		      const struct service *service, const struct relocate_values *values,
		      uint8_t *window)
{
	const struct glue *glue = service->glue;
	const char *defect;

	if (glue->object->machine != linker->machine->elf_machine) {
		link_error(linker, "link-machine", "glue '%s' of '%s' is for %s", glue->name,
			   glue->object->path,
			   elf_machine_name(linker->arena, glue->object->machine));
		return false;
	}
	memcpy(window, glue->code.data, glue->code.size);
	defect =
		relocate_glue(linker->arena, linker->machine, glue, values, import->window, window);
	if (defect == NULL)
		return true;
	link_error(linker, "link-relocation", "service '%s' through glue '%s' of '%s': %s",
		   service->name, glue->name, glue->object->path, defect);
	return false;
}

/* Write the window of one import; service NULL: nobody provides it. */
static bool fill_window(const struct linker *linker, const struct import *import,
			const struct service *service, uint8_t *window)
{
	struct relocate_values values = { 0 };
	uint32_t target = 0;

	stub_clear(linker->machine, window);
	if (service == NULL) {
		linker->machine->absent(window, XPACK_ENOSYS);
		return true;
	}
	values.number = service->number;
	/* Where functions of the host lie is not known without its file. */
	if (service->kind == SERVICE_CALL &&
	    (linker->input->host == NULL ||
	     !link_target(linker, service, ", or export the service as a trap", &target)))
		return false;
	values.address = target;
	if (service->glue != NULL)
		return fill_glue(linker, import, service, &values, window);
	linker->machine->jump(window, import->window, target);
	return true;
}

static void copy_segments(struct linker *linker)
{
	const struct elf *guest = linker->input->guest;
	struct linked *linked = linker->linked;

	linker->bytes = arena_array(linker->arena, guest->n_segments, sizeof(*linker->bytes));
	linked->segments = arena_array(linker->arena, guest->n_segments, sizeof(*linked->segments));
	for (size_t i = 0; i < guest->n_segments; i++) {
		const struct elf_segment *segment = &guest->segments[i];
		uint8_t *bytes;

		if (!elf_segment_loaded(segment))
			continue;
		bytes = mapped_copy(linker->arena, segment->data);
		linker->bytes[i] = bytes;
		linked->segments[linked->n_segments++] =
			(struct linked_segment){ segment, bytes, segment->file_size };
	}
}

static void patch(struct linker *linker, const struct import *import, const struct service *service)
{
	const struct elf_segment *segment = import->segment;
	uint64_t offset = import->window - segment->vaddr;
	uint8_t *window = linker->bytes[segment->index] + offset;
	struct linked *linked = linker->linked;

	if (!fill_window(linker, import, service, window))
		return;
	linked->changes[linked->n_changes++] =
		(struct change){ .kind = CHANGE_WINDOW,
				 .name = import->name,
				 .vaddr = import->window,
				 .paddr = segment->paddr + offset,
				 .size = XPACK_WINDOW_SIZE,
				 .before = segment->data.data + offset,
				 .after = window,
				 .service = service };
}

/* The host has the service, but was built without it. */
static void report_feature(const struct linker *linker, const struct import *import,
			   const struct service *service)
{
	link_error(linker, "link-feature",
		   "partition '%s' imports '%s' of the feature '%s', which this host is without",
		   linker->input->partition, import->name, service->feature->name);
	diag_note(linker->diag, location_of_file(linker->input->guest->path), "imported as: %s",
		  import->prototype);
	diag_note(linker->diag, service->at, "exported as: %s", service->prototype);
	abi_note_off(linker->diag, service);
	link_help(linker, "build the host with this feature, or import the service with "
			  "XPACK_IMPORT_WEAK");
}

/* Find who provides the import.  False after an error. */
static bool resolve(const struct linker *linker, const struct import *import,
		    const struct service **service)
{
	const struct service *found = abi_service(linker->input->abi, import->name);
	bool there = found != NULL && !service_is_off(found);

	*service = there ? found : NULL;
	if (there)
		return test_prototype(linker, import, found);
	if (import->weak)
		return true;
	if (found != NULL)
		report_feature(linker, import, found);
	else
		report_missing(linker, import);
	return false;
}

static void patch_all(struct linker *linker, const struct imports *imports)
{
	const struct service *service = NULL;
	bool resolved = false;

	for (size_t i = 0; i < imports->n_imports; i++) {
		const struct import *import = &imports->imports[i];

		/* Several windows of one name follow each other: one error is enough. */
		if (i == 0 || strcmp(import[-1].name, import->name) != 0)
			resolved = resolve(linker, import, &service);
		if (resolved)
			patch(linker, import, service);
	}
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *left = a, *right = b;

	return left->vaddr < right->vaddr ? -1 : left->vaddr > right->vaddr;
}

int link_partition(struct arena *arena, struct diag *diag, const struct link_input *input,
		   struct linked *linked)
{
	struct linker linker = { .arena = arena,
				 .diag = diag,
				 .input = input,
				 .machine = stub_machine(input->guest->machine),
				 .linked = linked };
	unsigned before = diag_n_errors(diag);
	struct externals externals;
	struct imports imports;

	*linked = (struct linked){ 0 };
	(void)!link_imports(arena, diag, input->at, input->guest, &imports);
	(void)!externals_read(arena, diag, input->at, input->guest, &externals);
	if (diag_n_errors(diag) != before)
		return -1;
	linked->changes = arena_array(arena, imports.n_imports + externals.n_externals,
				      sizeof(*linked->changes));
	test_abi(&linker, &imports);
	find_code(&linker);
	copy_segments(&linker);
	patch_all(&linker, &imports);
	link_externals(&linker, &imports, &externals);
	if (linked->n_changes != 0)
		qsort(linked->changes, linked->n_changes, sizeof(*linked->changes),
		      compare_changes);
	return diag_n_errors(diag) == before ? 0 : -1;
}
