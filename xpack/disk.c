/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "disk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "gpt.h"
#include "little.h"
#include "loader/crypto.h"
#include "program.h"

/* What GRUB does, on every machine: its prefix is the directory of this partition. */
static const char script[] = "multiboot2 $prefix/xpack.elf\nboot\n";

#define GRUB_PACKAGES "grub-common, grub-pc-bin, grub-efi-amd64-bin"
#define MTOOLS_PACKAGE "mtools"

/* Where grub-install writes into boot.img and into the first sector of a core image: the GRUB
 * manual, "BIOS installation"; offsets are GRUB_BOOT_MACHINE_KERNEL_SECTOR and the end of the list
 * of blocks, 12 bytes in front of the sector's end. */
#define BOOT_CORE_SECTOR 0x5cu
#define CORE_BLOCKS (GPT_SECTOR - 12u)

/* The file system: 16 sectors of room beside the files, in whole MiB; FAT16 begins at 4085
 * clusters (Microsoft FAT specification), of 4 sectors each. */
#define MIB (1024u * 1024u)
#define LEAST_SYSTEM_SIZE (16u * MIB)
#define LARGEST_SYSTEM_SIZE (1024u * MIB)
#define SYSTEM_OVERHEAD (2u * MIB)
#define N_GUIDS 3u

struct making {
	struct workshop workshop;
	struct span boot_image;
	uint8_t digest[CRYPTO_DIGEST_SIZE];
};

static int fail(struct making *making, const char *why)
{
	diag_fail(making->workshop.diag, EXIT_MACHINE, (struct location){ 0 }, "disk", "%s", why);
	return -1;
}

/* Where GRUB's parts are installed. */
static const char *grub_directory(void)
{
	const char *directory = getenv("XPACK_GRUB_DIR");

	return directory != NULL && directory[0] != '\0' ? directory : "/usr/lib/grub";
}

/* One core image; prefix is where the script's $prefix leads. */
static int make_core(struct making *making, const char *format, const char *prefix,
		     const char *name, const char *disk_module)
{
	const char *from = arena_printf(making->workshop.arena, "%s/%s", grub_directory(), format);
	const char *const arguments[] = { "grub-mkimage", "-d",         from,        "-O",
					  format,         "-o",         name,        "-p",
					  prefix,         "-c",         "script",    "part_gpt",
					  "fat",          "multiboot2", disk_module, NULL };

	return program_run(&making->workshop, GRUB_PACKAGES, arguments);
}

static int make_file_system(struct making *making)
{
	struct arena *arena = making->workshop.arena;
	uint64_t size = align_up(making->boot_image.size + SYSTEM_OVERHEAD, MIB);
	const char *serial = arena_printf(arena, "%08" PRIx32, get_be32(making->digest));
	const char *sectors;
	const char *format[] = {
		"mformat", "-C", "-i",   "system", "-h",    "64", "-s", "32", "-c",
		"4",       "-N", serial, "-v",     "XPACK", "-T", NULL, "::", NULL
	};
	static const char *const directories[] = { "mmd",         "-i",       "system", "::/EFI",
						   "::/EFI/BOOT", "::/xpack", NULL };
	static const char *const program[] = {
		"mcopy", "-i", "system", "efi", "::/EFI/BOOT/BOOTX64.EFI", NULL
	};
	static const char *const image[] = { "mcopy", "-i", "system", "image", "::/xpack/xpack.elf",
					     NULL };

	if (size > LARGEST_SYSTEM_SIZE)
		return fail(making, "the boot image is too large for a disk image");
	if (size < LEAST_SYSTEM_SIZE)
		size = LEAST_SYSTEM_SIZE;
	sectors = arena_printf(arena, "%" PRIu64, size / GPT_SECTOR);
	format[15] = sectors;
	if (size > (uint64_t)UINT16_MAX * 4 * GPT_SECTOR)
		format[9] = "32"; /* sectors a cluster: FAT16 has less than 65,525 clusters */
	return program_run(&making->workshop, MTOOLS_PACKAGE, format) != 0 ||
			       program_run(&making->workshop, MTOOLS_PACKAGE, directories) != 0 ||
			       program_run(&making->workshop, MTOOLS_PACKAGE, program) != 0 ||
			       program_run(&making->workshop, MTOOLS_PACKAGE, image) != 0
		       ? -1
		       : 0;
}

/* Tell boot.img where the core is, and the core's first sector where its rest is. */
static int patch(struct making *making, struct buf *boot, struct buf *core)
{
	static const uint8_t one[8] = { 1 };
	static const uint8_t two[8] = { 2 };

	/* As they come, each points at a sector that would follow it. */
	if (boot->size != GPT_SECTOR || core->size < 2 * GPT_SECTOR ||
	    core->size > (GPT_SYSTEM_START - GPT_BIOS_START) * GPT_SECTOR ||
	    memcmp(boot->data + BOOT_CORE_SECTOR, one, sizeof(one)) != 0 ||
	    memcmp(core->data + CORE_BLOCKS, two, sizeof(two)) != 0)
		return fail(making, "GRUB's boot.img or core image is not as it is known");
	put_le32(boot->data + BOOT_CORE_SECTOR, GPT_BIOS_START);
	put_le32(core->data + CORE_BLOCKS, GPT_BIOS_START + 1);
	return 0;
}

/* Random for all that it matters: RFC 9562, version 8, from the digest and a number. */
static void make_guids(const struct making *making, uint8_t guids[N_GUIDS][GPT_GUID_SIZE])
{
	for (uint8_t i = 0; i < N_GUIDS; i++) {
		const struct span parts[] = { { making->digest, sizeof(making->digest) },
					      { &i, 1 } };
		uint8_t digest[CRYPTO_DIGEST_SIZE];

		crypto_sha256(parts, 2, digest);
		memcpy(guids[i], digest, GPT_GUID_SIZE);
		guids[i][7] =
			(uint8_t)((guids[i][7] & 0x0f) | 0x80); /* little-endian on the disk */
		guids[i][8] = (uint8_t)((guids[i][8] & 0x3f) | 0x80);
	}
}

/* The files that the programs made, as a disk. */
static int assemble(struct making *making, struct buf *disk)
{
	const char *boot_path =
		arena_printf(making->workshop.arena, "%s/i386-pc/boot.img", grub_directory());
	uint8_t guids[N_GUIDS][GPT_GUID_SIZE];
	struct buf boot = { 0 };
	struct buf core = { 0 };
	struct buf system = { 0 };
	int result = -1;

	make_guids(making, guids);
	if (file_read(making->workshop.diag, location_of_file(boot_path), boot_path, MIB, &boot) ==
		    0 &&
	    program_get(&making->workshop, "core", &core) == 0 &&
	    program_get(&making->workshop, "system", &system) == 0 &&
	    patch(making, &boot, &core) == 0) {
		const struct gpt_parts parts = {
			.boot_code = buf_span(&boot),
			.core = buf_span(&core),
			.system = buf_span(&system),
			.guids = (const uint8_t(*)[GPT_GUID_SIZE])guids,
			.signature = get_be32(making->digest),
		};

		*disk = gpt_write(&parts);
		result = 0;
	}
	buf_free(&boot);
	buf_free(&core);
	buf_free(&system);
	return result;
}

int disk_make(struct arena *arena, struct diag *diag, struct span boot_image, struct buf *disk)
{
	struct making making = { .boot_image = boot_image };
	int result = -1;

	*disk = (struct buf){ 0 };
	crypto_sha256(&boot_image, 1, making.digest);
	if (program_enter(arena, diag, &making.workshop) != 0)
		return -1;
	if (program_put(&making.workshop, "script",
			(struct span){ (const uint8_t *)script, sizeof(script) - 1 }) == 0 &&
	    program_put(&making.workshop, "image", boot_image) == 0 &&
	    make_core(&making, "i386-pc", "(,gpt2)/xpack", "core", "biosdisk") == 0 &&
	    make_core(&making, "x86_64-efi", "/xpack", "efi", "boot") == 0 &&
	    make_file_system(&making) == 0)
		result = assemble(&making, disk);
	program_leave(&making.workshop);
	return result;
}
