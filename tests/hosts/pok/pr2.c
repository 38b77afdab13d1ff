/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pr2: a partition of POK that receives, then asks for what it does not get, and ends with
 * what no partition may do.
 */
#include <xpack/console.h>

#include "forbidden.h"
#include "pok.h"

#define DIRECTION_IN 1u
#define PORT_SIZE 32u
#define REFRESH 2u
#define MODE_STOPPED 6u
#define N_ROUNDS 5u
#define OUTSIDE 0x18000u /* the first address behind its memory */

int main(void);

static struct xpack_console console;

static int write(const char *text, uint32_t size)
{
	return pok_cons_write(text, size) == 0 ? (int)size : 0;
}

static void say(const char *what, uint32_t value, int result)
{
	xpack_put_text(&console, what);
	xpack_put_text(&console, " ");
	xpack_put_u32(&console, value);
	xpack_put_text(&console, ", result ");
	xpack_put_i32(&console, result);
	xpack_put_text(&console, "\n");
}

static void receive(uint8_t port)
{
	union {
		uint32_t number;
		uint8_t bytes[PORT_SIZE];
	} message = { 0 };
	uint32_t size = 0;
	int valid = -1;
	int result = pok_port_sampling_read(port, &message, &size, &valid);

	xpack_put_text(&console, valid == 1 ? "new: " : "old: ");
	xpack_put_u32(&console, size);
	say(" bytes,", message.number, result);
}

/* Deep enough to need more register windows than there are. */
static uint32_t depth(uint32_t n)
{
	return n == 0 ? 0 : 1 + depth(n - 1);
}

int main(void)
{
	uint8_t partition = 0xff;
	uint8_t port = 0xff;
	int result;

	console.write = write;
	result = pok_current_partition_get_id(&partition);
	say("partition", partition, result);
	result = pok_port_sampling_create("samples", PORT_SIZE, DIRECTION_IN, REFRESH, &port);
	say("port", port, result);
	for (uint32_t i = 0; i < N_ROUNDS; i++) {
		receive(port);
		(void)pok_thread_period();
	}
	say("depth", depth(20), pok_partition_set_mode(MODE_STOPPED));
	say("text outside", OUTSIDE, pok_cons_write((const char *)OUTSIDE, 1));
	forbidden();
	xpack_put_text(&console, "NOT stopped\n");
	return 0;
}
