/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Many words in a row, by as many requests at a time as the board's buffer takes.
 *
 * Each request keeps its number, whatever is lost.  The board takes them in their order, so an
 * answer to one says that all before it were taken, and a number that it expects says the same of
 * all before that.  Not told from that are numbers that somebody else used, or requests that a
 * board counted and dropped, for the next one had begun already: what was written is read back.
 *
 * When no answer comes in time, the first one that has none is sent again, alone, for others on the
 * way would use up the numbers that the board tells: what was done already is refused, and so not
 * done twice.  Only an answer to a read that was lost cannot be had again: what is left is read
 * under new numbers, from the one on that the board expects.  Which request an answer is to is
 * known by its number and its address.
 *
 * At the end nothing is on the way.
 */

#include "clock.h"
#include "edcl.h"

struct window {
	struct edcl *edcl;
	uint32_t addr;
	uint32_t *to;
	const uint32_t *from;
	size_t n_words;
	size_t n;       /* requests */
	size_t done;    /* of them, from the first on */
	size_t sent;    /* likewise, and again after a loss */
	size_t top;     /* likewise, at any time with these numbers */
	unsigned most;  /* that are on the way */
	uint64_t got;   /* a bit for each from `done` on: its answer is there */
	uint32_t first; /* number of the first one */
	bool is_repeated;
};

static struct edcl_request request_at(const struct window *window, size_t i)
{
	const size_t most = window->edcl->base.most, at = i * most;
	const size_t n = window->n_words - at < most ? window->n_words - at : most;

	return (struct edcl_request){
		.addr = window->addr + (uint32_t)at * 4,
		.size = (uint32_t)n * 4,
		.to = window->to != NULL ? window->to + at : NULL,
		.from = window->from != NULL ? window->from + at : NULL,
	};
}

static uint32_t number_of(const struct window *window, size_t i)
{
	return (window->first + (uint32_t)i) & EDCL_SEQUENCE_MASK;
}

static int send_some(struct window *window)
{
	while (window->sent < window->n && window->sent < window->done + window->most) {
		struct edcl_request request = request_at(window, window->sent);

		if (edcl_send(window->edcl, &request, number_of(window, window->sent)) != 0)
			return -1;
		window->sent++;
		if (window->top < window->sent)
			window->top = window->sent;
	}
	return 0;
}

static void begin_again(struct window *window)
{
	window->sent = window->done;
	window->most = 1;
}

/* From the first one on that is not done, with numbers from this one on. */
static void renumber(struct window *window, uint32_t number)
{
	window->first = (number - (uint32_t)window->done) & EDCL_SEQUENCE_MASK;
	window->top = window->done;
	window->got = 0;
	begin_again(window);
}

/* An answer to request i: is there more than before? */
static bool take_answer(struct window *window, size_t i, const uint8_t *bytes, size_t size)
{
	struct edcl_request request = request_at(window, i);
	const size_t before = window->done;

	if (!edcl_take(&request, bytes, size))
		return false;
	if (window->to == NULL) {
		window->done = i + 1;
		return true;
	}
	window->got |= (uint64_t)1 << (i - window->done);
	for (; (window->got & 1) != 0; window->got >>= 1)
		window->done++;
	return window->done != before;
}

/* The board expects the number of request i, which was not sent yet, or not taken. */
static bool take_refusal(struct window *window, size_t i)
{
	if (i == window->done)
		return false;
	if (window->to == NULL) {
		window->done = i;
		return true;
	}
	if (!window->is_repeated)
		return false; /* the network doubled one: the answers are on the way */
	renumber(window, number_of(window, i));
	return true;
}

/* It is out of step, for somebody else asked it, or it was reset; unless the answer was late. */
static int adopt(struct window *window, uint32_t number)
{
	const uint32_t behind = number_of(window, window->done) - number;

	if ((behind & EDCL_SEQUENCE_MASK) <= EDCL_MAX_LATE)
		return 0;
	renumber(window, number);
	return buslink_fault(&window->edcl->base, "another number expected") != 0 ? -1 : 1;
}

/* Is there more than before, or to be sent?  1, 0 or -1. */
static int take(struct window *window, const uint8_t *bytes, size_t size)
{
	const uint32_t control = get_be32(bytes + EDCL_AT_CONTROL);
	const uint32_t number = control >> EDCL_SEQUENCE_SHIFT;
	const size_t i = (number - window->first) & EDCL_SEQUENCE_MASK;

	if ((control & EDCL_REFUSED) == 0)
		return i >= window->done && i < window->top && take_answer(window, i, bytes, size);
	if (i >= window->done && i <= window->top)
		return take_refusal(window, i);
	return adopt(window, number);
}

/* Until there is.  0: nothing came in time. */
static int await_more(struct window *window)
{
	int64_t until = clock_ms() + window->edcl->base.reply_ms;
	uint8_t bytes[2048];
	int what = 0;

	for (unsigned i = 0; what == 0 && i < EDCL_MAX_STRAY; i++) {
		int size = edcl_receive(window->edcl, bytes, sizeof(bytes), until);

		if (size == 0)
			break;
		if (size > 0)
			what = take(window, bytes, (size_t)size);
	}
	return what;
}

static int run(struct window *window)
{
	struct buslink *link = &window->edcl->base;
	unsigned left = 2 * BUSLINK_ATTEMPTS;

	while (window->done < window->n) {
		const size_t before = window->done;
		int what = send_some(window) != 0 ? -1 : await_more(window);

		if (what < 0)
			return -1;
		if (window->done != before) {
			left = 2 * BUSLINK_ATTEMPTS;
			window->most = window->edcl->window;
			if (window->sent < window->done)
				window->sent = window->done;
		}
		if (what == 1) {
			window->is_repeated = false;
			continue;
		}
		if (buslink_fault(link, "no answer in time") != 0)
			return -1;
		if (--left == 0)
			return buslink_die(link, window->to == NULL ? "write" : "read",
					   request_at(window, window->done).addr);
		begin_again(window);
		window->is_repeated = true;
	}
	return 0;
}

int edcl_move(struct edcl *edcl, uint32_t addr, uint32_t *to, const uint32_t *from, size_t n)
{
	struct window window = {
		.edcl = edcl,
		.addr = addr,
		.to = to,
		.from = from,
		.n_words = n,
		.n = (n + edcl->base.most - 1) / edcl->base.most,
		.most = edcl->window,
		.first = edcl->sequence,
	};
	const unsigned faults = edcl->base.faults;
	int code = run(&window);

	edcl->sequence = number_of(&window, window.done);
	/* A board may be too slow for requests that follow each other so closely. */
	if (edcl->base.faults != faults && edcl->window > 1)
		edcl->window /= 2;
	return code;
}
