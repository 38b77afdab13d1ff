/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * arithmetic: what a 32-bit processor lacks besides division.  Everything is built from 32-bit
 * halves: a 64-bit shift written as one would become a call of the function that it stands in.
 */
#include "runtime.h"

static uint32_t high(uint64_t value)
{
	return (uint32_t)(value >> 32);
}

static uint64_t join(uint32_t upper, uint32_t lower)
{
	return (uint64_t)upper << 32 | lower;
}

uint64_t __muldi3(uint64_t a, uint64_t b)
{
	uint64_t low = (uint64_t)(uint32_t)a * (uint32_t)b;

	return join(high(low) + high(a) * (uint32_t)b + (uint32_t)a * high(b), (uint32_t)low);
}

uint64_t __ashldi3(uint64_t value, int count)
{
	uint32_t lower = (uint32_t)value;

	if (count == 0)
		return value;
	if (count >= 32)
		return join(lower << (count - 32), 0);
	return join(high(value) << count | lower >> (32 - count), lower << count);
}

uint64_t __lshrdi3(uint64_t value, int count)
{
	uint32_t upper = high(value);

	if (count == 0)
		return value;
	if (count >= 32)
		return join(0, upper >> (count - 32));
	return join(upper >> count, upper << (32 - count) | (uint32_t)value >> count);
}

int64_t __ashrdi3(int64_t value, int count)
{
	if (value >= 0)
		return (int64_t)__lshrdi3((uint64_t)value, count);
	return (int64_t)~__lshrdi3(~(uint64_t)value, count);
}

int __clzsi2(uint32_t value)
{
	int n = 0;

	for (uint32_t bit = 0x80000000u; bit != 0 && (value & bit) == 0; bit >>= 1)
		n++;
	return n;
}

int __clzdi2(uint64_t value)
{
	return high(value) != 0 ? __clzsi2(high(value)) : 32 + __clzsi2((uint32_t)value);
}

int __ctzsi2(uint32_t value)
{
	int n = 0;

	for (uint32_t bit = 1; bit != 0 && (value & bit) == 0; bit <<= 1)
		n++;
	return n;
}

int __popcountsi2(uint32_t value)
{
	int n = 0;

	for (; value != 0; value &= value - 1)
		n++;
	return n;
}

uint32_t __bswapsi2(uint32_t value)
{
	return value >> 24 | (value >> 8 & 0xff00u) | (value << 8 & 0xff0000u) | value << 24;
}

uint64_t __bswapdi2(uint64_t value)
{
	return join(__bswapsi2((uint32_t)value), __bswapsi2(high(value)));
}

int __ucmpdi2(uint64_t a, uint64_t b)
{
	return a < b ? 0 : a == b ? 1 : 2;
}

int __cmpdi2(int64_t a, int64_t b)
{
	return a < b ? 0 : a == b ? 1 : 2;
}
