/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Flash chips on the PROM's bus, behind a memory controller.
 *
 * Only the chips know their sectors, and a query is a write to them: it is sent when they are
 * found.  It changes nothing in them, and the controller lets writes through no longer than it
 * takes; then again from opening to the end.
 */

#include <inttypes.h>

#include "leon_storage.h"
#include "nor.h"

struct leon_nor {
	struct leon_storage storage;
	struct mctrl mctrl;
	struct nor nor;
};

static struct leon_nor *self_of(struct leon_storage *storage)
{
	return (struct leon_nor *)(void *)storage;
}

static int nor_open(struct leon_storage *storage)
{
	struct leon_nor *self = self_of(storage);

	return mctrl_unlock(&self->mctrl) != 0 ? -1 : nor_begin(&self->nor);
}

static int erase(struct leon_storage *storage, uint32_t addr, uint64_t size)
{
	return nor_erase(&self_of(storage)->nor, addr, size);
}

static int program(struct leon_storage *storage, uint32_t addr, struct span bytes)
{
	return nor_program(&self_of(storage)->nor, addr, bytes);
}

static int recover(struct leon_storage *storage)
{
	return nor_recover(&self_of(storage)->nor) == NOR_DONE ? 0 : -1;
}

static int restore(struct leon_storage *storage)
{
	struct leon_nor *self = self_of(storage);
	int code = storage->is_open ? nor_restore(&self->nor) : 0;

	if (nor_end(&self->nor) != 0)
		code = -1;
	if (mctrl_restore(&self->mctrl) != 0)
		return target_fail(storage->link->request,
				   "the board's PROM was left writable: reset the board");
	return code;
}

static const struct leon_storage_kind kind = {
	.open = nor_open,
	.erase = erase,
	.program = program,
	.recover = recover,
	.restore = restore,
};

static int query(struct leon_nor *self, const struct plugplay *found)
{
	struct buslink *link = self->storage.link;
	struct mctrl *mctrl = &self->mctrl;

	return mctrl_find(mctrl, link, found, link->request->address) != 0 ||
			       mctrl_unlock(mctrl) != 0 ||
			       nor_find(&self->nor, mctrl, mctrl->prom_start) != 0 ||
			       nor_end(&self->nor) != 0 || mctrl_restore(mctrl) != 0
		       ? -1
		       : 0;
}

int leon_nor_find(struct leon_storage **storage, struct buslink *link, const struct plugplay *found)
{
	struct leon_nor *self = arena_alloc(link->request->arena, sizeof(*self));

	*self = (struct leon_nor){ .storage = { .kind = &kind, .link = link } };
	*storage = &self->storage;
	if (query(self, found) != 0)
		return -1;
	if (link->request->address - self->nor.base >= self->nor.size)
		return target_fail(link->request, "the flash ends before the image's place begins");
	self->storage.text = nor_text(&self->nor);
	self->storage.start = self->nor.base;
	self->storage.size = self->nor.size;
	self->storage.block = self->nor.largest;
	self->storage.must_erase = true;
	self->storage.unit = self->nor.width;
	return 0;
}
