/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * slots: the two signature slots of a container (docs/container.md, "Layout"): whose they are, and
 * the bytes of one.
 */
#ifndef XPACK_SLOTS_H
#define XPACK_SLOTS_H

#include "key.h"
#include "loader/container.h"

#define SLOTS_NONE CONTAINER_N_SLOTS /* no slot */
#define SLOTS_ID_MIN 8u              /* hex digits that name a key */

/* Fill CONTAINER_SLOT_SIZE bytes with key's signature. */
void slots_fill(uint8_t *slot, const struct key *key, struct span signature);

/* Whether slot i of a header that container_check_header() accepted is empty. */
bool slots_is_empty(struct span header, uint32_t i);

/* The slot with the signature of the key with this id, or SLOTS_NONE. */
uint32_t slots_of_key(struct span header, const uint8_t id[CRYPTO_DIGEST_SIZE]);

/* The first empty slot, or SLOTS_NONE. */
uint32_t slots_free(struct span header);

/* Whether a text names a key by its id: SLOTS_ID_MIN to 64 hex digits. */
bool slots_is_id(const char *text);

/* The slot whose key id begins with these digits; SLOTS_NONE when there is none or are two. */
uint32_t slots_named(struct span header, const char *digits);

/* "rsa3072", "p256": what the slot's algorithm and length say.  Precondition: it is not empty. */
const char *slots_algorithm(struct span slot);

#endif
