/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "console.h"

#include <stddef.h>

#define RING_SIZE 8192u    /* a power of two */
#define HOST_SHARE 4096u   /* of the ring; one fault report per partition fits, and its last line */
#define MAX_CALL_SIZE 256u /* characters; bounds how long a call can keep the host busy */
#define MAX_DIGITS 20u     /* of a uint64_t in decimal */

static char ring[RING_SIZE];
static uint32_t n_in; /* characters that ever went in and out; they may wrap */
static uint32_t n_out;

static uint32_t room(void)
{
	return RING_SIZE - (n_in - n_out);
}

static void put(char c)
{
	ring[n_in++ % RING_SIZE] = c;
}

void console_drain(void)
{
	while (n_in != n_out && machine_put(ring[n_out % RING_SIZE]))
		n_out++;
}

void console_flush(void)
{
	while (n_in != n_out)
		console_drain();
}

/* Move the partition's line into the ring, leaving this much room.  False: it does not fit now. */
static bool commit(struct partition *partition, uint32_t left)
{
	const char *name = partition->description->name;
	uint32_t name_size = 0;

	while (name[name_size] != '\0')
		name_size++;
	if (room() < left + name_size + partition->line_size + sizeof("[] \n") - 1)
		return false;
	put('[');
	for (uint32_t i = 0; i < name_size; i++)
		put(name[i]);
	put(']');
	put(' ');
	for (uint32_t i = 0; i < partition->line_size; i++)
		put(partition->line[i]);
	put('\n');
	partition->line_size = 0;
	return true;
}

static char printable(char c)
{
	return c >= ' ' && c <= '~' ? c : '?';
}

uint32_t console_write(struct partition *partition, const char *text, uint32_t size)
{
	uint32_t taken;

	for (taken = 0; taken < size && taken < MAX_CALL_SIZE; taken++) {
		bool is_end = text[taken] == '\n';

		if ((is_end || partition->line_size == PARTITION_MAX_LINE) &&
		    !commit(partition, HOST_SHARE))
			break;
		if (!is_end)
			partition->line[partition->line_size++] = printable(text[taken]);
	}
	console_drain();
	return taken;
}

void console_end_line(struct partition *partition)
{
	while (partition->line_size > 0 && !commit(partition, 0))
		console_drain();
}

void console_text(const char *text)
{
	for (; *text != '\0'; text++) {
		while (room() == 0)
			console_drain();
		put(*text);
	}
	console_drain();
}

void console_u64(uint64_t value)
{
	char digits[MAX_DIGITS + 1];
	uint32_t at = MAX_DIGITS;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	console_text(&digits[at]);
}

void console_hex(uint32_t value)
{
	char digits[] = "0x00000000";

	for (uint32_t i = sizeof(digits) - 2; value != 0; i--, value >>= 4)
		digits[i] = "0123456789abcdef"[value & 0xf];
	console_text(digits);
}
