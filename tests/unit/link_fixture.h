/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * link_fixture: a guest, a host and its ABI object, each still to be filled, and what linking them
 * gives.
 */
#ifndef XPACK_TESTS_LINK_FIXTURE_H
#define XPACK_TESTS_LINK_FIXTURE_H

#include "guest_builder.h"
#include "xpack/link.h"

/* What the fixture's service is declared as on both sides. */
#define LINK_WRITE "int xh_write(const char *text)"

struct link_fixture {
	struct arena *arena;
	struct diag *diag;
	struct guest guest;
	struct build host;
	struct build object;
	struct buf exports;
	struct elf guest_elf, host_elf, object_elf;
	struct abi abi;
	struct area areas[2];
	struct linked linked;
	bool alone; /* link without the host */
};

/* Set-up and tear-down of a cmocka test. */
int link_begin(void **state);
int link_end(void **state);

/* The guest imports a service. */
void link_import(struct link_fixture *f, const char *name, uint32_t flags, const char *prototype);
/* The ABI object exports xh_write as a trap through glue that moves the number into %g1. */
void link_export_trap(struct link_fixture *f, uint32_t number);
/* The ABI object exports xh_write as a call of the host's symbol host_write. */
void link_export_call(struct link_fixture *f);
/* Build and open the three files, read the ABI and link.  The result of link_partition(). */
int link_all(struct link_fixture *f);

#endif
