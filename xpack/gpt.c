/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "gpt.h"

#include <string.h>

/* Section 5.2.3, protective MBR. */
#define MBR_CODE_SIZE 440u
#define MBR_SIGNATURE 440u
#define MBR_RECORD 446u
#define MBR_TYPE_GPT 0xeeu
#define MBR_END 510u

/* Section 5.3.2, GPT header, and 5.3.3, entries. */
#define HEADER_SIZE 92u
#define HEADER_CRC 16u
#define HEADER_REVISION 0x00010000u
#define N_ENTRIES 128u
#define ENTRY_SIZE 128u
#define ENTRIES_SECTORS (N_ENTRIES * ENTRY_SIZE / GPT_SECTOR)
#define BACKUP_SECTORS (ENTRIES_SECTORS + 1u)
#define NAME_CHARACTERS 36u

#define CRC32_POLYNOMIAL 0xedb88320u /* ISO 3309, bits reversed */

/* Types, as bytes on the disk: "Hah!IdontNeedEFI", and the EFI system partition's. */
static const uint8_t bios_boot_type[GPT_GUID_SIZE] = "Hah!IdontNeedEFI";
static const uint8_t system_type[GPT_GUID_SIZE] = {
	0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
	0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b
};

static uint32_t crc32_of(const uint8_t *bytes, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = (crc & 1) != 0 ? crc >> 1 ^ CRC32_POLYNOMIAL : crc >> 1;
	}
	return ~crc;
}

static void put_le(uint8_t *to, uint64_t value, unsigned n_bytes)
{
	for (unsigned i = 0; i < n_bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static void put_mbr(uint8_t *sector, const struct gpt_parts *parts, uint64_t n_sectors)
{
	static const uint8_t first[] = { 0, 0x00, 0x02, 0x00, MBR_TYPE_GPT, 0xff, 0xff, 0xff };

	memcpy(sector, parts->boot_code.data,
	       parts->boot_code.size < MBR_CODE_SIZE ? parts->boot_code.size : MBR_CODE_SIZE);
	put_le(sector + MBR_SIGNATURE, parts->signature, 4);
	memcpy(sector + MBR_RECORD, first, sizeof(first));
	put_le(sector + MBR_RECORD + 8, 1, 4);
	put_le(sector + MBR_RECORD + 12, n_sectors - 1, 4);
	put_le(sector + MBR_END, 0xaa55, 2);
}

static void put_entry(uint8_t *entry, const uint8_t *type, const uint8_t *guid, uint64_t start,
		      uint64_t end, const char *name)
{
	memcpy(entry, type, GPT_GUID_SIZE);
	memcpy(entry + 16, guid, GPT_GUID_SIZE);
	put_le(entry + 32, start, 8);
	put_le(entry + 40, end - 1, 8);
	for (size_t i = 0; i < NAME_CHARACTERS && name[i] != '\0'; i++)
		entry[56 + 2 * i] = (uint8_t)name[i];
}

/* at: the header's own sector; other: that of its copy. */
static void put_header(uint8_t *header, const uint8_t *entries, const uint8_t *guid, uint64_t at,
		       uint64_t other, uint64_t entries_at, uint64_t last_usable)
{
	memcpy(header, GPT_SIGNATURE, strlen(GPT_SIGNATURE));
	put_le(header + 8, HEADER_REVISION, 4);
	put_le(header + 12, HEADER_SIZE, 4);
	put_le(header + 24, at, 8);
	put_le(header + 32, other, 8);
	put_le(header + 40, GPT_BIOS_START, 8);
	put_le(header + 48, last_usable, 8);
	memcpy(header + 56, guid, GPT_GUID_SIZE);
	put_le(header + 72, entries_at, 8);
	put_le(header + 80, N_ENTRIES, 4);
	put_le(header + 84, ENTRY_SIZE, 4);
	put_le(header + 88, crc32_of(entries, (size_t)N_ENTRIES * ENTRY_SIZE), 4);
	put_le(header + HEADER_CRC, crc32_of(header, HEADER_SIZE), 4);
}

struct buf gpt_write(const struct gpt_parts *parts)
{
	uint64_t system_end = GPT_SYSTEM_START + parts->system.size / GPT_SECTOR;
	uint64_t n_sectors = system_end + BACKUP_SECTORS;
	size_t entries_size = (size_t)N_ENTRIES * ENTRY_SIZE;
	struct buf disk = { 0 };
	uint8_t *entries;
	uint8_t *backup;

	buf_put(&disk, NULL, n_sectors * GPT_SECTOR);
	entries = disk.data + (size_t)2 * GPT_SECTOR;
	backup = disk.data + system_end * GPT_SECTOR;
	put_mbr(disk.data, parts, n_sectors);
	put_entry(entries, bios_boot_type, parts->guids[1], GPT_BIOS_START, GPT_SYSTEM_START,
		  "BIOS boot");
	put_entry(entries + ENTRY_SIZE, system_type, parts->guids[2], GPT_SYSTEM_START, system_end,
		  "EFI system");
	memcpy(backup, entries, entries_size);
	put_header(disk.data + GPT_SECTOR, entries, parts->guids[0], 1, n_sectors - 1, 2,
		   system_end - 1);
	put_header(backup + entries_size, entries, parts->guids[0], n_sectors - 1, 1, system_end,
		   system_end - 1);
	memcpy(disk.data + (size_t)GPT_BIOS_START * GPT_SECTOR, parts->core.data, parts->core.size);
	memcpy(disk.data + (size_t)GPT_SYSTEM_START * GPT_SECTOR, parts->system.data,
	       parts->system.size);
	return disk;
}
