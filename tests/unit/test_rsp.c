/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What rsp asks, and what it makes of the answers. */

#include <string.h>
#include <sys/wait.h>

#include "cmocka_all.h"
#include "expect.h"
#include "rsp_peer.h"

static void begins_with_acknowledging(void **state)
{
	static const struct peer_step steps[] = {
		HELLO("PacketSize=100;unknown+;other=1"),
		{ "+<m100,2>", "+<6f6B>" },
		{ "+", "" },
	};

	PEER_READS(state, steps, "ok");
}

static void begins_without(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<m100,2>", "<6f6b>" },
	};

	PEER_READS(state, steps, "ok");
}

/* A peer of the first days: it knows nothing. */
static void begins_with_an_old_peer(void **state)
{
	static const struct peer_step steps[] = {
		HELLO(""),
		NO_X("100"),
		{ "+<M100,2:6f6b>", "+<OK>" },
		{ "+", "" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("ok")), 0);
	peer_stop(&peer);
}

/* 64 bytes of body leave 8 of memory; no two of the last reads are of one size. */
static void packet_sizes_are_kept(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=40"),
		{ "<m100,8>", "<4142434445464748>" },
		{ "<m108,7>", "<494a4b4c4d4e4f>" },
		{ "<m10f,1>", "<50>" },
		{ "<X100,0:>", "<>" },
		{ "<M100,8:4142434445464748>", "<OK>" },
		{ "<M108,2:494a>", "<OK>" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	peer_expect_read(&peer, "ABCDEFGHIJKLMNOP");
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("ABCDEFGHIJ")), 0);
	peer_stop(&peer);
}

static void run_lengths_are_expanded(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<m100,7>", "<0*&1* >" }, /* '&': 9 times more, ' ': 3 */
	};
	static const uint8_t wanted[7] = { 0, 0, 0, 0, 0, 0x11, 0x11 };
	uint8_t found[7];
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_read(peer.rsp, 0x100, found, 7), 0);
	assert_memory_equal(found, wanted, 7);
	peer_stop(&peer);
}

static void memory_goes_binary_where_both_can(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100;binary-upload+"),
		{ "<x100,5>", "<ba}\004}\003}]}\n>" },
		{ "<X100,0:>", "<OK>" },
		{ "<X100,6:a}\004}\003}]}\nb>", "<OK>" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	peer_expect_read(&peer, "a$#}*");
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("a$#}*b")), 0);
	peer_stop(&peer);
}

/* Said to be there, and then not. */
static void binary_falls_back(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100;binary-upload+"),
		{ "<x100,2>", "<>" },
		{ "<m100,2>", "<6f6b>" },
		{ "<X100,0:>", "<OK>" },
		{ "<X100,2:ok>", "<>" },
		{ "<M100,2:6f6b>", "<OK>" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	peer_expect_read(&peer, "ok");
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("ok")), 0);
	peer_stop(&peer);
}

#define E4 "}\003}\003}\003}\003" /* #### */

/* Escapes make the body longer than it may be: fewer bytes, in whole words. */
static void escapes_count(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=40"),
		{ "<X100,0:>", "<OK>" },
		{ "<X100,10:" E4 E4 E4 E4 ">", "<OK>" },
		{ "<X110,4:" E4 ">", "<OK>" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("####################")), 0);
	peer_stop(&peer);
}

static void an_answer_acknowledges(void **state)
{
	static const struct peer_step steps[] = {
		HELLO("PacketSize=100"),
		{ "+<m100,2>", "<6f6b>" },
		{ "+", "" },
	};

	PEER_READS(state, steps, "ok");
}

static void what_comes_in_pieces_is_whole(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<m100,2>", "^$^6^f6^b^#^3^4" },
	};

	PEER_READS(state, steps, "ok");
}

/* Slow, but it may be: a pause that is too long for other answers. */
static void flash_has_its_own_commands_and_time(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=40"),
		{ "<vFlashErase:1000,800>", "~<OK>" },
		{ "<vFlashWrite:1000:0123456789abcdef>", "<OK>" },
		{ "<vFlashWrite:1010:0" E4 E4 E4 "}\003}\003}\003>", "<OK>" },
		{ "<vFlashDone>", "<OK>" },
		{ "<vFlashErase:0,1000>", "<E.memtype>" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_flash_erase(peer.rsp, 0x1000, 0x800), 0);
	assert_int_equal(
		rsp_flash_write(peer.rsp, 0x1000, peer_bytes("0123456789abcdef0###############")),
		0);
	assert_int_equal(rsp_flash_done(peer.rsp), 0);
	assert_int_equal(rsp_flash_erase(peer.rsp, 0, 0x1000), -1);
	expect_report(peer.fixture->diag, "gdb:test: error: [target] the stub cannot erase "
					  "0x00000000..0x00000fff: it says 'E.memtype'\n");
	peer_stop(&peer);
}

static void documents_come_in_pieces(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=40;qXfer:features:read+"),
		{ "<qXfer:features:read:target.xml:0,10>", "<m[target]}\003>" },
		{ "<qXfer:features:read:target.xml:9,10>", "<mx>" },
		{ "<qXfer:features:read:target.xml:a,10>", "<l>" },
	};
	struct buf text;
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_document(peer.rsp, "features", "target.xml", &text), 1);
	assert_int_equal(text.size, 10);
	assert_memory_equal(text.data, "[target]#x", 10);
	buf_free(&text);
	assert_int_equal(rsp_document(peer.rsp, "memory-map", "", &text), 0);
	buf_free(&text);
	peer_stop(&peer);
}

static void registers_keep_their_number(void **state)
{
	static const struct peer_step steps[] = {
		HELLO_QUIET("PacketSize=100"),
		{ "<g>", "<01xx0203>" },
		{ "<G01020304>", "<OK>" },
		{ "<g>", "<010><010203><01020304>" },
	};
	struct buf registers;
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_get_registers(peer.rsp, &registers), 0);
	assert_int_equal(registers.size, 4);
	assert_memory_equal(registers.data, "\1\0\2\3", 4);
	buf_free(&registers);
	assert_int_equal(rsp_set_registers(peer.rsp, peer_bytes("\1\2\3\4")), 0);
	assert_int_equal(rsp_get_registers(peer.rsp, &registers), 0);
	assert_memory_equal(registers.data, "\1\2\3\4", 4);
	buf_free(&registers);
	peer_stop(&peer);
}

/* QEMU: what is read is physical memory, and what is written goes past its protection. */
static void reading_goes_past_the_mmu(void **state)
{
	static const struct peer_step steps[] = {
		{ "+<qSupported>", "+<PacketSize=100>" },
		{ "+<?>", "+<S05>" },
		{ "+<qqemu.PhyMemMode>", "+<0>" },
		NO_X("100"),
		{ "+<M100,2:6f6b>", "+<OK>" },
		{ "+<Qqemu.PhyMemMode:1>", "+<OK>" },
		{ "+<m100,2>", "+<6f6b>" },
		{ "+<m100,1>", "+<6f>" },
		{ "+<Qqemu.PhyMemMode:0>", "+<OK>" },
		{ "+<M100,2:6f6b>", "+<OK>" },
		{ "+", "" },
	};
	struct peer peer;

	PEER_START(&peer, state, steps);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("ok")), 0);
	peer_expect_read(&peer, "ok");
	peer_expect_read(&peer, "o");
	assert_int_equal(rsp_write(peer.rsp, 0x100, peer_bytes("ok")), 0);
	peer_stop(&peer);
}

/* A line of the trace, without its time. */
static const char *line_of(char **text)
{
	char *line = strchr(*text, ' ') + 1;

	*text = strchr(line, '\n');
	*(*text)++ = '\0';
	return line;
}

/* Everything that goes and comes. */
static void the_trace_has_everything(void **state)
{
	static const struct peer_step steps[] = { { "+<qSupported>", "\001+<>" } };
	static const char *const wanted[] = { "> +", "> $qSupported#37", "< \\x01+$#00", "> +" };
	struct fixture *fixture = *state;
	struct trace *trace = trace_open(fixture->diag, "trace");
	struct peer peer;
	char *text;

	assert_non_null(trace);
	peer_start_traced(&peer, state, steps, N(steps), trace);
	(void)!rsp_begin(peer.rsp);
	rsp_close(peer.rsp);
	waitpid(peer.pid, NULL, 0);
	assert_int_equal(trace_close(fixture->diag, trace), 0);
	text = fixture_read(fixture, "trace");
	for (size_t i = 0; i < N(wanted); i++)
		assert_string_equal(line_of(&text), wanted[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(begins_with_acknowledging),
		FIXTURE_TEST(begins_without),
		FIXTURE_TEST(begins_with_an_old_peer),
		FIXTURE_TEST(packet_sizes_are_kept),
		FIXTURE_TEST(run_lengths_are_expanded),
		FIXTURE_TEST(memory_goes_binary_where_both_can),
		FIXTURE_TEST(binary_falls_back),
		FIXTURE_TEST(escapes_count),
		FIXTURE_TEST(an_answer_acknowledges),
		FIXTURE_TEST(what_comes_in_pieces_is_whole),
		FIXTURE_TEST(flash_has_its_own_commands_and_time),
		FIXTURE_TEST(documents_come_in_pieces),
		FIXTURE_TEST(registers_keep_their_number),
		FIXTURE_TEST(reading_goes_past_the_mmu),
		FIXTURE_TEST_IN_DIRECTORY(the_trace_has_everything),
	};

	return cmocka_run_group_tests_name("rsp", tests, NULL, NULL);
}
