/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fake_leon.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "cmocka_all.h"

#define MOST 32u

#define AT_CONTROL 0x0u
#define AT_BREAK 0x20u
#define AT_MASK 0x24u
#define AT_PC 0x400010u
#define AT_ASI 0x400024u
#define AT_ASR17 0x400044u
#define AT_SPACE 0x700000u
#define SPACES 0x1000000u /* where a register of an address space is kept: behind all others */
#define BW (1u << 2)
#define EE (1u << 7)
#define KEPT 0x3fu
#define FLUSH 0x00600000u
#define PENDING 0xc000u

#define PC_BEFORE 0x40001234u

static struct fake_leon *self_of(struct buslink *link)
{
	return (struct fake_leon *)(void *)link;
}

/* Addresses of spaces are one to a space and offset. */
static uint32_t *find(struct fake_leon *fake, uint32_t addr)
{
	size_t i = 0;

	while (i < fake->n_registers && fake->registers[i].addr != addr)
		i++;
	assert_true(i < LEON_REGISTERS);
	if (i == fake->n_registers) {
		fake->registers[i].addr = addr;
		fake->registers[i].word = 0;
		fake->n_registers++;
	}
	return &fake->registers[i].word;
}

uint32_t *fake_leon_register(struct fake_leon *fake, unsigned cpu, uint32_t offset)
{
	uint32_t addr = LEON_DSU + (cpu << 24) + offset;

	if (offset >= AT_SPACE)
		addr += SPACES * 2 * *find(fake, LEON_DSU + (cpu << 24) + AT_ASI);
	return find(fake, addr);
}

static void leave_debug(struct fake_leon *fake, unsigned cpu)
{
	fake->control[cpu] &= ~LEON_DM;
	if ((fake->control[cpu] & (LEON_HL | LEON_PW)) != 0)
		return;
	if (*fake_leon_register(fake, cpu, AT_PC) == PC_BEFORE)
		return;
	fake->has_run[cpu] = true;
	if (cpu != 0)
		return;
	fake->pc = *fake_leon_register(fake, cpu, AT_PC);
	if (fake->runs != NULL)
		fake->runs(fake);
}

static void write_breaks(struct fake_leon *fake, uint32_t breaks)
{
	uint32_t before = fake->breaks;

	assert_true(breaks < 1u << LEON_CPUS);
	if (fake->stays)
		breaks |= before;
	fake->breaks = breaks;
	for (unsigned i = 0; i < LEON_CPUS; i++) {
		if ((breaks >> i & 1) != 0 && (fake->control[i] & BW) != 0)
			fake->control[i] |= LEON_DM;
		if ((breaks >> i & 1) == 0 && (before >> i & 1) != 0)
			leave_debug(fake, i);
	}
}

/* PE ends error mode; the first processor is awake then, others sleep. */
static void write_control(struct fake_leon *fake, unsigned cpu, uint32_t word)
{
	uint32_t kept = fake->control[cpu] & (LEON_DM | LEON_PE | LEON_PW);

	if ((word & LEON_PE) != 0) {
		if ((kept & LEON_PE) != 0)
			assert_true((fake->breaks >> cpu & 1) != 0);
		kept = (kept & LEON_DM) | (cpu != 0 ? LEON_PW : 0);
	}
	fake->control[cpu] = kept | (word & (KEPT | LEON_HL));
}

static uint32_t read_unit(struct fake_leon *fake, uint32_t offset)
{
	unsigned cpu = offset >> 24;

	assert_true(cpu < LEON_CPUS);
	offset &= 0xffffff;
	if (offset == AT_CONTROL && cpu == 0 && fake->asked != NULL)
		fake->asked(fake);
	if (offset == AT_CONTROL)
		return fake->control[cpu] | EE;
	if (offset == AT_BREAK && cpu == 0)
		return fake->breaks;
	if (offset == AT_MASK && cpu == 0)
		return 0;
	assert_true((fake->control[cpu] & LEON_DM) != 0);
	return *fake_leon_register(fake, cpu, offset);
}

static void write_unit(struct fake_leon *fake, uint32_t offset, uint32_t word)
{
	unsigned cpu = offset >> 24;
	uint32_t *place;

	assert_true(cpu < LEON_CPUS);
	offset &= 0xffffff;
	if (offset == AT_CONTROL) {
		write_control(fake, cpu, word);
	} else if (offset == AT_BREAK && cpu == 0) {
		write_breaks(fake, word);
	} else {
		assert_true((fake->control[cpu] & LEON_DM) != 0);
		place = fake_leon_register(fake, cpu, offset);
		*place = word;
		if (offset == AT_SPACE && *fake_leon_register(fake, cpu, AT_ASI) == 2)
			*place = (word & ~FLUSH) | (fake->never_cleans ? PENDING : 0);
	}
}

/* A timer that runs has its interrupt wait. */
static uint32_t pending(struct fake_leon *fake)
{
	for (unsigned i = 0; i < LEON_TIMERS; i++)
		fake->pending |= (fake->timers[i] & 1) << (6 + i);
	return fake->pending;
}

static uint32_t read_uart(struct fake_leon *fake, uint32_t offset)
{
	bool is_debug = (fake->uart & LEON_UART_DEBUG) != 0;
	size_t n;

	if (offset == 0x8)
		return fake->uart;
	if (offset == 0xc)
		return fake->scaler;
	if (offset == 0x10) {
		assert_true(is_debug && fake->n_taken < fake->n_sent);
		return fake->sent[fake->n_taken++];
	}
	assert_int_equal(offset, 0x4);
	fake->n_looks++;
	if (fake->looked != NULL)
		fake->looked(fake);
	is_debug = (fake->uart & LEON_UART_DEBUG) != 0;
	if (!is_debug && !fake->is_silent && fake->n_taken < fake->n_sent) {
		fake->n_taken++;
		fake->n_wire++;
	}
	n = fake->n_sent - fake->n_taken;
	if ((fake->uart & LEON_UART_FIFOS) == 0) /* one byte each way */
		return (n == 0 ? 6u : 0) | fake->is_full;
	n = n < LEON_FIFO ? n : LEON_FIFO;
	return (fake->comes_round ? 0 : (uint32_t)n << 20) | (uint32_t)fake->is_full << 10 |
	       (n == 0 ? 6u : 0);
}

static void write_uart(struct fake_leon *fake, uint32_t offset, uint32_t word)
{
	if (offset == 0x8) {
		fake->uart = (word & 0x7fff) | (fake->uart & LEON_UART_FIFOS);
	} else if (offset == 0xc) {
		fake->scaler = word & 0xfff;
	} else {
		assert_int_equal(offset, 0x10);
		assert_true((fake->uart & LEON_UART_DEBUG) != 0 && !fake->is_full);
		assert_true(fake->n_typed < sizeof(fake->typed));
		fake->typed[fake->n_typed++] = (uint8_t)word;
	}
}

static uint32_t read_word(struct fake_leon *fake, uint32_t addr)
{
	if (addr >= LEON_DSU)
		return read_unit(fake, addr - LEON_DSU);
	if (addr >= LEON_RAM && addr < LEON_RAM + sizeof(fake->ram))
		return fake->ram[(addr - LEON_RAM) / 4];
	if (addr >= 0x80000100 && addr < 0x80000200)
		return read_uart(fake, addr - 0x80000100);
	if (addr >= 0x80000240 && addr < 0x80000240 + 4 * LEON_CPUS)
		return fake->masks[(addr - 0x80000240) / 4];
	if (addr == 0x80000308)
		return 6u << 3 | LEON_TIMERS;
	if (addr == 0x80000318 || addr == 0x80000328)
		return fake->timers[(addr - 0x80000318) / 16];
	assert_int_equal(addr, LEON_MCFG1);
	return fake->mcfg1;
}

static void write_interrupts(struct fake_leon *fake, uint32_t offset, uint32_t word)
{
	uint32_t n = offset % 0x40 / 4;

	if (offset == 0xc) {
		fake->pending = pending(fake) & ~word;
		return;
	}
	if (offset == 0x8) { /* instead of the others, where there is one processor */
		assert_int_equal(fake->devices[1].vendor, 0);
		fake->forced[0] = word & 0xfffe;
		return;
	}
	if (offset == 0x14) { /* where there are several */
		assert_int_not_equal(fake->devices[1].vendor, 0);
		fake->broadcast = word & 0xfffe;
		return;
	}
	assert_true(offset >= 0x40 && n < LEON_CPUS);
	if (offset >= 0x80 && fake->devices[1].vendor == 0)
		return;
	if (offset < 0x80)
		fake->masks[n] = word & 0xfffe;
	else
		fake->forced[n] = (fake->forced[n] | (word & 0xfffe)) & ~(word >> 16);
}

static void write_word(struct fake_leon *fake, uint32_t addr, uint32_t word)
{
	if (addr >= LEON_DSU) {
		write_unit(fake, addr - LEON_DSU, word);
	} else if (addr >= LEON_RAM && addr < LEON_RAM + sizeof(fake->ram)) {
		if (addr != fake->hole)
			fake->ram[(addr - LEON_RAM) / 4] = word;
	} else if (addr >= 0x80000100 && addr < 0x80000200) {
		write_uart(fake, addr - 0x80000100, word);
	} else if (addr >= 0x80000200 && addr < 0x80000300) {
		write_interrupts(fake, addr - 0x80000200, word);
	} else if (addr == 0x80000318 || addr == 0x80000328) {
		(void)pending(fake);
		if (fake->stubborn > 0)
			fake->stubborn--;
		else
			fake->timers[(addr - 0x80000318) / 16] = word;
	} else {
		assert_int_equal(addr, LEON_MCFG1);
		fake->mcfg1 = word;
	}
}

/* Each call of the link. */
static int begin_call(struct fake_leon *fake, size_t n)
{
	assert_true(n > 0 && n <= MOST);
	fake->n_calls++;
	if (fake->n_calls == fake->signal_at)
		raise(fake->signal);
	if (fake->n_calls != fake->fails_at)
		return 0;
	fake->link.is_dead = fake->dies;
	return target_fail(&fake->request, "call %zu fails", fake->n_calls);
}

static int fake_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	struct fake_leon *fake = self_of(link);

	if (begin_call(fake, n) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		words[i] = read_word(fake, addr + (uint32_t)i * 4);
	if (addr < LEON_MCFG1 && fake->wrong > 0) {
		fake->wrong--;
		words[n - 1] ^= 1;
	}
	return 0;
}

static void put_down(struct fake_leon *fake, uint32_t addr, uint32_t word, size_t n)
{
	char line[40];
	int size =
		n == 1 ? snprintf(line, sizeof(line), "%08" PRIx32 " = %08" PRIx32 "\n", addr, word)
		       : snprintf(line, sizeof(line), "%08" PRIx32 " x%zu\n", addr, n);

	buf_put(&fake->written, line, (size_t)size);
}

static int fake_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	struct fake_leon *fake = self_of(link);

	if (begin_call(fake, n) != 0) {
		fake->failed_write = addr;
		return -1;
	}
	put_down(fake, addr, words[0], n);
	if (fake->deaf > 0) {
		fake->deaf--;
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		write_word(fake, addr + (uint32_t)i * 4, words[i]);
	return 0;
}

static const struct buslink_kind sure = {
	.name = "fake net", .most = MOST, .is_sure = true, .read = fake_read, .write = fake_write
};
static const struct buslink_kind noisy = {
	.name = "fake line", .most = MOST, .read = fake_read, .write = fake_write
};

static const struct plugplay_device table[] = {
	{ .bus = "AHB master", .vendor = VENDOR_GAISLER, .device = GAISLER_LEON3 },
	{ .bus = "AHB master", .vendor = VENDOR_GAISLER, .device = GAISLER_LEON3 },
	{ "AHB slave",
	  VENDOR_GAISLER,
	  GAISLER_LEON3DSU,
	  1,
	  0,
	  { { PLUGPLAY_MEMORY, LEON_DSU, 0x10000000 } } },
	{ "APB", VENDOR_GAISLER, GAISLER_APBUART, 1, 2, { { PLUGPLAY_APB, LEON_UART, 256 } } },
	{ "APB", VENDOR_GAISLER, GAISLER_IRQMP, 3, 0, { { PLUGPLAY_APB, 0x80000200, 256 } } },
	{ "APB", VENDOR_GAISLER, GAISLER_GPTIMER, 0, 8, { { PLUGPLAY_APB, 0x80000300, 256 } } },
};

/* Something else ran on both. */
static void set_processors(struct fake_leon *fake)
{
	for (unsigned i = 0; i < LEON_CPUS; i++) {
		for (uint32_t at = 0; at < 8 * 4; at += 4) {
			*fake_leon_register(fake, i, 0x300020 + at) = 0x100 + at; /* %o */
			*fake_leon_register(fake, i, 0x300200 + at) = 0x200 + at; /* %g */
		}
		*fake_leon_register(fake, i, 0x400000) = 1;          /* Y */
		*fake_leon_register(fake, i, 0x400004) = 0xf30000e3; /* PSR */
		*fake_leon_register(fake, i, 0x400008) = 4;          /* WIM */
		*fake_leon_register(fake, i, 0x40000c) = 0x40000000; /* TBR */
		*fake_leon_register(fake, i, AT_PC) = PC_BEFORE;     /* and nPC */
		*fake_leon_register(fake, i, AT_PC + 4) = PC_BEFORE + 4;
		*fake_leon_register(fake, i, AT_ASR17) = 7;
		*fake_leon_register(fake, i, AT_ASI) = 0x19; /* the MMU is on */
		*fake_leon_register(fake, i, AT_SPACE) = 1;
		*fake_leon_register(fake, i, AT_ASI) = 2; /* caches; there is an MMU */
		*fake_leon_register(fake, i, AT_SPACE) = 0x0081000f;
		*fake_leon_register(fake, i, AT_SPACE + 8) = 1u << 3;
	}
}

void fake_leon_begin(struct fake_leon *fake, void **state, bool is_sure)
{
	const struct fixture *fixture = *state;

	*fake = (struct fake_leon){
		.request = { .arena = fixture->arena, .diag = fixture->diag, .name = "fake:" },
		.masks = { 0x100, 0x100 },
		.forced = { 4, 4 },
		.pending = 0x00100104, /* an extended one among them */
		.broadcast = 0x8000,
		.timers = { 3, 3 },
		.uart = LEON_UART_FIFOS | 3,
		.scaler = 12,
	};
	memcpy(fake->devices, table, sizeof(table));
	fake->found = (struct plugplay){ fake->devices, sizeof(table) / sizeof(table[0]), 0 };
	for (size_t i = 0; i < 16; i++)
		fake->ram[i] = 0x5a5a5a5a;
	set_processors(fake);
	assert_int_equal(buslink_begin(&fake->link, is_sure ? &sure : &noisy, &fake->request, 100),
			 0);
}

void fake_leon_end(struct fake_leon *fake)
{
	buf_free(&fake->written);
}

const char *fake_leon_written(struct fake_leon *fake)
{
	return arena_text(fake->request.arena,
			  fake->written.size == 0 ? "" : (const char *)fake->written.data,
			  fake->written.size);
}

bool fake_leon_is_as_before(struct fake_leon *fake)
{
	struct fake_leon fresh = { .n_registers = 0 };

	set_processors(&fresh);
	for (size_t i = 0; i < fresh.n_registers; i++)
		if (*find(fake, fresh.registers[i].addr) != fresh.registers[i].word)
			return false;
	return true;
}
