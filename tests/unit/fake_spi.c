/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fake_spi.h"

#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"

static struct fake_spi *self_of(struct buslink *link)
{
	return (struct fake_spi *)(void *)link;
}

static void note(struct fake_spi *fake, const char *text)
{
	size_t n = strlen(fake->log);

	/* What is longer is compared with nothing. */
	if (n + strlen(text) < sizeof(fake->log))
		memcpy(fake->log + n, text, strlen(text) + 1);
}

static uint32_t address(const struct fake_spi *fake)
{
	return ((uint32_t)fake->got[1] << 16 | (uint32_t)fake->got[2] << 8 | fake->got[3]) %
	       FAKE_SPI_SIZE;
}

static uint8_t answer(const struct fake_spi *fake)
{
	size_t n = fake->n_got;

	if ((fake->control & 4) == fake->slow)
		return 0xff;
	if (fake->got[0] == 0x05 && n > 1)
		return fake->status;
	if (fake->got[0] == 0x35 && n > 1)
		return fake->second;
	if (fake->got[0] == 0x9f && n > 1)
		return fake->id[(n - 2) % 3];
	if (fake->got[0] == 0x5a && n > 5)
		return fake->sfdp[(address(fake) + n - 6) % FAKE_SPI_SFDP];
	if (fake->got[0] == 0x0b && n > 5)
		return fake->data[(address(fake) + n - 6) % FAKE_SPI_SIZE];
	return 0xff;
}

static void exchange(struct fake_spi *fake, uint8_t byte)
{
	char text[4];

	assert_true(fake->n_got < sizeof(fake->got));
	snprintf(text, sizeof(text), fake->n_got == 0 ? "%02x" : " %02x", byte);
	note(fake, text);
	fake->got[fake->n_got++] = byte;
	fake->link.doubts += fake->n_got == fake->doubtful;
	fake->last = answer(fake);
	fake->done = true;
}

static void erase(struct fake_spi *fake)
{
	memset(fake->data + address(fake) / 4096 * 4096, 0xff, 4096);
	if (fake->is_worn)
		fake->data[address(fake) / 4096 * 4096 + 7] = 0xfe;
}

static void write_status(struct fake_spi *fake)
{
	if (fake->got[0] == 0x31)
		fake->second = fake->got[1];
	if (fake->got[0] != 0x01)
		return;
	fake->status = fake->got[1];
	if (fake->n_got > 2)
		fake->second = fake->got[2];
	else if (fake->is_lost)
		fake->second = 0;
}

static void finish(struct fake_spi *fake)
{
	bool is_enabled = (fake->status & 2) != 0;

	if (fake->got[0] == 0x06)
		fake->status |= 2;
	if (!is_enabled || memchr("\x01\x02\x20\x31", fake->got[0], 4) == NULL)
		return;
	if (fake->got[0] == 0x20 && (fake->status & 0x3c) == 0)
		erase(fake);
	if (fake->got[0] == 0x02 && (fake->status & 0x3c) == 0)
		for (size_t i = 4; i < fake->n_got; i++)
			fake->data[address(fake) + i - 4] &= fake->got[i];
	if (!fake->is_fixed)
		write_status(fake);
	fake->status &= (uint8_t)~2u;
	fake->status |= fake->is_stuck;
}

static void put_control(struct fake_spi *fake, uint32_t word)
{
	bool was_selected = (fake->control & 8) == 0;

	fake->control = (word & 1) != 0 ? word : word | 8;
	if (!was_selected && (fake->control & 8) == 0) {
		note(fake, "[");
		fake->n_got = 0;
	}
	if (was_selected && (fake->control & 8) != 0) {
		note(fake, "]");
		finish(fake);
	}
}

static uint32_t get(struct fake_spi *fake, uint32_t addr)
{
	if (addr - FAKE_SPI_MEMORY < FAKE_SPI_SIZE) {
		fake->wrong += fake->control & 1;
		return get_be32(fake->data + (addr - FAKE_SPI_MEMORY));
	}
	switch (addr - FAKE_SPI_REGISTERS) {
	case 0x4:
		return fake->control;
	case 0x8:
		return fake->ready | fake->done;
	case 0xc:
		return fake->last;
	default:
		return 0;
	}
}

static int fake_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		words[i] = get(self_of(link), addr + (uint32_t)i * 4);
	return 0;
}

static int fake_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	struct fake_spi *fake = self_of(link);

	for (size_t i = 0; i < n; i++)
		switch (addr + i * 4 - FAKE_SPI_REGISTERS) {
		case 0x4:
			put_control(fake, words[i]);
			break;
		case 0x8:
			fake->done = fake->done && (words[i] & 1) == 0;
			break;
		case 0x10:
			exchange(fake, (uint8_t)words[i]);
			break;
		default:
			break;
		}
	return 0;
}

static void fake_close(struct buslink *link)
{
	(void)link;
}

static const struct buslink_kind kind = { .name = "fake net",
					  .most = 64,
					  .is_sure = true,
					  .read = fake_read,
					  .write = fake_write,
					  .close = fake_close };

/* Header; the basic table of 11 words at 0x10: blocks of 4 KiB by 0x20, density, pages. */
static void describe(uint8_t *sfdp)
{
	static const uint8_t start[] = { 'S', 'F', 'D', 'P', 0,    1,    0,    0xff,
					 0,   0,   1,   11,  0x10, 0x00, 0x00, 0xff };
	static const uint8_t density[] = { 0xff, 0xff, 0x07, 0x00 };

	memset(sfdp, 0, FAKE_SPI_SFDP);
	memcpy(sfdp, start, sizeof(start));
	memcpy(sfdp + 0x14, density, sizeof(density));
	sfdp[0x10 + 28] = 12;
	sfdp[0x10 + 29] = 0x20;
	sfdp[0x10 + 40] = 0x80;
}

void fake_spi_begin(struct fake_spi *fake, void **state)
{
	const struct fixture *fixture = *state;

	*fake = (struct fake_spi){
		.request = { .arena = fixture->arena, .diag = fixture->diag, .name = "fake:" },
		.device = { .bus = "AHB slave",
			    .vendor = VENDOR_GAISLER,
			    .device = GAISLER_SPIMCTRL },
		.id = { 0xc2, 0x20, 0x10 },
		.ready = 4,
		.control = 8,
		.slow = 0xff,
	};
	fake->device.ranges[0] = (struct plugplay_range){ PLUGPLAY_IO, FAKE_SPI_REGISTERS, 0x100 };
	fake->device.ranges[1] =
		(struct plugplay_range){ PLUGPLAY_MEMORY, FAKE_SPI_MEMORY, FAKE_SPI_SIZE };
	fake->found = (struct plugplay){ .devices = &fake->device, .n = 1 };
	memset(fake->data, 0xff, sizeof(fake->data));
	describe(fake->sfdp);
	assert_int_equal(buslink_begin(&fake->link, &kind, &fake->request, 100), 0);
}

void fake_spi_expect(struct fake_spi *fake, const char *log)
{
	assert_string_equal(fake->log, log);
	fake->log[0] = '\0';
}
