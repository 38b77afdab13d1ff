/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * plain: a bare-metal program that drives the UART itself, in supervisor mode.  It counts the
 * words of its zeroed memory that are not zero, so a loader that forgets to clear shows.
 */
#include <stdint.h>

/* GRLIB IP Core User's Manual, "APBUART"; the address is that of the board's description. */
#define UART 0x80000100u
#define UART_DATA 0x0u
#define UART_STATUS 0x4u
#define UART_STATUS_EMPTY 0x4u
#define UART_CONTROL 0x8u
#define UART_CONTROL_TRANSMIT 0x2u

#define N_WORDS 1024u

static uint32_t cleared[N_WORDS];

int main(void);

static volatile uint32_t *uart(uint32_t reg)
{
	return (volatile uint32_t *)(UART + reg);
}

static void put_text(const char *text)
{
	for (; *text != '\0'; text++) {
		while ((*uart(UART_STATUS) & UART_STATUS_EMPTY) == 0)
			;
		*uart(UART_DATA) = (uint8_t)*text;
	}
}

int main(void)
{
	volatile const uint32_t *words = cleared;
	uint32_t n_dirty = 0;

	for (uint32_t i = 0; i < N_WORDS; i++)
		n_dirty += words[i] != 0;
	*uart(UART_CONTROL) = UART_CONTROL_TRANSMIT;
	put_text("plain: hello from a bare-metal program\n");
	put_text(n_dirty == 0 ? "plain: memory is clear\n" : "plain: memory is not clear\n");
	return n_dirty != 0;
}
