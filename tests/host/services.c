/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "services.h"

#include <xpack/export.h>

#include "console.h"
#include "host.h"
#include "include/xhost/list.h"
#include "plan.h"
#include "ports.h"

#define FAILED UINT32_MAX /* -1 to the partition */
#define NANOSECONDS 1000u /* in a microsecond */

/* The host itself says what it was built with, so that it cannot be packed with guests of another
 * configuration, whatever its ABI object says. */
XPACK_EXPORT_FEATURE("ports", XHOST_PORTS);

/* XHOST_NUMBER_xh_time and so on. */
#define NUMBER(number, ret, name, args) XHOST_NUMBER_##name = number,
enum { XHOST_ALL_SERVICES(NUMBER) };
#undef NUMBER

static uint32_t write_console(struct partition *partition, uint32_t text, uint32_t size)
{
	if (!partition_may(partition, text, size, ACCESS_READ))
		return FAILED;
	return console_write(partition, (const char *)(uintptr_t)text, size);
}

static uint32_t report_status(const struct partition *partition, uint32_t id, uint32_t to)
{
	const struct partition *other = partition_find(id);

	if (other == NULL || to % _Alignof(struct xh_partition_status) != 0 ||
	    !partition_may(partition, to, sizeof(other->status), ACCESS_WRITE))
		return FAILED;
	*(struct xh_partition_status *)(uintptr_t)to = other->status;
	return 0;
}

static uint32_t report_health(const struct partition *partition, uint32_t id, uint32_t to)
{
	const struct partition *other = partition_find(id);

	if (other == NULL || to % _Alignof(struct xh_partition_health) != 0 ||
	    !partition_may(partition, to, sizeof(other->health), ACCESS_WRITE))
		return FAILED;
	*(struct xh_partition_health *)(uintptr_t)to = other->health;
	return 0;
}

/* True when it was one of <xpack/ports.h>. */
static bool call_port(const struct partition *partition, uint32_t number, const uint32_t *arguments,
		      int32_t *result)
{
	uint32_t id = arguments[0], message = arguments[1], size = arguments[2];

	switch (number) {
	case XHOST_NUMBER_xpack_sampling_write:
		*result = ports_sampling_write(partition, id, message, size);
		return true;
	case XHOST_NUMBER_xpack_sampling_read:
		*result = ports_sampling_read(partition, id, message, size, arguments[3]);
		return true;
	case XHOST_NUMBER_xpack_queuing_send:
		*result = ports_queuing_send(partition, id, message, size);
		return true;
	case XHOST_NUMBER_xpack_queuing_receive:
		*result = ports_queuing_receive(partition, id, message, size, arguments[3]);
		return true;
	default:
		return false;
	}
}

bool services_call(struct partition *partition, uint32_t number,
		   const uint32_t arguments[SERVICES_MAX_ARGUMENTS])
{
	struct machine_partition *machine = &partition->machine;
	int32_t result;

	switch (number) {
	case XHOST_NUMBER_xh_console_write:
		machine_result(machine, write_console(partition, arguments[0], arguments[1]));
		return true;
	case XHOST_NUMBER_xh_time:
		machine_result_long(machine, machine_now() * NANOSECONDS);
		return true;
	case XHOST_NUMBER_xh_partition_status:
		machine_result(machine, report_status(partition, arguments[0], arguments[1]));
		return true;
	case XHOST_NUMBER_xh_slot_wait:
		partition->status.state = XH_WAITING; /* plan_next() sets the result */
		return true;
	case XHOST_NUMBER_xh_halt:
		host_halt(NULL, (int)arguments[0]);
	case XHOST_NUMBER_xh_partition_health:
		machine_result(machine, report_health(partition, arguments[0], arguments[1]));
		return true;
	default:
		if (!XHOST_PORTS || !call_port(partition, number, arguments, &result))
			return false;
		machine_result(machine, (uint32_t)result);
		return true;
	}
}
