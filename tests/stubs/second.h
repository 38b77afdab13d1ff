/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * second: another unit of the guest, with the same imports.
 */
#ifndef STUBS_SECOND_H
#define STUBS_SECOND_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int second_write(const char *text, uint32_t size);

uint32_t second_print(const char *text);
uint64_t second_time(void);
int second_absent(void);

/* Of xh_console_write(), as this unit sees it. */
second_write *second_address(void);

#ifdef __cplusplus
}
#endif

#endif
