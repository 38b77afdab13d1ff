/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * measurement: what lies in the shared memory `measurements`; the sensor writes it, others read.
 *
 * Slots do not overlap, so nobody reads half a measurement.  Where they did, writer and readers
 * would need a protocol of their own.
 */
#ifndef SHARED_MEASUREMENT_H
#define SHARED_MEASUREMENT_H

#include <stdint.h>

#define N_MEASUREMENTS 5u

#define SENSOR 0u /* ids of the description */
#define DISPLAY 1u
#define JUMPER 3u

struct measurement {
	uint32_t n;           /* counts from 1; 0: there is none yet */
	uint32_t n_starts;    /* of the sensor */
	uint32_t temperature; /* millidegrees Celsius */
	char unit[4];         /* "mC", a newline and NUL */
};

#endif
