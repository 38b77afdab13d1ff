/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What fills an x86 window, field by field and body by body. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "guest-bsp/include/xpack/records.h"
#include "xpack/stub.h"

#define FIELD 8 /* bytes of the largest field */

struct application {
	const struct stub_machine *machine;
	uint32_t type;
	int64_t value;
	uint64_t place;
	enum stub_fit fit;
	uint8_t after[FIELD]; /* before: all 0xaa */
};

#define KEPT 0xaa
#define KEPT4 KEPT, KEPT, KEPT, KEPT

static const struct application applications[] = {
	{ &stub_386, R_386_8, 0x12, 0, STUB_FITS, { 0x12, KEPT, KEPT, KEPT, KEPT4 } },
	{ &stub_386, R_386_8, 0xff, 0, STUB_FITS, { 0xff, KEPT, KEPT, KEPT, KEPT4 } },
	{ &stub_386, R_386_8, -0x80, 0, STUB_FITS, { 0x80, KEPT, KEPT, KEPT, KEPT4 } },
	{ &stub_386, R_386_8, 0x100, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_386, R_386_8, -0x81, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_386, R_386_16, 0x1234, 0, STUB_FITS, { 0x34, 0x12, KEPT, KEPT, KEPT4 } },
	{ &stub_386, R_386_16, 0x10000, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_386, R_386_16, -0x8001, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_386, R_386_32, 0x12345678, 0, STUB_FITS, { 0x78, 0x56, 0x34, 0x12, KEPT4 } },
	{ &stub_386, R_386_32, 0xffffffff, 0, STUB_FITS, { 0xff, 0xff, 0xff, 0xff, KEPT4 } },
	{ &stub_386, R_386_32, 0x100000000, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_386, R_386_32, -0x80000001LL, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_386, R_386_PC32, 0x1ffc, 0x1001, STUB_FITS, { 0xfb, 0x0f, 0, 0, KEPT4 } },
	/* From one end of memory to the other. */
	{ &stub_386, R_386_PC32, 0xffffffff, 0, STUB_FITS, { 0xff, 0xff, 0xff, 0xff, KEPT4 } },
	{ &stub_386, R_386_PLT32, 0, 0xffffffff, STUB_FITS, { 1, 0, 0, 0, KEPT4 } },
	{ &stub_386, R_386_PC32, 0x100000000, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_x86_64, R_X86_64_32, 0xffffffff, 0, STUB_FITS, { 0xff, 0xff, 0xff, 0xff, KEPT4 } },
	{ &stub_x86_64, R_X86_64_32, -1, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_x86_64, R_X86_64_32, 0x100000000, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_x86_64, R_X86_64_32S, -1, 0, STUB_FITS, { 0xff, 0xff, 0xff, 0xff, KEPT4 } },
	{ &stub_x86_64, R_X86_64_32S, 0x80000000, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_x86_64,
	  R_X86_64_64,
	  -2,
	  0,
	  STUB_FITS,
	  { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
	{ &stub_x86_64, R_X86_64_PC32, 0x1ffc, 0x1001, STUB_FITS, { 0xfb, 0x0f, 0, 0, KEPT4 } },
	{ &stub_x86_64, R_X86_64_PLT32, 0x1001, 0x1ffc, STUB_FITS, { 5, 0xf0, 0xff, 0xff, KEPT4 } },
	{ &stub_x86_64, R_X86_64_PC32, 0x80000000, 0, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
	{ &stub_x86_64, R_X86_64_PC32, 0, 0x80000001, STUB_TOO_LARGE, { KEPT4, KEPT4 } },
};

static void applies_relocations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(applications) / sizeof(*applications); i++) {
		const struct application *a = &applications[i];
		const struct stub_relocation *relocation = stub_relocation(a->machine, a->type);
		uint8_t field[FIELD];

		memset(field, KEPT, sizeof(field));
		if (relocation->apply(field, a->value, a->place) != a->fit ||
		    memcmp(field, a->after, sizeof(field)) != 0)
			fail_msg("%s of 0x%llx at 0x%llx", relocation->name, (long long)a->value,
				 (unsigned long long)a->place);
	}
}

static void reads_addends(void **state)
{
	static const uint8_t field[] = { 0xfc, 0xff, 0xff, 0x7f };
	static const struct {
		uint32_t type;
		int64_t addend;
	} addends[] = { { R_386_8, -4 }, { R_386_16, -4 }, { R_386_32, 0x7ffffffc } };

	(void)state;
	for (size_t i = 0; i < sizeof(addends) / sizeof(*addends); i++)
		assert_int_equal(
			stub_386.addend(stub_relocation(&stub_386, addends[i].type), field),
			addends[i].addend);
	assert_null(stub_x86_64.addend);
}

static void writes_bodies(void **state)
{
	static const uint8_t forward[] = { 0xe9, 0xfb, 0x0f, 0, 0, 0x0b };
	static const uint8_t backward[] = { 0xe9, 0xfb, 0xff, 0xff, 0xff, 0x0b };
	static const uint8_t indirect[] = { 0xff, 0x25, 0, 0, 0, 0, 0x78, 0x56,
					    0x34, 0x12, 0, 0, 0, 0, 0x0f };
	static const uint8_t enosys[] = { 0xb8, 0xda, 0xff, 0xff, 0xff, 0xc3, 0x0f, 0x0b };
	uint8_t window[XPACK_WINDOW_SIZE];

	(void)state;
	stub_clear(&stub_386, window);
	stub_386.jump(window, 0x100000, 0x101000);
	assert_memory_equal(window, forward, sizeof(forward));
	stub_386.jump(window, 0xfffff000, 0xfffff000);
	assert_memory_equal(window, backward, sizeof(backward));
	stub_clear(&stub_386, window);
	stub_386.absent(window, XPACK_ENOSYS);
	assert_memory_equal(window, enosys, sizeof(enosys));
	stub_clear(&stub_x86_64, window);
	stub_x86_64.jump(window, 0xffffffff80000000, 0x12345678);
	assert_memory_equal(window, indirect, sizeof(indirect));
}

static void recognises_windows(void **state)
{
	uint8_t window[XPACK_WINDOW_SIZE] = "\x0f\x0b\x0f\x0bXPKWxh_time";
	const struct span bytes = { window, sizeof(window) };

	(void)state;
	assert_string_equal(stub_window_name(&stub_386, bytes), "xh_time");
	assert_string_equal(stub_window_name(&stub_x86_64, bytes), "xh_time");
	assert_null(stub_window_name(&stub_sparc, bytes));
	stub_clear(&stub_386, window);
	assert_null(stub_window_name(&stub_386, bytes));
	assert_int_equal(window[XPACK_WINDOW_SIZE - 1], 0x0b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(applies_relocations),
		cmocka_unit_test(reads_addends),
		cmocka_unit_test(writes_bodies),
		cmocka_unit_test(recognises_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
