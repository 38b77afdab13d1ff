/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fuzz_elf: libFuzzer's entry to everything that reads a supplier's or a host's ELF file.
 *
 * One input is taken for a guest, a host and an ABI object at once, so that its own exports may
 * meet its own imports.  Whatever links must leave every byte outside its windows alone.
 */
#include "xpack/abi_diff.h"
#include "xpack/abi_header.h"
#include "xpack/check_elf.h"
#include "xpack/link.h"

#include <stdlib.h>

#define RAM_ADDR 0x40000000u
#define RAM_SIZE 0x08000000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* Its header, which may be refused; and it differs from itself in nothing. */
static void describe(struct arena *arena, const struct abi *abi)
{
	static const struct abi_header header = { .license = "MIT" };
	struct diag *diag = diag_new();
	struct buf out = { 0 };
	int result = abi_header_write(arena, diag, abi, &header, &out);

	require((result != 0) == (diag_n_errors(diag) != 0));
	require(abi_diff_of(arena, abi, abi).n_changes == 0);
	buf_free(&out);
	diag_free(diag);
}

static void check_and_link(struct arena *arena, struct diag *diag, const struct elf *elf)
{
	static const struct board board = { .name = { "leon3_generic", { 0 } },
					    .arch = ARCH_SPARC_LEON3 };
	const struct area area = { .name = { "all", { 0 } },
				   .start = { RAM_ADDR, { 0 }, false },
				   .size = { RAM_SIZE, { 0 }, false },
				   .access = ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE };
	const struct location at = location_of_file("system.xml");
	const struct check_elf_input check = {
		.who = "input", .at = at, .elf = elf, .board = &board, .areas = &area, .n_areas = 1
	};
	const struct abi_source source = { elf, at };
	struct abi abi;
	const struct link_input link = { .at = at,
					 .partition = "input",
					 .guest = elf,
					 .areas = &area,
					 .n_areas = 1,
					 .abi = &abi,
					 .host = elf };
	struct linked linked;

	check_elf(arena, diag, &check);
	if (abi_read(arena, diag, &source, 1, &abi) != 0)
		abi = (struct abi){ 0 };
	describe(arena, &abi);
	if (link_partition(arena, diag, &link, &linked) == 0)
		require(link_only_listed_changed(elf, &linked));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct diag *diag = diag_new();
	struct elf elf;
	int result = elf_open(arena, diag, location_of_file("system.xml"), "input",
			      (struct span){ data, size }, &elf);

	require((result != 0) == (diag_n_errors(diag) != 0));
	if (result == 0)
		check_and_link(arena, diag, &elf);
	diag_free(diag);
	arena_free(arena);
	return 0;
}
