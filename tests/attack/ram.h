/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ram: what a loader may have left in RAM that was poisoned before it ran.
 *
 * Every byte is accounted for: outside the work area and the images' destinations nothing was
 * written; a host that is started finds exactly what was signed; after a refusal no byte of an
 * image is left, and the manifest's copy is gone.
 */
#ifndef XPACK_ATTACK_RAM_H
#define XPACK_ATTACK_RAM_H

#include "lab.h"
#include "loader/status.h"

#define RAM_POISON 0xa5

/* What is wrong with RAM after the loader's answer to this container, or NULL.  ram: all of the
 * lab's RAM; destinations are poisoned again on the way. */
const char *ram_complaint(const struct lab *lab, uint8_t *ram, struct span container,
			  enum status status);

/* What is wrong after a refusal when the container changed while it was read, or NULL. */
const char *ram_manifest_complaint(const struct lab *lab, const uint8_t *ram);

/* Bytes of the stack, from its end, that the loader has ever used. */
uint32_t ram_stack_used(const struct lab *lab, const uint8_t *ram);

#endif
