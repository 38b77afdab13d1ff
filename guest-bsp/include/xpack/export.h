/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * export: how a host names the services that it offers.  docs/abi.md is the normative page.
 *
 * In the assembler source (.S) of an ABI object, a relocatable file that is never linked:
 *
 *     XPACK_EXPORT_ABI("xhost", "1.0")
 *     XPACK_GLUE(xh_trap, "BSD-2-Clause")
 *             mov     xpack_number, %g1
 *             ta      0x70
 *             retl
 *             nop
 *     XPACK_GLUE_END
 *     XPACK_EXPORT_TRAP(int, xh_console_write, (const char *text, uint32_t size), 1, xh_trap)
 *     XPACK_EXPORT_CALL(int, LOG_printf, (const char *format, ...))
 *
 * Glue is position-independent code of at most 64 bytes that is copied into the guest's window;
 * `xpack_number` stands for the service's number, `xpack_address` for the address of the symbol
 * that a call names.  It becomes part of the packed guest, so it carries an SPDX expression.
 *
 * In C and C++, XPACK_EXPORT_ABI and XPACK_EXPORT_CALL work as well (followed by a semicolon), so
 * that a linked host can carry its own exports; the compiler then holds the prototype against the
 * function.  Glue cannot be part of a linked file: the linker would resolve its symbols.
 */
#ifndef XPACK_EXPORT_H
#define XPACK_EXPORT_H

#include <xpack/emit.h>

/* The name and version of the ABI, both string literals; once per host. */
#define XPACK_EXPORT_ABI(name, version)                                                            \
	XPACK_ASM(XPACK_PAIR(.xpack.exports, XPACK_ABI_MAGIC, .asciz name, .asciz version))

/* clang-format off */
#define XPACK_EXPORT_RECORD(kind, number, name, glue, symbol, prototype) \
	XPACK_ASM( \
		.pushsection .xpack.exports, "", @progbits; .balign 4; \
		901: .ascii XPACK_EXPORT_MAGIC; .4byte 902f - 901b; \
		.4byte XPACK_EXPORT_VERSION << 16; .4byte kind; .4byte number; \
		.asciz name; .asciz glue; .asciz symbol; prototype; .balign 4; 902: \
		.popsection)

#ifdef __ASSEMBLER__

/* Service `number` through the glue `glue`. */
#define XPACK_EXPORT_TRAP(ret, name, args, number, glue) \
	XPACK_EXPORT_RECORD(XPACK_EXPORT_KIND_TRAP, number, #name, #glue, "", \
			    XPACK_PROTOTYPE_TEXT(#ret, #name, #args))

/* The host's symbol `name`, called directly; the partition must be allowed to execute it. */
#define XPACK_EXPORT_CALL(ret, name, args) \
	XPACK_EXPORT_RECORD(XPACK_EXPORT_KIND_CALL, 0, #name, "", #name, \
			    XPACK_PROTOTYPE_TEXT(#ret, #name, #args))

#define XPACK_GLUE(name, license) \
	XPACK_PAIR(.xpack.exports, XPACK_GLUE_MAGIC, .asciz #name, .asciz license); \
	.pushsection .xpack.glue.name, "ax", @progbits; .balign 4;

#define XPACK_GLUE_END ; .popsection;

#else

#define XPACK_EXPORT_CALL(ret, name, args) \
	XPACK_EXTERN ret name args; \
	XPACK_EXPORT_RECORD(XPACK_EXPORT_KIND_CALL, 0, #name, "", #name, \
			    XPACK_PROTOTYPE_TEXT(#ret, #name, #args))

#endif
/* clang-format on */

#endif
