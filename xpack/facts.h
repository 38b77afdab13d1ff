/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * facts: what is known of partitions, blobs and areas once everything has its place, for the words
 * that a Set writes (schemas/xpack-system.xsd, fact).
 */
#ifndef XPACK_FACTS_H
#define XPACK_FACTS_H

#include "place.h"

struct facts {
	const struct system *system;
	const struct elf *partitions; /* of each, its file */
	const struct load_table *table;
	const struct extent
		*packed; /* of each partition, in the host's file; NULL: there is none */
};

/* Of what a Set's value is a fact. */
struct fact_subject {
	const struct partition *partition; /* NULL: the host's, or the system's */
	const struct blob *blob;           /* of the host or that partition; NULL: of none */
	const struct area *area;           /* likewise */
};

/* owner is the partition in which the Set stands, NULL: it stands in the host.  What a name does
 * not lead to is NULL: see the check set-unknown. */
struct fact_subject facts_subject(const struct system *system, const struct partition *owner,
				  const struct set *set);

/* Preconditions: the checks set-form and set-unknown found nothing wrong with it. */
uint64_t facts_value(const struct facts *facts, const struct partition *owner,
		     const struct set *set);

#endif
