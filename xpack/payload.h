/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * payload: the bytes of images, each read once, hashed, and written to where they go.
 *
 * A part is one image: where its bytes come from, where they go to, and, afterwards, their hash.
 * Parts are given out to threads one by one; each thread has one buffer of PAYLOAD_STEP bytes, and
 * no more is in memory, however large a part is.  The hash is of the bytes that were written, not
 * of the file that they came from.  What is written does not depend on the number of threads.
 */
#ifndef XPACK_PAYLOAD_H
#define XPACK_PAYLOAD_H

#include "crew.h"
#include "digest.h"
#include "mapped.h"

#define PAYLOAD_STEP (256u << 10)

/* Bytes in memory; or, where path is given, a part of a file. */
struct payload_source {
	struct span bytes;         /* without a path */
	const char *path;          /* for messages */
	const struct mapped *file; /* to be opened again, and to be unchanged; or NULL */
	bool is_copy;              /* bytes are a copy of that part of it (mapped_copy()) */
	int pages;                 /* then mapped_origin's */
	int fd;                    /* then an open file */
	uint64_t offset;           /* in it */
	uint64_t size;
};

struct payload_part {
	struct payload_source source;
	uint64_t offset; /* in each sink */
	uint8_t hash[CRYPTO_DIGEST_SIZE];
	/* payload_run()'s own */
	const char *path; /* of the file that failed */
	const char *why;
	bool is_write;
};

/* A file that all parts are written to. */
struct payload_sink {
	const char *path;
	int fd;
	uint64_t offset; /* of the first part's offset 0 */
};

struct payload_job {
	struct payload_part *parts;
	size_t n_parts;
	const struct payload_sink *sinks; /* none: parts are hashed alone */
	size_t n_sinks;
	unsigned n_threads; /* 0: as many as there are processors */
	struct progress *progress;
	const char *phase; /* for it */
};

/* Reports file-read or file-write (exit 4) of the first part that failed.  Returns 0 or -1. */
int payload_run(struct diag *diag, const struct payload_job *job)
	__attribute__((warn_unused_result));

struct payload_source payload_memory(struct span bytes);
struct payload_source payload_file(const char *path, int fd, uint64_t offset, uint64_t size);

/* A copy of a mapped file's bytes. */
struct payload_source payload_copy(const struct mapped_origin *origin, struct span bytes);

/* Where bytes are: in the one of n mapped files that they lie in, else in memory.  `files` are
 * sorted by payload_sort(). */
struct payload_source payload_source(const struct mapped *const *files, size_t n,
				     struct span bytes);
void payload_sort(const struct mapped **files, size_t n);

/*
 * A source piece by piece, for who needs its bytes otherwise; each function returns NULL, or why it
 * cannot.  Nothing of a file comes into memory for it.  Ends with payload_close(), which says
 * whether the file changed meanwhile.
 */
struct payload_reader {
	const struct payload_source *source;
	int fd;
	bool is_own; /* fd */
};
const char *payload_open(const struct payload_source *source, struct payload_reader *reader)
	__attribute__((warn_unused_result));
const char *payload_read(const struct payload_reader *reader, uint64_t at, uint8_t *to, size_t size)
	__attribute__((warn_unused_result));
const char *payload_close(struct payload_reader *reader);

/* Report of a source that it cannot be read (file-read, exit 4); always -1. */
int payload_read_fails(struct diag *diag, const char *path, const char *why);

#endif
