/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fake_board: loader/board.h over an array, for tests of the whole boot sequence.
 *
 * The array is full of poison before each boot.  Storage holds one container or two, of
 * fake_container.h, at the addresses that the parameter block names.  board.h has no context, so
 * there is one board.
 */
#ifndef XPACK_FAKE_BOARD_H
#define XPACK_FAKE_BOARD_H

#include "fake_container.h"

#include <setjmp.h>

#define POISON 0xa5
#define FAKE_MAX_REPORT 4096
#define FAKE_FIRST_ADDR 0x1000u
#define FAKE_SECOND_ADDR 0x80000u
#define FAKE_SECOND_SIZE 0x10000u
#define FAKE_WORK_ADDR 0x400c0000u
#define FAKE_WORK_SIZE 0x20000u
#define FAKE_STAGING 0x400ff000u /* what fake_params_init() reserves */
#define FAKE_STAGING_SIZE 0x1000u

struct fake_board {
	_Alignas(8) uint8_t ram[FAKE_RAM_SIZE];
	char report[FAKE_MAX_REPORT];
	size_t report_size;
	uint32_t entry;
	uint32_t dtb_addr;
	bool is_started;
	jmp_buf end; /* where board_start() and board_halt() lead */
	unsigned n_reads;
	unsigned fail_at;        /* this read fails */
	unsigned flip_at;        /* this read gives a wrong byte */
	bool console_came;       /* before the first character */
	unsigned n_prepared;     /* containers that board_prepare() was asked for */
	uint32_t staged;         /* bytes at FAKE_STAGING that may be written */
	const uint8_t *prepared; /* the manifest of the last one: its board's name */
};

extern struct fake_board board;
extern struct fake fake;   /* the first container */
extern struct fake second; /* read only when the block has an address for it */
extern struct fake_params block;

/* Boot; read number fail_at fails, number flip_at gives a wrong byte. */
void boot_reading(unsigned fail_at, unsigned flip_at);
void boot(void);

/* Where the board has that address. */
const uint8_t *at(uint32_t addr);
bool is_filled(uint32_t addr, uint32_t size, uint8_t byte);

/* Nothing but the work area, destinations of these containers and what was staged was touched. */
void assert_rest_untouched(const struct fake *const *fakes, size_t n);

/* Every image of the container is where it belongs, zeros behind it. */
void assert_loaded(const struct fake *loaded);

#endif
