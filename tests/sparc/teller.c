/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * teller: a program in the place of the loader, linked with its reset code, its hash and its memory
 * functions, that does with them what a list in RAM says and prints digests (board.py writes the
 * list and knows what they have to be).
 *
 * An entry of the list is a word that says what to do, and words behind it:
 *
 *	END
 *	HASH n, n pairs of address and size	print the digest of the parts
 *	COPY to, from, size
 *	SET to, value, size
 *	COMPARE a, b, size			print one of '<', '=', '>'
 */

#include "loader/board.h"
#include "loader/crypto.h"
#include "loader/flat.h"
#include "loader/uart.h"

#include <string.h>

#define UART 0x80000100u /* of QEMU's leon3_generic; it ignores the scaler */
#define LIST 0x42000000u

#define MAX_PARTS 8u

enum action { END, HASH, COPY, SET, COMPARE };

static void put_digest(const uint8_t *digest)
{
	for (size_t i = 0; i < 2 * CRYPTO_DIGEST_SIZE; i++)
		uart_put(UART,
			 (uint8_t) "0123456789abcdef"[digest[i / 2] >> (i % 2 ? 0 : 4) & 0xf]);
	uart_put(UART, '\n');
}

static const uint32_t *hash(const uint32_t *list)
{
	struct span parts[MAX_PARTS];
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	size_t n = *list++;

	for (size_t i = 0; i < n; i++) {
		parts[i].data = (const uint8_t *)*list++;
		parts[i].size = *list++;
	}
	crypto_sha256(parts, n, digest);
	put_digest(digest);
	return list;
}

static const uint32_t *do_next(const uint32_t *list)
{
	enum action action = (enum action) * list++;
	uint8_t *to = (uint8_t *)list[0];
	int order;

	if (action == HASH)
		return hash(list);
	if (action == COPY && memcpy(to, (const uint8_t *)list[1], list[2]) != to)
		uart_put(UART, '!');
	if (action == SET && memset(to, (int)list[1], list[2]) != to)
		uart_put(UART, '!');
	if (action == COMPARE) {
		order = memcmp(to, (const uint8_t *)list[1], list[2]);
		uart_put(UART, order < 0 ? '<' : order > 0 ? '>' : '=');
		uart_put(UART, '\n');
	}
	return list + 3;
}

_Noreturn void loader_main(void)
{
	const uint32_t *list = (const uint32_t *)LIST;

	uart_init(UART, 0);
	while (*list != END)
		list = do_next(list);
	uart_drain(UART);
	halt();
}
