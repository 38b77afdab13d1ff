/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * external_fixture: a guest with L4 externals, a host that has their functions, its ABI object, and
 * what linking them gives.  A test adds exports to those of l4_print and l4_add.
 */
#ifndef XPACK_TESTS_EXTERNAL_FIXTURE_H
#define XPACK_TESTS_EXTERNAL_FIXTURE_H

#include "external_builder.h"
#include "record_builder.h"
#include "xpack/link.h"

#define EXTERNAL_PRINT 0x00120010u
#define EXTERNAL_ADD 0x00120025u

struct external_fixture {
	struct external_guest guest;
	struct build host, object;
	struct buf exports;
	struct elf host_elf, object_elf, guest_elf;
	struct area area, library;
	struct abi abi;
	struct linked linked;
	struct arena *arena;
	struct diag *diag;
	bool alone;
};

/* Set-up and tear-down of a cmocka test. */
int external_set_up(void **state);
int external_tear_down(void **state);

/* The host exports that symbol of its as a call. */
void external_export(struct external_fixture *f, const char *name);
/* Build and open host and ABI object, and read the exports. */
void external_finish_host(struct external_fixture *f);
void external_open(struct external_fixture *f, struct span bytes, const char *path,
		   struct elf *elf);
/* The result of link_partition() with that guest and that interface of the fixture's host. */
int external_link(struct external_fixture *f, struct arena *arena, struct diag *diag,
		  const struct elf *guest, const struct abi *abi, struct linked *linked);
/* All of that with the fixture's guest. */
int external_link_all(struct external_fixture *f);

/* A word of an x86 program. */
uint32_t external_word(const uint8_t *from);

#endif
