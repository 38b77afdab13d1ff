/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Many requests at a time over Ethernet's debug link: what is lost, doubled or late costs time, and
 * nothing else.  The board here is a thread with the rules of the manual. */

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "expect.h"
#include "fixture.h"
#include "random.h"
#include "xpack/edcl.h"

#define WORDS 16384u
#define MOST 50u
#define WINDOW 4u
#define REPLY_MS 15
#define MAX_SIZE 1024u
#define BASE 0x40000000u
#define TABLE 0xfffff000u /* the only other word that is there */
#define LOG 4096u

struct datagram {
	uint8_t bytes[MAX_SIZE];
	size_t size;
};

struct board {
	int fd;
	pthread_t thread;
	atomic_bool stops;
	uint64_t seed;
	uint32_t percent; /* of the datagrams, each way, with which something happens */
	uint32_t strays;  /* percent of the requests before which something else is sent */
	uint32_t jumps;   /* of 1,000 requests, before which somebody else asked */
	struct sockaddr_in host;
	struct datagram held[2]; /* what is late, each way; size 0: nothing */
	uint32_t expected;
	uint32_t words[WORDS];
	unsigned n_wrong;        /* requests that no driver sends */
	atomic_bool is_mute;     /* does, and says nothing of it */
	atomic_bool is_grudging; /* answers only what it does not do */
	uint32_t log[LOG];       /* places and numbers of words that were written */
	unsigned n_log;
	unsigned n_faults;
	/* So many answers are lost, and then so many requests. */
	atomic_uint lost_answers, lost_requests;
};

static void answer(struct board *board, const struct datagram *asked);

/* Lost, doubled, or later than the next one. */
static void pass(struct board *board, const struct datagram *one, unsigned way,
		 void (*on)(struct board *board, const struct datagram *one))
{
	struct datagram late = board->held[way];
	bool fails = random_below(&board->seed, 100) < board->percent;
	uint32_t how = random_below(&board->seed, 3);

	board->held[way].size = 0;
	board->n_faults += fails;
	if (!fails || how == 1)
		on(board, one);
	if (fails && how == 1)
		on(board, one);
	if (fails && how == 2)
		board->held[way] = *one;
	if (late.size != 0)
		on(board, &late);
}

static void send_on(struct board *board, const struct datagram *one)
{
	(void)!sendto(board->fd, one->bytes, one->size, 0,
		      (const struct sockaddr *)(const void *)&board->host, sizeof(board->host));
}

static void do_words(struct board *board, const struct datagram *asked, struct datagram *out,
		     uint32_t n, bool is_write)
{
	uint32_t addr = get_be32(asked->bytes + 6), at = (addr - BASE) / 4;

	if (addr == TABLE && n == 1 && !is_write) {
		out->size = 14;
		return;
	}
	if (at + n > WORDS || n == 0 || n > MOST || asked->size != (is_write ? 10 + n * 4 : 10)) {
		board->n_wrong++;
		return;
	}
	if (is_write && board->n_log < LOG)
		board->log[board->n_log++] = at << 8 | n;
	for (uint32_t i = 0; i < n; i++) {
		if (is_write)
			board->words[at + i] = get_be32(asked->bytes + 10 + i * 4);
		else
			put_be32(out->bytes + 10 + i * 4, board->words[at + i]);
	}
	out->size = is_write ? 10 : 10 + n * 4;
}

static void answer(struct board *board, const struct datagram *asked)
{
	uint32_t control = get_be32(asked->bytes + 2);
	uint32_t n = (control >> 7 & 0x3ff) / 4;
	bool is_write = (control >> 17 & 1) != 0;
	struct datagram out = { .size = 10 };

	memcpy(out.bytes, asked->bytes, 10);
	if (random_below(&board->seed, 1000) < board->jumps)
		board->expected =
			(board->expected + 100 + random_below(&board->seed, 9000)) & 0x3fff;
	if (control >> 18 != board->expected) {
		put_be32(out.bytes + 2, board->expected << 18 | 1u << 17);
	} else {
		board->expected = (board->expected + 1) & 0x3fff;
		do_words(board, asked, &out, n, is_write);
		put_be32(out.bytes + 2, control & (is_write ? 0xfffc0000 : 0xfffdffff));
	}
	if (board->lost_answers > 0)
		board->lost_answers--;
	else if (!board->is_mute &&
		 (!board->is_grudging || (get_be32(out.bytes + 2) >> 17 & 1) != 0))
		pass(board, &out, 1, send_on);
}

static void send_stray(struct board *board)
{
	struct datagram stray = { .size = random_below(&board->seed, 40) };

	for (size_t i = 0; i < stray.size; i++)
		stray.bytes[i] = 0;
	send_on(board, &stray);
}

static void *serve(void *who)
{
	struct board *board = who;
	struct pollfd ready = { .fd = board->fd, .events = POLLIN };

	while (!board->stops) {
		socklen_t size = sizeof(board->host);
		struct datagram one;
		ssize_t n;

		if (poll(&ready, 1, 5) <= 0)
			continue;
		n = recvfrom(board->fd, one.bytes, sizeof(one.bytes), 0,
			     (struct sockaddr *)(void *)&board->host, &size);
		if (n < 10) {
			board->n_wrong++;
			continue;
		}
		one.size = (size_t)n;
		if (random_below(&board->seed, 100) < board->strays)
			send_stray(board);
		if (board->lost_answers == 0 && board->lost_requests > 0) {
			board->lost_requests--;
			continue;
		}
		pass(board, &one, 0, answer);
	}
	return NULL;
}

struct scene {
	struct board board;
	struct target_request request;
	struct buslink *link;
	uint32_t wanted[WORDS], found[WORDS];
};

static struct edcl *edcl_of(struct buslink *link)
{
	return (struct edcl *)(void *)link;
}

static void begin(struct scene *scene, void **state)
{
	const struct fixture *fixture = *state;
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t size = sizeof(here);

	memset(scene, 0, sizeof(*scene));
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	scene->board.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	scene->board.seed = 1;
	scene->board.expected = 16000; /* numbers begin again soon */
	assert_int_equal(bind(scene->board.fd, (const struct sockaddr *)(const void *)&here, size),
			 0);
	assert_int_equal(getsockname(scene->board.fd, (struct sockaddr *)(void *)&here, &size), 0);
	scene->request = (struct target_request){
		.arena = fixture->arena,
		.diag = fixture->diag,
		.name = "edcl:",
		.rest = arena_printf(fixture->arena, "127.0.0.1:%u", ntohs(here.sin_port)),
	};
	scene->link = edcl_open(&scene->request);
	assert_non_null(scene->link);
	scene->link->reply_ms = REPLY_MS;
	scene->link->allowed = 1u << 30;
	scene->link->burst = 64 * MOST;
	edcl_of(scene->link)->window = WINDOW;
	assert_int_equal(pthread_create(&scene->board.thread, NULL, serve, &scene->board), 0);
	/* Which number it expects. */
	assert_int_equal(buslink_get(scene->link, BASE, scene->found), 0);
}

static void end(struct scene *scene)
{
	scene->board.stops = true;
	assert_int_equal(pthread_join(scene->board.thread, NULL), 0);
	assert_int_equal(scene->board.n_wrong, 0);
	close(scene->board.fd);
	buslink_close(scene->link);
}

/* Words anywhere, read or written; what was written stays. */
static void move(struct scene *scene, uint64_t *seed)
{
	uint32_t n = 1 + random_below(seed, random_below(seed, 3) == 0 ? 4 : 60 * MOST);
	uint32_t at = random_below(seed, WORDS - n);

	edcl_of(scene->link)->window = WINDOW; /* also after losses */
	if (random_below(seed, 2) == 0) {
		assert_int_equal(buslink_read(scene->link, BASE + at * 4, scene->found, n), 0);
		assert_memory_equal(scene->found, scene->wanted + at, n * sizeof(uint32_t));
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		scene->wanted[at + i] = random_below(seed, 1u << 31);
	scene->board.n_log = 0;
	assert_int_equal(buslink_write(scene->link, BASE + at * 4, scene->wanted + at, n), 0);
	if (scene->board.jumps != 0)
		return;
	/* In their order, and each once. */
	assert_int_equal(scene->board.n_log, (n + MOST - 1) / MOST);
	for (uint32_t i = 0; i < scene->board.n_log; i++)
		assert_int_equal(scene->board.log[i],
				 (at + i * MOST) << 8 |
					 (n - i * MOST < MOST ? n - i * MOST : MOST));
}

static void move_all(void **state, uint32_t percent, uint32_t strays, uint32_t jumps, unsigned n)
{
	static struct scene scene;
	uint64_t seed = 99;

	begin(&scene, state);
	scene.board.percent = percent;
	scene.board.strays = strays;
	scene.board.jumps = jumps;
	for (unsigned i = 0; i < n; i++)
		move(&scene, &seed);
	if (jumps == 0) /* each costs a little, and not always more */
		assert_in_range(scene.link->faults, 1, 1 + scene.board.n_faults * 3 / 2);
	scene.board.percent = 0;
	scene.board.jumps = 0;
	assert_int_equal(buslink_read(scene.link, BASE, scene.found, WORDS), 0);
	assert_memory_equal(scene.found, scene.wanted, sizeof(scene.wanted));
	if (percent == 0 && jumps == 0)
		assert_int_equal(scene.link->faults, 1); /* the first number */
	end(&scene);
}

static void nothing_is_lost(void **state)
{
	move_all(state, 0, 0, 0, 400);
}

static void strays_are_left(void **state)
{
	move_all(state, 0, 20, 0, 100);
}

static void what_is_lost_doubled_or_late_comes_again(void **state)
{
	move_all(state, 2, 1, 0, 100);
}

static void somebody_else_asks_too(void **state)
{
	move_all(state, 1, 0, 10, 60);
}

/* The board expects the number of the last one of them, which is under way again. */
static void all_of_a_window_are_lost(void **state)
{
	static struct scene scene;
	unsigned faults;

	for (unsigned i = 0; i <= WINDOW; i++) {
		begin(&scene, state);
		faults = scene.link->faults;
		scene.board.lost_requests = WINDOW - i;
		scene.board.lost_answers = i;
		for (uint32_t k = 0; k < 4 * WINDOW * MOST; k++)
			scene.board.words[k] = k;
		assert_int_equal(buslink_read(scene.link, BASE, scene.found, 4 * WINDOW * MOST), 0);
		assert_memory_equal(scene.found, scene.board.words,
				    sizeof(uint32_t) * 4 * WINDOW * MOST);
		assert_int_equal(scene.link->faults - faults, 1);
		end(&scene);
	}
}

/* Answers that are lost for good: of a read that was done nothing is had. */
static void it_does_not_try_for_ever(void **state)
{
	const struct fixture *fixture = *state;
	static struct scene scene;

	begin(&scene, state);
	scene.board.is_grudging = true;
	assert_int_equal(buslink_read(scene.link, BASE, scene.found, 10 * MOST), -1);
	expect_report(fixture->diag,
		      "edcl:: error: [target] no answer: the board does not read 0x40000000\n");
	assert_in_range(scene.link->faults, 10, 30);
	end(&scene);
}

/* What was done when the link was given up must not be taken for what comes next. */
static void after_an_error(void **state)
{
	static const size_t sizes[] = { 1, 2 * MOST, 10 * MOST };
	static struct scene scene;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		begin(&scene, state);
		scene.board.is_mute = true;
		scene.link->allowed = scene.link->faults + 1;
		assert_int_equal(buslink_write(scene.link, BASE + 4, scene.wanted, sizes[i]), -1);
		scene.board.is_mute = false;
		buslink_finish(scene.link);
		assert_int_equal(buslink_put(scene.link, BASE, 7), 0);
		assert_int_equal(scene.board.words[0], 7);
		assert_int_equal(buslink_put(scene.link, BASE, 8), 0);
		assert_int_equal(scene.board.words[0], 8);
		fixture_forget(*state);
		end(&scene);
	}
}

static void a_board_that_falls_silent(void **state)
{
	const struct fixture *fixture = *state;
	static struct scene scene;

	begin(&scene, state);
	assert_int_equal(buslink_read(scene.link, BASE, scene.found, 10 * MOST), 0);
	scene.board.stops = true;
	assert_int_equal(pthread_join(scene.board.thread, NULL), 0);
	scene.link->reply_ms = 1;
	assert_int_equal(buslink_write(scene.link, BASE + 4, scene.found, 10 * MOST), -1);
	expect_report(fixture->diag,
		      "edcl:: error: [target] no answer: the board does not write 0x40000004\n");
	assert_true(scene.link->is_dead);
	assert_int_equal(buslink_read(scene.link, BASE, scene.found, 1), -1);
	close(scene.board.fd);
	buslink_close(scene.link);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(nothing_is_lost),
		FIXTURE_TEST(strays_are_left),
		FIXTURE_TEST(what_is_lost_doubled_or_late_comes_again),
		FIXTURE_TEST(somebody_else_asks_too),
		FIXTURE_TEST(all_of_a_window_are_lost),
		FIXTURE_TEST(it_does_not_try_for_ever),
		FIXTURE_TEST(after_an_error),
		FIXTURE_TEST(a_board_that_falls_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
