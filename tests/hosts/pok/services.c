/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "services.h"

#include <stddef.h>

#include "../../host/console.h"
#include "board.h"

/* POK's results. */
#define OK 0u
#define INVALID 1u
#define EXISTS 7u
#define DIRECTION 303u
#define EMPTY 308u
#define MODE 601u

#define MODE_NORMAL 3u
#define PORT_IN 1u
#define PORT_OUT 2u
#define PORT_SIZE 32u
#define NAME_SIZE 8u /* with its NUL */

/* One sampling port leads from the partition that created it as PORT_OUT to all others. */
static struct {
	uint8_t message[PORT_SIZE];
	uint32_t used;
	uint32_t written; /* at this tick */
	uint32_t refresh;
	bool is_open[N_PARTITIONS];
	bool is_source[N_PARTITIONS];
} port;

static const char port_name[NAME_SIZE] = "samples";

static uint32_t cons_write(struct slot_of *slot, const uint32_t *arguments)
{
	const char *text = kernel_bytes(slot, arguments[0], arguments[1]);
	uint32_t done = 0;

	if (text == NULL)
		return INVALID;
	while (done < arguments[1])
		done += console_write(&slot->partition, text + done, arguments[1] - done);
	return OK;
}

/* Store a number of `size` bytes at an address of the partition. */
static uint32_t store(struct slot_of *slot, uint32_t addr, uint32_t size, uint32_t value)
{
	uint8_t *to = kernel_bytes(slot, addr, size);

	if (to == NULL)
		return INVALID;
	if (size == sizeof(uint8_t)) {
		*to = (uint8_t)value;
		return OK;
	}
	if (addr % sizeof(uint32_t) != 0)
		return INVALID;
	if (size == sizeof(uint64_t))
		*(uint64_t *)(void *)to = value;
	else
		*(uint32_t *)(void *)to = value;
	return OK;
}

static uint32_t gettick(struct slot_of *slot, const uint32_t *arguments)
{
	return store(slot, arguments[0], sizeof(uint64_t), kernel_ticks());
}

static uint32_t thread_period(struct slot_of *slot, const uint32_t *arguments)
{
	(void)arguments;
	slot->is_done = true;
	return OK;
}

static uint32_t thread_stop_self(struct slot_of *slot, const uint32_t *arguments)
{
	(void)arguments;
	slot->is_stopped = true;
	return OK;
}

static uint32_t thread_id(struct slot_of *slot, const uint32_t *arguments)
{
	return store(slot, arguments[0], sizeof(uint32_t), kernel_current_index() + 1);
}

static uint32_t partition_get_id(struct slot_of *slot, const uint32_t *arguments)
{
	return store(slot, arguments[0], sizeof(uint8_t), kernel_current_index());
}

/* The thread that leaves initialisation ends with it. */
static uint32_t partition_set_mode(struct slot_of *slot, const uint32_t *arguments)
{
	if (arguments[0] != MODE_NORMAL)
		return MODE;
	slot->is_stopped = true;
	return OK;
}

static bool is_port_name(const char *name)
{
	for (uint32_t i = 0; i < NAME_SIZE; i++)
		if (name[i] != port_name[i])
			return false;
	return true;
}

/* name, size, direction, refresh, id */
static uint32_t sampling_create(struct slot_of *slot, const uint32_t *arguments)
{
	const char *name = kernel_bytes(slot, arguments[0], NAME_SIZE);
	uint32_t index = kernel_current_index();

	if (name == NULL || !is_port_name(name) || arguments[1] != PORT_SIZE ||
	    (arguments[2] != PORT_IN && arguments[2] != PORT_OUT) || arguments[3] == 0)
		return INVALID;
	if (port.is_open[index])
		return EXISTS;
	port.is_open[index] = true;
	port.is_source[index] = arguments[2] == PORT_OUT;
	if (!port.is_source[index])
		port.refresh = arguments[3];
	return store(slot, arguments[4], sizeof(uint8_t), index + 1);
}

static bool is_own_port(uint32_t id)
{
	return id == kernel_current_index() + 1 && port.is_open[kernel_current_index()];
}

/* id, message, size */
static uint32_t sampling_write(struct slot_of *slot, const uint32_t *arguments)
{
	const uint8_t *message = kernel_bytes(slot, arguments[1], arguments[2]);

	if (!is_own_port(arguments[0]) || message == NULL || arguments[2] > PORT_SIZE)
		return INVALID;
	if (!port.is_source[kernel_current_index()])
		return DIRECTION;
	for (uint32_t i = 0; i < arguments[2]; i++)
		port.message[i] = message[i];
	port.used = arguments[2];
	port.written = kernel_ticks();
	return OK;
}

/* id, message, size, valid */
static uint32_t sampling_read(struct slot_of *slot, const uint32_t *arguments)
{
	uint8_t *message = kernel_bytes(slot, arguments[1], PORT_SIZE);
	bool is_valid = kernel_ticks() - port.written < port.refresh;

	if (!is_own_port(arguments[0]) || message == NULL)
		return INVALID;
	if (port.is_source[kernel_current_index()])
		return DIRECTION;
	if (port.used == 0)
		return EMPTY;
	for (uint32_t i = 0; i < port.used; i++)
		message[i] = port.message[i];
	return store(slot, arguments[2], sizeof(uint32_t), port.used) |
	       store(slot, arguments[3], sizeof(uint32_t), is_valid);
}

static const struct service {
	uint32_t number;
	uint32_t count;
	uint32_t (*call)(struct slot_of *slot, const uint32_t *arguments);
} services[] = {
	{ 10, 2, cons_write },        { 20, 1, gettick },          { 56, 0, thread_period },
	{ 57, 0, thread_stop_self },  { 58, 1, thread_id },        { 102, 4, sampling_read },
	{ 104, 3, sampling_write },   { 105, 5, sampling_create }, { 404, 1, partition_set_mode },
	{ 405, 1, partition_get_id },
};

void services_call(uint32_t number, uint32_t count, const uint32_t *arguments, uint32_t pc)
{
	struct slot_of *slot = kernel_current();

	for (uint32_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		const struct service *service = &services[i];

		if (service->number != number)
			continue;
		if (count != SERVICES_ANY_COUNT && count != service->count)
			board_result(slot, INVALID);
		else
			board_result(slot, service->call(slot, arguments));
		return;
	}
	kernel_fault("unknown service", pc);
}
