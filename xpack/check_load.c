/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of what is loaded otherwise than an ELF file by itself: blobs, hosts that are binaries,
 * partitions inside their host. */

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

static void refuse_pack(const struct check_context *context, struct location at, const char *what,
			const char *help)
{
	diag_error(context->diag, at, "pack", "%s", what);
	diag_help(context->diag, at, "%s", help);
}

static void check_pack_hold(const struct check_context *context, const struct packing *packing)
{
	bool start = text_given(packing->start);

	if (text_given(packing->section) == start || start != text_given(packing->end))
		refuse_pack(context, packing->at,
			    "either 'section' is given, or 'start' and 'end' are",
			    "state one of them: what 'readelf -S' or 'readelf -s' shows of the "
			    "host");
}

/* Is the Pack one that this host can have, and do its numbers mean something? */
static void check_pack(const struct check_context *context)
{
	const struct host *host = &context->system->host;
	const struct packing *packing = &host->packing;
	uint64_t align = packing->align.value;

	if (!model_own_spaces(context->system))
		return;
	if (host->protocol == PROTOCOL_XPACK)
		refuse_pack(context, packing->at,
			    "a host that is started by the protocol xpack takes no Pack",
			    "its device tree says where each partition lies: remove the Pack, or "
			    "start the host by the protocol raw");
	if (host->format == FORMAT_BINARY)
		refuse_pack(context, packing->at, "a host that is a binary has no sections to pack",
			    "name the ELF file that the binary was made from");
	check_pack_hold(context, packing);
	if (number_known(packing->align) && (align == 0 || (align & (align - 1)) != 0))
		refuse_pack(context, packing->align.at, "'align' is not a power of two",
			    "state 4, or what the host was written for");
	if (!text_given(packing->sizes) &&
	    (number_given(packing->form.width) || text_given(packing->form.order_name)))
		refuse_pack(context, packing->at,
			    "'width' and 'byteOrder' are of the array that 'sizes' names, and "
			    "there is none",
			    "state 'sizes', or remove them");
}

/* Nothing clears what the host itself gives its partitions. */
static void check_pack_zero(const struct check_context *context)
{
	const struct system *system = context->system;

	for (size_t i = 0; model_own_spaces(system) && i < system->n_partitions; i++)
		for (size_t j = 0; j < system->partitions[i].n_areas; j++) {
			const struct area *area = &system->partitions[i].areas[j];

			if (!area->zero)
				continue;
			diag_warning(context->diag, area->at, "pack-zero",
				     "'zero' of partition '%s' area '%s' has no effect",
				     system->partitions[i].name.value, area->name.value);
			diag_help(context->diag, area->at,
				  "the host gives the partition its memory: remove it");
		}
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
			     "itself loads from a file, nothing can be put beforehand. A "
			     "partition's code is its supplier's file: a blob does not lie in "
			     "what that partition may execute and not write.",
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
	{
		.id = "pack",
		.title = "a Pack fills a section that the host's file has, or room between symbols",
		.rationale = "A host that takes its partitions from a section of its own file "
			     "finds them where its linker put the section, and counts with an "
			     "array that it has. A section that is not loaded, or is found by "
			     "another name, leaves the host without partitions. A linker "
			     "script may have made it a part of another section; then symbols "
			     "say where it starts and ends.",
		.source = "schemas/xpack-system.xsd, Pack; System V ABI, chapter 4, Sections",
		.wrong = "<Host protocol=\"raw\" ...>\n"
			 "  <Pack section=\".text\" align=\"3\"/>\n"
			 "</Host>\n",
		.right = "<Host protocol=\"raw\" ...>\n"
			 "  <Pack section=\".text\" align=\"4\"/>\n"
			 "</Host>\n",
		.run = check_pack,
	},
	{
		.id = "pack-zero",
		.severity = SEVERITY_WARNING,
		.title = "the loader is not asked to clear what only the host knows",
		.rationale = "Partitions that lie as files inside their host are given their "
			     "memory by the host, at addresses that the loader does not know. "
			     "It clears nothing there, and a partition that counts on it finds "
			     "what the RAM happens to hold.",
		.source = "schemas/xpack-system.xsd, Pack; Area, zero",
		.wrong = "<Host protocol=\"raw\" ...>\n"
			 "  <Pack section=\".text\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"data\" zero=\"true\" ...>\n"
			 "</Partition>\n",
		.right = "<Host protocol=\"raw\" ...>\n"
			 "  <Pack section=\".text\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"data\" zero=\"false\" ...>\n"
			 "</Partition>\n",
		.run = check_pack_zero,
	},
	{
		.id = "pack-room",
		.title = "the partitions' files fit the section, or the room between the symbols",
		.rationale = "The size of the room was fixed when the host was linked. What does "
			     "not fit would lie over the variables behind it.",
		.source = "schemas/xpack-system.xsd, Pack",
		.wrong = "$ readelf -SW host.elf | grep archive\n"
			 "  [ 3] .archive  PROGBITS  40002000 002000 001000 ...\n"
			 "$ stat -c %s guest.elf\n"
			 "5120\n",
		.right = "$ readelf -SW host.elf | grep archive\n"
			 "  [ 3] .archive  PROGBITS  40002000 002000 002000 ...\n"
			 "$ stat -c %s guest.elf\n"
			 "5120\n",
	},
	{ .id = NULL },
};
