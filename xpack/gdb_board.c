/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "gdb_board.h"

#include <inttypes.h>
#include <string.h>

#include "bootimage.h"
#include "loader/multiboot.h"

/* SPARC V8's registers as GDB orders them, big-endian words: 32 of integers, 32 of floating point,
 * and these. */
#define SPARC_AT_Y 256u
#define SPARC_AT_PSR 260u
#define SPARC_AT_WIM 264u
#define SPARC_AT_TBR 268u
#define SPARC_AT_PC 272u
#define SPARC_AT_NPC 276u
#define SPARC_SIZE 288u
#define PSR_FIXED 0xff000000u /* impl, ver: not written */
#define PSR_S 0x80u           /* supervisor; all else 0: ET, EF, PIL, CWP */
#define WIM_RESET 2u

/* x86 at reset (Intel 64 and IA-32 Architectures SDM, volume 3, table 9-1). */
#define RESET_IP 0xfff0u
#define RESET_CS 0xf000u

/* The page of low memory, free on a PC that has not started its firmware. */
#define PAGE 0x7000u
#define PAGE_SIZE 0x1000u
#define AT_MAP MULTIBOOT_INFO_SIZE
#define AT_CODE 0xc00u
#define AT_TABLE 0xd00u /* limit and address, at 8 the segments */
#define MAX_RANGES ((AT_CODE - AT_MAP) / MULTIBOOT_MAP_SIZE)
#define PROBE_SIZE 64u
#define CODE_SELECTOR 0x08
#define DATA_SELECTOR 0x10

/* How it gets from the state after reset, 16-bit code at segment 0, to the state of Multiboot,
 * section 3.2.  Its zeros at AT_... are filled in. */
static const uint8_t start_code[] = {
	0xfa, /* cli */
	0xe4,
	0x92,
	0x0c,
	0x02,
	0x24,
	0xfe, /* in $0x92, %al; or $2, %al; and $0xfe, %al */
	0xe6,
	0x92, /* out %al, $0x92: address line 20 */
	0x66,
	0x0f,
	0x01,
	0x16,
	0,
	0, /* lgdtl AT_TABLE */
	0x0f,
	0x20,
	0xc0,
	0x0c,
	0x01, /* mov %cr0, %eax; or $1, %al */
	0x0f,
	0x22,
	0xc0, /* mov %eax, %cr0 */
	0xeb,
	0x00, /* jmp to the next instruction */
	0x66,
	0xea,
	0,
	0,
	0,
	0,
	CODE_SELECTOR,
	0, /* ljmpl $CODE_SELECTOR, $32-bit code */
	0x66,
	0xb8,
	DATA_SELECTOR,
	0, /* mov $DATA_SELECTOR, %ax */
	0x8e,
	0xd8,
	0x8e,
	0xc0,
	0x8e,
	0xd0, /* mov %ax, %ds; %es; %ss */
	0x8e,
	0xe0,
	0x8e,
	0xe8, /* %fs; %gs */
	0xb8,
	0,
	0,
	0,
	0, /* mov $MULTIBOOT_START, %eax */
	0xbb,
	0,
	0,
	0,
	0, /* mov $PAGE, %ebx */
	0xb9,
	0,
	0,
	0,
	0, /* mov $entry, %ecx */
	0xff,
	0xe1, /* jmp *%ecx */
};
#define CODE_AT_TABLE 13u
#define CODE_AT_JUMP 27u
#define CODE_AT_BODY 33u
#define CODE_AT_EAX 48u
#define CODE_AT_EBX 53u
#define CODE_AT_ECX 58u

/* Base 0, limit 4 GiB, ring 0, 32 bits (volume 3, section 3.4.5): code, data. */
#define CODE_SEGMENT 0x00cf9b000000ffffu
#define DATA_SEGMENT 0x00cf93000000ffffu

static void put_le(uint8_t *to, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_le(const uint8_t *from, size_t size)
{
	uint64_t value = 0;

	for (size_t i = size; i > 0; i--)
		value = value << 8 | from[i - 1];
	return value;
}

/* Set them, and see whether they are: the part from `from` to `to` counts. */
static int set_registers(struct rsp *rsp, const struct target_request *request,
			 struct span registers, size_t from, size_t to)
{
	struct buf found = { 0 };
	int result = -1;

	if (rsp_set_registers(rsp, registers) == 0 && rsp_get_registers(rsp, &found) == 0)
		result = memcmp(found.data + from, registers.data + from, to - from) == 0
				 ? 0
				 : target_fail(request, "the registers are not as they were set");
	buf_free(&found);
	return result;
}

static int start_leon3(struct rsp *rsp, const struct target_request *request,
		       const struct gdb_arch *arch)
{
	const uint32_t start = request->address;
	struct buf registers;
	int result = rsp_get_registers(rsp, &registers);

	(void)arch;
	if (result == 0 && registers.size < SPARC_SIZE)
		result = target_fail(request, "the stub has %zu bytes of registers, not %u",
				     registers.size, SPARC_SIZE);
	if (result == 0) {
		uint8_t *at = registers.data;
		uint32_t fixed = get_be32(at + SPARC_AT_PSR) & PSR_FIXED;

		put_be32(at + SPARC_AT_Y, 0);
		put_be32(at + SPARC_AT_PSR, fixed | PSR_S);
		put_be32(at + SPARC_AT_WIM, WIM_RESET);
		put_be32(at + SPARC_AT_TBR, 0);
		put_be32(at + SPARC_AT_PC, start);
		put_be32(at + SPARC_AT_NPC, start + 4);
		result = set_registers(rsp, request, buf_span(&registers), SPARC_AT_PSR,
				       SPARC_AT_NPC + 4);
	}
	buf_free(&registers);
	return result == 0 ? rsp_continue(rsp) : -1;
}

/* Some bytes of the board's memory keep both of two values, and then their own again. */
static int probe(struct rsp *rsp, const struct target_request *request, uint64_t addr)
{
	static const uint8_t values[] = { 0x5a, 0xa5 };
	uint8_t before[PROBE_SIZE], now[PROBE_SIZE], bytes[PROBE_SIZE];
	bool is_ram = true;

	if (rsp_read(rsp, addr, before, PROBE_SIZE) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(values); i++) {
		memset(bytes, values[i], PROBE_SIZE);
		if (rsp_write(rsp, addr, (struct span){ bytes, PROBE_SIZE }) != 0 ||
		    rsp_read(rsp, addr, now, PROBE_SIZE) != 0)
			return -1;
		is_ram &= memcmp(now, bytes, PROBE_SIZE) == 0;
	}
	if (rsp_write(rsp, addr, (struct span){ before, PROBE_SIZE }) != 0 ||
	    rsp_read(rsp, addr, now, PROBE_SIZE) != 0)
		return -1;
	if (is_ram && memcmp(now, before, PROBE_SIZE) == 0)
		return 0;
	return target_fail(request, "there is no RAM at 0x%08" PRIx64 ", where the board has some",
			   addr);
}

static int probe_ram(struct rsp *rsp, const struct target_request *request)
{
	for (size_t i = 0; i < request->n_ram; i++) {
		const struct bootimage_region *ram = &request->ram[i];

		if (ram->size >= PROBE_SIZE &&
		    (probe(rsp, request, ram->start) != 0 ||
		     probe(rsp, request, (uint64_t)ram->start + ram->size - PROBE_SIZE) != 0))
			return -1;
	}
	return 0;
}

/* Multiboot, section 3.3: nothing but the map. */
static void put_information(uint8_t *page, const struct target_request *request)
{
	put_le(page + MULTIBOOT_INFO_AT_FLAGS, MULTIBOOT_INFO_MAP, 4);
	put_le(page + MULTIBOOT_INFO_AT_MAP_SIZE, request->n_ram * MULTIBOOT_MAP_SIZE, 4);
	put_le(page + MULTIBOOT_INFO_AT_MAP, PAGE + AT_MAP, 4);
	for (size_t i = 0; i < request->n_ram; i++) {
		uint8_t *entry = page + AT_MAP + i * MULTIBOOT_MAP_SIZE;

		put_le(entry, MULTIBOOT_MAP_SIZE - 4, 4);
		put_le(entry + 4, request->ram[i].start, 8);
		put_le(entry + 12, request->ram[i].size, 8);
		put_le(entry + 20, MULTIBOOT_MAP_AVAILABLE, 4);
	}
}

static void put_code(uint8_t *page, uint64_t entry)
{
	uint8_t *code = page + AT_CODE;
	uint8_t *table = page + AT_TABLE;

	memcpy(code, start_code, sizeof(start_code));
	put_le(code + CODE_AT_TABLE, PAGE + AT_TABLE, 2);
	put_le(code + CODE_AT_JUMP, PAGE + AT_CODE + CODE_AT_BODY, 4);
	put_le(code + CODE_AT_EAX, MULTIBOOT_START, 4);
	put_le(code + CODE_AT_EBX, PAGE, 4);
	put_le(code + CODE_AT_ECX, entry, 4);
	put_le(table, 3 * 8 - 1, 2);
	put_le(table + 2, PAGE + AT_TABLE + 8, 4);
	put_le(table + 16, CODE_SEGMENT, 8);
	put_le(table + 24, DATA_SEGMENT, 8);
}

static int put_page(struct rsp *rsp, const struct target_request *request)
{
	uint8_t page[PAGE_SIZE] = { 0 }, found[PAGE_SIZE];

	if (request->n_ram > MAX_RANGES ||
	    ranges_meet(request->address, request->needed, PAGE, PAGE_SIZE))
		return target_fail(request, "there is no room to start the board from");
	put_information(page, request);
	put_code(page, request->address);
	if (rsp_write(rsp, PAGE, (struct span){ page, PAGE_SIZE }) != 0 ||
	    rsp_read(rsp, PAGE, found, PAGE_SIZE) != 0)
		return -1;
	if (memcmp(page, found, PAGE_SIZE) == 0)
		return 0;
	return target_fail(request, "there is no RAM at 0x%08x to start the board from", PAGE);
}

static int test_mode(const struct target_request *request, const struct gdb_arch *arch,
		     const struct buf *registers)
{
	uint64_t ip, cs;

	if (registers->size < arch->at_cs + 4)
		return target_fail(request, "the stub has %zu bytes of registers, not %zu",
				   registers->size, arch->at_cs + 4);
	ip = get_le(registers->data + arch->at_ip, arch->ip_size);
	cs = get_le(registers->data + arch->at_cs, 4);
	if (ip == RESET_IP && cs == RESET_CS)
		return 0;
	(void)target_fail(request,
			  "the processor is not as after reset, but at 0x%" PRIx64 ":0x%" PRIx64,
			  cs, ip);
	diag_help(request->diag, location_of_file(request->name),
		  "reset the machine and keep it stopped: QEMU's option -S");
	return -1;
}

static int start_x86(struct rsp *rsp, const struct target_request *request,
		     const struct gdb_arch *arch)
{
	struct buf registers;
	int result = rsp_get_registers(rsp, &registers);

	if (result == 0)
		result = test_mode(request, arch, &registers);
	if (result == 0)
		result = probe_ram(rsp, request);
	if (result == 0)
		result = put_page(rsp, request);
	if (result == 0) {
		put_le(registers.data + arch->at_ip, PAGE + AT_CODE, arch->ip_size);
		put_le(registers.data + arch->at_cs, 0, 4);
		result = set_registers(rsp, request, buf_span(&registers), arch->at_ip,
				       arch->at_cs + 4);
	}
	buf_free(&registers);
	return result == 0 ? rsp_continue(rsp) : -1;
}

static const char *const sparc_names[] = { "sparc", NULL };
static const char *const i386_names[] = { "i386", "i386:intel", NULL };
static const char *const amd64_names[] = { "i386:x86-64", "i386:x86-64:intel", NULL };
static const size_t sparc_sizes[] = { SPARC_SIZE, 0 };
/* General registers; with the x87; with SSE; and one of Linux. */
static const size_t i386_sizes[] = { 64, 176, 308, 312, 0 };
static const size_t amd64_sizes[] = { 164, 276, 536, 0 };

static const struct gdb_arch archs[] = {
	{ .fit_name = "sparc", .names = sparc_names, .sizes = sparc_sizes, .start = start_leon3 },
	{ .fit_name = "x86",
	  .names = i386_names,
	  .sizes = i386_sizes,
	  .start = start_x86,
	  .at_ip = 32,
	  .ip_size = 4,
	  .at_cs = 40 },
	{ .fit_name = "x86",
	  .names = amd64_names,
	  .sizes = amd64_sizes,
	  .start = start_x86,
	  .at_ip = 128,
	  .ip_size = 8,
	  .at_cs = 140 },
};

static bool is_it(const struct gdb_arch *arch, const char *name, size_t registers_size)
{
	if (name == NULL) {
		for (const size_t *size = arch->sizes; *size != 0; size++)
			if (*size == registers_size)
				return true;
		return false;
	}
	for (const char *const *i = arch->names; *i != NULL; i++)
		if (strcmp(*i, name) == 0)
			return true;
	return false;
}

const struct gdb_arch *gdb_arch_find(const char *name, size_t registers_size)
{
	for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++)
		if (is_it(&archs[i], name, registers_size))
			return &archs[i];
	return NULL;
}

int gdb_board_start(struct rsp *rsp, const struct target_request *request,
		    const struct gdb_arch *arch)
{
	return arch->start(rsp, request, arch);
}
