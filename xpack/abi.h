/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * abi: the interface that a host formally exports, read from its ABI objects and, for exports of
 * kind call, from the host ELF itself.  docs/abi.md and guest-bsp/include/xpack/records.h give
 * the layout.
 */
#ifndef XPACK_ABI_H
#define XPACK_ABI_H

#include "elf.h"
#include "suggest.h"

#define ABI_MAX_GLUE_SIZE 64u /* bytes: a glue must fit the window */

enum service_kind { SERVICE_TRAP = 1, SERVICE_CALL = 2 };

struct glue {
	const char *name;
	const char *license; /* SPDX expression */
	struct span code;
	const struct elf *object; /* where it was read: byte order, relocations, symbols */
	uint32_t section;         /* index in object */
	const struct elf_relocation *const *relocations; /* of the section */
	size_t n_relocations;
	struct location at;        /* the object */
	struct location source_at; /* what names the object in the description */
};

struct service {
	const char *name;
	const char *prototype; /* white space normalised */
	enum service_kind kind;
	uint32_t number;           /* SERVICE_TRAP */
	const char *glue_name;     /* "" for SERVICE_CALL */
	const struct glue *glue;   /* SERVICE_TRAP */
	const char *symbol;        /* SERVICE_CALL: a symbol of the host ELF */
	struct location at;        /* the object or host file that declares it */
	struct location source_at; /* what names that file in the description */
};

struct abi {
	const char *name; /* NULL when the host declares none */
	const char *version;
	struct service *services; /* sorted by name */
	size_t n_services;
	struct glue *glues;
	size_t n_glues;
	struct suggest *suggest; /* for abi_nearest() */
};

/* One file that may hold exports and the place that named it. */
struct abi_source {
	const struct elf *elf;
	struct location at;
};

/*
 * Read the exports of all sources into one interface.  Sources are relocatable ABI objects and
 * linked hosts; only the former can carry glue.  Reports (ids): abi-object (neither, or not for
 * one machine that has stubs), abi-record (malformed record), abi-duplicate (a name exported
 * twice), abi-glue (missing, named twice, too long, no licence, relocation that cannot be applied
 * or is against another symbol), abi-glue-license (no SPDX expression; whether it is accepted is
 * for policy.h to say), abi-name (two names).  The
 * symbols of calls are looked up by link_partition().  Returns 0 or -1.
 */
int abi_read(struct arena *arena, struct diag *diag, const struct abi_source *sources, size_t n,
	     struct abi *abi) __attribute__((warn_unused_result));

const struct service *abi_service(const struct abi *abi, const char *name);
/* The exported name that is nearest by edit distance, or NULL when none is near. */
const char *abi_nearest(const struct abi *abi, const char *name);

/* One form of a prototype, however it was spaced: "int f(const char *text)"; in the arena. */
const char *abi_normalise(struct arena *arena, const char *prototype);

#endif
