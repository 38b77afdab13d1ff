/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fake_link.h"

#include "cmocka_all.h"

#define MOST 32u

static struct fake_link *self_of(struct buslink *link)
{
	return (struct fake_link *)(void *)link;
}

uint32_t fake_link_word(const struct fake_link *fake, uint32_t addr)
{
	for (size_t i = 0; i < fake->n; i++)
		if (fake->words[i].addr == addr)
			return fake->words[i].word;
	return 0;
}

void fake_link_set(struct fake_link *fake, uint32_t addr, uint32_t word)
{
	size_t i = 0;

	while (i < fake->n && fake->words[i].addr != addr)
		i++;
	assert_true(i < FAKE_WORDS);
	fake->words[i].addr = addr;
	fake->words[i].word = word;
	if (i == fake->n)
		fake->n++;
}

static void note(struct fake_link *fake, size_t n)
{
	assert_true(n > 0 && n <= MOST);
	if (n > fake->longest)
		fake->longest = n;
}

static int fake_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	struct fake_link *fake = self_of(link);

	note(fake, n);
	for (size_t i = 0; i < n; i++)
		words[i] = fake_link_word(fake, addr + (uint32_t)i * 4);
	if (fake->n_reads++ < fake->wrong_reads)
		words[n - 1] ^= 1u << (fake->n_reads & 7);
	return 0;
}

static int fake_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	struct fake_link *fake = self_of(link);

	note(fake, n);
	for (size_t i = 0; i < n && fake->n_writes >= fake->lost_writes; i++)
		fake_link_set(fake, addr + (uint32_t)i * 4, words[i]);
	fake->n_writes++;
	return 0;
}

static void fake_close(struct buslink *link)
{
	(void)link;
}

static const struct buslink_kind noisy = { .name = "fake line",
					   .most = MOST,
					   .read = fake_read,
					   .write = fake_write,
					   .close = fake_close };
static const struct buslink_kind sure = { .name = "fake net",
					  .most = MOST,
					  .is_sure = true,
					  .read = fake_read,
					  .write = fake_write,
					  .close = fake_close };

void fake_link_begin(struct fake_link *fake, void **state, bool is_sure)
{
	const struct fixture *fixture = *state;

	*fake = (struct fake_link){
		.request = { .arena = fixture->arena, .diag = fixture->diag, .name = "fake:" },
	};
	assert_int_equal(buslink_begin(&fake->link, is_sure ? &sure : &noisy, &fake->request, 100),
			 0);
}
