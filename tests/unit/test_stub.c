/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What fills a SPARC window, field by field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "record_builder.h"
#include "xpack/stub.h"

#define KEPT 0xffffffffu /* every bit of the field set, to see which are replaced */

struct application {
	uint32_t type, before;
	int64_t value;
	uint64_t place;
	enum stub_fit fit;
	uint32_t after;
};

static const struct application applications[] = {
	{ R_SPARC_32, 0, 0x12345678, 0, STUB_FITS, 0x12345678 },
	{ R_SPARC_32, 0, 0xffffffff, 0, STUB_FITS, 0xffffffff },
	{ R_SPARC_32, 0, -0x80000000LL, 0, STUB_FITS, 0x80000000 },
	{ R_SPARC_32, 7, 0x100000000, 0, STUB_TOO_LARGE, 7 },
	{ R_SPARC_32, 7, -0x80000001LL, 0, STUB_TOO_LARGE, 7 },
	{ R_SPARC_13, KEPT, 0, 0, STUB_FITS, 0xffffe000 },
	{ R_SPARC_13, 0, 0xfff, 0, STUB_FITS, 0xfff },
	{ R_SPARC_13, 0, -0x1000, 0, STUB_FITS, 0x1000 },
	{ R_SPARC_13, 0, -1, 0, STUB_FITS, 0x1fff },
	{ R_SPARC_13, 7, 0x1000, 0, STUB_TOO_LARGE, 7 },
	{ R_SPARC_13, 7, -0x1001, 0, STUB_TOO_LARGE, 7 },
	{ R_SPARC_HI22, KEPT, 0x3ff, 0, STUB_FITS, 0xffc00000 },
	{ R_SPARC_HI22, 0, 0xffffffff, 0, STUB_FITS, 0x3fffff },
	{ R_SPARC_HI22, 0, 0x40000400, 0, STUB_FITS, 0x100001 },
	{ R_SPARC_HI22, 7, 0x100000000, 0, STUB_TOO_LARGE, 7 },
	{ R_SPARC_LO10, KEPT, 0x40000400, 0, STUB_FITS, 0xfffffc00 },
	{ R_SPARC_LO10, 0, 0xffffffff, 0, STUB_FITS, 0x3ff },
	{ R_SPARC_LO10, 7, -0x80000001LL, 0, STUB_TOO_LARGE, 7 },
	{ R_SPARC_WDISP30, 0x40000000, 0x40000010, 0x40000000, STUB_FITS, 0x40000004 },
	{ R_SPARC_WDISP30, 0x40000000, 0x40000000, 0x40000010, STUB_FITS, 0x7ffffffc },
	/* From one end of memory to the other. */
	{ R_SPARC_WDISP30, 0x40000000, 0xfffffffc, 0, STUB_FITS, 0x7fffffff },
	{ R_SPARC_WDISP30, 0x40000000, 0, 0xfffffffc, STUB_FITS, 0x40000001 },
	{ R_SPARC_WDISP30, 7, 0x40000002, 0x40000000, STUB_MISALIGNED, 7 },
	{ R_SPARC_WDISP30, 7, 0x100000000, 0, STUB_TOO_LARGE, 7 },
};

static void applies_relocations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(applications) / sizeof(*applications); i++) {
		const struct application *a = &applications[i];
		const struct stub_relocation *relocation = stub_relocation(&stub_sparc, a->type);
		uint8_t field[4];

		put_be32(field, a->before);
		if (relocation->apply(field, a->value, a->place) != a->fit ||
		    get_be32(field) != a->after)
			fail_msg("%s of 0x%llx at 0x%llx gives 0x%08x", relocation->name,
				 (long long)a->value, (long long)a->place, get_be32(field));
	}
}

static void knows_machines(void **state)
{
	(void)state;
	assert_ptr_equal(stub_machine(EM_SPARC), &stub_sparc);
	assert_null(stub_machine(EM_SPARC32PLUS));
	assert_ptr_equal(stub_machine(EM_386), &stub_386);
	assert_ptr_equal(stub_machine(EM_X86_64), &stub_x86_64);
	assert_null(stub_machine(EM_ARM));
	assert_null(stub_relocation(&stub_sparc, R_SPARC_22));
}

static void recognises_windows(void **state)
{
	struct buf window = { 0 };
	struct span bytes;

	(void)state;
	record_window(&window, "xh_a234567890123456789012345678901234567890123456789012");
	bytes = buf_span(&window);
	assert_int_equal(bytes.size, 64);
	assert_string_equal(stub_window_name(&stub_sparc, bytes),
			    "xh_a234567890123456789012345678901234567890123456789012");
	assert_null(stub_window_name(&stub_sparc, span_part(bytes, 0, 63)));
	window.data[3] = 1;
	assert_null(stub_window_name(&stub_sparc, bytes));
	stub_clear(&stub_sparc, window.data);
	assert_true(span_is_zero(bytes));
	assert_null(stub_window_name(&stub_sparc, bytes));
	buf_free(&window);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(applies_relocations),
		cmocka_unit_test(knows_machines),
		cmocka_unit_test(recognises_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
