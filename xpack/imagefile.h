/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * imagefile: a container or a boot image as a file: what it holds, and whether it is authentic.
 *
 * Trust is decided by the loader's own code (loader/verify.h) on the whole file; reading without
 * a key (list, extract) applies the same canonical reader but says nothing about authenticity.
 */
#ifndef XPACK_IMAGEFILE_H
#define XPACK_IMAGEFILE_H

#include "arena.h"
#include "buf.h"
#include "key.h"
#include "loader/container.h"
#include "mapped.h"
#include "progress.h"
#include "unpack.h"

#define IMAGEFILE_MAX_SIZE UINT32_MAX

struct imagefile {
	const char *path;
	struct span bytes;     /* the whole file */
	struct span container; /* the container inside it, to the file's end */
	bool is_boot_image;
	struct span second; /* a boot image's second container; empty: it has one */
	bool in_region;     /* container may be longer than it is, until it was parsed */
	bool is_of_second;  /* the loader is the one for the second, after imagefile_verify() */
	struct container parsed;        /* after imagefile_parse() or imagefile_verify() */
	struct span manifest;           /* after imagefile_verify(): the copy that is authentic */
	struct span tree;               /* likewise: the system device tree, or empty */
	struct container second_parsed; /* the first two of the second one, likewise */
	struct span second_manifest;
	struct mapped file; /* bytes, when they are those of a file */
	int fd;             /* of a file that is not read whole, else -1 */
};

/* Read path and find the container in it.  Reports: file-read, not-an-image (exit 3).
 * On 0 the caller calls imagefile_close(). */
int imagefile_open(struct diag *diag, const char *path, struct imagefile *file)
	__attribute__((warn_unused_result));
/* The same for bytes in memory; path is for messages.  Nothing to close. */
int imagefile_of(struct diag *diag, const char *path, struct span bytes, struct imagefile *file)
	__attribute__((warn_unused_result));
/* As imagefile_open(), but what is asked for is read when it is asked for: for reading and
 * verifying files of any size.  What another process writes to the file meanwhile may be seen or
 * not, so nothing may be done with its bytes but to speak of them. */
int imagefile_open_large(struct diag *diag, const char *path, struct imagefile *file)
	__attribute__((warn_unused_result));
void imagefile_close(struct imagefile *file);

/* The second container as a file of its own, verified if that is; path says which it is.  False
 * when there is none.  Nothing to close; not to be used after the file was closed. */
bool imagefile_second(struct arena *arena, const struct imagefile *file, struct imagefile *second);

/* imagefile_parse(), but where the first container of two has no form, of the second, which takes
 * its place in *file. */
int imagefile_parse_any(struct arena *arena, struct diag *diag, struct imagefile *file)
	__attribute__((warn_unused_result));

/* Parse without authenticating.  Reports not-canonical (exit 3) with the loader's code. */
int imagefile_parse(struct arena *arena, struct diag *diag, struct imagefile *file)
	__attribute__((warn_unused_result));

/* How hashes are computed. */
struct imagefile_work {
	unsigned n_threads;        /* 0: as many as there are processors */
	struct progress *progress; /* or NULL */
};

/*
 * Every trust rule of docs/container.md with this key, or with the two of a list that
 * key_read_set() made, under the policy of the container: signatures, the canonical form, the
 * layout, the destinations against the RAM that the container's own system device tree gives its
 * loader, every hash; and that what is compressed can be decoded.  A boot image is made again from
 * its container with the installed loader and must be equal.  Of two containers in it each must
 * pass, also with the parameters of the loader that is in it, which must be the one for either of
 * them; behind each there may be erased flash.  Reports not-authentic or boot-image (exit 3) with
 * the loader's code.
 */
int imagefile_verify(struct arena *arena, struct diag *diag, struct imagefile *file,
		     const struct key *key) __attribute__((warn_unused_result));
int imagefile_verify_with(struct arena *arena, struct diag *diag, struct imagefile *file,
			  const struct key *key, const struct imagefile_work *work)
	__attribute__((warn_unused_result));

/* Of a verified file with two containers: which of them does its loader start? */
bool imagefile_prefers_second(const struct imagefile *file);

/* bootimage_make() of a verified file: of its container, or of both that it has. */
int imagefile_make(struct arena *arena, struct diag *diag, struct location at,
		   const struct imagefile *file, const struct key *key, struct buf *image)
	__attribute__((warn_unused_result));

/*
 * imagefile_verify() of a container whose payload was just written and hashed, from its manifest
 * alone: tree is the system device tree that is in it, size that of the whole container.
 */
struct imagefile_made {
	const char *path;
	struct span manifest;
	uint64_t size;
	struct span tree;
};
/* Parse without authenticating, as imagefile_parse(). */
int imagefile_parse_made(struct arena *arena, struct diag *diag, const struct imagefile_made *made,
			 struct container *parsed) __attribute__((warn_unused_result));
int imagefile_verify_made(struct arena *arena, struct diag *diag, const struct imagefile_made *made,
			  const struct key *key) __attribute__((warn_unused_result));

/* The stored bytes of an image.  Precondition: parsed. */
struct span imagefile_data(const struct imagefile *file, const struct image *image);

/*
 * The bytes that will be in memory: of a compressed image what its stored bytes are decoded to, by
 * the loader's code, in the arena.  Reports not-authentic with the loader's code when they cannot
 * be, also when only stock tools could not: the header's checksum, which the loader does not look
 * at.  Returns 0 or -1.  Precondition: imagefile_check_hash().
 */
int imagefile_decoded(struct arena *arena, struct diag *diag, const struct imagefile *file,
		      const struct image *image, struct span *bytes)
	__attribute__((warn_unused_result));

/* How many bytes a compressed image says that it holds, 0 where that cannot be read; of any other,
 * its stored bytes. */
uint64_t imagefile_content_size(const struct imagefile *file, const struct image *image);

/* The same of an image whose stored bytes are a source, block by block: not in memory.  job says
 * where they are and who takes what is decoded; how much may be is the image's.  Returns NULL, and
 * the loader's verdict in *status, or why they cannot be read. */
const char *imagefile_check_frame(const struct image *image, const struct unpack_job *job,
				  enum status *status) __attribute__((warn_unused_result));

/* The same of every compressed image, for what imagefile_decoded() and payload_run() report.
 * Returns 0 or -1. */
int imagefile_check_frames(struct arena *arena, struct diag *diag, const struct imagefile *file,
			   const struct imagefile_work *work) __attribute__((warn_unused_result));

/* Where the stored bytes of an image are.  Precondition: parsed. */
struct payload_source imagefile_source(const struct imagefile *file, const struct image *image);

/* Report exit 3 unless the stored bytes have the image's hash.  Returns 0 or -1. */
int imagefile_check_hash(struct diag *diag, const struct imagefile *file, const struct image *image)
	__attribute__((warn_unused_result));

#endif
