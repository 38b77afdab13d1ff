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
 *     XPACK_EXPORT_DOC(LOG_printf, "Writes a line to the log of the host.")
 *     XPACK_EXPORT_FEATURE("log", CONFIG_LOG)
 *     XPACK_EXPORT_IN("log", LOG_printf)
 *
 * Glue is position-independent code of at most 64 bytes that is copied into the guest's window;
 * `xpack_number` stands for the service's number, `xpack_address` for the address of the symbol
 * that a call names.  It becomes part of the packed guest, so it carries an SPDX expression.
 *
 * What `xpack abi header` makes the guest's header of: XPACK_EXPORT_DOC is a paragraph about a
 * service, XPACK_EXPORT_TYPE a type that prototypes use.  A service may belong to a feature, which
 * the host can be built without: whatever is built with the host's configuration says so with
 * XPACK_EXPORT_FEATURE, and one that says 0 is enough.
 *
 * In C and C++ everything but glue and what goes through it works as well (followed by a
 * semicolon), so that a linked host can carry its own exports; with XPACK_EXPORT_CALL the compiler
 * then holds the prototype against the function.  Glue cannot be part of a linked file: the linker
 * would resolve its symbols.
 */
#ifndef XPACK_EXPORT_H
#define XPACK_EXPORT_H

#include <xpack/emit.h>

/* The name and version of the ABI, both string literals; once per host. */
#define XPACK_EXPORT_ABI(name, version)                                                            \
	XPACK_ASM(XPACK_PAIR(.xpack.exports, XPACK_ABI_MAGIC, .asciz name, .asciz version))

/* A paragraph about a service; white space in it does not count.  One for each paragraph. */
#define XPACK_EXPORT_DOC(name, text)                                                               \
	XPACK_ASM(XPACK_PAIR(.xpack.exports, XPACK_DOC_MAGIC, .asciz #name, .asciz text))

/* A type of the prototypes: its name, as `struct point` or `point_t`, and the C declaration, a
 * string literal with the final semicolon.  The header has them in the order of the object. */
#define XPACK_EXPORT_TYPE(name, declaration)                                                       \
	XPACK_ASM(XPACK_PAIR(.xpack.exports, XPACK_TYPE_MAGIC, .asciz #name, .asciz declaration))

/* The host was built with (1) or without (0) the feature, a string literal of small letters, digits
 * and hyphens.  `condition` is 0 or 1, or a macro that is one of them. */
#define XPACK_EXPORT_FEATURE(feature, condition) XPACK_EXPORT_FEATURE_IF(feature, condition)
#define XPACK_EXPORT_FEATURE_IF(feature, condition)                                                \
	XPACK_ASM(XPACK_PAIR(.xpack.exports, XPACK_FEATURE_MAGIC, .asciz feature,                  \
			     .asciz XPACK_FEATURE_IF_##condition))
#define XPACK_FEATURE_IF_0 XPACK_FEATURE_OFF
#define XPACK_FEATURE_IF_1 XPACK_FEATURE_ON

/* The service is there only where the feature is. */
#define XPACK_EXPORT_IN(feature, name)                                                             \
	XPACK_ASM(XPACK_PAIR(.xpack.exports, XPACK_MEMBER_MAGIC, .asciz #name, .asciz feature))

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

/* The host's function `symbol` through the glue `glue`, which uses xpack_address: for a host whose
 * functions take their arguments in another way than C calls of the guest. */
#define XPACK_EXPORT_CALL_THROUGH(ret, name, args, symbol, glue) \
	XPACK_EXPORT_RECORD(XPACK_EXPORT_KIND_CALL, 0, #name, #glue, #symbol, \
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
