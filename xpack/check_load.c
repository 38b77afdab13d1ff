/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of files that are loaded as they are: blobs, and hosts that are binaries. */

#include "binary.h"
#include "check.h"

static void check_blob(const struct check_context *context, const struct blob *blob)
{
	if (number_given(blob->address) && text_given(blob->module))
		diag_error(context->diag, blob->module.at, "blob",
			   "blob '%s' has an address: it is no module", blob->name.value);
	if (number_given(blob->address) || context->system->host.protocol == PROTOCOL_MULTIBOOT)
		return;
	diag_error(context->diag, blob->at, "blob", "blob '%s' needs an address", blob->name.value);
	diag_help(context->diag, blob->at,
		  "only the protocol multiboot tells a host where modules are");
}

/* What lies in a partition's memory has its place there, if anything is loaded there at all. */
static void check_blob_of(const struct check_context *context, const struct partition *partition,
			  const struct blob *blob)
{
	if (text_given(blob->module))
		diag_error(context->diag, blob->module.at, "blob",
			   "blob '%s' of partition '%s' is no module", blob->name.value,
			   partition->name.value);
	if (model_partitions_are_files(context->system)) {
		diag_error(context->diag, blob->at, "blob",
			   "blob '%s' cannot be loaded: partition '%s' is handed to the host as a "
			   "file",
			   blob->name.value, partition->name.value);
		diag_help(context->diag, blob->at,
			  "the host decides what lies in the partition's memory: make it a blob of "
			  "the host");
	} else if (!number_given(blob->address)) {
		diag_error(context->diag, blob->at, "blob",
			   "blob '%s' of partition '%s' needs an address", blob->name.value,
			   partition->name.value);
		diag_help(context->diag, blob->at, "state one in an area of the partition");
	}
}

/* A blob is a module, or it has its place. */
static void check_blobs(const struct check_context *context)
{
	const struct system *system = context->system;

	for (size_t i = 0; i < system->host.n_blobs; i++)
		check_blob(context, &system->host.blobs[i]);
	for (size_t i = 0; i < system->n_partitions; i++)
		for (size_t j = 0; j < system->partitions[i].n_blobs; j++)
			check_blob_of(context, &system->partitions[i],
				      &system->partitions[i].blobs[j]);
}

static void check_binary(const struct check_context *context)
{
	(void)!binary_check_form(context->diag, &context->system->host);
}

const struct check check_load[] = {
	{
		.id = "blob",
		.whole = true,
		.title = "a blob is a module or has its place",
		.rationale = "A file that is loaded as it is goes to an address inside one area "
			     "of the host or partition that has it, over nothing else that is "
			     "loaded, or it is a module that the host is told of. Without "
			     "either the host could not find it, and with both it would be told "
			     "of another copy. Into the memory of a partition that the host "
			     "itself loads from a file, nothing can be put beforehand.",
		.source = "docs/hosts.md, \"Multiboot hosts\"; Multiboot Specification 0.6.96, "
			  "section 3.3, modules",
		.wrong = "<Host protocol=\"raw\" ...>\n"
			 "  <Blob name=\"config\" file=\"host.elf\"/>\n"
			 "</Host>\n",
		.right = "<Host protocol=\"raw\" ...>\n"
			 "  <Blob name=\"config\" file=\"host.elf\" "
			 "address=\"0x4000f000\"/>\n"
			 "</Host>\n",
		.run = check_blobs,
	},
	{
		.id = "host-binary",
		.title = "a host that is a binary says where it goes and where it starts",
		.rationale = "A binary has no headers: its address and its entry stand in the "
			     "description or nowhere. With an entry outside its bytes, or "
			     "between two instructions, the processor would run what happens "
			     "to be there.",
		.source = "schemas/xpack-system.xsd, Host, format; docs/hosts.md, \"Hosts that "
			  "have their own container format\"",
		.wrong = "<Host file=\"host.elf\" protocol=\"raw\" format=\"binary\" ...>\n"
			 "</Host>\n",
		.right = "<Host file=\"host.elf\" protocol=\"raw\" format=\"binary\" "
			 "load=\"0x40000000\" entry=\"0x40000000\" ...>\n"
			 "</Host>\n",
		.run = check_binary,
	},
	{
		.id = "host-binary-elf",
		.severity = SEVERITY_WARNING,
		.title = "a binary is no ELF file",
		.rationale = "An ELF file that is loaded as a binary lies shifted by its headers, "
			     "and none of its segments is where its code expects it.",
		.source = "System V ABI, chapter 4, ELF Identification",
		.wrong = "<!-- host.elf -->\n"
			 "<Host file=\"host.elf\" protocol=\"raw\" format=\"binary\" "
			 "load=\"0x40000000\" entry=\"0x40000000\" ...>\n"
			 "</Host>\n",
		.right = "<!-- host.elf -->\n"
			 "<Host file=\"host.elf\" protocol=\"raw\" format=\"elf\" ...>\n"
			 "</Host>\n",
	},
	{ .id = NULL },
};
