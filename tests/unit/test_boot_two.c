/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The boot sequence with two containers: which is started, what is repaired, what is left in RAM.
 *
 * The containers have the same images, so that each can repair the other, and are told apart by
 * where the host is entered.
 */

#include "loader/status.h"

#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"
#include "fake_board.h"
#include "fake_keys.h"

#define FIRST_ENTRY 0x40000010u
#define SECOND_ENTRY 0x40000020u
#define NOTHING 0u

static struct fake_key key;
static struct fake_key foreign;

/* What is done to a container behind its signature. */
enum damage {
	NO_DAMAGE,
	ERASED,    /* its first bytes are those of erased flash */
	SIGNATURE, /* a bit of it */
	MANIFEST,  /* a bit of it */
	PADDING,   /* behind the first image */
	IMAGE_0,
	IMAGE_1,
	IMAGE_3,
	N_DAMAGES
};

static const enum status codes[N_DAMAGES] = {
	STATUS_OK,      STATUS_HEADER, STATUS_SIGNATURE, STATUS_SIGNATURE,
	STATUS_PADDING, STATUS_HASH,   STATUS_HASH,      STATUS_HASH,
};

static uint32_t image_offset(const struct fake *of, uint32_t image)
{
	uint32_t offset = of->manifest_size;

	for (uint32_t i = 0; i < image; i++)
		offset += (of->images[i].data_size + 7) / 8 * 8;
	return offset;
}

static void hurt(struct fake *hurt, enum damage damage)
{
	switch (damage) {
	case ERASED:
		memset(hurt->bytes, 0xff, 0x100);
		break;
	case SIGNATURE:
		hurt->bytes[CONTAINER_SLOTS_OFFSET + 50] ^= 1;
		break;
	case MANIFEST:
		hurt->bytes[hurt->manifest_size - 20] ^= 4;
		break;
	case PADDING:
		hurt->bytes[hurt->manifest_size + hurt->images[0].data_size] ^= 8;
		break;
	case IMAGE_0:
	case IMAGE_1:
	case IMAGE_3:
		hurt->bytes[image_offset(hurt, damage - IMAGE_0 + (damage == IMAGE_3))] ^= 0x10;
		break;
	default:
		break;
	}
}

static bool is_authentic(enum damage damage)
{
	return damage == NO_DAMAGE || damage >= IMAGE_0;
}

static void seal(struct fake *sealed, const struct fake_key *with)
{
	fake_tokenize(sealed);
	fake_write(sealed);
	fake_sign(sealed, 0, with);
}

/* A block for two, and two containers that are good; nothing is written yet. */
static void describe(uint32_t first_sequence, uint32_t second_sequence)
{
	fake_params_init(&block, &key, 1);
	fake_params_set(&block, PARAMS_AT_SECOND_ADDR, FAKE_SECOND_ADDR);
	fake_params_set(&block, PARAMS_AT_SECOND_SIZE, FAKE_SECOND_SIZE);
	fake_init(&fake);
	fake_init(&second);
	fake.sequence = first_sequence;
	second.sequence = second_sequence;
	second.images[0].entry = SECOND_ENTRY;
}

static void make(uint32_t first_sequence, uint32_t second_sequence)
{
	describe(first_sequence, second_sequence);
	seal(&fake, &key);
	seal(&second, &key);
}

static bool reports(const char *text)
{
	return strstr(board.report, text) != NULL;
}

static bool reports_status(const char *word, enum status status)
{
	char line[64];

	snprintf(line, sizeof(line), "\n%s 0x%02x %s\n", word, (unsigned)status,
		 status_text(status));
	return reports(line);
}

/* Does the image lie where a loader may put one? */
static bool is_free(const struct fake_image *image)
{
	return image->load >= FAKE_RAM_ADDR && image->load + image->mem_size <= FAKE_WORK_ADDR;
}

/* Every byte of RAM is accounted for.  entry: of the container that has to run, or NOTHING. */
static void assert_outcome(uint32_t entry)
{
	const struct fake *const fakes[] = { &fake, &second };

	assert_int_equal(board.is_started, entry != NOTHING);
	assert_rest_untouched(fakes, 2);
	if (entry != NOTHING) {
		assert_int_equal(board.entry, entry);
		assert_loaded(entry == FIRST_ENTRY ? &fake : &second);
		return;
	}
	for (size_t i = 0; i < 2; i++)
		for (uint32_t j = 0; j < fakes[i]->n_images; j++) {
			const struct fake_image *image = &fakes[i]->images[j];

			if (!is_free(image))
				continue;
			assert_true(is_filled(image->load, image->mem_size, 0) ||
				    is_filled(image->load, image->mem_size, POISON));
		}
	for (uint32_t i = 0; i < 2; i++) /* the manifests */
		assert_true(is_filled(FAKE_WORK_ADDR + i * params_room_size(0x4000), 0x4000, 0));
}

/* Can this one be started, with the help of the other? */
static bool is_startable(enum damage own, enum damage others)
{
	return own == NO_DAMAGE || (own >= IMAGE_0 && is_authentic(others) && others != own);
}

static void expect(enum damage first, enum damage other, bool is_second_first)
{
	enum damage own[2] = { first, other };
	uint32_t entries[2] = { FIRST_ENTRY, SECOND_ENTRY };
	unsigned a = is_second_first;
	enum damage run = N_DAMAGES;

	for (unsigned i = 0; i < 2 && run == N_DAMAGES; i++, a = 1 - a)
		if (is_authentic(own[a]) && is_startable(own[a], own[1 - a])) {
			run = own[a];
			assert_outcome(entries[a]);
			assert_int_equal(reports("\nrepaired "), run != NO_DAMAGE);
		}
	if (run != N_DAMAGES)
		return;
	assert_outcome(NOTHING);
	assert_true(reports_status("REFUSED", codes[own[is_second_first]]));
	assert_true(reports_status("refused", codes[first]));
	assert_true(reports_status("refused", codes[other]));
}

/* All damages of one with all damages of the other, and each order of sequences. */
static void test_every_pair(void **state)
{
	(void)state;
	for (uint32_t sequence = 8; sequence <= 10; sequence++) {
		make(9, sequence);
		for (enum damage a = NO_DAMAGE; a < N_DAMAGES; a++) {
			for (enum damage b = NO_DAMAGE; b < N_DAMAGES; b++) {
				bool is_second =
					is_authentic(b) && (!is_authentic(a) || sequence > 9);

				make(9, sequence);
				hurt(&fake, a);
				hurt(&second, b);
				boot();
				expect(a, b, is_second);
			}
		}
	}
}

static const char both[] = "xpack loader array-both 1.2.3\n"
			   "storage 0x00001000, bytes 0x00020000\n"
			   "key 0x%1$08x in slot 0x0\n"
			   "container, bytes 0x%2$08x\n"
			   "system leon3-two, board leon3_generic, security version 0x00000003\n"
			   "storage 0x00080000, bytes 0x00010000\n"
			   "key 0x%1$08x in slot 0x0\n"
			   "container, bytes 0x%2$08x\n"
			   "system leon3-two, board leon3_generic, security version 0x00000003\n"
			   "taken 0x00080000, sequence 0x0000000a\n"
			   "image host-0 at 0x40000000, bytes 0x00000105 of 0x00000300\n"
			   "repaired control.code\n"
			   "image control.code at 0x40010000, bytes 0x00000040 of 0x00000040\n"
			   "image control.zero at 0x40020000, bytes 0x00000000 of 0x00001001\n"
			   "image system at 0x40030000, bytes 0x0000002b of 0x00001000\n"
			   "start host-0 at 0x40000020\n";

static const char neither[] = "xpack loader array-both 1.2.3\n"
			      "storage 0x00001000, bytes 0x00020000\n"
			      "refused 0x42 padding\n"
			      "storage 0x00080000, bytes 0x00010000\n"
			      "key 0x%1$08x in slot 0x0\n"
			      "container, bytes 0x%2$08x\n"
			      "system leon3-two, board leon3_generic, security version 0x00000003\n"
			      "taken 0x00080000, sequence 0x0000000a\n"
			      "image host-0 at 0x40000000, bytes 0x00000105 of 0x00000300\n"
			      "refused 0x70 image hash\n"
			      "REFUSED 0x70 image hash\n";

static void assert_report(const char *format)
{
	char wanted[FAKE_MAX_REPORT];

	snprintf(wanted, sizeof(wanted), format, get_be32(key.id), fake.size);
	assert_string_equal(board.report, wanted);
}

static void test_reports(void **state)
{
	(void)state;
	make(9, 10);
	hurt(&second, IMAGE_1);
	boot();
	assert_report(both);
	make(9, 10);
	hurt(&fake, PADDING);
	hurt(&second, IMAGE_1);
	boot();
	assert_report(neither);
}

/* Sequences are numbers without a sign. */
static void test_sequence(void **state)
{
	static const uint32_t pairs[][2] = {
		{ 0, 0 },          { 0, 1 },          { 1, 0 }, { 0x7fffffff, 0x80000000 },
		{ UINT32_MAX, 0 }, { 0, UINT32_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		make(pairs[i][0], pairs[i][1]);
		boot();
		assert_outcome(pairs[i][1] > pairs[i][0] ? SECOND_ENTRY : FIRST_ENTRY);
		assert_int_equal(board.n_prepared, 1);
	}
}

/* The second is preferred by its sequence, and refused by a rule; the first runs.  Then the first
 * is damaged too: nothing runs. */
static void refuses_second(enum status status)
{
	seal(&fake, &key);
	boot();
	assert_outcome(FIRST_ENTRY);
	assert_true(reports_status("refused", status));
	hurt(&fake, IMAGE_1);
	boot();
	assert_outcome(NOTHING);
	assert_true(reports_status("REFUSED", STATUS_HASH));
	seal(&fake, &key);
	hurt(&fake, SIGNATURE);
	boot();
	assert_outcome(NOTHING);
	assert_true(reports_status("REFUSED", STATUS_SIGNATURE));
}

/* Each rule holds for the second as it does for the first, and what is refused repairs nothing. */
static void test_rules(void **state)
{
	(void)state;
	describe(9, 10);
	second.security_version = 2;
	seal(&second, &key);
	refuses_second(STATUS_SECURITY_VERSION);
	describe(9, 10);
	second.system = "leon3-three";
	seal(&second, &key);
	refuses_second(STATUS_SYSTEM);
	describe(9, 10);
	second.board = "gr712rc";
	seal(&second, &key);
	refuses_second(STATUS_BOARD);
	describe(9, 10);
	seal(&second, &foreign);
	refuses_second(STATUS_NO_KEY);
	describe(9, 10);
	second.images[1].load = FAKE_WORK_ADDR + 0x1000;
	seal(&second, &key);
	refuses_second(STATUS_RESERVED);
	describe(9, 10);
	second.images[1].load = 0x3fff0000;
	seal(&second, &key);
	refuses_second(STATUS_OUTSIDE_RAM);
	describe(9, 10);
	second.images[1].load = 0x40000200;
	seal(&second, &key);
	refuses_second(STATUS_OVERLAP);
}

/* The first container is copied to the second's place: authentic, and nobody is fooled by a
 * container that goes on where its region ends. */
static void test_end_of_region(void **state)
{
	(void)state;
	make(9, 10);
	fake_params_set(&block, PARAMS_AT_SECOND_SIZE, second.size - 8);
	boot();
	assert_outcome(FIRST_ENTRY);
	assert_true(reports_status("refused", STATUS_TRUNCATED));
	make(10, 9);
	fake_params_set(&block, PARAMS_AT_CONTAINER_SIZE, fake.size - 8);
	boot();
	assert_outcome(SECOND_ENTRY);
	assert_true(reports_status("refused", STATUS_TRUNCATED));
}

/* A start protocol that the board does not have is known before anything is loaded. */
static void test_protocol(void **state)
{
	(void)state;
	describe(9, 10);
	second.protocol = "raw";
	seal(&fake, &key);
	seal(&second, &key);
	hurt(&fake, IMAGE_0); /* the other one is authentic: it repairs */
	boot();
	assert_outcome(FIRST_ENTRY);
	assert_int_equal(board.n_prepared, 2);
	assert_true(reports_status("refused", STATUS_PROTOCOL));
	assert_true(reports("\nrepaired host-0\n"));
}

/* Images of the one that could not be started are gone before the other's are placed. */
static void test_wiped_between(void **state)
{
	(void)state;
	describe(9, 10);
	second.images[0].mem_size = 0x500;
	second.images[1].load = 0x40050000;
	second.images[3].data_size = 0x2c; /* nothing repairs it */
	seal(&fake, &key);
	seal(&second, &key);
	hurt(&second, IMAGE_3);
	boot();
	assert_outcome(FIRST_ENTRY);
	assert_true(is_filled(0x40050000, 0x40, 0));
	assert_true(is_filled(0x40000300, 0x200, 0)); /* where only the second had its .bss */
}

/* The same bytes repair wherever they are and whatever they are called there. */
static void test_twin_elsewhere(void **state)
{
	static const struct fake_image front = { "aaa", "blob", 0x40060000, 0x10, 0x10, 0, NULL };

	(void)state;
	describe(10, 9);
	/* The pattern depends on the index: an image of no bytes is the same at any. */
	second.n_images = 5;
	second.images[4] = front;
	second.images[1].name = "another.name";
	second.images[1].load = 0x40070000;
	seal(&fake, &key);
	seal(&second, &key);
	hurt(&fake, IMAGE_1);
	boot();
	assert_outcome(FIRST_ENTRY);
	assert_true(reports("\nrepaired control.code\n"));
	assert_true(is_filled(0x40070000, 0x40, POISON)); /* the destination is the first's */
}

/* The hash of an image of the first, in the token of the n-th hash. */
static struct fake_token *hash_of(struct fake *of, unsigned n)
{
	for (uint32_t i = 0; i < of->n_tokens; i++)
		if (of->tokens[i].kind == FAKE_PROP && strcmp(of->tokens[i].name, "value") == 0 &&
		    n-- == 0)
			return &of->tokens[i];
	fail();
	return NULL;
}

/* A hash that is the same beside a size that is not: signed, but no twin.  Where the second one's
 * bytes end, its region ends: more of them would not be there. */
static void test_no_twin(void **state)
{
	(void)state;
	describe(10, 9);
	seal(&fake, &key);
	second.images[3].data_size = 8;
	fake_tokenize(&second);
	*hash_of(&second, 3) = *hash_of(&fake, 3);
	fake_write(&second);
	fake_sign(&second, 0, &key);
	fake_params_set(&block, PARAMS_AT_SECOND_SIZE, second.size);
	hurt(&fake, IMAGE_3);
	boot();
	assert_outcome(NOTHING);
	assert_true(reports_status("REFUSED", STATUS_HASH));
}

/* Storage that fails or lies, once, at any of its reads, with each damage of the first container:
 * what starts is what was signed, and what is refused is gone. */
static void test_any_read(void **state)
{
	(void)state;
	for (enum damage damage = NO_DAMAGE; damage < N_DAMAGES; damage++) {
		unsigned n_reads;

		make(10, 9);
		hurt(&fake, damage);
		boot();
		n_reads = board.n_reads;
		assert_true(n_reads > 8);
		for (unsigned i = 0; i < n_reads; i++) {
			boot_reading(i, UINT32_MAX);
			assert_outcome(board.is_started ? board.entry : NOTHING);
			boot_reading(UINT32_MAX, i);
			assert_outcome(board.is_started ? board.entry : NOTHING);
		}
	}
}

/* Once a read fails or lies, the other container saves the boot. */
static void test_one_bad_read(void **state)
{
	unsigned n_reads;

	(void)state;
	make(10, 9);
	boot();
	n_reads = board.n_reads;
	for (unsigned i = 0; i < n_reads; i++) {
		boot_reading(i, UINT32_MAX);
		assert_true(board.is_started);
		boot_reading(UINT32_MAX, i);
		assert_true(board.is_started);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_pair),    cmocka_unit_test(test_reports),
		cmocka_unit_test(test_sequence),      cmocka_unit_test(test_rules),
		cmocka_unit_test(test_end_of_region), cmocka_unit_test(test_protocol),
		cmocka_unit_test(test_wiped_between), cmocka_unit_test(test_twin_elsewhere),
		cmocka_unit_test(test_no_twin),       cmocka_unit_test(test_any_read),
		cmocka_unit_test(test_one_bad_read),
	};
	const struct fake_wanted wanted[] = { { &key, 2048 }, { &foreign, 2048 } };

	return FAKE_RUN(tests, wanted);
}
