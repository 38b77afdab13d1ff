/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * assembly: load table -> the files of a container and its boot image.
 *
 * The manifest is made first, with all but the hashes, so that what does not fit is refused before
 * anything is copied.  Then the payload goes, read once, to its place in both files, and is hashed
 * on the way.  Then the manifest gets its hashes and signatures, is verified with the loader's
 * code, as is what compressed images hold, and is written in front.
 *
 *     assembly_begin     the manifest; reports what fit_begin() and imagefile_parse_made() do
 *     assembly_open      the files, and what stands in front of the container in the boot image
 *     assembly_copy      the payload into the files that are open; without one it is only hashed
 *     ... sign assembly->manifest ...
 *     assembly_finish    verified, and written
 */
#ifndef XPACK_ASSEMBLY_H
#define XPACK_ASSEMBLY_H

#include "file.h"
#include "imagefile.h"
#include "pack.h"
#include "payload.h"

struct assembly {
	struct arena *arena;
	struct diag *diag;
	const struct pack *pack;
	struct buf manifest;
	struct imagefile_made made; /* the same and what follows it */
	struct container parsed;    /* the same, as the loader reads it */
	struct buf front;           /* of the boot image: all in front of the container */
	uint64_t second;            /* where in it a second container begins; 0: there is none */
	struct payload_sink
		sinks[3]; /* the container, the boot image, the second container in it */
	size_t n_sinks;
};

/* On -1 assembly_end() is still to be called, as always. */
int assembly_begin(struct arena *arena, struct diag *diag, const struct pack *pack,
		   uint32_t timestamp, struct assembly *assembly)
	__attribute__((warn_unused_result));
void assembly_end(struct assembly *assembly);

/* boot_image NULL: none is made.  Reports what file_stage_open() and bootimage_make() do. */
int assembly_open(struct assembly *assembly, struct file_stage *stage, const char *container,
		  const char *boot_image, const struct key *key)
	__attribute__((warn_unused_result));
/* Reports what payload_run() does, and, where U-Boot's signature is asked for, sign-failed. */
int assembly_copy(struct assembly *assembly, const struct imagefile_work *work)
	__attribute__((warn_unused_result));
/* key NULL: there is no signature to be verified. */
int assembly_finish(struct assembly *assembly, const struct key *key)
	__attribute__((warn_unused_result));

#endif
