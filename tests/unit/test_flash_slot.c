/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Which of two containers is written over: every state that they can be in, and every way in which
 * blocks that are erased can hold a container and something else.
 */

#include <string.h>

#include "cmocka_all.h"
#include "expect.h"
#include "fake_keys.h"
#include "fixture.h"
#include "xpack/flash_slot.h"

#define STORAGE 0x4000u /* where on the target the board's storage begins */
#define ANCHOR 0x1000u  /* the loader, in front of the first container */
#define SECOND 0x18000u /* the second container's address */
#define ROOM 0x10000u
#define TARGET_SIZE 0x40000u
#define PAGE 0x400u
#define SECURITY_VERSION 3u

static struct fake_key key;

/* What is done to a container on the target. */
enum damage { WHOLE, ERASED, SIGNATURE, FIRST_IMAGE, SECOND_IMAGE };

struct memory {
	struct target_base base;
	uint8_t bytes[TARGET_SIZE];
	bool fails;
};

struct scene {
	struct fixture *fixture;
	struct memory memory;
	struct progress progress;
	struct flash_job job;
	struct flash_journal journal;
	struct fake_params block;
	struct params params;
	struct fake fake; /* the new container */
	struct imagefile file;
	struct flash_update update;
	enum flash_slot slot; /* that was chosen */
};

static int memory_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	struct memory *memory = (struct memory *)(void *)target;

	assert_true(range_fits(TARGET_SIZE, offset, size));
	if (memory->fails)
		return target_fail(&memory->base.request, "it is gone");
	memcpy(to, memory->bytes + offset, size);
	return 0;
}

static const struct target_kind memory_kind = { .read = memory_read };

static struct fake make(uint32_t sequence, uint32_t security_version)
{
	struct fake fake;

	fake_init(&fake);
	fake.sequence = sequence;
	fake.security_version = security_version;
	fake_tokenize(&fake);
	fake_write(&fake);
	fake_sign(&fake, 0, &key);
	return fake;
}

/* The new container. */
static void set_new(struct scene *scene, uint32_t sequence, uint32_t security_version)
{
	struct fixture *fixture = scene->fixture;

	scene->fake = make(sequence, security_version);
	assert_int_equal(imagefile_of(fixture->diag, "new.itb",
				      (struct span){ scene->fake.bytes, scene->fake.size },
				      &scene->file),
			 0);
	assert_int_equal(imagefile_parse(fixture->arena, fixture->diag, &scene->file), 0);
}

/* A container on the target. */
static void put(struct scene *scene, uint32_t addr, uint32_t sequence, enum damage damage)
{
	struct fake fake = make(sequence, SECURITY_VERSION);
	uint32_t at = fake.manifest_size;

	if (damage == SIGNATURE)
		fake.bytes[at - 1] ^= 1;
	if (damage == FIRST_IMAGE)
		fake.bytes[at] ^= 1;
	if (damage == SECOND_IMAGE)
		fake.bytes[at + (fake.images[0].data_size + 7) / 8 * 8] ^= 1;
	if (damage == ERASED)
		memset(fake.bytes, 0xff, fake.size);
	memcpy(scene->memory.bytes + STORAGE + addr, fake.bytes, fake.size);
}

static void prepare(struct scene *scene, struct fixture *fixture)
{
	memset(scene, 0, sizeof(*scene));
	scene->fixture = fixture;
	memset(scene->memory.bytes, 0xff, TARGET_SIZE);
	scene->memory.base.kind = &memory_kind;
	scene->memory.base.request = (struct target_request){ .arena = fixture->arena,
							      .diag = fixture->diag,
							      .name = "board:" };
	fake_params_init(&scene->block, &key, 1);
	assert_int_equal(
		params_read((struct span){ scene->block.block, scene->block.size }, &scene->params),
		STATUS_OK);
	scene->params.container_size = ROOM;
	scene->params.second_addr = SECOND;
	scene->params.second_size = ROOM;
	scene->job = (struct flash_job){
		.arena = fixture->arena,
		.diag = fixture->diag,
		.target = (struct target *)(void *)&scene->memory,
		.identity = { .text = "board", .size = TARGET_SIZE, .block = PAGE },
		.progress = &scene->progress,
	};
	scene->update = (struct flash_update){
		.job = &scene->job,
		.journal = &scene->journal,
		.params = &scene->params,
		.anchor = ANCHOR,
		.file = &scene->file,
		.wanted = FLASH_SLOT_AUTO,
	};
	set_new(scene, 20, SECURITY_VERSION);
}

static int choose(struct scene *scene)
{
	fixture_forget(scene->fixture);
	scene->job.diag = scene->memory.base.request.diag = scene->fixture->diag;
	scene->job.offset = STORAGE;
	scene->job.bytes = (struct span){ NULL, 0 };
	return flash_slot_choose(&scene->update, &scene->slot);
}

static void expect_slot(struct scene *scene, enum flash_slot slot)
{
	assert_int_equal(choose(scene), 0);
	assert_int_equal(scene->slot, slot);
	assert_int_equal(scene->job.offset,
			 STORAGE + (slot == FLASH_SLOT_FIRST ? ANCHOR : scene->params.second_addr));
	assert_ptr_equal(scene->job.bytes.data, scene->fake.bytes);
	assert_int_equal(scene->job.bytes.size, scene->fake.size);
}

static void expect_refusal(struct scene *scene, const char *report)
{
	assert_int_equal(choose(scene), -1);
	expect_report(scene->fixture->diag, report);
}

static void names(void **state)
{
	static const char *const texts[] = { "a", "b", "auto" };
	enum flash_slot slot;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		assert_true(flash_slot_parse(texts[i], &slot));
		assert_int_equal(slot, i);
		assert_string_equal(flash_slot_name(slot), texts[i]);
	}
	assert_false(flash_slot_parse("", &slot));
	assert_false(flash_slot_parse("A", &slot));
	assert_false(flash_slot_parse("aut", &slot));
}

struct there {
	uint32_t sequence;
	enum damage damage;
};

#define NEITHER                                                                                    \
	"board:: error: [flash-slot] neither container can be written over without risk\n"         \
	"board:: note: a, at 0x00001000: the other one does not start by itself\n"                 \
	"board:: note: b, at 0x00018000: the other one does not start by itself\n"                 \
	"board:: help: --slot a or --slot b writes that one nevertheless\n"

/* Both containers, which one the loader starts, and which one is written. */
static void what_is_there(void **state)
{
	static const struct {
		struct there first, second;
		enum flash_slot started, written; /* FLASH_SLOT_AUTO: none */
	} cases[] = {
		{ { 9, WHOLE }, { 0, ERASED }, FLASH_SLOT_FIRST, FLASH_SLOT_SECOND },
		{ { 9, WHOLE }, { 8, WHOLE }, FLASH_SLOT_FIRST, FLASH_SLOT_SECOND },
		{ { 9, WHOLE }, { 9, WHOLE }, FLASH_SLOT_FIRST, FLASH_SLOT_SECOND },
		{ { 9, WHOLE }, { 10, WHOLE }, FLASH_SLOT_SECOND, FLASH_SLOT_FIRST },
		{ { 0, ERASED }, { 9, WHOLE }, FLASH_SLOT_SECOND, FLASH_SLOT_FIRST },
		{ { 9, SIGNATURE }, { 8, WHOLE }, FLASH_SLOT_SECOND, FLASH_SLOT_FIRST },
		{ { 9, WHOLE }, { 10, SIGNATURE }, FLASH_SLOT_FIRST, FLASH_SLOT_SECOND },
		{ { 9, WHOLE }, { 10, FIRST_IMAGE }, FLASH_SLOT_SECOND, FLASH_SLOT_SECOND },
		{ { 9, FIRST_IMAGE }, { 8, WHOLE }, FLASH_SLOT_FIRST, FLASH_SLOT_FIRST },
		{ { 9, FIRST_IMAGE }, { 10, WHOLE }, FLASH_SLOT_SECOND, FLASH_SLOT_FIRST },
		{ { 9, FIRST_IMAGE }, { 10, SECOND_IMAGE }, FLASH_SLOT_SECOND, FLASH_SLOT_AUTO },
		{ { 9, FIRST_IMAGE }, { 10, FIRST_IMAGE }, FLASH_SLOT_AUTO, FLASH_SLOT_AUTO },
		{ { 9, FIRST_IMAGE }, { 0, ERASED }, FLASH_SLOT_AUTO, FLASH_SLOT_AUTO },
		{ { 9, SIGNATURE }, { 0, ERASED }, FLASH_SLOT_AUTO, FLASH_SLOT_AUTO },
	};
	struct scene *scene = arena_alloc(((struct fixture *)*state)->arena, sizeof(*scene));

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		prepare(scene, *state);
		put(scene, ANCHOR, cases[i].first.sequence, cases[i].first.damage);
		put(scene, SECOND, cases[i].second.sequence, cases[i].second.damage);
		if (cases[i].written == FLASH_SLOT_AUTO)
			expect_refusal(scene, NEITHER);
		else
			expect_slot(scene, cases[i].written);
		/* What would be compared: where none is started, the first. */
		scene->update.compare = true;
		expect_slot(scene, cases[i].started == FLASH_SLOT_SECOND ? FLASH_SLOT_SECOND
									 : FLASH_SLOT_FIRST);
		/* Who names one is not asked. */
		scene->update.compare = false;
		for (unsigned slot = 0; slot < 2; slot++) {
			scene->update.wanted = (enum flash_slot)slot;
			expect_slot(scene, scene->update.wanted);
		}
	}
}

/* The loader would not prefer it, or has it. */
static void sequences(void **state)
{
	struct scene *scene = arena_alloc(((struct fixture *)*state)->arena, sizeof(*scene));

	prepare(scene, *state);
	put(scene, ANCHOR, 9, WHOLE);
	set_new(scene, 10, SECURITY_VERSION);
	expect_slot(scene, FLASH_SLOT_SECOND);
	set_new(scene, 8, SECURITY_VERSION);
	expect_refusal(scene, "new.itb: error: [flash-sequence] the loader would go on starting "
			      "container a: its sequence is 9, this one's 8\n"
			      "new.itb: help: raise 'sequence' of the System to 10, or name the "
			      "slot: --slot b\n");
	/* The same: it heals the second, and then there is nothing to do. */
	set_new(scene, 9, SECURITY_VERSION);
	expect_slot(scene, FLASH_SLOT_SECOND);
	put(scene, SECOND, 9, WHOLE);
	expect_refusal(scene, "new.itb: error: [flash-sequence] the loader starts this container "
			      "already: it is container a\n"
			      "new.itb: help: --slot b writes it over the other one too\n");
	put(scene, SECOND, 30, WHOLE);
	expect_refusal(scene, "new.itb: error: [flash-sequence] the loader would go on starting "
			      "container b: its sequence is 30, this one's 9\n"
			      "new.itb: help: raise 'sequence' of the System to 30, or name the "
			      "slot: --slot a\n");
	set_new(scene, 31, SECURITY_VERSION);
	expect_slot(scene, FLASH_SLOT_FIRST);
	/* Another one with the same sequence: the loader prefers the first of both. */
	set_new(scene, 30, SECURITY_VERSION + 1);
	expect_slot(scene, FLASH_SLOT_FIRST);
	put(scene, ANCHOR, 30, WHOLE);
	expect_refusal(scene, "new.itb: error: [flash-sequence] the loader would go on starting "
			      "container a: its sequence is 30, this one's 30\n"
			      "new.itb: help: raise 'sequence' of the System to 31, or name the "
			      "slot: --slot b\n");
}

/* Does a block that holds one of the new bytes hold one of [from, to) too?  All are looked at. */
static bool shares(const struct scene *scene, uint32_t addr, uint32_t from, uint32_t to)
{
	uint32_t block = scene->job.identity.block;

	for (uint32_t i = 0; i < scene->fake.size; i += 4)
		for (uint32_t other = from; other < to; other += 4)
			if ((STORAGE + addr + i) / block == (STORAGE + other) / block)
				return true;
	return false;
}

static bool is_safe(const struct scene *scene, uint32_t addr, uint32_t stays)
{
	return !shares(scene, addr, 0, ANCHOR) &&
	       !shares(scene, addr, stays, stays + scene->fake.size);
}

/* Of each size of block, and with the second container at each page. */
static void shared_blocks(void **state)
{
	struct scene *scene = arena_alloc(((struct fixture *)*state)->arena, sizeof(*scene));
	unsigned counts[3] = { 0 };

	for (uint32_t block = PAGE; block <= 0x10000; block *= 2)
		for (uint32_t addr = 0x2000; addr < 0x12000; addr += PAGE) {
			enum flash_slot wanted = FLASH_SLOT_AUTO;

			prepare(scene, *state);
			scene->job.identity.block = block;
			scene->params.second_addr = addr;
			put(scene, ANCHOR, 9, WHOLE);
			put(scene, addr, 8, WHOLE);
			if (is_safe(scene, addr, ANCHOR))
				wanted = FLASH_SLOT_SECOND;
			else if (is_safe(scene, ANCHOR, addr))
				wanted = FLASH_SLOT_FIRST;
			counts[wanted]++;
			if (wanted != FLASH_SLOT_AUTO)
				expect_slot(scene, wanted);
			else
				assert_int_equal(choose(scene), -1);
		}
	assert_true(counts[FLASH_SLOT_SECOND] > 100);
	assert_true(counts[FLASH_SLOT_AUTO] > 20);
	/* The first one never has blocks of its own where the second one has none. */
	assert_int_equal(counts[FLASH_SLOT_FIRST], 0);
}

/* Which block it is that speaks against it. */
static void shared_blocks_are_told(void **state)
{
	struct scene *scene = arena_alloc(((struct fixture *)*state)->arena, sizeof(*scene));

	prepare(scene, *state);
	put(scene, ANCHOR, 9, WHOLE);
	put(scene, SECOND, 10, WHOLE);
	scene->job.identity.block = 0x2000; /* the first one shares with the loader */
	expect_slot(scene, FLASH_SLOT_SECOND);
	scene->job.identity.block = 0x40000;
	expect_refusal(scene,
		       "board:: error: [flash-slot] neither container can be written over "
		       "without risk\n"
		       "board:: note: a, at 0x00001000: the target erases it together with the "
		       "other one\n"
		       "board:: note: b, at 0x00018000: the target erases it together with the "
		       "other one\n"
		       "board:: help: --slot a or --slot b writes that one nevertheless\n");
	put(scene, ANCHOR, 9, FIRST_IMAGE);
	scene->job.identity.block = 0x2000;
	expect_refusal(scene,
		       "board:: error: [flash-slot] neither container can be written over "
		       "without risk\n"
		       "board:: note: a, at 0x00001000: the target erases it together with the "
		       "loader\n"
		       "board:: note: b, at 0x00018000: the other one does not start by itself\n"
		       "board:: help: --slot a or --slot b writes that one nevertheless\n");
}

/* An interrupted run erased what the containers share a block with. */
static void after_an_interruption(void **state)
{
	struct scene *scene = arena_alloc(((struct fixture *)*state)->arena, sizeof(*scene));
	uint8_t *kept;

	prepare(scene, *state);
	put(scene, ANCHOR, 9, WHOLE);
	kept = arena_alloc(((struct fixture *)*state)->arena, ROOM);
	memcpy(kept, scene->memory.bytes + STORAGE + ANCHOR, ROOM);
	memset(scene->memory.bytes, 0xff, TARGET_SIZE);
	expect_refusal(scene, NEITHER);
	scene->journal.pieces[scene->journal.n++] =
		(struct flash_piece){ STORAGE + ANCHOR + 5, { kept + 5, ROOM - 5 } };
	scene->journal.pieces[scene->journal.n++] =
		(struct flash_piece){ STORAGE + ANCHOR, { kept, 5 } };
	expect_slot(scene, FLASH_SLOT_SECOND);
	/* The one that was being written, whatever may be read now. */
	scene->journal.found = true;
	scene->journal.offset = STORAGE + ANCHOR;
	expect_slot(scene, FLASH_SLOT_FIRST);
	scene->journal.n = 0;
	scene->journal.offset = STORAGE + SECOND;
	expect_slot(scene, FLASH_SLOT_SECOND);
	scene->journal.offset = STORAGE; /* neither */
	expect_refusal(scene, NEITHER);
}

static void targets_that_fail_or_end(void **state)
{
	struct scene *scene = arena_alloc(((struct fixture *)*state)->arena, sizeof(*scene));

	prepare(scene, *state);
	put(scene, ANCHOR, 9, WHOLE);
	put(scene, SECOND, 10, WHOLE);
	scene->memory.fails = true;
	expect_refusal(scene, "board:: error: [target] it is gone\n");
	scene->memory.fails = false;
	for (uint32_t end = 0; end <= STORAGE + SECOND + 0x2000; end += PAGE) {
		scene->job.identity.size = end;
		if (choose(scene) == 0)
			assert_int_equal(scene->slot, end > STORAGE + SECOND + scene->fake.size
							      ? FLASH_SLOT_FIRST
							      : FLASH_SLOT_SECOND);
		else
			assert_true(end < STORAGE + ANCHOR + scene->fake.size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(names),
		FIXTURE_TEST(what_is_there),
		FIXTURE_TEST(sequences),
		FIXTURE_TEST(shared_blocks),
		FIXTURE_TEST(shared_blocks_are_told),
		FIXTURE_TEST(after_an_interruption),
		FIXTURE_TEST(targets_that_fail_or_end),
	};
	const struct fake_wanted wanted[] = { { &key, 256 } };

	return FAKE_RUN(tests, wanted);
}
