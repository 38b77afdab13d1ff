/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * setup: what the description asks of the loader, with the defaults applied.
 *
 * Pure; used by the checks, by place and by devtree, so that all three see the same values.
 */
#ifndef XPACK_SETUP_H
#define XPACK_SETUP_H

#include "model.h"

#define SETUP_DEFAULT_CAP (64u << 10)
#define SETUP_MIN_CAP (4u << 10)
#define SETUP_MAX_CAP (4u << 20)
#define SETUP_SECOND_ALIGN 4096u /* of the second container's address */

/* Bits per second of the loader's console: as described, else what its type usually has. */
uint64_t setup_baud(const struct system *system);

/* Bytes that a manifest may have. */
uint32_t setup_manifest_cap(const struct system *system);

/* Whether the loader needs staging: some bytes may be compressed, or room for such is asked for. */
bool setup_has_staging(const struct system *system);

/* The rom memory that holds the boot image, or NULL: Loader/@region, else the board's first.
 * Where the boot image lies in RAM there is none. */
const struct memory *setup_region(const struct system *system);

/* Where the second container lies, up to the end of that memory; false when there is none, or none
 * that could be (loader-second). */
bool setup_second(const struct system *system, uint32_t *addr, uint32_t *size);

/* How many containers the loader has to choose from, 1 or 2. */
uint32_t setup_n_containers(const struct system *system);

/* What says how large the boot image may be: the second container's address, that memory's
 * size, else the system. */
struct location setup_storage_at(const struct system *system);

/* The console, or NULL: none was asked for, or there is none of that name. */
const struct device *setup_console(const struct system *system);

/* The APBUART's scaler reload value for a rate (GRLIB IP Core User's Manual, APBUART, baud-rate
 * generation: 8 samples a bit, 12 bits of scaler).  False when none comes within 3 % of it. */
bool setup_scaler(uint64_t clock, uint64_t baud, uint32_t *scaler);

/*
 * The number that the console's parameters carry for its rate: an APBUART's scaler, or an NS16550's
 * divisor of its 115,200 baud (National Semiconductor PC16550D, section 8.3, with the clock of
 * 1.8432 MHz that PCs have).  False when the rate cannot be made.
 */
bool setup_console_scaler(const struct system *system, uint32_t *scaler);

/* Rates between these two, both included, have a scaler; some outside have one too.  Lowest is
 * larger than highest when the clock is too slow for any. */
void setup_baud_range(uint64_t clock, uint64_t *lowest, uint64_t *highest);

#endif
