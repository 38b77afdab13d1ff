/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Which bits of serial flash chips' status registers protect blocks, and how the registers are
 * written: by maker, for no table tells the bits, and by the description's word 15 (JESD216: "quad
 * enable requirements", which tell of the second register).  Facts from the makers' datasheets.
 *
 * Of makers that are not listed no register is written.  Neither is it where the second register
 * would be lost with the first and nothing tells how it is read: the command for that, 0x35, means
 * something else to other chips.
 */

#include <string.h>

#include "spinor.h"

#define BP_2_TO_5 0x3cu /* on some chips the last is which end they count from */
#define BP_2_TO_4 0x1cu /* the next are errors, and read only */
#define BP_2_TO_4_6 0x5cu
#define CMP 0x40u /* of the second: what the first protects is open, all else protected */

#define WORD_15 15u
#define QER_SHIFT 20
#define QER_MASK 7u

enum maker {
	SPANSION = 0x01, /* and Cypress, Infineon */
	XTX = 0x0b,
	EON = 0x1c,
	ADESTO = 0x1f,
	MICRON = 0x20, /* and XMC */
	INFINEON = 0x34,
	ZBIT = 0x5e,
	BOYA = 0x68,
	PUYA = 0x85,
	ISSI = 0x9d,
	FUDAN = 0xa1,
	MACRONIX = 0xc2,
	GIGADEVICE = 0xc8,
	WINBOND = 0xef,
};

static uint8_t spansion_bits(const uint8_t *id)
{
	/* FL1-K and FL-L; else FL-S, FS-S and older. */
	return id[1] == 0x40 || id[1] == 0x60 ? BP_2_TO_5 : BP_2_TO_4;
}

static uint8_t first_bits(const uint8_t *id)
{
	switch ((enum maker)id[0]) {
	case SPANSION:
		return spansion_bits(id);
	case INFINEON:
		return BP_2_TO_4;
	case MICRON:
		return id[1] == 0xba || id[1] == 0xbb ? BP_2_TO_4_6 : BP_2_TO_5;
	case ADESTO: /* AT25DF and AT26DF protect sectors each by itself */
		return id[1] >= 0x80 ? BP_2_TO_5 : 0;
	case XTX:
	case EON:
	case ZBIT:
	case BOYA:
	case PUYA:
	case ISSI:
	case FUDAN:
	case MACRONIX:
	case GIGADEVICE:
	case WINBOND:
		return BP_2_TO_5;
	}
	return 0;
}

static uint8_t second_bits(const uint8_t *id)
{
	switch (id[0]) {
	case SPANSION:
		return spansion_bits(id) == BP_2_TO_5 ? CMP : 0;
	case GIGADEVICE: /* larger ones have others there */
		return id[2] < 0x19 ? CMP : 0;
	case WINBOND:
		return CMP;
	default:
		return 0;
	}
}

/* They are read with 0x35, whatever the description tells of it. */
static bool has_second(const uint8_t *id)
{
	return id[0] == SPANSION || id[0] == GIGADEVICE || id[0] == WINBOND;
}

struct spinor_protection spinor_protection(const uint8_t *id, const uint32_t *basic, size_t n_basic)
{
	const struct spinor_protection known = {
		.bits = { first_bits(id), second_bits(id) },
		.second = has_second(id) ? SPINOR_WITH_FIRST : SPINOR_ALONE,
		.is_lost = has_second(id),
	};
	struct spinor_protection told = known;

	if (n_basic < WORD_15)
		return known;
	told.is_lost = false;
	switch (basic[WORD_15 - 1] >> QER_SHIFT & QER_MASK) {
	case 1:
		told.second = has_second(id) ? SPINOR_WITH_FIRST : SPINOR_UNREADABLE;
		told.is_lost = true;
		break;
	case 4: /* as before, but one byte does not clear it */
		break;
	case 5:
		told.second = SPINOR_WITH_FIRST;
		told.is_lost = true;
		break;
	case 6:
		told.second = SPINOR_BY_ITSELF;
		break;
	case 7: /* means nothing */
		return known;
	default: /* none, or one that is left alone */
		told.second = SPINOR_ALONE;
		break;
	}
	return told;
}
