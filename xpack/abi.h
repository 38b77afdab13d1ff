/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * abi: the interface that a host formally exports, read from its ABI objects and, but for glue,
 * from the host ELF itself.  docs/abi.md and guest-bsp/include/xpack/records.h give the layout.
 *
 * A service may belong to a feature, which the host can be built without.  A feature is on unless
 * something says that it is off: a record of an ABI object or of the host, or whoever calls
 * abi_switch_off().  Off wins.  A service that is off is still there, so that both sides can be
 * named to a guest that wants it.
 */
#ifndef XPACK_ABI_H
#define XPACK_ABI_H

#include "elf.h"
#include "model.h"
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

/* What a host can be built without. */
struct feature {
	const char *name;
	struct location at; /* the file that declares it first */
	bool off;
	struct location off_at; /* what switched it off; file NULL: the command line */
};

/* A C type that prototypes use. */
struct abi_type {
	const char *name;        /* "struct point" or "point_t" */
	const char *declaration; /* with its semicolon */
	struct location at;
};

struct service {
	const char *name;
	const char *prototype; /* white space normalised */
	enum service_kind kind;
	uint32_t number;         /* SERVICE_TRAP */
	const char *glue_name;   /* "" for a direct call */
	const struct glue *glue; /* NULL for a direct call */
	const char *symbol;      /* SERVICE_CALL: a symbol of the host ELF */
	const char **docs;       /* paragraphs about it */
	size_t n_docs;
	const struct feature *feature; /* NULL: it belongs to none */
	size_t order;                  /* its place among all, as the files have them */
	struct location at;            /* the object or host file that declares it */
	struct location source_at;     /* what names that file in the description */
};

struct abi {
	const char *name; /* NULL when the host declares none */
	const char *version;
	struct location name_at;  /* the file that says so */
	uint16_t machine;         /* EM_*, of every file */
	struct service *services; /* sorted by name */
	size_t n_services;
	struct glue *glues;
	size_t n_glues;
	struct feature *features; /* in the order of their first declarations */
	size_t n_features;
	struct abi_type *types; /* in the order of the files */
	size_t n_types;
	const char **files; /* those that export a service, or say what the host was built with */
	size_t n_files;
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
 * or is against another symbol, or that a service of that kind has no value for),
 * abi-glue-license (no SPDX expression; whether it is accepted is for policy.h to say), abi-name
 * (two names), abi-feature (on and off in one file; a member that is no service, or of a feature
 * that nobody declares, or of two), abi-doc (of a service that nobody exports), abi-type (one
 * name, two declarations).  The symbols of calls are looked up by link_partition().  Returns 0 or
 * -1.
 */
int abi_read(struct arena *arena, struct diag *diag, const struct abi_source *sources, size_t n,
	     struct abi *abi) __attribute__((warn_unused_result));

/* Each ABI object exports something.  Reports abi-empty.  Returns 0 or -1. */
int abi_test_files(struct arena *arena, struct diag *diag, const struct abi *abi,
		   const struct abi_source *objects, size_t n) __attribute__((warn_unused_result));

const struct service *abi_service(const struct abi *abi, const char *name);
static inline bool service_is_off(const struct service *service)
{
	return service->feature != NULL && service->feature->off;
}

/*
 * Switch off the features that are named, with blanks between them.  Reports abi-without, a name
 * of no feature.  Returns 0 or -1.
 */
int abi_switch_off(struct arena *arena, struct diag *diag, struct text names, struct abi *abi)
	__attribute__((warn_unused_result));
/* Where the service's feature was switched off, as a note.  Precondition: it is off. */
void abi_note_off(struct diag *diag, const struct service *service);

/* The exported name that is nearest by edit distance, or NULL when none is near. */
const char *abi_nearest(const struct abi *abi, const char *name);

/* One form of a prototype, however it was spaced: "int f(const char *text)"; in the arena. */
const char *abi_normalise(struct arena *arena, const char *prototype);

#endif
