/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* L4 externals x the host's exports: the slot of each gets the address of its function. */
#include <inttypes.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "link_parts.h"

static void report_missing(const struct linker *linker, const char *name)
{
	const char *nearest = abi_nearest(linker->input->abi, name);

	link_error(linker, "link-missing",
		   "partition '%s' has the external '%s', which the host does not export",
		   linker->input->partition, name);
	if (nearest != NULL)
		link_help(linker, "the host exports '%s'", nearest);
	else
		link_help(linker, "build the host with this service, and export it with "
				  "XPACK_EXPORT_CALL");
}

/* The host has the service, but was built without it; an external is never weak. */
static void report_feature(const struct linker *linker, const struct service *service)
{
	link_error(linker, "link-feature",
		   "partition '%s' has the external '%s' of the feature '%s', which this host is "
		   "without",
		   linker->input->partition, service->name, service->feature->name);
	diag_note(linker->diag, service->at, "exported here: %s", service->prototype);
	abi_note_off(linker->diag, service);
	link_help(linker, "build the host with this feature");
}

/* A stub jumps through its slot and passes nothing besides: no number, and no code in between. */
static void report_kind(const struct linker *linker, const struct service *service)
{
	link_error(
		linker, "link-slot",
		"partition '%s' has the external '%s', which the host exports through glue '%s': "
		"a slot takes the address of a function and nothing else",
		linker->input->partition, service->name, service->glue_name);
	diag_note(linker->diag, service->at, "exported here: %s", service->prototype);
	link_help(linker, "export a function of the host with XPACK_EXPORT_CALL, in an area of it "
			  "with callable=\"true\"; or import the service with XPACK_IMPORT");
}

/* The one place where an external meets the host's interface.  NULL after an error. */
static const struct service *find_service(const struct linker *linker, const char *name)
{
	const struct service *service = abi_service(linker->input->abi, name);

	if (service == NULL) {
		report_missing(linker, name);
		return NULL;
	}
	if (service_is_off(service)) {
		report_feature(linker, service);
		return NULL;
	}
	if (service->kind != SERVICE_CALL || service->glue_name[0] != '\0') {
		report_kind(linker, service);
		return NULL;
	}
	return service;
}

static void fill_slot(const struct linker *linker, const struct external *external,
		      const struct service *service, uint32_t target)
{
	const struct elf_segment *segment = external->segment;
	uint64_t offset = external->slot - segment->vaddr;
	uint8_t *slot = linker->bytes[segment->index] + offset;
	struct linked *linked = linker->linked;

	elf_put32(linker->input->guest, slot, target);
	linked->changes[linked->n_changes++] =
		(struct change){ .kind = CHANGE_SLOT,
				 .name = external->name,
				 .vaddr = external->slot,
				 .paddr = segment->paddr + offset,
				 .size = EXTERNAL_SLOT_SIZE,
				 .before = segment->data.data + offset,
				 .after = slot,
				 .service = service };
}

/* In a segment that is writable and executable, a slot could lie in a window. */
static bool lie_apart(const struct linker *linker, const struct imports *imports,
		      const struct externals *externals)
{
	for (size_t i = 0; i < imports->n_imports; i++) {
		if (!ranges_meet(imports->imports[i].window, XPACK_WINDOW_SIZE,
				 externals->slots_addr, externals->slots_size))
			continue;
		link_error(linker, "external-slot",
			   "'%s': the slots of externals overlap the window of import '%s'",
			   linker->input->guest->path, imports->imports[i].name);
		return false;
	}
	return true;
}

static void fill_slots(const struct linker *linker, const struct externals *externals)
{
	const struct service *service = NULL;
	bool resolved = false;
	uint32_t target = 0;

	for (size_t i = 0; i < externals->n_externals; i++) {
		const struct external *external = &externals->externals[i];

		/* Several slots of one name follow each other: one error is enough. */
		if (i == 0 || strcmp(external[-1].name, external->name) != 0) {
			service = find_service(linker, external->name);
			/* Where functions of the host lie is not known without its file. */
			resolved = service != NULL && linker->input->host != NULL &&
				   link_target(linker, service, "", &target);
		}
		if (resolved)
			fill_slot(linker, external, service, target);
	}
}

void link_externals(const struct linker *linker, const struct imports *imports,
		    const struct externals *externals)
{
	if (externals->n_externals == 0 || !lie_apart(linker, imports, externals))
		return;
	diag_warning(linker->diag, linker->input->at, "external-untyped",
		     "partition '%s' has L4 externals, which state no prototype and no version: of "
		     "%zu only the name is compared with the host's exports",
		     linker->input->partition, externals->n_externals);
	fill_slots(linker, externals);
}
