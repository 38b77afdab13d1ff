/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * port: the I/O address space (Intel 64 and IA-32 Software Developer's Manual, volume 1,
 * chapter 19).
 */
#ifndef XPACK_LOADER_X86_PORT_H
#define XPACK_LOADER_X86_PORT_H

#include <stdint.h>

static inline void port_put(uint32_t port, uint8_t byte)
{
	__asm__ volatile("outb %0, %1" : : "a"(byte), "Nd"((uint16_t)port));
}

static inline uint8_t port_get(uint32_t port)
{
	uint8_t byte;

	__asm__ volatile("inb %1, %0" : "=a"(byte) : "Nd"((uint16_t)port));
	return byte;
}

#endif
