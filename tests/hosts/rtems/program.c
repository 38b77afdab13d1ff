/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * program: relies on a boot loader where RTEMS' board leon3 does (docs/hosts/rtems.md), and prints
 * what it was given.  It runs with traps on: calls nest deeper than there are windows, and a timer
 * interrupts it.
 */
#include <stddef.h>
#include <stdint.h>

/* GRLIB IP Core User's Manual; addresses and interrupt of QEMU's leon3_generic. */
#define UART 0x80000100u
#define UART_DATA 0x0u
#define UART_STATUS 0x4u
#define UART_STATUS_EMPTY 0x4u
#define UART_CONTROL 0x8u
#define UART_CONTROL_RECEIVE 0x1u
#define UART_CONTROL_TRANSMIT 0x2u

#define IRQMP_CLEAR 0x8000020cu
#define IRQMP_MASK 0x80000240u
#define TIMER_IRQ 6u

#define TIMER 0x80000300u
#define TIMER_RELOAD 0x4u /* of the scaler */
#define TIMER_TICK 0x10u
#define TIMER_SINCE_RESET 0x20u /* free-running, where the board's description starts it */
#define TIMER_N_COUNTER 0x0u
#define TIMER_N_RELOAD 0x4u
#define TIMER_N_CONTROL 0x8u
#define TIMER_N_ENABLE 0x1u
#define TIMER_N_RUN 0xfu /* enable, restart, load, interrupt */

#define US_PER_TICK 10000u
#define N_TICKS 5u

#define PSR_PIL_SHIFT 8
#define DEPTH 40u /* of calls; there are 8 windows */
#define STEP 0x10000u

int main(void);

/* What start.S stores there, in its order. */
struct found {
	uint32_t psr, wim, tbr, sp, fp, bss_dirty;
};

struct found found = { .bss_dirty = UINT32_MAX };
volatile uint32_t ticks;

extern uint32_t end_of_ram; /* a slot of the trap table */
extern char _end[], __bss_start[];

/* Nobody uses them: for a segment of thread-local data, which programs for RTEMS may have. */
static _Thread_local uint32_t of_thread __attribute__((used)) = 7;
static _Thread_local uint32_t of_thread_zero __attribute__((used));
/* Something for .bss to hold. */
static uint32_t table[4096] __attribute__((used));

static uint32_t reg_get(uint32_t addr)
{
	return *(volatile uint32_t *)addr;
}

static void reg_set(uint32_t addr, uint32_t value)
{
	*(volatile uint32_t *)addr = value;
}

static void put_char(char character)
{
	while ((reg_get(UART + UART_STATUS) & UART_STATUS_EMPTY) == 0)
		;
	reg_set(UART + UART_DATA, (uint8_t)character);
}

static void put_text(const char *text)
{
	for (; *text != '\0'; text++)
		put_char(*text);
}

static void put_hex(uint32_t number)
{
	put_text("0x");
	for (int shift = 28; shift >= 0; shift -= 4)
		put_char("0123456789abcdef"[number >> shift & 0xf]);
}

static void put_number(uint32_t number)
{
	if (number >= 10)
		put_number(number / 10);
	put_char((char)('0' + number % 10));
}

static void report_processor(void)
{
	put_text("program: S=");
	put_number(found.psr >> 7 & 1);
	put_text(" ET=");
	put_number(found.psr >> 5 & 1);
	put_text(" EF=");
	put_number(found.psr >> 12 & 1);
	put_text(" CWP=");
	put_number(found.psr & 0x1f);
	put_text(", TBR ");
	put_hex(found.tbr);
	put_text("\nprogram: WIM ");
	put_hex(found.wim);
	put_text(", frame pointer ");
	put_hex(found.fp);
	put_text("\nprogram: stack pointer ");
	put_hex(found.sp);
	put_text("\n");
}

/* RTEMS takes the clock of the board from the scaler, and a tick of the timer for 1 us. */
static void report_timer(void)
{
	put_text("program: timer's scaler ");
	put_number(reg_get(TIMER + TIMER_RELOAD));
	put_text(", so the clock is ");
	put_number(reg_get(TIMER + TIMER_RELOAD) + 1);
	put_text(" MHz\n");
	if ((reg_get(TIMER + TIMER_SINCE_RESET + TIMER_N_CONTROL) & TIMER_N_ENABLE) == 0)
		return;
	put_text("program: started ");
	put_number(UINT32_MAX - reg_get(TIMER + TIMER_SINCE_RESET + TIMER_N_COUNTER));
	put_text(" us after reset\n");
}

/* What RTEMS makes its workspace and the heap of.  All of it is written, to its last word. */
static void report_work_area(void)
{
	uint32_t start = ((uint32_t)(uintptr_t)_end + STEP - 1) & ~(STEP - 1);
	uint32_t last = end_of_ram - sizeof(uint32_t);
	uint32_t n_wrong = 0;

	for (uint32_t at = start; at < last; at += STEP)
		reg_set(at, ~at);
	reg_set(last, ~last);
	for (uint32_t at = start; at < last; at += STEP)
		n_wrong += reg_get(at) != ~at;
	n_wrong += reg_get(last) != ~last;
	put_text("program: work area up to ");
	put_hex(end_of_ram);
	put_text(n_wrong == 0 ? ", all of it is RAM\n" : ", not all of it is RAM\n");
}

static void report_bss(void)
{
	size_t size = (size_t)(_end - __bss_start);

	put_text("program: .bss ");
	put_text(size >= sizeof(table) ? "is there, " : "is not there, ");
	put_number(found.bss_dirty);
	put_text(" words of it were not zero\n");
}

static uint32_t __attribute__((noinline)) nest(uint32_t depth)
{
	volatile uint32_t mine = depth;

	if (depth == 0)
		return 0;
	return nest(depth - 1) + mine;
}

static void set_level(uint32_t level)
{
	uint32_t psr;

	__asm__ volatile("mov %%psr, %0" : "=r"(psr));
	psr = (psr & ~(0xfu << PSR_PIL_SHIFT)) | level << PSR_PIL_SHIFT;
	__asm__ volatile("mov %0, %%psr; nop; nop; nop" : : "r"(psr) : "memory");
}

static void start_clock(void)
{
	reg_set(IRQMP_MASK, 0);
	reg_set(IRQMP_CLEAR, UINT32_MAX);
	reg_set(IRQMP_MASK, 1u << TIMER_IRQ);
	reg_set(TIMER + TIMER_TICK + TIMER_N_RELOAD, US_PER_TICK - 1);
	reg_set(TIMER + TIMER_TICK + TIMER_N_CONTROL, TIMER_N_RUN);
	set_level(0);
}

static void run_ticks(void)
{
	uint32_t n_wrong = 0;
	uint32_t seen = 0;

	while (seen < N_TICKS) {
		n_wrong += nest(DEPTH) != DEPTH * (DEPTH + 1) / 2;
		if (ticks == seen)
			continue;
		seen++;
		put_text("program: tick ");
		put_number(seen);
		put_text("\n");
	}
	set_level(15);
	put_text(n_wrong == 0 ? "program: windows are right\n" : "program: windows are wrong\n");
}

int main(void)
{
	/* As RTEMS' console does: the rest of the UART's state is the boot loader's. */
	reg_set(UART + UART_CONTROL,
		reg_get(UART + UART_CONTROL) | UART_CONTROL_RECEIVE | UART_CONTROL_TRANSMIT);
	reg_set(UART + UART_STATUS, 0);
	report_processor();
	report_timer();
	report_bss();
	report_work_area();
	start_clock();
	run_ticks();
	put_text("program: end\n");
	return 0;
}
