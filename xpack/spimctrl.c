/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "spimctrl.h"

#include <inttypes.h>

#include "clock.h"

#define AT_CONTROL 0x4u
#define AT_STATUS 0x8u
#define AT_TRANSMIT 0x10u

#define CONTROL_DESELECTED (1u << 3) /* CSN */
#define CONTROL_ALTERNATE (1u << 2)  /* EAS */
#define CONTROL_INTERRUPT (1u << 1)  /* IEN */
#define CONTROL_USER (1u << 0)       /* USRC */
#define CONTROL_KEPT (CONTROL_ALTERNATE | CONTROL_INTERRUPT | CONTROL_USER)

#define STATUS_ERROR (1u << 3)
#define STATUS_READY (1u << 2) /* INIT */
#define STATUS_BUSY (1u << 1)
#define STATUS_DONE (1u << 0)

#define BYTE_MS 200 /* more than the slowest clock takes */

const struct plugplay_device *spimctrl_device(const struct plugplay *found, uint32_t addr)
{
	const struct plugplay_device *device = plugplay_memory_at(found, addr, 1);

	return device != NULL && device->vendor == VENDOR_GAISLER &&
			       device->device == GAISLER_SPIMCTRL
		       ? device
		       : NULL;
}

int spimctrl_find(struct spimctrl *ctrl, struct buslink *link, const struct plugplay *found,
		  uint32_t addr)
{
	const struct plugplay_device *device = spimctrl_device(found, addr);
	const struct plugplay_range *registers =
		device != NULL ? plugplay_range(device, PLUGPLAY_IO) : NULL;
	const struct plugplay_range *memory =
		device != NULL ? plugplay_range(device, PLUGPLAY_MEMORY) : NULL;
	uint32_t words[2];

	*ctrl = (struct spimctrl){ .link = link, .found = found };
	if (registers == NULL)
		return target_fail(link->request, "0x%08" PRIx32 " is behind no SPI controller",
				   addr);
	ctrl->registers = registers->start;
	ctrl->memory = memory->start;
	ctrl->size = memory->size;
	if (buslink_read_sure(link, ctrl->registers + AT_CONTROL, words, 2) != 0)
		return -1;
	/* User mode may be what an interrupted run left. */
	ctrl->control = (words[0] & ~CONTROL_USER) | CONTROL_DESELECTED;
	if ((words[1] & STATUS_READY) != 0 && (words[1] & STATUS_ERROR) == 0)
		return 0;
	return target_fail(link->request,
			   "the SPI controller is not ready: its status is 0x%08" PRIx32, words[1]);
}

static int set_control(struct spimctrl *ctrl, uint32_t word, uint32_t mask)
{
	return buslink_set(ctrl->link, "the SPI controller's register",
			   ctrl->registers + AT_CONTROL, word, mask);
}

static int await_idle(struct spimctrl *ctrl)
{
	int64_t until = clock_ms() + BYTE_MS;
	uint32_t status;
	bool is_late;

	do {
		is_late = clock_ms() > until;
		if (buslink_get(ctrl->link, ctrl->registers + AT_STATUS, &status) != 0)
			return -1;
		if ((status & STATUS_BUSY) == 0)
			return 0;
	} while (!is_late);
	return target_fail(ctrl->link->request,
			   "the SPI controller stays busy: its status is 0x%08" PRIx32, status);
}

/* For user mode: without interrupts, which nobody waits for. */
static int select_chip(struct spimctrl *ctrl, bool on)
{
	uint32_t word = (ctrl->control & ~(CONTROL_INTERRUPT | CONTROL_DESELECTED)) | CONTROL_USER;

	if (ctrl->alternate)
		word ^= CONTROL_ALTERNATE;
	if (!on)
		word |= CONTROL_DESELECTED;
	return set_control(ctrl, word, CONTROL_KEPT | CONTROL_DESELECTED);
}

/* After a burst the controller may still have the chip selected, and in user mode a command that
 * was given up: it is let go first, or what comes next would be a part of that. */
int spimctrl_begin(struct spimctrl *ctrl)
{
	if (await_idle(ctrl) != 0)
		return -1;
	ctrl->is_user = true;
	return select_chip(ctrl, false);
}

int spimctrl_end(struct spimctrl *ctrl)
{
	if (!ctrl->is_user)
		return 0;
	if (select_chip(ctrl, false) != 0 || set_control(ctrl, ctrl->control, CONTROL_KEPT) != 0)
		return -1;
	ctrl->is_user = false;
	return 0;
}

/* The last byte's end is forgotten, then one is sent: three registers in a row, the one between
 * takes no writes. */
static int start_byte(struct spimctrl *ctrl, uint8_t byte)
{
	const uint32_t words[] = { STATUS_DONE, 0, byte };

	return buslink_write(ctrl->link, ctrl->registers + AT_STATUS, words, 3);
}

static int finish_byte(struct spimctrl *ctrl, uint8_t *got)
{
	int64_t until = clock_ms() + BYTE_MS;
	uint32_t words[2]; /* status, receive */
	bool is_late;

	do {
		is_late = clock_ms() > until;
		if (buslink_read(ctrl->link, ctrl->registers + AT_STATUS, words, 2) != 0)
			return -1;
		if ((words[0] & STATUS_DONE) != 0) {
			*got = (uint8_t)words[1];
			return 0;
		}
		ctrl->is_slow = true;
	} while (!is_late);
	return target_fail(ctrl->link->request,
			   "the SPI controller sends nothing: its status is 0x%08" PRIx32,
			   words[0]);
}

static int exchange(struct spimctrl *ctrl, uint8_t byte, uint8_t *got)
{
	return start_byte(ctrl, byte) != 0 ? -1 : finish_byte(ctrl, got);
}

static int put_bytes(struct spimctrl *ctrl, struct span bytes)
{
	uint8_t got;

	for (size_t i = 0; i < bytes.size; i++)
		if (exchange(ctrl, bytes.data[i], &got) != 0)
			return -1;
	return 0;
}

uint32_t spimctrl_status(const struct spimctrl *ctrl)
{
	return ctrl->registers + AT_STATUS;
}

/* No signal divides a command: they wait from here on until the link is let go. */
static int begin_command(struct spimctrl *ctrl, bool *was_held)
{
	if (buslink_test_signals(ctrl->link) != 0)
		return -1;
	*was_held = buslink_hold(ctrl->link);
	return 0;
}

static int transfer(struct spimctrl *ctrl, struct span send, uint8_t *get, size_t n)
{
	if (select_chip(ctrl, true) != 0 || put_bytes(ctrl, send) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (exchange(ctrl, 0xff, &get[i]) != 0)
			return -1;
	return select_chip(ctrl, false);
}

int spimctrl_transfer(struct spimctrl *ctrl, struct span send, uint8_t *get, size_t n)
{
	bool was_held;
	int code;

	if (begin_command(ctrl, &was_held) != 0)
		return -1;
	code = transfer(ctrl, send, get, n);
	buslink_let_go(ctrl->link, was_held);
	return code;
}

/* A serial line is slower than the chip's clock: when every byte so far was through before the
 * request that asks for it had come over the line, it is also before the next byte has, which takes
 * longer. */
static int put_many(struct spimctrl *ctrl, struct span bytes)
{
	uint32_t at = ctrl->registers + AT_TRANSMIT;

	if (ctrl->link->kind->is_sure || ctrl->is_slow)
		return put_bytes(ctrl, bytes);
	for (size_t i = 0; i < bytes.size; i++)
		if (buslink_put(ctrl->link, at, bytes.data[i]) != 0)
			return -1;
	return await_idle(ctrl);
}

static int send_all(struct spimctrl *ctrl, struct span command, struct span bytes)
{
	static const uint8_t nothing = 0xff;
	unsigned doubts = ctrl->link->doubts;

	if (select_chip(ctrl, true) != 0 || put_bytes(ctrl, command) != 0)
		return -1;
	/* A byte behind the address spoils an erase; a register would take it for its contents. */
	if (ctrl->link->doubts != doubts)
		bytes = (struct span){ &nothing, command.size > 1 ? 1 : 0 };
	return put_many(ctrl, bytes) != 0 ? -1 : select_chip(ctrl, false);
}

int spimctrl_send(struct spimctrl *ctrl, struct span command, struct span bytes)
{
	bool was_held;
	int code;

	if (begin_command(ctrl, &was_held) != 0)
		return -1;
	code = send_all(ctrl, command, bytes);
	buslink_let_go(ctrl->link, was_held);
	return code;
}

int spimctrl_show(const struct spimctrl *ctrl, uint32_t offset, uint8_t *to, size_t n)
{
	return buslink_read_bytes(ctrl->link, ctrl->memory + (offset - ctrl->offset), to, n);
}
