/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "leon_storage.h"

#include "bootimage.h"
#include "interrupt.h"
#include "spimctrl.h"

static bool is_in_ram(const struct target_request *request)
{
	for (size_t i = 0; i < request->n_ram; i++)
		if (ranges_meet(request->address, 1, request->ram[i].start, request->ram[i].size))
			return true;
	return false;
}

/* What is only read need not be known: on the bus all is memory. */
int leon_storage_find(struct leon_storage **storage, struct buslink *link,
		      const struct plugplay *found)
{
	const struct target_request *request = link->request;
	int code;

	if (request->read_only || request->room == 0 || is_in_ram(request))
		code = leon_ram_find(storage, link);
	else if (spimctrl_device(found, request->address) != NULL)
		code = leon_spi_find(storage, link, found);
	else
		code = leon_nor_find(storage, link, found);
	if (code == 0)
		(*storage)->doubts = link->doubts;
	return code;
}

int leon_storage_open(struct leon_storage *storage)
{
	if (storage->kind->open != NULL && storage->kind->open(storage) != 0)
		return -1;
	storage->is_open = true;
	return 0;
}

int leon_storage_erase(struct leon_storage *storage, uint32_t addr, uint64_t size)
{
	return storage->kind->erase(storage, addr, size);
}

int leon_storage_program(struct leon_storage *storage, uint32_t addr, struct span bytes)
{
	return storage->kind->program(storage, addr, bytes);
}

int leon_storage_show(struct leon_storage *storage)
{
	unsigned doubts = storage->link->doubts;

	/* Before it was opened no command reached the chips. */
	if (storage->kind->recover == NULL || !storage->is_open || doubts == storage->doubts)
		return 0;
	if (storage->kind->recover(storage) != 0) {
		/* It is tried again at the end, when no signal ends it. */
		if (!interrupt_is_pending())
			target_fail(storage->link->request, "the flash does not show its contents");
		return -1;
	}
	storage->doubts = storage->link->doubts;
	return 0;
}

int leon_storage_end(struct leon_storage *storage, bool has_failed)
{
	int code = 0;

	if (storage == NULL)
		return 0;
	if (storage->is_open && has_failed && !storage->link->is_dead &&
	    storage->kind->recover != NULL && storage->kind->recover(storage) != 0)
		code = target_fail(storage->link->request,
				   "the flash does not show its contents: reset the board");
	if (storage->kind->restore != NULL && storage->kind->restore(storage) != 0)
		return -1;
	return code;
}
