/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "bootimage_parts.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "elf.h"
#include "elf_write.h"
#include "file.h"
#include "loader/params.h"
#include "loader/prom.h"
#include "settings.h"

#define LOADER_MAX_SIZE (16u << 20)
#define KIB 1024u
#define BIOS_DATA_END 0x500u /* interrupt vectors and data area of a PC's BIOS end here */

/* The loader's first byte, in a raw image or in an ELF file as wrap_elf() makes it. */
static struct span loader_bytes(struct span image)
{
	if (image.size > BOOTIMAGE_ALIGN && memcmp(image.data, ELFMAG, SELFMAG) == 0)
		return span_part(image, BOOTIMAGE_ALIGN, image.size - BOOTIMAGE_ALIGN);
	return image;
}

struct span bootimage_params(struct span image)
{
	uint32_t at;

	image = loader_bytes(image);
	if (image.size < PROM_AT_END + sizeof(uint32_t) ||
	    get_be32(image.data + PROM_MARK) != PROM_MAGIC ||
	    get_be32(image.data + PROM_AT_VERSION) != PROM_VERSION)
		return (struct span){ NULL, 0 };
	at = get_be32(image.data + PROM_AT_PARAMS);
	if (at > image.size || at % PARAMS_ALIGN != 0)
		return (struct span){ NULL, 0 };
	return span_part(image, at, image.size - at);
}

/* Some linkers make hidden symbols local. */
static const struct elf_symbol *params_symbol(const struct elf *elf)
{
	for (size_t i = 1; i < elf->n_symbols; i++)
		if (elf->symbols[i].section != SHN_UNDEF &&
		    strcmp(elf->symbols[i].name, "loader_params") == 0)
			return &elf->symbols[i];
	return NULL;
}

/* The loader's loadable bytes up to the parameter block, as they lie in the PROM. */
static int flatten(struct diag *diag, const char *path, const struct elf *elf, uint64_t base,
		   struct buf *anchor)
{
	const struct elf_symbol *params = params_symbol(elf);

	if (params == NULL || params->value < base || params->value - base > LOADER_MAX_SIZE) {
		diag_error(diag, location_of_file(path), "loader-format",
			   "no symbol 'loader_params' that could be the parameter block");
		return -1;
	}
	buf_put(anchor, NULL, (size_t)(params->value - base));
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!elf_segment_loaded(segment))
			continue;
		if (segment->paddr < base || segment->mem_size != segment->file_size ||
		    !range_fits(anchor->size, segment->paddr - base, segment->file_size)) {
			diag_error(diag, location_of_file(path), "loader-format",
				   "segment %u is not in front of the parameter block of region "
				   "0x%08" PRIx64,
				   segment->index, base);
			return -1;
		}
		memcpy(anchor->data + (segment->paddr - base), segment->data.data,
		       segment->data.size);
	}
	return 0;
}

const char *bootimage_loader(struct arena *arena, const struct arch_traits *traits,
			     const struct key *key)
{
	bool rsa = key->public.algorithm == CRYPTO_RSA_PKCS1_SHA256;

	return arena_printf(arena, "%s/loader-%s-%s.elf", settings_libdir(), traits->name,
			    rsa ? "rsa" : "p256");
}

static int read_loader(struct arena *arena, struct diag *diag, const struct key *key,
		       const struct bootimage_setup *setup, struct buf *anchor)
{
	const char *path = bootimage_loader(arena, setup->traits, key);
	uint64_t base = setup->traits->in_ram ? 0 : get_be32(setup->region.data);
	struct elf elf;
	struct buf file;
	int result;

	if (file_read(diag, location_of_file(path), path, LOADER_MAX_SIZE, &file) != 0) {
		diag_help(diag, location_of_file(path),
			  "xpack was built or installed without this loader; XPACK_LIBDIR names "
			  "the directory that is searched");
		return -1;
	}
	result = elf_open(arena, diag, location_of_file(path), path, buf_span(&file), &elf);
	if (result == 0)
		result = flatten(diag, path, &elf, base, anchor);
	buf_free(&file);
	return result;
}

static void put_text(struct buf *block, struct span text)
{
	uint8_t *field = buf_put(block, NULL, PARAMS_NAME_SIZE);

	memcpy(field, text.data, text.size < PARAMS_NAME_SIZE ? text.size : PARAMS_NAME_SIZE - 1);
}

static void put_key(struct buf *block, const struct key *key)
{
	buf_put(block, key->id, sizeof(key->id));
	buf_put_be32(block, (uint32_t)key->public.key.size);
	buf_put_be32(block, key->public.exponent);
	buf_put(block, key->bytes, CRYPTO_MAX_KEY_SIZE);
}

static size_t count_keys(const struct key *key)
{
	size_t n = 0;

	for (; key != NULL; key = key->next)
		n++;
	return n;
}

/* A boot image is a function of the set of its keys: they stand in the order of their ids. */
static void put_keys(struct buf *block, const struct key *key)
{
	const struct key *first = key;
	const struct key *second = key->next;

	if (second != NULL && memcmp(second->id, first->id, sizeof(first->id)) < 0) {
		first = key->next;
		second = key;
	}
	put_key(block, first);
	if (second != NULL)
		put_key(block, second);
}

/* RAM that no image may touch.  On x86 the loader with its parameters in front of the container,
 * which its board_check() expects first, the vectors and the data area of the BIOS, and what a
 * multiboot host is told; everywhere staging. */
static struct buf reserved_ranges(const struct bootimage_setup *setup, uint32_t offset)
{
	struct buf ranges = { 0 };

	if (setup->traits->in_ram) {
		buf_put_be32(&ranges, get_be32(setup->region.data));
		buf_put_be32(&ranges, offset == 0 ? BOOTIMAGE_ALIGN : offset);
		buf_put_be32(&ranges, 0);
		buf_put_be32(&ranges, BIOS_DATA_END);
		buf_put(&ranges, setup->boot.data, setup->boot.size);
	}
	if (setup->staging.size != 0 && get_be32(setup->staging.data + 4) != 0)
		buf_put(&ranges, setup->staging.data, setup->staging.size);
	return ranges;
}

/* The block; offset is where the container will lie in the region, once it is known. */
static struct buf make_params(const struct bootimage_setup *setup, const struct container *parsed,
			      const struct key *key, uint32_t offset)
{
	uint32_t region_start = get_be32(setup->region.data);
	uint32_t n_keys = (uint32_t)count_keys(key);
	struct buf reserved = reserved_ranges(setup, offset);
	struct buf block = { 0 };

	buf_put_be32(&block, PARAMS_MAGIC);
	buf_put_be32(&block, PARAMS_VERSION);
	buf_put_be32(&block, 0); /* the block's size, below */
	buf_put_be32(&block, region_start + offset);
	buf_put_be32(&block, bootimage_first_room(setup) - offset);
	buf_put(&block, setup->cap.data, setup->cap.size);
	buf_put(&block, setup->work.data, setup->work.size);
	buf_put_be32(&block, parsed->security_version);
	buf_put_be32(&block, key->public.algorithm);
	buf_put_be32(&block, n_keys == 1 ? PARAMS_POLICY_ANY : setup->policy);
	buf_put_be32(&block, n_keys);
	buf_put_be32(&block, (uint32_t)(setup->registers.size / PARAMS_RANGE_SIZE));
	buf_put_be32(&block, (uint32_t)setup->n_ram);
	buf_put_be32(&block, (uint32_t)(reserved.size / PARAMS_RANGE_SIZE));
	buf_put(&block, setup->console.data, setup->console.size);
	buf_put(&block, NULL, PARAMS_AT_BOOT_ADDR - block.size);
	buf_put(&block, setup->boot.data, setup->boot.size);
	buf_put(&block, NULL, PARAMS_AT_SECOND_ADDR - block.size);
	buf_put(&block, setup->second.data, setup->second.size);
	buf_put(&block, NULL, PARAMS_AT_STAGING_ADDR - block.size);
	buf_put(&block, setup->staging.data, setup->staging.size);
	buf_put(&block, NULL, PARAMS_AT_BOARD - block.size);
	put_text(&block, parsed->board);
	put_text(&block, parsed->system);
	buf_put(&block, setup->registers.data, setup->registers.size);
	for (size_t i = 0; i < setup->n_ram; i++)
		buf_put(&block, setup->memory[i].data, setup->memory[i].size);
	buf_put(&block, reserved.data, reserved.size);
	buf_free(&reserved);
	put_keys(&block, key);
	put_be32(block.data + PARAMS_AT_SIZE, (uint32_t)block.size);
	return block;
}

/* Loader, parameters and first container need that many bytes, and there are fewer. */
static void report_first(struct diag *diag, struct location at, const struct bootimage_setup *setup,
			 uint64_t size)
{
	if (setup->second.size != 0) {
		diag_error(diag, at, "bootimage-size",
			   "loader and container need %" PRIu64
			   " bytes, in front of the second container there are %" PRIu32,
			   size, bootimage_first_room(setup));
		diag_help(diag, at, "the second container can begin at 0x%08" PRIx64,
			  get_be32(setup->region.data) + align_up(size, BOOTIMAGE_ALIGN));
		return;
	}
	diag_error(diag, at, "bootimage-size",
		   "the boot image needs %" PRIu64 " bytes, its storage has %" PRIu32, size,
		   bootimage_first_room(setup));
	diag_help(diag, at,
		  "the Loader's region is to be a Memory of kind rom of %" PRIu64 " KiB at least",
		  align_up(size, KIB) / KIB);
}

/* Does a container of that size fit from the second one's address on? */
static int check_second(struct diag *diag, struct location at, const struct bootimage_setup *setup,
			uint64_t size)
{
	if (setup->second.size == 0 || size <= get_be32(setup->second.data + 4))
		return 0;
	diag_error(diag, at, "bootimage-size",
		   "the container needs %" PRIu64
		   " bytes, from the second one's address to the end of its storage there are "
		   "%" PRIu32,
		   size, get_be32(setup->second.data + 4));
	return -1;
}

/* Loader, parameters, and room up to the container of so many bytes, each where the one before
 * allows; -1 when the region is full. */
static int assemble(struct diag *diag, struct location at, const struct bootimage_setup *setup,
		    uint64_t size, const struct container *parsed, const struct key *key,
		    struct buf *image)
{
	struct params params;
	struct buf block = make_params(setup, parsed, key, 0);
	uint64_t offset = align_up(image->size + block.size, BOOTIMAGE_ALIGN);

	buf_free(&block);
	/* in RAM: the packer kept room */
	if (!range_fits(bootimage_first_room(setup), offset, size)) {
		report_first(diag, at, setup, offset + size);
		return -1;
	}
	if (check_second(diag, at, setup, size) != 0)
		return -1;
	block = make_params(setup, parsed, key, (uint32_t)offset);
	/* The loader checks its own block no further than it must: here is where it is held. */
	if (params_read(buf_span(&block), &params) != STATUS_OK) {
		diag_fail(diag, EXIT_TRUST, at, "bootimage-tree",
			  "the container's system device tree describes a loader that cannot be");
		buf_free(&block);
		return -1;
	}
	buf_put(image, block.data, block.size);
	buf_align(image, BOOTIMAGE_ALIGN);
	buf_free(&block);
	return 0;
}

/* An ELF file of what assemble() made, up to the container's bytes. */
static void wrap_elf(const struct bootimage_setup *setup, uint64_t size, struct buf *image)
{
	const struct elf_write what = {
		.machine = EM_386,
		.addr = get_be32(setup->region.data),
		.flags = PF_R | PF_W | PF_X,
		.work_addr = get_be32(setup->work.data),
		.work_size = get_be32(setup->work.data + 4),
		.align = BOOTIMAGE_ALIGN,
		.more = (uint32_t)size,
	};
	struct buf elf = elf_write(&what, buf_span(image));

	buf_free(image);
	*image = elf;
}

int bootimage_make_params(struct arena *arena, struct diag *diag, struct location at,
			  const struct bootimage_contents *contents, const struct key *key,
			  struct buf *block)
{
	struct bootimage_setup setup;

	*block = (struct buf){ 0 };
	if (bootimage_find_setup(arena, diag, at, contents, &setup) != 0)
		return -1;
	*block = make_params(&setup, contents->parsed, key, 0);
	return 0;
}

int bootimage_make_front(struct arena *arena, struct diag *diag, struct location at,
			 const struct bootimage_contents *contents, const struct key *key,
			 struct buf *front)
{
	struct bootimage_setup setup;

	*front = (struct buf){ 0 };
	if (bootimage_find_setup(arena, diag, at, contents, &setup) != 0)
		return -1;
	if (read_loader(arena, diag, key, &setup, front) != 0 ||
	    assemble(diag, at, &setup, contents->size, contents->parsed, key, front) != 0) {
		buf_free(front);
		return -1;
	}
	if (setup.traits->in_ram)
		wrap_elf(&setup, contents->size, front);
	return 0;
}

int bootimage_make(struct arena *arena, struct diag *diag, struct location at, struct span bytes,
		   const struct container *parsed, const struct key *key, struct buf *image)
{
	const struct bootimage_contents contents = { bytes.size, parsed,
						     bootimage_tree(bytes, parsed) };

	if (bootimage_make_front(arena, diag, at, &contents, key, image) != 0)
		return -1;
	buf_put(image, bytes.data, bytes.size);
	bootimage_put_second(arena, contents.tree, bytes, image);
	return 0;
}

void bootimage_put_second(struct arena *arena, struct span tree, struct span bytes,
			  struct buf *image)
{
	uint64_t offset = bootimage_second_offset(arena, tree);
	size_t gap;

	if (offset == 0)
		return;
	gap = (size_t)(offset - image->size);
	memset(buf_put(image, NULL, gap), BOOTIMAGE_ERASED, gap);
	buf_put(image, bytes.data, bytes.size);
}

int bootimage_measure(struct arena *arena, struct diag *diag, struct location at,
		      const struct bootimage_contents *contents, const struct key *key,
		      struct bootimage_size *size)
{
	struct buf anchor = { 0 };
	struct bootimage_setup setup;
	struct buf block;

	if (bootimage_find_setup(arena, diag, at, contents, &setup) != 0)
		return -1;
	if (read_loader(arena, diag, key, &setup, &anchor) != 0) {
		buf_free(&anchor);
		return -1;
	}
	block = make_params(&setup, contents->parsed, key, 0);
	size->need = align_up(anchor.size + block.size, BOOTIMAGE_ALIGN) + contents->size;
	size->room = bootimage_first_room(&setup);
	size->has_second = setup.second.size != 0;
	size->whole = size->has_second ? size->room + contents->size : size->need;
	buf_free(&block);
	buf_free(&anchor);
	return check_second(diag, at, &setup, contents->size);
}

size_t bootimage_strip(struct buf *image)
{
	size_t front = image->size - loader_bytes(buf_span(image)).size;

	memmove(image->data, image->data + front, image->size - front);
	image->size -= front;
	return front;
}
