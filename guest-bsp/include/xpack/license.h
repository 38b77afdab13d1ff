/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * license: how a unit of a guest states its licence.  docs/abi.md is the normative page.
 *
 *     XPACK_LICENSE("navigation filter", "MIT AND BSD-3-Clause")
 *
 * names a component and an SPDX expression; in C and C++ a semicolon follows.  It stands at file
 * scope, in a source or header of the component, in C, C++ or assembler source that goes through
 * the C preprocessor.  Both are string literals of printable ASCII without quotes and backslashes.
 *
 * What it makes is a note that is not loaded.  `xpack` holds the notes of a guest against the
 * licence that the system description declares for it, and against the integrator's policy.
 * Units that state the same make one note; two licences of one component make two.
 */
#ifndef XPACK_LICENSE_H
#define XPACK_LICENSE_H

#include <xpack/records.h>

/* clang-format off */

/* The group's signature holds both texts, so that only equal notes are folded; it has blanks, so
 * that no symbol of a program has its name.  The size of the descriptor is a difference of labels
 * of one section: no relocation.  XPACK_NOTE_LICENSE is a number and is written out. */
#ifdef __ASSEMBLER__
.macro xpack_license component, expression
	.pushsection .xpack.licenses, "G", @note, "xpack license \component \expression", comdat
	.balign 4
	.4byte 6, 902f - 901f, XPACK_NOTE_LICENSE
	.asciz XPACK_NOTE_NAME
	.balign 4
901:	.asciz "\component"
	.asciz "\expression"
902:	.balign 4
	.popsection
.endm
#define XPACK_LICENSE(component, expression) xpack_license component, expression
#else
#define XPACK_LICENSE_TEXT(number) XPACK_LICENSE_DIGITS(number)
#define XPACK_LICENSE_DIGITS(number) #number
#define XPACK_LICENSE(component, expression) \
	__asm__(".pushsection .xpack.licenses, \"G\", @note, \"xpack license " component " " \
		expression "\", comdat\n" \
		".balign 4\n" \
		".4byte 6, 902f - 901f, " XPACK_LICENSE_TEXT(XPACK_NOTE_LICENSE) "\n" \
		".asciz \"" XPACK_NOTE_NAME "\"\n" \
		".balign 4\n" \
		"901: .asciz \"" component "\"\n" \
		".asciz \"" expression "\"\n" \
		"902: .balign 4\n" \
		".popsection")
#endif
/* clang-format on */

#endif
