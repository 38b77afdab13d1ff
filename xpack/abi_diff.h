/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * abi_diff: what changed from one interface of a host to the next, and what that means for guests
 * that were built against the old one.
 */
#ifndef XPACK_ABI_DIFF_H
#define XPACK_ABI_DIFF_H

#include "abi.h"

enum abi_change_kind {
	/* A guest could break. */
	ABI_MACHINE_CHANGED,
	ABI_NAME_CHANGED, /* name or version: one that requires the old is refused */
	ABI_TYPE_CHANGED,
	ABI_SERVICE_REMOVED,
	ABI_SERVICE_OFF, /* its feature was switched off */
	ABI_PROTOTYPE_CHANGED,
	/* None does. */
	ABI_SERVICE_ADDED,
	ABI_SERVICE_ON,
	ABI_WAY_CHANGED, /* kind, number, symbol or glue: guests have to be packed anew */
};

/* Words for people and programs: "removed", "added", ... */
extern const char *const abi_change_names[];

struct abi_change {
	enum abi_change_kind kind;
	const char *name;           /* of the service or type; "abi", "machine" */
	const char *before, *after; /* prototypes, declarations or words; NULL: there is none */
	const char *feature;        /* that was switched; else NULL */
};

struct abi_diff {
	struct abi_change *changes; /* by kind, then by name */
	size_t n_changes;
	size_t n_breaking; /* the first so many */
	bool pack_anew;    /* guests are linked to what the old one had */
};

struct abi_diff abi_diff_of(struct arena *arena, const struct abi *before, const struct abi *after);

bool abi_change_breaks(enum abi_change_kind kind);

#endif
