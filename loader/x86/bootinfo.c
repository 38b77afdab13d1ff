/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "bootinfo.h"

#include "loader/board.h"

#define MIB 0x100000u
#define KIB 1024u

static uint32_t get_le32(const uint8_t *from)
{
	return (uint32_t)from[3] << 24 | (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
}

static void put_le32(uint8_t *to, uint32_t value)
{
	for (uint32_t i = 0; i < sizeof(value); i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_le64(const uint8_t *from)
{
	return (uint64_t)get_le32(from + 4) << 32 | get_le32(from);
}

static void put_le64(uint8_t *to, uint64_t value)
{
	put_le32(to, (uint32_t)value);
	put_le32(to + 4, (uint32_t)(value >> 32));
}

/* An entry as both versions have it: address, size, type. */
static bool add_entry(struct machine *machine, const uint8_t *from)
{
	struct map_entry *entry = &machine->map[machine->n_map];

	if (machine->n_map == MULTIBOOT_MAX_MAP)
		return false;
	entry->addr = get_le64(from);
	entry->size = get_le64(from + 8);
	entry->type = get_le32(from + 16);
	entry->zero = 0;
	/* One that leaves the address space could not be compared with anything. */
	if (entry->size != 0 && entry->size - 1 <= UINT64_MAX - entry->addr)
		machine->n_map++;
	return true;
}

/* Multiboot 1, section 3.3: entries of any size, each behind its size. */
static bool read_map(struct machine *machine, const uint8_t *info)
{
	const uint8_t *at = board_memory(get_le32(info + MULTIBOOT_INFO_AT_MAP), 0);
	uint32_t left = get_le32(info + MULTIBOOT_INFO_AT_MAP_SIZE);

	if ((get_le32(info + MULTIBOOT_INFO_AT_FLAGS) & MULTIBOOT_INFO_MAP) == 0)
		return false;
	while (left >= MULTIBOOT_MAP_SIZE) {
		uint32_t rest = get_le32(at);

		if (rest < MULTIBOOT_MAP_MIN_REST || rest > left - 4 || !add_entry(machine, at + 4))
			return false;
		at += rest + 4;
		left -= rest + 4;
	}
	return machine->n_map > 0;
}

/* Multiboot 2, section 3.6.8: entry size, version, entries. */
static bool read_map_tag(struct machine *machine, const uint8_t *tag, uint32_t size)
{
	uint32_t step = get_le32(tag + 8);

	if (size < 16 || step < MULTIBOOT_MAP_MIN_REST || machine->n_map != 0)
		return false;
	for (uint32_t at = 16; span_fits(size, at, step); at += step)
		if (!add_entry(machine, tag + at))
			return false;
	return machine->n_map > 0;
}

/* Multiboot 2, section 3.6: total size, a reserved word, tags at multiples of 8. */
static bool read_tags(struct machine *machine, const uint8_t *info)
{
	uint32_t total = get_le32(info);
	uint32_t at = 8;

	while (span_fits(total, at, 8)) {
		uint32_t type = get_le32(info + at);
		uint32_t size = get_le32(info + at + 4);

		if (type == MULTIBOOT2_TAG_END || size < 8 || !span_fits(total, at, size))
			break;
		if (type == MULTIBOOT2_TAG_MAP)
			return read_map_tag(machine, info + at, size);
		at += (size + MULTIBOOT2_TAG_ALIGN - 1) & ~(MULTIBOOT2_TAG_ALIGN - 1u);
	}
	return false;
}

enum status bootinfo_read(struct machine *machine, uint32_t magic, uint32_t addr)
{
	const uint8_t *info = board_memory(addr, 0);
	bool is_read = false;

	machine->n_map = 0;
	if (magic == MULTIBOOT_START)
		is_read = read_map(machine, info);
	else if (magic == MULTIBOOT2_START)
		is_read = read_tags(machine, info);
	return is_read ? STATUS_OK : STATUS_BOOT_INFORMATION;
}

/* Does the entry hold this address?  Written for entries that end with the address space. */
static bool holds(const struct map_entry *entry, uint64_t addr)
{
	return addr >= entry->addr && addr - entry->addr < entry->size;
}

/* The first address from addr on that is not available; entries may be in any order. */
static uint64_t available_end(const struct machine *machine, uint64_t addr)
{
	uint32_t i = 0;

	while (i < machine->n_map) {
		const struct map_entry *entry = &machine->map[i++];

		if (entry->type != MULTIBOOT_MAP_AVAILABLE || !holds(entry, addr))
			continue;
		addr = entry->addr + entry->size;
		i = 0;
		if (addr == 0)
			return UINT64_MAX;
	}
	return addr;
}

bool bootinfo_has(const struct machine *machine, uint32_t addr, uint32_t size)
{
	for (uint32_t i = 0; i < machine->n_map; i++) {
		const struct map_entry *entry = &machine->map[i];

		if (entry->type != MULTIBOOT_MAP_AVAILABLE &&
		    (holds(entry, addr) || (entry->addr >= addr && entry->addr - addr < size)))
			return false;
	}
	return available_end(machine, addr) - addr >= size;
}

/* Where the next bytes go; full stays set once something did not fit. */
struct writer {
	uint32_t next;
	uint32_t end;
	bool full;
};

/* The address of size bytes. */
static uint32_t take(struct writer *writer, uint32_t size)
{
	uint32_t addr = writer->next;

	if (writer->full || size > writer->end - addr) {
		writer->full = true;
		return writer->end;
	}
	writer->next += size;
	return addr;
}

static uint32_t put_string(struct writer *writer, struct span text)
{
	uint32_t addr = take(writer, (uint32_t)text.size + 1);
	uint8_t *to = board_memory(addr, (uint32_t)text.size + 1);

	if (writer->full)
		return 0;
	if (text.size != 0) /* an absent text has no address to copy from */
		memcpy(to, text.data, text.size);
	to[text.size] = '\0';
	return addr;
}

/* Nothing is decoded yet: of a compressed module the destination is what it fills. */
static uint32_t module_size(const struct image *image)
{
	return image->compression == IMAGE_PLAIN ? image->data_size : image->mem_size;
}

static void put_modules(struct writer *writer, uint8_t *info, const struct container *container)
{
	uint32_t n = 0;
	uint32_t list;

	for (uint32_t i = 0; i < container->n_images; i++)
		n += container->images[i].kind == IMAGE_MODULE;
	list = take(writer, n * MULTIBOOT_MODULE_SIZE);
	put_le32(info + MULTIBOOT_INFO_AT_N_MODULES, n);
	put_le32(info + MULTIBOOT_INFO_AT_MODULES, list);
	for (uint32_t i = 0; i < container->n_images && !writer->full; i++) {
		const struct image *image = &container->images[i];
		uint8_t *module = board_memory(list, MULTIBOOT_MODULE_SIZE);

		if (image->kind != IMAGE_MODULE)
			continue;
		put_le32(module, image->load);
		put_le32(module + 4, image->load + module_size(image));
		put_le32(module + 8, put_string(writer, image->module));
		put_le32(module + 12, 0);
		list += MULTIBOOT_MODULE_SIZE;
	}
}

static void put_map(struct writer *writer, uint8_t *info, const struct machine *machine)
{
	uint32_t size = machine->n_map * MULTIBOOT_MAP_SIZE;
	uint32_t addr = take(writer, size);
	uint8_t *to = board_memory(addr, size);

	put_le32(info + MULTIBOOT_INFO_AT_MAP, addr);
	put_le32(info + MULTIBOOT_INFO_AT_MAP_SIZE, size);
	for (uint32_t i = 0; i < machine->n_map && !writer->full; i++) {
		put_le32(to, MULTIBOOT_MAP_SIZE - 4);
		put_le64(to + 4, machine->map[i].addr);
		put_le64(to + 12, machine->map[i].size);
		put_le32(to + 20, machine->map[i].type);
		to += MULTIBOOT_MAP_SIZE;
	}
}

/* KiB of available memory from an address on; at most what 32 bits can say of it. */
static uint32_t available_kib(const struct machine *machine, uint32_t addr)
{
	uint64_t size = available_end(machine, addr) - addr;

	return size / KIB > UINT32_MAX ? UINT32_MAX : (uint32_t)(size / KIB);
}

enum status bootinfo_write(const struct machine *machine, const struct params *params,
			   const struct container *container)
{
	static const char name[] = MULTIBOOT_NAME;
	struct writer writer = { params->boot_addr, params->boot_addr + params->boot_size, false };
	uint8_t *info = board_memory(take(&writer, MULTIBOOT_INFO_SIZE), MULTIBOOT_INFO_SIZE);

	if (writer.full)
		return STATUS_BOOT_INFORMATION;
	memset(info, 0, MULTIBOOT_INFO_SIZE);
	put_le32(info + MULTIBOOT_INFO_AT_FLAGS,
		 MULTIBOOT_INFO_MEMORY | MULTIBOOT_INFO_COMMAND_LINE | MULTIBOOT_INFO_MODULES |
			 MULTIBOOT_INFO_MAP | MULTIBOOT_INFO_NAME);
	put_le32(info + MULTIBOOT_INFO_AT_LOWER, available_kib(machine, 0));
	put_le32(info + MULTIBOOT_INFO_AT_UPPER, available_kib(machine, MIB));
	put_map(&writer, info, machine);
	put_modules(&writer, info, container);
	put_le32(info + MULTIBOOT_INFO_AT_COMMAND_LINE, put_string(&writer, container->bootargs));
	put_le32(info + MULTIBOOT_INFO_AT_NAME,
		 put_string(&writer, (struct span){ (const uint8_t *)name, sizeof(name) - 1 }));
	return writer.full ? STATUS_BOOT_INFORMATION : STATUS_OK;
}
