/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "quantity.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define MAX_UNITS 5u

struct unit {
	const char *name; /* NULL: no such unit */
	uint64_t factor;
};

/* What a kind of quantity may look like. */
struct grammar {
	bool hexadecimal;
	uint64_t max;
	struct unit units[MAX_UNITS];
	const char *wrong_unit;
	const char *too_large;
};

#define BYTE_UNITS                                                                                 \
	{                                                                                          \
		{ "", 1 }, { "B", 1 }, { "KiB", UINT64_C(1) << 10 }, { "MiB", UINT64_C(1) << 20 }, \
		{                                                                                  \
			"GiB", UINT64_C(1) << 30                                                   \
		}                                                                                  \
	}

static const char wrong_byte_unit[] = "the unit is none of B, KiB, MiB and GiB";
static const char too_large_64[] = "the number does not fit 64 bits";

static const struct grammar grammars[] = {
	[QUANTITY_SIZE] = { true, UINT64_MAX, BYTE_UNITS, wrong_byte_unit, too_large_64 },
	[QUANTITY_ADDRESS] = { true, UINT64_MAX, BYTE_UNITS, wrong_byte_unit, too_large_64 },
	[QUANTITY_TIME] = { false,
			    UINT64_MAX,
			    { { "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 } },
			    "the unit is none of ns, us, ms and s",
			    "the time does not fit 64 bits of nanoseconds" },
	[QUANTITY_FREQUENCY] = { false,
				 UINT64_MAX,
				 { { "Hz", 1 }, { "kHz", 1000 }, { "MHz", 1000000 } },
				 "the unit is none of Hz, kHz and MHz",
				 too_large_64 },
	[QUANTITY_COUNT] = { true,
			     UINT32_MAX,
			     { { "", 1 } },
			     "only digits may stand here",
			     "the number does not fit 32 bits" },
};

/* The value of a digit, or base when the character is none of that base. */
static unsigned digit_value(char c, unsigned base)
{
	unsigned value = base;

	if (c >= '0' && c <= '9')
		value = (unsigned)(c - '0');
	else if (c >= 'a' && c <= 'f')
		value = (unsigned)(c - 'a') + 10;
	else if (c >= 'A' && c <= 'F')
		value = (unsigned)(c - 'A') + 10;
	return value < base ? value : base;
}

/* Digits from *text, which is moved behind them.  Returns false when they do not fit 64 bits. */
static bool take_digits(const char **text, unsigned base, uint64_t *number)
{
	bool fits = true;

	*number = 0;
	for (; digit_value(**text, base) != base; ++*text) {
		unsigned digit = digit_value(**text, base);

		fits = fits && *number <= (UINT64_MAX - digit) / base;
		*number = fits ? *number * base + digit : 0;
	}
	return fits;
}

static const struct unit *find_unit(const struct grammar *grammar, const char *name)
{
	for (size_t i = 0; i < MAX_UNITS && grammar->units[i].name != NULL; i++)
		if (strcmp(grammar->units[i].name, name) == 0)
			return &grammar->units[i];
	return NULL;
}

/* Why there is no value, or NULL. */
static const char *parse(const struct grammar *grammar, const char *text, uint64_t *value)
{
	bool hexadecimal = text[0] == '0' && text[1] == 'x';
	const char *digits = hexadecimal ? text + 2 : text;
	const char *rest = digits;
	const struct unit *unit;
	uint64_t number;
	bool fits;

	if (hexadecimal && !grammar->hexadecimal)
		return "the number must be decimal";
	fits = take_digits(&rest, hexadecimal ? 16 : 10, &number);
	if (rest == digits)
		return "the number is missing";
	if (!hexadecimal && digits[0] == '0' && rest != digits + 1)
		return "a decimal number has no leading zeros";
	unit = find_unit(grammar, rest);
	if (unit == NULL)
		return rest[0] == '\0' ? "the unit is missing" : grammar->wrong_unit;
	if (!fits || number > grammar->max / unit->factor)
		return grammar->too_large;
	*value = number * unit->factor;
	return NULL;
}

int quantity_parse(enum quantity_kind kind, const char *text, uint64_t *value, const char **why)
{
	*why = parse(&grammars[kind], text, value);
	return *why == NULL ? 0 : -1;
}

const char *quantity_text(struct arena *arena, enum quantity_kind kind, uint64_t value)
{
	const struct unit *units = grammars[kind].units;
	const struct unit *unit = units;

	for (size_t i = 1; i < MAX_UNITS && units[i].name != NULL; i++)
		if (value != 0 && value % units[i].factor == 0)
			unit = &units[i];
	return arena_printf(arena, "%" PRIu64 "%s", value / unit->factor, unit->name);
}

const char *quantity_time(struct arena *arena, uint64_t nanoseconds)
{
	return quantity_text(arena, QUANTITY_TIME, nanoseconds);
}
