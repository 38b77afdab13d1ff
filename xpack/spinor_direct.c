/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Commands to a serial flash chip byte by byte, by the debug link alone. */

#include "spinor.h"

#include "clock.h"

#define ATTEMPTS 4u

/* Two in a row of the register, which the chip repeats. */
static enum spinor_outcome get_status(struct spinor *nor, uint8_t *status)
{
	const uint8_t command = SPINOR_READ_STATUS;
	uint8_t got[2];

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		if (spimctrl_transfer(nor->ctrl, (struct span){ &command, 1 }, got, 2) != 0)
			return SPINOR_LINK;
		*status = got[1];
		if (got[0] == got[1])
			return SPINOR_DONE;
	}
	return SPINOR_DONE; /* it changes: it is busy, or was until now */
}

enum spinor_outcome spinor_await(struct spinor *nor, int limit_ms)
{
	int64_t until = clock_ms() + limit_ms;
	uint8_t status;
	bool is_late;

	do {
		is_late = clock_ms() > until;
		if (get_status(nor, &status) != SPINOR_DONE)
			return SPINOR_LINK;
		nor->is_late = (status & SPINOR_BUSY) != 0;
		if (!nor->is_late)
			return SPINOR_DONE;
	} while (!is_late);
	return SPINOR_LATE;
}

static enum spinor_outcome enable(struct spinor *nor)
{
	const uint8_t command = SPINOR_WRITE_ENABLE;
	enum spinor_outcome outcome = spinor_await(nor, nor->program_ms);
	uint8_t status;

	/* It may have been given up on before. */
	if (outcome != SPINOR_DONE)
		return outcome;
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		if (spimctrl_transfer(nor->ctrl, (struct span){ &command, 1 }, NULL, 0) != 0 ||
		    get_status(nor, &status) != SPINOR_DONE)
			return SPINOR_LINK;
		if ((status & (SPINOR_BUSY | SPINOR_ENABLED)) == SPINOR_ENABLED) {
			nor->ctrl->link->repeats += i;
			return SPINOR_DONE;
		}
	}
	return SPINOR_REFUSED;
}

static enum spinor_outcome change_one(struct spinor *nor, const struct spinor_change *change,
				      int limit_ms)
{
	enum spinor_outcome outcome = enable(nor);

	if (outcome != SPINOR_DONE)
		return outcome;
	if (spimctrl_send(nor->ctrl, (struct span){ change->command, change->size },
			  change->bytes) != 0)
		return SPINOR_LINK;
	return spinor_await(nor, limit_ms);
}

static enum spinor_outcome change(struct spinor *nor, const struct spinor_change *changes,
				  size_t *n, int limit_ms)
{
	for (size_t i = 0; i < *n; i++) {
		enum spinor_outcome outcome = change_one(nor, &changes[i], limit_ms);

		if (outcome != SPINOR_DONE) {
			*n = i;
			return outcome;
		}
	}
	return SPINOR_DONE;
}

static size_t count(uint32_t bytes)
{
	(void)bytes;
	return 1;
}

const struct spinor_bus spinor_bus_direct = {
	.most = SPINOR_MAX_PAGE,
	.count = count,
	.change = change,
};
