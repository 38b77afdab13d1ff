/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * attacks: what is tried, and the one code with which each attempt has to be refused.
 *
 * An attack has variants, counted from 0: the n-th property left out, a NOP before the n-th token.
 * STATUS_OK marks a control: something that looks odd and is in order, which a loader that refuses
 * everything would not pass.
 */
#ifndef XPACK_ATTACK_ATTACKS_H
#define XPACK_ATTACK_ATTACKS_H

#include "lab.h"
#include "loader/status.h"

/* Leave the container in the specimen.  False when there is no such variant, nor one behind it. */
typedef bool attack_make(struct specimen *specimen, unsigned variant);

struct attack {
	const char *name;
	enum status expected;
	attack_make *make;
	uint32_t algorithm; /* of the lab's key; 0: any */
	bool storage_only;  /* as a file it is refused for another reason */
};

/* An entry of a table: any algorithm, one algorithm, storage alone. */
#define ATTACK(text, status, function)                                                             \
	{                                                                                          \
		.name = text, .expected = status, .make = function                                 \
	}
#define ATTACK_ON(key, text, status, function)                                                     \
	{                                                                                          \
		.name = text, .expected = status, .make = function, .algorithm = key               \
	}
#define ATTACK_STORED(text, status, function)                                                      \
	{                                                                                          \
		.name = text, .expected = status, .make = function, .storage_only = true           \
	}

/* Every attack, one after the other; NULL behind the last. */
const struct attack *attacks_get(size_t i);
const struct attack *attacks_find(const char *name);

/* The tables, by subject; each ends with an entry without name. */
extern const struct attack attacks_controls[];      /* what must be accepted */
extern const struct attack attacks_slots[];         /* keys, slots, the signed message */
extern const struct attack attacks_rsa[];           /* signatures that are nearly RSA's */
extern const struct attack attacks_p256[];          /* signatures that are nearly ECDSA's */
extern const struct attack attacks_bytes[];         /* what needs no key: bytes moved about */
extern const struct attack attacks_storage[];       /* storage that holds half of a container */
extern const struct attack attacks_header[];        /* header and auth block */
extern const struct attack attacks_tokens[];        /* structure block and strings block */
extern const struct attack attacks_nodes[];         /* which nodes there are */
extern const struct attack attacks_properties[];    /* which properties there are */
extern const struct attack attacks_values[];        /* what they may say */
extern const struct attack attacks_lz4[];           /* compressed images */
extern const struct attack attacks_configuration[]; /* references, entry */
extern const struct attack attacks_layout[];        /* where data lies in the container */
extern const struct attack attacks_places[];        /* where it goes in memory */
extern const struct attack attacks_purpose[];       /* for whom it was made */
extern const struct attack attacks_uboot[];         /* U-Boot's signature beside ours */

#endif
