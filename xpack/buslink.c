/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "buslink.h"

#include <inttypes.h>
#include <stdlib.h>

#include "interrupt.h"
#include "quantity.h"

#define MAX_REPLY_MS 60000
#define READ_WORDS 9680u /* at once, but only full requests */
#define SURE_WORDS 64u   /* that are compared at a time */

int buslink_begin(struct buslink *link, const struct buslink_kind *kind,
		  const struct target_request *request, int reply_ms)
{
	const char *text = getenv("XPACK_LINK_TIMEOUT");
	uint64_t ms = (uint64_t)reply_ms;
	const char *why;

	link->kind = kind;
	link->most = kind->most;
	link->burst = kind->most;
	link->allowed = BUSLINK_FAULTS;
	link->request = request;
	if (text != NULL &&
	    (quantity_parse(QUANTITY_COUNT, text, &ms, &why) != 0 || ms == 0 || ms > MAX_REPLY_MS))
		return target_fail(request, "XPACK_LINK_TIMEOUT '%s' is not 1 to %d", text,
				   MAX_REPLY_MS);
	link->reply_ms = (int)ms;
	return 0;
}

int buslink_fault(struct buslink *link, const char *what)
{
	trace_remark(link->request->trace, "%s", what);
	if (++link->faults < link->allowed)
		return 0;
	link->is_dead = true;
	return target_fail(link->request, "the %s failed %u times, at last: %s", link->kind->name,
			   link->faults, what);
}

int buslink_die(struct buslink *link, const char *doing, uint32_t addr)
{
	link->is_dead = true;
	return target_fail(link->request, "no answer: the board does not %s 0x%08" PRIx32, doing,
			   addr);
}

int buslink_test_signals(const struct buslink *link)
{
	if (link->is_dead)
		return -1;
	if (link->is_finishing || !interrupt_is_pending())
		return 0;
	return target_fail(link->request, "interrupted by a signal");
}

/* A line that was given up for its faults still answers. */
void buslink_finish(struct buslink *link)
{
	if (link->faults >= link->allowed)
		link->is_dead = false;
	link->allowed = link->faults + BUSLINK_FAULTS;
	link->is_finishing = true;
}

bool buslink_hold(struct buslink *link)
{
	bool was_held = link->is_finishing;

	link->is_finishing = true;
	return was_held;
}

void buslink_let_go(struct buslink *link, bool was_held)
{
	link->is_finishing = was_held;
}

void buslink_close(struct buslink *link)
{
	if (link != NULL)
		link->kind->close(link);
}

int buslink_adapt(struct buslink *link, const struct plugplay *found)
{
	return link->kind->adapt == NULL ? 0 : link->kind->adapt(link, found);
}

int buslink_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	while (n > 0) {
		size_t part = n < link->burst ? n : link->burst;

		if (buslink_test_signals(link) != 0 ||
		    link->kind->read(link, addr, words, part) != 0)
			return -1;
		addr += (uint32_t)part * 4;
		words += part;
		n -= part;
	}
	return 0;
}

int buslink_read_bytes(struct buslink *link, uint32_t addr, uint8_t *to, size_t n)
{
	uint32_t words[READ_WORDS];
	size_t room = (READ_WORDS - READ_WORDS % link->most) * 4;
	uint32_t skip = addr % 4;

	for (size_t done = 0; done < n;) {
		size_t part = room - skip;

		if (part > n - done)
			part = n - done;
		if (buslink_read(link, addr - skip, words, (skip + part + 3) / 4) != 0)
			return -1;
		for (size_t i = 0; i < part; i++)
			to[done + i] =
				(uint8_t)(words[(skip + i) / 4] >> (24 - 8 * ((skip + i) % 4)));
		done += part;
		addr += (uint32_t)part;
		skip = 0;
	}
	return 0;
}

int buslink_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	while (n > 0) {
		size_t part = n < link->burst ? n : link->burst;

		if (buslink_test_signals(link) != 0 ||
		    link->kind->write(link, addr, words, part) != 0)
			return -1;
		addr += (uint32_t)part * 4;
		words += part;
		n -= part;
	}
	return 0;
}

static int read_until_same(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	uint32_t again[SURE_WORDS];

	if (buslink_read(link, addr, words, n) != 0)
		return -1;
	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_read(link, addr, again, n) != 0)
			return -1;
		if (memcmp(words, again, n * sizeof(*words)) == 0)
			return 0;
		memcpy(words, again, n * sizeof(*words));
		if (buslink_fault(link, "two readings differ") != 0)
			return -1;
	}
	return target_fail(link->request, "0x%08" PRIx32 " reads differently each time", addr);
}

int buslink_read_sure(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	if (link->kind->is_sure)
		return buslink_read(link, addr, words, n);
	while (n > 0) {
		size_t part = n < SURE_WORDS ? n : SURE_WORDS;

		if (read_until_same(link, addr, words, part) != 0)
			return -1;
		addr += (uint32_t)part * 4;
		words += part;
		n -= part;
	}
	return 0;
}

int buslink_get(struct buslink *link, uint32_t addr, uint32_t *word)
{
	return buslink_read_sure(link, addr, word, 1);
}

int buslink_put(struct buslink *link, uint32_t addr, uint32_t word)
{
	return buslink_write(link, addr, &word, 1);
}

int buslink_set(struct buslink *link, const char *what, uint32_t addr, uint32_t word, uint32_t mask)
{
	uint32_t found = ~word;

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_put(link, addr, word) != 0 || buslink_get(link, addr, &found) != 0)
			return -1;
		if (((found ^ word) & mask) == 0) {
			link->repeats += i;
			return 0;
		}
	}
	return target_fail(link->request,
			   "%s at 0x%08" PRIx32 " has 0x%08" PRIx32 ", not 0x%08" PRIx32, what,
			   addr, found, word);
}
