/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack image: a container, made into what a board's storage or boot program takes. */

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "bootimage.h"
#include "cmd.h"
#include "disk.h"
#include "elf_write.h"
#include "file.h"
#include "grmon.h"
#include "hexfile.h"
#include "imagefile.h"
#include "nearest.h"
#include "options.h"
#include "settings.h"

struct imaging {
	struct cmd *cmd;
	const char *kind_name;
	const char *output;
	struct option_list public_keys;
	const char *system;   /* name of the container's system */
	uint32_t region_addr; /* of the boot image, by the container */
	struct output outputs[2];
	size_t n_outputs;
	struct buf script; /* of the second output */
};

static int make_same(struct imaging *imaging, struct buf *image)
{
	(void)imaging;
	(void)image;
	return 0;
}

/* A PROM's bytes at their address, for debug monitors that load ELF files. */
static int make_prom_elf(struct imaging *imaging, struct buf *image)
{
	const struct elf_write what = {
		.big_endian = true,
		.machine = EM_SPARC,
		.addr = imaging->region_addr,
		.flags = PF_R | PF_X,
		.align = BOOTIMAGE_ALIGN,
	};
	struct buf elf = elf_write(&what, buf_span(image));

	buf_free(image);
	*image = elf;
	return 0;
}

/* A PROM's bytes as text, made by one of the functions of hexfile.h. */
static void make_hex(struct imaging *imaging, struct buf *image,
		     struct buf (*make)(const struct hexfile *file))
{
	const struct hexfile file = {
		.name = imaging->system,
		.bytes = buf_span(image),
		.address = imaging->region_addr,
		.start = imaging->region_addr,
	};
	struct buf text = make(&file);

	buf_free(image);
	*image = text;
}

static int make_srec(struct imaging *imaging, struct buf *image)
{
	make_hex(imaging, image, hexfile_srec);
	return 0;
}

static int make_ihex(struct imaging *imaging, struct buf *image)
{
	make_hex(imaging, image, hexfile_ihex);
	return 0;
}

/* The script becomes the output, the S-records that it loads a second one beside it. */
static int make_grmon(struct imaging *imaging, struct buf *image)
{
	struct arena *arena = imaging->cmd->arena;
	const char *records = file_with_extension(arena, imaging->output, ".srec");
	struct grmon_range range = { imaging->region_addr, (uint32_t)image->size };

	if (strcmp(records, imaging->output) == 0) {
		diag_fail(imaging->cmd->diag, EXIT_USAGE, location_of_file(imaging->output),
			  "output", "the S-records that the script loads would have this name");
		return -1;
	}
	buf_printf(&imaging->script,
		   "# %" PRIu32 " bytes at 0x%08" PRIx32 "; run it with grmon -c\n", range.size,
		   range.start);
	grmon_put_erase(&imaging->script, range);
	grmon_put_load(&imaging->script, arena, records);
	grmon_put_verify(&imaging->script, arena, records);
	make_hex(imaging, image, hexfile_srec);
	imaging->outputs[imaging->n_outputs++] =
		(struct output){ imaging->output, buf_span(&imaging->script), 0666 };
	imaging->output = records;
	return 0;
}

static int make_disk(struct imaging *imaging, struct buf *image)
{
	struct buf disk;

	if (disk_make(imaging->cmd->arena, imaging->cmd->diag, buf_span(image), &disk) != 0)
		return -1;
	buf_free(image);
	*image = disk;
	return 0;
}

/* From the boot image, as `xpack build` makes it. */
static const struct kind {
	const char *name;
	bool in_ram; /* of boards whose boot image a boot program puts into RAM */
	int (*make)(struct imaging *imaging, struct buf *image);
} kinds[] = {
	{ "prom", false, make_same },     { "elf", false, make_prom_elf },
	{ "srec", false, make_srec },     { "ihex", false, make_ihex },
	{ "grmon", false, make_grmon },   { "elf", true, make_same },
	{ "multiboot", true, make_same }, { "disk", true, make_disk },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int refuse_kind(struct imaging *imaging, const struct imagefile *file, bool is_known)
{
	struct diag *diag = imaging->cmd->diag;
	struct nearest nearest = nearest_to(imaging->kind_name);

	if (is_known) {
		diag_error(diag, location_of_file(file->path), "image-kind",
			   "board '%.*s' does not take images of kind '%s'",
			   (int)file->parsed.board.size, (const char *)file->parsed.board.data,
			   imaging->kind_name);
		return -1;
	}
	for (size_t i = 0; i < N_KINDS; i++)
		nearest_try(&nearest, kinds[i].name);
	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage", "there is no kind '%s'",
		  imaging->kind_name);
	if (nearest.name != NULL)
		diag_help(diag, (struct location){ 0 }, "did you mean '%s'?", nearest.name);
	return -1;
}

static int find_kind(struct imaging *imaging, const struct imagefile *file,
		     const struct kind **kind)
{
	const struct container *parsed = &file->parsed;
	const struct arch_traits *traits = arch_of_container(parsed->images[parsed->kernel].arch);
	bool is_known = false;

	for (size_t i = 0; i < N_KINDS; i++) {
		if (strcmp(kinds[i].name, imaging->kind_name) != 0)
			continue;
		is_known = true;
		*kind = &kinds[i];
		if (traits != NULL && kinds[i].in_ram == traits->in_ram)
			return 0;
	}
	return refuse_kind(imaging, file, is_known);
}

static void write_image(struct imaging *imaging, const struct imagefile *file,
			const struct key *key)
{
	struct cmd *cmd = imaging->cmd;
	const struct kind *kind;
	struct buf image;

	if (find_kind(imaging, file, &kind) != 0 ||
	    imagefile_make(cmd->arena, cmd->diag, location_of_file(file->path), file, key,
			   &image) != 0)
		return;
	imaging->region_addr = bootimage_region(cmd->arena, file->container, &file->parsed).start;
	imaging->system = arena_text(cmd->arena, (const char *)file->parsed.system.data,
				     file->parsed.system.size);
	if (kind->make(imaging, &image) == 0) {
		imaging->outputs[imaging->n_outputs++] =
			(struct output){ imaging->output, buf_span(&image), 0666 };
		if (file_write_all(cmd->diag, imaging->outputs, imaging->n_outputs) == 0)
			cmd->summary = arena_printf(cmd->arena, "%s: %s image, %zu bytes",
						    imaging->outputs[0].path, kind->name,
						    imaging->outputs[0].bytes.size);
	}
	buf_free(&image);
	buf_free(&imaging->script);
}

static const char explanation[] =
	"Verifies a container or boot image with the public key (or two) and makes of it:\n"
	"  prom       LEON3: the bytes of the boot PROM, as 'xpack build' writes them\n"
	"  elf        LEON3: these bytes in an ELF file, for debug monitors;\n"
	"             x86: the boot image, as 'xpack build' writes it\n"
	"  srec       LEON3: the PROM's bytes as Motorola S-records, with their addresses\n"
	"  ihex       LEON3: the same as Intel HEX records\n"
	"  grmon      LEON3: a script for GRMON, grmon -c FILE, that writes and verifies\n"
	"             flash, and beside it the S-records that it loads, FILE with .srec\n"
	"  multiboot  x86: the same as elf; boot programs take it by Multiboot 1 and 2\n"
	"  disk       x86: a raw disk image that boots from BIOS and from UEFI, with\n"
	"             GRUB.  It has no trust anchor of its own: who can write the disk\n"
	"             can exchange loader, key and container together.\n";

static int parse(struct imaging *imaging, int argc, char **argv, struct option_list *operands)
{
	const struct option_spec options[] = {
		{ 0, "kind", "KIND", "what to make, see above", NULL, &imaging->kind_name, NULL },
		{ 'o', "output", "FILE", "where to write it", NULL, &imaging->output, NULL },
		{ 'p', "public-key", "PUBKEY",
		  "public key, PEM, or -p twice; default $XPACK_PUBKEY, then the configuration",
		  NULL, NULL, &imaging->public_keys },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "image --kind KIND -o FILE [-p PUBKEY]... IMAGE",
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = 1,
	};

	if (options_parse(imaging->cmd, &usage, argc, argv, operands) != 0)
		return -1;
	if (imaging->kind_name != NULL && imaging->output != NULL)
		return 0;
	diag_fail(imaging->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "--kind and -o must be given");
	return -1;
}

void cmd_image(struct cmd *cmd, int argc, char **argv)
{
	struct imaging imaging = { .cmd = cmd };
	struct option_list operands;
	struct imagefile file;
	struct key keys[KEY_MAX_SET];

	if (parse(&imaging, argc, argv, &operands) != 0)
		return;
	if (settings_public_keys(cmd->arena, cmd->diag, imaging.public_keys.items,
				 imaging.public_keys.n, keys) != 0 ||
	    imagefile_open(cmd->diag, operands.items[0], &file) != 0)
		return;
	if (imagefile_verify(cmd->arena, cmd->diag, &file, keys) == 0)
		write_image(&imaging, &file, keys);
	imagefile_close(&file);
}
