/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fake_board.h"

#include "loader/board.h"

#include <string.h>

#include "cmocka_all.h"

struct fake_board board;
struct fake fake;
struct fake second;
struct fake_params block;

const char *board_name(void)
{
	return "array";
}

struct span board_params(void)
{
	return (struct span){ block.block, PARAMS_MAX_SIZE };
}

void board_console(void)
{
	board.console_came = true;
}

void board_put(char character)
{
	assert_true(board.console_came && board.report_size < FAKE_MAX_REPORT - 1);
	board.report[board.report_size++] = character;
}

bool board_read(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct range *place = context;
	unsigned number = board.n_reads++;
	const struct fake *read = place->addr == FAKE_FIRST_ADDR ? &fake : &second;

	assert_true(range_fits(place->size, offset, size));
	assert_true(place->addr == FAKE_FIRST_ADDR || place->addr == FAKE_SECOND_ADDR);
	if (number == board.fail_at)
		return false;
	memcpy(to, read->bytes + offset, size);
	if (number == board.flip_at && size > 0)
		to[size - 1] ^= 1;
	return true;
}

uint8_t *board_memory(uint32_t addr, uint32_t size)
{
	assert_true(addr >= FAKE_RAM_ADDR && range_fits(FAKE_RAM_SIZE, addr - FAKE_RAM_ADDR, size));
	return board.ram + (addr - FAKE_RAM_ADDR);
}

enum status board_check(const struct params *params)
{
	(void)params;
	return STATUS_OK;
}

enum status board_prepare(const struct params *params, const struct container *container)
{
	(void)params;
	board.n_prepared++;
	board.prepared = container->board.data;
	return container->start == START_XPACK ? STATUS_OK : STATUS_PROTOCOL;
}

_Noreturn void board_start(const struct params *params, const struct container *container,
			   uint32_t dtb_addr)
{
	(void)params;
	assert_ptr_equal(board.prepared, container->board.data);
	board.is_started = true;
	board.entry = container->images[container->kernel].entry;
	board.dtb_addr = dtb_addr;
	longjmp(board.end, 1);
}

_Noreturn void board_halt(void)
{
	longjmp(board.end, 1);
}

void boot_reading(unsigned fail_at, unsigned flip_at)
{
	memset(&board, 0, sizeof(board));
	memset(board.ram, POISON, sizeof(board.ram));
	board.fail_at = fail_at;
	board.flip_at = flip_at;
	if (setjmp(board.end) == 0)
		loader_main();
}

void boot(void)
{
	boot_reading(UINT32_MAX, UINT32_MAX);
}

const uint8_t *at(uint32_t addr)
{
	return board.ram + (addr - FAKE_RAM_ADDR);
}

bool is_filled(uint32_t addr, uint32_t size, uint8_t byte)
{
	for (uint32_t i = 0; i < size; i++)
		if (at(addr)[i] != byte)
			return false;
	return true;
}

static bool is_destination(const struct fake *of, uint32_t addr)
{
	for (uint32_t i = 0; i < of->n_images; i++)
		if (addr >= of->images[i].load &&
		    addr - of->images[i].load < of->images[i].mem_size)
			return true;
	return false;
}

void assert_rest_untouched(const struct fake *const *fakes, size_t n)
{
	for (uint32_t addr = FAKE_RAM_ADDR; addr < FAKE_RAM_ADDR + FAKE_RAM_SIZE; addr++) {
		bool is_loaders = addr >= FAKE_WORK_ADDR && addr < FAKE_WORK_ADDR + FAKE_WORK_SIZE;

		is_loaders =
			is_loaders || (addr >= FAKE_STAGING && addr - FAKE_STAGING < board.staged);

		for (size_t i = 0; i < n; i++)
			is_loaders = is_loaders || is_destination(fakes[i], addr);
		if (!is_loaders && *at(addr) != POISON)
			fail_msg("0x%08x was written", addr);
	}
}

void assert_loaded(const struct fake *loaded)
{
	for (uint32_t i = 0; i < loaded->n_images; i++) {
		const struct fake_image *image = &loaded->images[i];

		for (uint32_t j = 0; j < image->data_size; j++)
			assert_int_equal(at(image->load)[j], fake_byte(i, j));
		assert_true(is_filled(image->load + image->data_size,
				      image->mem_size - image->data_size, 0));
	}
}
