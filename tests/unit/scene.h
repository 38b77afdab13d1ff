/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * scene: a sample system with the ELF views that go with it, up to its load table.
 *
 * scene_of() makes it, a test changes what it wants, scene_place() runs xpack's place().
 */
#ifndef XPACK_TESTS_SCENE_H
#define XPACK_TESTS_SCENE_H

#include "fixture.h"
#include "sample.h"
#include "xpack/pack.h"
#include "xpack/place.h"

struct scene {
	struct fixture *fixture;
	struct system *system;
	struct elf *host;
	struct elf *partitions[2];
	struct load_table table; /* after scene_place() returned 0 */
};

/* Without a fault: the host has one segment, control has two, telemetry has one. */
struct scene scene_of(struct fixture *fixture);
int scene_place(struct scene *scene) __attribute__((warn_unused_result));
/* As pack_run() leaves it, with the scene's table. */
struct pack scene_pack(const struct scene *scene);

/* The area that the range meets, or NULL. */
const struct area *scene_area_at(const struct system *system, uint64_t start, uint64_t size);
/* What holds of every load table, whatever the system; fails the running test unless it does. */
void scene_expect_sound(const struct scene *scene);

#endif
