/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * storage: what is done to a whole container bit by bit, byte by byte, and while it is read.
 */
#ifndef XPACK_ATTACK_STORAGE_H
#define XPACK_ATTACK_STORAGE_H

#include "judge.h"

/* Flip every bit of the manifest, header and empty slot included: each is refused.  With a step
 * above 1 only every step-th bit, but every bit of the slots' heads and of the signature. */
void storage_flip_manifest(struct judge *judge, unsigned step);
/* Flip a bit in each 64 bytes of the payload, and each bit of the padding. */
void storage_flip_payload(struct judge *judge);
/* Cut and lengthen the file at every boundary there is. */
void storage_cut(struct judge *judge);
/* Change what the storage says between two reads. */
void storage_meddle(struct judge *judge);
/* Two keys, both policies, each combination of slots. */
void storage_keys(struct judge *judge);
/* A reserved range at the ends of each image, and where there is none. */
void storage_reserved(struct judge *judge);
/* More images than the table holds; as many as the cap allows. */
void storage_crowd(struct judge *judge);

#endif
