/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * hostcode: is code of the host inside a guest?
 *
 * A guest calls its host through stubs and contains nothing of it.  Where a host library was
 * linked all the same, its functions stand in the guest's symbol table under the names that the
 * host exports, whether the guest imports them or not, and what the host's objects say of its
 * interface stands in sections of the guest.  A guest without a symbol table shows only the
 * latter; the report of the licence boundary says how many functions were looked at.
 */
#ifndef XPACK_HOSTCODE_H
#define XPACK_HOSTCODE_H

#include "link.h"

struct hostcode_input {
	struct location at; /* the partition's file attribute */
	const char *partition;
	const struct elf *guest;
	const struct abi *abi;
	/* The stubs of L4 externals have the names of services.  NULL: it could not be linked, and
	 * functions of a guest that has externals are not looked at. */
	const struct linked *linked;
};

/*
 * Reports: boundary-host-records (sections of exports or glue), boundary-host-code (a global or
 * weak function, or an address, with the name of a service, or of the symbol that a call exports;
 * what the guest also imports is import-defined, which link_imports() reports), boundary-host-name
 * (a local function of such a name: what LTO or objcopy made of the host's).
 */
void hostcode_check(struct arena *arena, struct diag *diag, const struct hostcode_input *input);

/* Functions in its symbol table: what hostcode_check() has names of. */
size_t hostcode_n_functions(const struct elf *guest);

#endif
