/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pr1: a partition of POK that counts and sends what it has counted.  Its source is the same for
 * both boards; pok.h is what `xpack abi header` makes of the board's ABI object.
 */
#include <xpack/console.h>

#include "pok.h"

#define N_ROUNDS 3u
#define DIRECTION_OUT 2u
#define PORT_SIZE 32u
#define REFRESH 2u

int main(void);

static struct xpack_console console;

static uint32_t sent = 1000; /* .data: only a file that was loaded whole has it */
static uint32_t rounds;      /* .bss: the memory behind the file was cleared */

/* xpack_console wants how many characters were taken. */
static int write(const char *text, uint32_t size)
{
	return pok_cons_write(text, size) == 0 ? (int)size : 0;
}

static void say_who(void)
{
	uint32_t thread = 0;
	uint8_t partition = 0xff;
	int result = pok_current_partition_get_id(&partition) | pok_thread_id(&thread);

	xpack_put_text(&console, "partition ");
	xpack_put_u32(&console, partition);
	xpack_put_text(&console, ", thread ");
	xpack_put_u32(&console, thread);
	xpack_put_text(&console, ", result ");
	xpack_put_i32(&console, result);
	xpack_put_text(&console, "\n");
}

static void send(uint8_t port)
{
	uint64_t ticks = UINT64_MAX;
	int result = pok_time_gettick(&ticks);

	sent += 11;
	result |= pok_port_sampling_write(port, &sent, sizeof(sent));
	xpack_put_text(&console, "tick ");
	xpack_put_u64(&console, ticks);
	xpack_put_text(&console, ": sent ");
	xpack_put_u32(&console, sent);
	xpack_put_text(&console, ", result ");
	xpack_put_i32(&console, result);
	xpack_put_text(&console, "\n");
}

int main(void)
{
	uint8_t port = 0xff;
	int result;

	console.write = write;
	say_who();
	result = pok_port_sampling_create("samples", PORT_SIZE, DIRECTION_OUT, REFRESH, &port);
	xpack_put_text(&console, "port ");
	xpack_put_u32(&console, port);
	xpack_put_text(&console, ", result ");
	xpack_put_i32(&console, result);
	xpack_put_text(&console, "\n");
	for (; rounds < N_ROUNDS; rounds++) {
		send(port);
		(void)pok_thread_period();
	}
	xpack_put_text(&console, "stops\n");
	(void)pok_thread_stop_self();
	return 0;
}
