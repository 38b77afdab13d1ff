/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * target: something that a boot image is written to: a file, a disk, a board behind a debugger.
 *
 * A target is named SCHEME:REST, and each scheme is one file target_SCHEME.c with one struct
 * target_kind.  It only moves bytes: what is written, in which order, and whether it is there
 * afterwards is flash's business (flash.h), the same for all.
 *
 * Offsets count bytes from the start of what the target offers, which is `start` in its own address
 * space.  Where blocks have to be erased, whole ones are erased and programmed, of which the last
 * one of the target may be short; elsewhere any bytes.
 *
 * Every operation reports through the diag and returns 0 or -1: target (the target cannot be
 * opened, refuses or fails: exit 5; the machine fails: exit 4).
 */
#ifndef XPACK_TARGET_H
#define XPACK_TARGET_H

#include <stdbool.h>

#include "arena.h"
#include "diag.h"
#include "loader/span.h"
#include "progress.h"
#include "trace.h"

struct bootimage_region;

/* What the user said of the target, beside its name. */
struct target_request {
	struct arena *arena;
	struct diag *diag;
	struct trace *trace;
	const char *name;   /* as it was typed */
	const char *rest;   /* of the name, behind the scheme's colon */
	const char *force;  /* what --force named, or NULL */
	const char *region; /* a part of a chip by its name, or NULL */
	const char *layout; /* the file that names it; NULL: the chip does */
	bool read_only;     /* nothing will be written */
	uint64_t needed;    /* bytes that will be written; a target that is made anew has them */
	uint32_t address;   /* where the board has its boot image; 0 where there is no image */
	uint64_t room;      /* bytes from there on that the board has for it; 0: no image */
	/* Of the image's board; NULL and 0 where there is no image. */
	const char *arch; /* as in a container's images */
	const struct bootimage_region *ram;
	size_t n_ram;
	bool into_ram;    /* what is written goes into RAM and is started there; no storage is */
	bool starts;      /* what was written is started, by reset() or start() */
	bool has_console; /* what the board prints is to be shown, once it was started */
	uint32_t console; /* address of the UART that the loader prints on; 0: not known */
};

struct target_piece {
	uint32_t addr;
	uint64_t size; /* bytes; zeros behind those that are given */
	struct span bytes;
};

struct target_write {
	uint32_t addr, value;
};

/* What goes into a board's RAM, there to be started in place of what the loader would have put
 * there. */
struct target_program {
	const struct target_piece *pieces;
	size_t n_pieces;
	const struct target_write *registers; /* of the board, written first, in that order */
	size_t n_registers;
	uint32_t entry;
	uint32_t argument; /* the first: %o0 */
	uint32_t stack;
	uint32_t console, scaler; /* UART that the loader would have turned on; 0: none */
	struct progress *progress;
};

struct target_identity {
	const char *text; /* what it is: "disk /dev/sdb, 'Vendor Model', 7.5 GiB, removable" */
	uint64_t start;   /* address of offset 0; 0 where there are none */
	uint64_t size;    /* bytes */
	uint32_t block;   /* bytes that are erased and programmed together */
	uint64_t burst;   /* most bytes that are best programmed in one call, blocks; 0: a block */
	uint8_t erased;   /* what erased bytes read as */
	bool must_erase;  /* a block has to be erased before it is programmed */
	bool is_noisy;    /* what is read may be wrong, and what is written, and nobody notices */
	const char *arch; /* as in a container's images, where the target can tell; else NULL */
};

/* How much of size bytes from start on a processor with addresses of 32 bits has: what is asked for
 * behind them would be taken for what is at the beginning. */
static inline uint64_t target_clip(uint64_t start, uint64_t size)
{
	const uint64_t end = (uint64_t)1 << 32;

	return start < end && size > end - start ? end - start : size;
}

/* Nothing but what erased bytes have? */
static inline bool target_is_erased(struct span bytes, uint8_t erased)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i] != erased)
			return false;
	return true;
}

struct target; /* of the kind that opened it; begins with struct target_base */

struct target_kind {
	const char *scheme;
	const char *form; /* for --help: "file:PATH" */
	const char *help; /* a line */
	bool is_disk;     /* takes disk images, of boards that boot from disks, and nothing else */
	bool is_chip;     /* takes boot images as they are, of all boards */
	bool is_memory;   /* the board's own: takes what of the boot image lies in it, RAM too */
	bool has_regions; /* heeds the request's region and layout */
	struct target *(*open)(const struct target_request *request); /* NULL after an error */
	int (*identify)(struct target *target, struct target_identity *identity);
	/* Somebody wants to write: until then nothing is made or changed.  NULL: nothing to do. */
	int (*prepare)(struct target *target);
	int (*erase)(struct target *target, uint64_t offset, uint64_t size);
	int (*program)(struct target *target, uint64_t offset, struct span bytes);
	/* From the medium, not from a cache. */
	int (*read)(struct target *target, uint64_t offset, uint8_t *to, size_t size);
	/* All that was programmed is on the medium. */
	int (*sync)(struct target *target);
	/* Make the board start what was written; NULL where the target cannot. */
	int (*reset)(struct target *target);
	/* Load it into RAM, read it back, start it; NULL where the target cannot. */
	int (*start)(struct target *target, const struct target_program *program);
	/* After reset() or start(), which heeded request.has_console: show what the board prints
	 * and send what is typed, until the user ends it or the board stops; NULL where the target
	 * cannot. */
	int (*console)(struct target *target);
	/* Print what is behind it, for --list; NULL where the target cannot. */
	void (*list)(struct target *target, bool json);
	/* What was changed to work on it is put back, or it is reported that it cannot be.  It is
	 * freed in any case. */
	int (*close)(struct target *target) __attribute__((warn_unused_result));
};

struct target_base {
	const struct target_kind *kind;
	struct target_request request;
};

static inline const struct target_base *target_base(const struct target *target)
{
	return (const struct target_base *)(const void *)target;
}

/* All kinds, in the order of --help; ends with NULL. */
extern const struct target_kind *const target_kinds[];
extern const struct target_kind target_ahbuart;
extern const struct target_kind target_disk;
extern const struct target_kind target_edcl;
extern const struct target_kind target_file;
extern const struct target_kind target_gdb;
extern const struct target_kind target_grmon;
extern const struct target_kind target_spi;

/* The kind that the name begins with; *rest is what follows.  Reports usage (exit 2) with the
 * nearest scheme, and returns NULL. */
const struct target_kind *target_find(struct arena *arena, struct diag *diag, const char *name,
				      const char **rest);

/* Never more is written than a region that was named: a kind without regions refuses it.  Reports
 * usage (exit 2). */
int target_test_region(struct diag *diag, const struct target_kind *kind, const char *name,
		       const char *region);

/* What cannot be started is refused before it is written.  Reports usage. */
int target_test_reset(struct diag *diag, const struct target_kind *kind, const char *name);

/* Report that the target failed; always -1. */
int target_fail(const struct target_request *request, const char *format, ...) DIAG_FORMAT(2, 3);
/* The same for an operation of this machine, with errno: exit 4. */
int target_fail_errno(const struct target_request *request, const char *doing);

#endif
