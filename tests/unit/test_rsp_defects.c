/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Peers and lines with defects: each is made good or reported, and every wait ends. */

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "expect.h"
#include "rsp_peer.h"
#include "xpack/clock.h"
#include "xpack/rsp_link.h"

static void expect_no_beginning(void **state, const struct peer_step *steps, size_t n,
				const char *report)
{
	struct peer peer;

	peer_start(&peer, state, steps, n);
	assert_int_equal(rsp_begin(peer.rsp), -1);
	expect_report(peer.fixture->diag, report);
	peer_stop(&peer);
	fixture_forget(peer.fixture);
}

static void packet_sizes_are_sane(void **state)
{
	static const struct peer_step small[] = { { "+<qSupported>", "+<PacketSize=3f>" },
						  { "+", "" } };
	static const struct peer_step none[] = { { "+<qSupported>", "+<PacketSize=1x>" },
						 { "+", "" } };
	static const struct peer_step huge[] = { { "+<qSupported>", "+<PacketSize=123456789a>" },
						 { "+", "" } };

	expect_no_beginning(
		state, small, N(small),
		"gdb:test: error: [target] the stub takes packets of 63 bytes, which is "
		"too few\n");
	expect_no_beginning(state, none, N(none),
			    "gdb:test: error: [target] PacketSize='1x' is no size\n");
	expect_no_beginning(state, huge, N(huge),
			    "gdb:test: error: [target] PacketSize='123456789a' is no size\n");
}

static void what_has_ended_is_no_board(void **state)
{
	static const struct peer_step ended[] = {
		{ "+<qSupported>", "+<>" },
		{ "+<?>", "+<W00>" },
		{ "+", "" },
	};
	static const struct peer_step mute[] = {
		{ "+<qSupported>", "+<>" },
		{ "+<?>", "+<>" },
		{ "+", "" },
	};

	expect_no_beginning(state, ended, N(ended),
			    "gdb:test: error: [target] what the stub debugs has ended\n");
	expect_no_beginning(state, mute, N(mute),
			    "gdb:test: error: [target] the stub does not know how to say that the "
			    "processor is stopped\n");
}

static void what_is_not_acknowledged_is_sent_again(void **state)
{
	static const struct peer_step steps[] = {
		HELLO("PacketSize=100"),   { "+<m100,2>", "-" }, { "<m100,2>", "" },
		{ "<m100,2>", "+<6f6b>" }, { "+", "" },
	};

	PEER_READS(state, steps, "ok");
}

static void what_is_damaged_is_asked_for_again(void **state)
{
	static const struct peer_step steps[] = {
		HELLO("PacketSize=100"),
		{ "+<m100,2>", "+$6f6b#00" },
		{ "-", "$6f6b#0x" },
		{ "-", "<6f*\">" }, /* a run that makes 7 digits: not damaged, but no answer */
		{ "+", "<*\">" },   /* a run of nothing */
		{ "-", "<6f6b>" },
		{ "+", "" },
	};

	PEER_READS(state, steps, "ok");
}

static void without_acknowledging_the_request_is_sent_again(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<m100,2>", "$6f6b#00" },
		{ "<m100,2>", "<6f6b>" },
	};

	PEER_READS(state, steps, "ok");
}

/* Noise, a notification, a frame that was cut, and one that answers something else. */
static void what_is_no_answer_is_passed_over(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<m100,2>", "noise#+-%Stop:T05#00$6f<OK><6f><6f6b6b><T05><6fxx><6f6b>" },
	};

	PEER_READS(state, steps, "ok");
}

/* An answer that comes twice, the second time after the next request: it has another size. */
static void what_comes_late_answers_nothing(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<m100,4>", "<61626364>" },
		{ "<m104,3>", "<61626364><656667>" },
		{ "<m107,1>", "<656667>" },
		{ "<m107,1>", "<68>" },
	};
	char found[9] = "";
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_read(peer.rsp, 0x100, (uint8_t *)found, 4), 0);
	assert_int_equal(rsp_read(peer.rsp, 0x104, (uint8_t *)found + 4, 4), 0);
	assert_string_equal(found, "abcdefgh");
	peer_stop(&peer);
}

/* All small sizes were asked for lately: first nothing more may come, then they may be again. */
static void sizes_that_are_used_up_wait(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<m100,1>", "<61>^<62>" },
		{ "<m100,1>", "<63>" },
	};
	int64_t begin = clock_ms();
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	peer_expect_read(&peer, "a");
	peer_expect_read(&peer, "c");
	assert_true(clock_ms() - begin >= peer_limits.late);
	peer_stop(&peer);
}

static void refusals_are_reported(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"), { "<m100,2>", "<E0e>" },
		{ "<X100,0:>", "<>" },         { "<M100,2:6f6b>", "<E.protected>" },
		{ "<G6f6b>", "<>" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	peer_fails_to_read(
		&peer, 2,
		"gdb:test: error: [target] the stub cannot read 0x00000100..0x00000101: it "
		"says 'E0e'\n");
	fixture_forget(peer.fixture);
	peer.request.diag = peer.fixture->diag;
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("ok")), -1);
	assert_int_equal(rsp_set_registers(peer.rsp, peer_bytes("ok")), -1);
	expect_report(
		peer.fixture->diag,
		"gdb:test: error: [target] the stub cannot write 0x00000100..0x00000101: it "
		"says 'E.protected'\n"
		"gdb:test: error: [target] the stub does not know how to set the registers\n");
	peer_stop(&peer);
}

static void expect_failure(void **state, const struct peer_step *steps, size_t n,
			   const char *report)
{
	int64_t begin = clock_ms();
	struct peer peer;

	peer_start(&peer, state, steps, n);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	peer_fails_to_read(&peer, 2, report);
	assert_true(clock_ms() - begin < 10000);
	peer_stop(&peer);
	fixture_forget(peer.fixture);
}

#define EXPECT_FAILURE(state, report, ...)                                                         \
	do {                                                                                       \
		static const struct peer_step steps[] = { HELLO_QUIET("PacketSize=100"),           \
							  __VA_ARGS__ };                           \
		expect_failure(state, steps, N(steps), report);                                    \
	} while (0)

static void every_wait_ends(void **state)
{
	EXPECT_FAILURE(state, "gdb:test: error: [target] no answer to m100,2\n",
		       { "<m100,2><m100,2><m100,2>", "" });
	EXPECT_FAILURE(state, "gdb:test: error: [target] no answer to m100,2\n",
		       { "<m100,2>", "$6f" }, { "<m100,2>", "6b" }, { "<m100,2>", "+-+-" });
	EXPECT_FAILURE(state, "gdb:test: error: [target] '6f' does not answer m100,2\n",
		       { "<m100,2>", "<6f>" }, { "<m100,2>", "<6f>" }, { "<m100,2>", "<6f>" });
	EXPECT_FAILURE(
		state,
		"gdb:test: error: [target] no answer to m100,2; the last damaged packet: its "
		"checksum is wrong\n",
		{ "<m100,2>", "$6f6b#00" }, { "<m100,2>", "$6f6b#00" }, { "<m100,2>", "$6f6b#00" });
	EXPECT_FAILURE(
		state,
		"gdb:test: error: [target] no answer to m100,2; the last damaged packet: its "
		"checksum is no number\n",
		{ "<m100,2>", "$6f6b#xx" }, { "<m100,2>", "$6f6b#xx" }, { "<m100,2>", "$6f6b#xx" });
	EXPECT_FAILURE(
		state,
		"gdb:test: error: [target] no answer to m100,2; the last damaged packet: its "
		"run lengths make no sense\n",
		{ "<m100,2>", "<*\">" }, { "<m100,2>", "<0*>" }, { "<m100,2>", "<0*\037>" });
}

static void closing_is_reported(void **state)
{
	static const char report[] = "gdb:test: error: [target] the stub closed the connection "
				     "instead of answering m100,2\n";

	EXPECT_FAILURE(state, report, { "<m100,2>", "!" });
	EXPECT_FAILURE(state, report, { "<m100,2>", "$6f6!" });
	EXPECT_FAILURE(state, report, { "<m100,2>", "<6f>!" });
}

/* A peer that says one thing for ever. */
static void flood(void **state, const char *text)
{
	char bytes[4096];
	size_t n = peer_expand(text, bytes);
	struct peer peer = { .fixture = *state };
	int64_t begin = clock_ms();
	int pair[2];

	peer.request = (struct target_request){ .arena = peer.fixture->arena,
						.diag = peer.fixture->diag,
						.name = "gdb:test" };
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	peer.pid = fork();
	if (peer.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(pair[0]);
		while (send(pair[1], bytes, n, MSG_NOSIGNAL) > 0)
			;
		_exit(0);
	}
	close(pair[1]);
	peer.rsp = rsp_open(&peer.request, pair[0], peer_limits);
	assert_int_equal(rsp_begin(peer.rsp), -1);
	assert_int_equal(diag_exit_code(peer.fixture->diag), EXIT_TARGET);
	assert_true(clock_ms() - begin < 10000);
	peer_stop(&peer);
	fixture_forget(peer.fixture);
}

static void floods_end(void **state)
{
	flood(state, "+");
	flood(state, "-");
	flood(state, "x");
	flood(state, "$x");
	flood(state, "%Stop#00");
	flood(state, "$x#00");
	flood(state, "<OK>");
	flood(state, "<x*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~*~>");
}

/* One frame larger than any may be. */
static void frames_have_a_limit(void **state)
{
	struct rsp_link link;
	char piece[1024];
	int pair[2];
	pid_t pid;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid = fork();
	if (pid == 0) {
		memset(piece, 'a', sizeof(piece));
		(void)!write(pair[1], "$", 1);
		for (size_t i = 0; i < RSP_MAX_BODY / sizeof(piece) + 1; i++)
			(void)!write(pair[1], piece, sizeof(piece));
		(void)!write(pair[1], "#00$#00", 7); /* 1024 * 97 is a multiple of 256 */
		_exit(0);
	}
	rsp_link_open(&link, pair[0], NULL);
	assert_int_equal(rsp_link_next(&link, clock_ms() + 5000), RSP_DAMAGED);
	assert_string_equal(link.why, "it is too long");
	assert_true(link.raw.size <= RSP_MAX_BODY + 1);
	assert_int_equal(rsp_link_next(&link, clock_ms() + 5000), RSP_FRAME);
	assert_int_equal(link.body.size, 0);
	rsp_link_close(&link);
	close(pair[1]);
	waitpid(pid, NULL, 0);
}

static void a_bad_line_is_given_up(void **state)
{
	static const struct peer_step steps[] = {
		HELLO("PacketSize=100"), { "+<m100,1>", "-" }, { "<m100,1>", "-" },
		{ "<m100,1>", "+<61>" }, { "+<m100,1>", "-" }, { "<m100,1>", "-" },
		{ "<m100,1>", "+<61>" }, { "+<m100,1>", "-" }, { "<m100,1>", "-" },
		{ "<m100,1>", "+<61>" }, { "+<m100,1>", "-" }, { "<m100,1>", "-" },
		{ "<m100,1>", "+<61>" }, { "+<m100,1>", "-" },
	};
	uint8_t byte;
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(rsp_read(peer.rsp, 0x100, &byte, 1), 0);
	assert_int_equal(rsp_read(peer.rsp, 0x100, &byte, 1), -1);
	expect_report(peer.fixture->diag,
		      "gdb:test: error: [target] no answer to m100,1\n"
		      "gdb:test: note: 9 packets were lost or damaged so far: the line is too "
		      "bad\n");
	peer_stop(&peer);
}

static void documents_end(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=40;qXfer:memory-map:read+"),
		{ "<qXfer:memory-map:read::0,10>", "<mx>" },
		{ "<qXfer:memory-map:read::1,10>", "<m>" },
		{ "<qXfer:memory-map:read::0,10>", "<E00>" },
	};
	struct buf text;
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_document(peer.rsp, "memory-map", "", &text), -1);
	buf_free(&text);
	assert_int_equal(rsp_document(peer.rsp, "memory-map", "", &text), -1);
	buf_free(&text);
	expect_report(peer.fixture->diag,
		      "gdb:test: error: [target] 'qXfer:memory-map:read:' has no end\n"
		      "gdb:test: error: [target] the stub cannot send "
		      "qXfer:memory-map:read::0,10: it says 'E00'\n");
	peer_stop(&peer);
}

static void expect_start(void **state, const struct peer_step *steps, size_t n, const char *report)
{
	struct peer peer;

	peer_start(&peer, state, steps, n);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_continue(peer.rsp), report[0] == '\0' ? 0 : -1);
	expect_report(peer.fixture->diag, report);
	peer_stop(&peer);
	fixture_forget(peer.fixture);
}

#define EXPECT_START(state, report, ...)                                                           \
	do {                                                                                       \
		static const struct peer_step steps[] = { HELLO(""), __VA_ARGS__ };                \
		expect_start(state, steps, N(steps), report);                                      \
	} while (0)

/* Nothing is sent behind c: whatever it is, it would stop the processor. */
static void running_is_seen(void **state)
{
	EXPECT_START(state, "", { "+<c>", "+" });
	EXPECT_START(state, "", { "+<c>", "-" }, { "<c>", "+" });
	EXPECT_START(state, "", { "+<c>", "<OK>$x#00+<Ohello><0000>" });
	EXPECT_START(state,
		     "gdb:test: error: [target] the stub did not acknowledge c: the processor may "
		     "run or not\n",
		     { "+<c>", "" });
	EXPECT_START(state,
		     "gdb:test: error: [target] the stub did not acknowledge c: the processor may "
		     "run or not\n",
		     { "+<c>", "-" }, { "<c>", "-" }, { "<c>", "-" });
	EXPECT_START(state,
		     "gdb:test: error: [target] the processor stopped again at once: the stub says "
		     "'T04'\n",
		     { "+<c>", "+^<T04>" });
	/* It came to its end already: well, or not. */
	EXPECT_START(state, "", { "+<c>", "+^<W00>" });
	EXPECT_START(state, "", { "+<c>", "+^<T03thread:01;>" });
	EXPECT_START(state, "", { "+<c>", "+^<S03>" });
	EXPECT_START(state,
		     "gdb:test: error: [target] the processor stopped again at once: the stub says "
		     "'W86'\n",
		     { "+<c>", "+^<W86>" });
	EXPECT_START(state,
		     "gdb:test: error: [target] the stub cannot start the processor: it says "
		     "'E01'\n",
		     { "+<c>", "+<E01>" });
	EXPECT_START(state, "", { "+<c>", "+!" });
}

#define EXPECT_QUIET_START(state, report, ...)                                                     \
	do {                                                                                       \
		static const struct peer_step steps[] = { HELLO_QUIET(""), __VA_ARGS__ };          \
		expect_start(state, steps, N(steps), report);                                      \
	} while (0)

static void running_is_seen_without_acknowledging(void **state)
{
	EXPECT_QUIET_START(state, "", { "<c>", "" });
	EXPECT_QUIET_START(state, "", { "<c>", "+-<OK>" });
	EXPECT_QUIET_START(state,
			   "gdb:test: error: [target] the stub does not know how to start the "
			   "processor\n",
			   { "<c>", "<>" });
	EXPECT_QUIET_START(state,
			   "gdb:test: error: [target] the stub closed the connection instead of "
			   "answering c\n",
			   { "<c>", "!" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(packet_sizes_are_sane),
		FIXTURE_TEST(what_has_ended_is_no_board),
		FIXTURE_TEST(what_is_not_acknowledged_is_sent_again),
		FIXTURE_TEST(what_is_damaged_is_asked_for_again),
		FIXTURE_TEST(without_acknowledging_the_request_is_sent_again),
		FIXTURE_TEST(what_is_no_answer_is_passed_over),
		FIXTURE_TEST(what_comes_late_answers_nothing),
		FIXTURE_TEST(sizes_that_are_used_up_wait),
		FIXTURE_TEST(refusals_are_reported),
		FIXTURE_TEST(every_wait_ends),
		FIXTURE_TEST(closing_is_reported),
		FIXTURE_TEST(floods_end),
		FIXTURE_TEST(frames_have_a_limit),
		FIXTURE_TEST(a_bad_line_is_given_up),
		FIXTURE_TEST(documents_end),
		FIXTURE_TEST(running_is_seen),
		FIXTURE_TEST(running_is_seen_without_acknowledging),
	};

	return cmocka_run_group_tests_name("rsp_defects", tests, NULL, NULL);
}
