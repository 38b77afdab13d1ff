/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fake_cfi.h"

#include "cmocka_all.h"

static struct fake_cfi *self_of(struct buslink *link)
{
	return (struct fake_cfi *)(void *)link;
}

static int fake_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	const struct fake_cfi *fake = self_of(link);

	for (size_t i = 0; i < n; i++, addr += 4) {
		uint32_t unit = (addr - fake->base) >> (2 + fake->shift);

		assert_in_range(addr, fake->base, fake->base + FAKE_CFI_ROOM - 4);
		assert_in_range(unit, 0, FAKE_CFI_UNITS - 1);
		words[i] = fake->is_asked ? fake->units[unit] : fake->contents;
	}
	return 0;
}

/* What ends the middle of something, where nobody answers: in AMD's chips of both kinds. */
static bool is_rousing(const struct fake_cfi *fake, uint32_t addr, uint32_t word)
{
	static const struct {
		uint32_t unit, byte;
	} cycles[] = { { 0, 0x90 },     { 0, 0 },        { 0x555, 0xaa }, { 0x2aa, 0x55 },
		       { 0x555, 0xf0 }, { 0xaaa, 0xaa }, { 0x555, 0x55 }, { 0xaaa, 0xf0 } };
	bool is_one = false;

	for (size_t i = 0; i < sizeof(cycles) / sizeof(cycles[0]); i++)
		is_one |= addr == fake->base + 4 * cycles[i].unit &&
			  word == cycles[i].byte * 0x01010101u;
	return is_one;
}

/* Only a query and what ends it. */
static int fake_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	struct fake_cfi *fake = self_of(link);
	bool is_query = *words == 0x98989898;

	assert_int_equal(n, 1);
	/* After another reset than its own an odd chip does nothing until that comes. */
	if (is_query && addr == fake->base + (fake->query << (2 + fake->shift))) {
		fake->is_asked = fake->query == 0x55 || fake->put == 0xf0f0f0f0;
		fake->n_queries++;
		fake->link.doubts += fake->is_unsure && fake->n_queries == 1;
	} else if (!is_query && is_rousing(fake, addr, *words)) {
		fake->n_roused++;
	} else if (!is_query) {
		assert_int_equal(addr, fake->base);
		assert_true(*words == 0xf0f0f0f0 || *words == 0xffffffff);
		fake->is_asked = false;
	}
	fake->put = *words;
	return 0;
}

static const struct buslink_kind cfi = {
	.most = 64, .is_sure = true, .read = fake_read, .write = fake_write
};

void fake_cfi_put(struct fake_cfi *fake, unsigned chip, uint32_t unit, uint32_t byte)
{
	fake->units[unit] = 0;
	for (unsigned i = 0; i < 4; i += chip)
		fake->units[unit] |= byte << (8 * i);
}

void fake_cfi_begin(struct fake_cfi *fake, void **state, unsigned chip)
{
	static const uint8_t table[] = { 'Q', 'R', 'Y', 1, 0, FAKE_CFI_EXTENDED,
					 0,   0,   0,   0, 0, 0,
					 0,   0,   0,   4, 5, 9,
					 0,   3,   3,   3, 0, 20,
					 0,   0,   5,   0, 1, 15,
					 0,   0,   1 };
	static const uint8_t extended[] = { 'P', 'R', 'I', '1', '3', 0x20 };
	const struct fixture *fixture = *state;

	memset(fake, 0, sizeof(*fake));
	fake->base = FAKE_CFI_BASE;
	fake->contents = 0x5a5a5a5a;
	fake->query = 0x55;
	fake->request.arena = fixture->arena;
	fake->request.diag = fixture->diag;
	fake->request.name = "fake:";
	fake->mctrl = (struct mctrl){ .link = &fake->link, .prom_size = FAKE_CFI_ROOM, .width = 4 };
	for (uint32_t i = 0; i < sizeof(table); i++)
		fake_cfi_put(fake, chip, 0x10 + i, table[i]);
	for (uint32_t i = 0; i < sizeof(extended); i++)
		fake_cfi_put(fake, chip, FAKE_CFI_EXTENDED + i, extended[i]);
	assert_int_equal(buslink_begin(&fake->link, &cfi, &fake->request, 100), 0);
}
