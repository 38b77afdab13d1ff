/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * abi_parts: what the files that read an interface share; nobody else includes it.
 *
 *     abi.c           the order of reading; exports, the name of the interface
 *     abi_glue.c      glue
 *     abi_features.c  what the host can be built without
 *     abi_texts.c     documentation and types
 *
 * Records are taken as they come, one source after the other.  What one says about another is
 * settled when all were read, for they may stand in any order and in different files.
 */
#ifndef XPACK_ABI_PARTS_H
#define XPACK_ABI_PARTS_H

#include "abi.h"
#include "guest-bsp/include/xpack/records.h"
#include "index.h"
#include "record.h"
#include "relocate.h"

/* A pair of texts that is settled later, and the source that it came from. */
struct abi_pair {
	const char *first, *second;
	const struct abi_source *source;
};

struct abi_pairs {
	struct abi_pair *items;
	size_t n;
};

/* The interface while it is read, and the source that is being read. */
struct abi_reader {
	struct arena *arena;
	struct diag *diag;
	struct abi *abi;
	const struct abi_source *source;
	const struct stub_machine *machine; /* of every source */
	struct relocate_table relocations;  /* of the source */
	struct index sections;              /* of the source, by name */
	bool says_something;                /* the source has an export or a feature */
	struct abi_pairs docs;              /* service, paragraph */
	struct abi_pairs types;             /* name, declaration */
	struct abi_pairs features;          /* name, on or off */
	struct abi_pairs members;           /* service, feature */
};

#define abi_error(reader, id, ...) diag_error((reader)->diag, (reader)->source->at, id, __VA_ARGS__)
#define abi_help(reader, ...) diag_help((reader)->diag, (reader)->source->at, __VA_ARGS__)

/* abi.c */
void abi_record_error(const struct abi_reader *reader, const struct record *record,
		      const char *defect);
/* The service of that name, to be changed, or NULL.  Precondition: they are sorted. */
struct service *abi_find_service(const struct abi_reader *reader, const char *name);

/* abi_glue.c */
void abi_read_glue(const struct abi_reader *reader, const struct record *record);
/* Glue that no record licenses could enter no partition: say so where it was forgotten. */
void abi_test_unlicensed(const struct abi_reader *reader, size_t first_glue);
void abi_sort_glues(const struct abi_reader *reader);
/* Find the service's glue, and test that it uses what the service has.  Glues are sorted. */
void abi_resolve_glue(const struct abi_reader *reader, struct service *service);

/* abi_features.c; settling wants sorted services. */
void abi_read_feature(struct abi_reader *reader, const struct record *record);
void abi_read_member(struct abi_reader *reader, const struct record *record);
void abi_settle_features(const struct abi_reader *reader);

/* abi_texts.c; settling wants sorted services. */
void abi_read_doc(struct abi_reader *reader, const struct record *record);
void abi_read_type(struct abi_reader *reader, const struct record *record);
void abi_settle_texts(const struct abi_reader *reader);

/* The pair in the record, kept in pairs when `test` finds nothing wrong with it. */
void abi_keep_pair(struct abi_reader *reader, const struct record *record, struct abi_pairs *pairs,
		   const char *(*test)(const struct abi_pair *pair));

#endif
