/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * emit: how <xpack/import.h> and <xpack/export.h> put records into an object file.
 *
 * A record is assembler text.  It is written once, here, and used from C and C++ (as a file-scope
 * asm) and from assembler source that goes through the C preprocessor.  Statements are separated
 * by semicolons, since a macro gives one line.  The numeric labels 901 and 902 belong to these
 * macros.
 *
 * Do not include this file yourself.
 */
#ifndef XPACK_EMIT_H
#define XPACK_EMIT_H

#include <xpack/records.h>

/* The one place that depends on the architecture: four bytes that no processor of it executes, so
 * that a guest which was never packed stops at its first call of the host. */
#if defined(__sparc__)
#define XPACK_ILLEGAL .4byte 0 /* unimp 0; SPARC V8 manual, B.31 */
#elif defined(__i386__) || defined(__x86_64__)
#define XPACK_ILLEGAL .4byte 0x0b0f0b0f /* ud2; ud2 */
#else
#error "xpack does not know this architecture"
#endif

/* clang-format off */
#ifdef __ASSEMBLER__
#define XPACK_ASM(...) __VA_ARGS__;
#else
#define XPACK_ASM(...) XPACK_ASM_TEXT(__VA_ARGS__)
#define XPACK_ASM_TEXT(...) __asm__(#__VA_ARGS__)
#endif

#ifdef __cplusplus
#define XPACK_EXTERN extern "C"
#define XPACK_ASSERT(condition, text) static_assert(condition, text)
#define XPACK_IS_INT(type) __is_same(type, int)
#else
#define XPACK_EXTERN extern
#define XPACK_ASSERT(condition, text) __extension__ _Static_assert(condition, text)
#define XPACK_IS_INT(type) __builtin_types_compatible_p(type, int)
#endif

/* magic, size, two texts, padding.  The size is a difference of two labels of one section, so the
 * record has no relocation. */
#define XPACK_PAIR(section, magic, first, second) \
	.pushsection section, "", @progbits; .balign 4; \
	901: .ascii magic; .4byte 902f - 901b; first; second; .balign 4; 902: \
	.popsection

/* The text of a prototype: both sides are given the return type, name and arguments apart, so
 * that equal declarations give equal texts. */
#define XPACK_PROTOTYPE_TEXT(ret, name, args) \
	.ascii ret; .ascii " "; .ascii name; .asciz args
/* clang-format on */

#endif
