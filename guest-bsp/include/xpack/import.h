/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * import: how a guest names the services of its host.  docs/abi.md is the normative page.
 *
 *     XPACK_IMPORT(int, xh_console_write, (const char *text, uint32_t size));
 *     XPACK_IMPORT_WEAK(int, xh_queuing_send, (uint32_t port, const void *data, uint32_t size));
 *     XPACK_REQUIRE_ABI("xhost", "1.0");
 *
 * An import is an ordinary function to its users.  What it calls is a window of 64 bytes that
 * `xpack` fills when the system is packed; until then it holds an illegal instruction.  A guest
 * therefore contains no code of its host.
 *
 * An import must be resolved; a weak one may be absent and then returns XPACK_ENOSYS, so it must
 * return int.  A name has at most 55 characters.  The declaration carries the assembler name
 * __xpack_import_NAME: a definition of NAME in the guest never takes its place, and is reported.
 *
 * Use the macros at file scope, in C11 or C++11 and later, as often as you like; a header is the
 * usual place.  Link with --gc-sections and the imports that a guest does not use vanish.
 */
#ifndef XPACK_IMPORT_H
#define XPACK_IMPORT_H

#include <xpack/emit.h>

#define XPACK_IMPORT(ret, name, args)                                                              \
	XPACK_IMPORT_RECORDS(ret, name, args, #ret, #name, #args, 0, XPACK_STRONG_MAGIC)

#define XPACK_IMPORT_WEAK(ret, name, args)                                                         \
	XPACK_ASSERT(XPACK_IS_INT(ret), "a weak import returns int");                              \
	XPACK_IMPORT_RECORDS(ret, name, args, #ret, #name, #args, XPACK_IMPORT_FLAG_WEAK,          \
			     XPACK_PROTOTYPE_MAGIC)

/* The host must be of this ABI and version; both are string literals. */
#define XPACK_REQUIRE_ABI(name, version)                                                           \
	XPACK_ASM(XPACK_PAIR(.xpack.prototypes, XPACK_ABI_MAGIC, .asciz name, .asciz version))

/* clang-format off */

/* The label .Lxpack_window_NAME is the guard: a unit that declares an import twice, or that LTO
 * merged from several, emits window and record once.  The prototype stands outside the guard and
 * outside the group, so that a different text in another object file stays visible, and that it
 * cannot do without the service. */
#define XPACK_IMPORT_RECORDS(ret, name, args, ret_text, name_text, args_text, flags, magic) \
	XPACK_EXTERN ret name args __asm__("__xpack_import_" name_text); \
	XPACK_ASSERT(sizeof(name_text) <= XPACK_NAME_SIZE, "the name of an import is too long"); \
	XPACK_ASM( \
		.ifndef .Lxpack_window_##name; \
		XPACK_WINDOW(name, name_text); \
		XPACK_RECORD(name, name_text, flags); \
		.endif; \
		XPACK_PAIR(.xpack.prototypes, magic, .asciz name_text, \
			   XPACK_PROTOTYPE_TEXT(ret_text, name_text, args_text)))

#define XPACK_WINDOW(name, name_text) \
	.pushsection .xpack.stubs.name, "axG", @progbits, __xpack_import_##name, comdat; \
	.balign XPACK_WINDOW_SIZE; \
	.weak __xpack_import_##name; \
	.type __xpack_import_##name, @function; \
	.Lxpack_window_##name: \
	__xpack_import_##name: \
	XPACK_ILLEGAL; \
	.ascii XPACK_WINDOW_MAGIC; \
	.ascii name_text; \
	.org .Lxpack_window_##name + XPACK_WINDOW_SIZE; \
	.size __xpack_import_##name, XPACK_WINDOW_SIZE; \
	.popsection

#define XPACK_RECORD(name, name_text, flags) \
	.pushsection .xpack.imports.name, "G", @progbits, __xpack_import_##name, comdat; \
	.balign 4; \
	901: .ascii XPACK_IMPORT_MAGIC; \
	.4byte XPACK_IMPORT_VERSION << 16 | flags; \
	.4byte .Lxpack_window_##name; \
	.weak name; \
	.4byte name; \
	.ascii name_text; \
	.org 901b + XPACK_IMPORT_SIZE; \
	.popsection

/* clang-format on */

#endif
