/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fake_spi: a link to an SPI memory controller with a chip of 64 KiB, which notes what the chip is
 * sent, each selection in brackets: "[9f ff ff ff]".
 */
#ifndef XPACK_TESTS_FAKE_SPI_H
#define XPACK_TESTS_FAKE_SPI_H

#include "fixture.h"
#include "xpack/plugplay.h"

#define FAKE_SPI_MEMORY 0x10000000u
#define FAKE_SPI_REGISTERS 0xfff00000u
#define FAKE_SPI_SIZE 0x10000u
#define FAKE_SPI_SFDP 256u

struct fake_spi {
	struct buslink link;
	struct target_request request;
	struct plugplay found;
	struct plugplay_device device;
	uint8_t data[FAKE_SPI_SIZE];
	uint8_t sfdp[FAKE_SPI_SFDP];
	uint8_t id[3];
	uint8_t status; /* of the chip */
	uint8_t second;
	bool is_lost;   /* the second, with a first that is written alone */
	uint32_t ready; /* bits of the controller's status that are always there */
	uint32_t control;
	uint32_t slow;   /* clock that nothing is answered with: a value of the control's bit 2 */
	bool is_stuck;   /* the chip stays busy after its next change */
	bool is_worn;    /* a bit never changes back */
	bool is_fixed;   /* the status register cannot be written */
	size_t doubtful; /* byte of a selection that may not have arrived; 0: none */
	bool done;
	uint8_t last;
	uint8_t got[512];
	size_t n_got;
	unsigned wrong; /* reads of the memory in user mode */
	char log[4096];
};

/* With a description of blocks of 4 KiB and pages of 256 bytes, and erased. */
void fake_spi_begin(struct fake_spi *fake, void **state);
/* What the chip was sent since; forgotten by that. */
void fake_spi_expect(struct fake_spi *fake, const char *log);

#endif
