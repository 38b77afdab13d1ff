/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "hexfile.h"

#include <inttypes.h>
#include <string.h>

#define RECORD_SIZE 32u   /* data bytes of a record */
#define MAX_NAME 60u      /* of an S0 record */
#define SEGMENT 0x10000u  /* bytes that the 16 bits of an Intel HEX address reach */
#define MAX_COUNT 0xffffu /* records that an S5 record counts */

/* Types of Intel HEX records. */
enum ihex_type { IHEX_DATA = 0, IHEX_END = 1, IHEX_UPPER = 4, IHEX_START = 5 };

/* The bytes that the next record takes: up to the next multiple of its size. */
static struct span next_record(const struct hexfile *file, size_t offset)
{
	uint32_t address = file->address + (uint32_t)offset;
	size_t left = file->bytes.size - offset;
	size_t size = RECORD_SIZE - address % RECORD_SIZE;

	return span_part(file->bytes, offset, left < size ? left : size);
}

/* The bytes in hexadecimal; adds them to the sum. */
static void put_bytes(struct buf *out, struct span bytes, uint8_t *sum)
{
	static const char digits[] = "0123456789ABCDEF";
	char text[2 * RECORD_SIZE];

	while (bytes.size != 0) {
		size_t n = bytes.size < RECORD_SIZE ? bytes.size : RECORD_SIZE;

		for (size_t i = 0; i < n; i++) {
			text[2 * i] = digits[bytes.data[i] >> 4];
			text[2 * i + 1] = digits[bytes.data[i] & 15];
			*sum = (uint8_t)(*sum + bytes.data[i]);
		}
		buf_put(out, text, 2 * n);
		bytes = span_part(bytes, n, bytes.size - n);
	}
}

static void put_number(struct buf *out, uint32_t value, size_t size, uint8_t *sum)
{
	uint8_t bytes[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
			     (uint8_t)value };

	put_bytes(out, (struct span){ bytes + sizeof(bytes) - size, size }, sum);
}

/* A line: its count covers address, data and the sum, which is the complement of all before. */
static void put_srec(struct buf *out, char type, uint32_t address, size_t address_size,
		     struct span data)
{
	uint8_t sum = 0;

	buf_printf(out, "S%c", type);
	put_number(out, (uint32_t)(address_size + data.size + 1), 1, &sum);
	put_number(out, address, address_size, &sum);
	put_bytes(out, data, &sum);
	buf_printf(out, "%02X\n", (unsigned)(uint8_t)~sum);
}

struct buf hexfile_srec(const struct hexfile *file)
{
	const struct span none = { NULL, 0 };
	struct span name = { (const uint8_t *)file->name, strlen(file->name) };
	struct buf out = { 0 };
	uint32_t n = 0;
	struct span data;

	if (name.size > MAX_NAME)
		name.size = MAX_NAME;
	put_srec(&out, '0', 0, 2, name);
	for (size_t offset = 0; offset < file->bytes.size; offset += data.size, n++) {
		data = next_record(file, offset);
		put_srec(&out, '3', file->address + (uint32_t)offset, 4, data);
	}
	if (n <= MAX_COUNT)
		put_srec(&out, '5', n, 2, none);
	else
		put_srec(&out, '6', n, 3, none);
	put_srec(&out, '7', file->start, 4, none);
	return out;
}

/* A line: the sum of all its bytes is 0. */
static void put_ihex(struct buf *out, enum ihex_type type, uint32_t address, struct span data)
{
	uint8_t sum = 0;

	buf_put(out, ":", 1);
	put_number(out, (uint32_t)data.size, 1, &sum);
	put_number(out, address, 2, &sum);
	put_number(out, type, 1, &sum);
	put_bytes(out, data, &sum);
	buf_printf(out, "%02X\n", (unsigned)(uint8_t)-sum);
}

static void put_ihex_word(struct buf *out, enum ihex_type type, uint32_t value, size_t size)
{
	uint8_t bytes[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
			     (uint8_t)value };

	put_ihex(out, type, 0, (struct span){ bytes + sizeof(bytes) - size, size });
}

struct buf hexfile_ihex(const struct hexfile *file)
{
	struct buf out = { 0 };
	struct span data;

	for (size_t offset = 0; offset < file->bytes.size; offset += data.size) {
		uint32_t address = file->address + (uint32_t)offset;

		data = next_record(file, offset);
		if (offset == 0 || address % SEGMENT == 0)
			put_ihex_word(&out, IHEX_UPPER, address / SEGMENT, 2);
		put_ihex(&out, IHEX_DATA, address % SEGMENT, data);
	}
	put_ihex_word(&out, IHEX_START, file->start, 4);
	put_ihex(&out, IHEX_END, 0, (struct span){ NULL, 0 });
	return out;
}
