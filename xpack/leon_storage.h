/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * leon_storage: what a range of a LEON board's addresses is stored in, and how it is written: RAM,
 * flash chips on the PROM's bus, a chip behind an SPI controller.  Reading is the bus's, the same
 * for all.
 *
 * Finding one leaves the board as it was.  A kind may have to ask its chips, which takes writes to
 * the bus; whatever lets those through is closed again before leon_storage_find() returns, so that
 * the board is in order while a person is asked.  Opening comes after that person said yes; ending
 * puts back what it changed, whatever happened in between.
 *
 * A kind is one file: leon_ram.c, leon_nor.c, leon_spi.c.  All operations report target, and return
 * 0 or -1.
 */
#ifndef XPACK_LEON_STORAGE_H
#define XPACK_LEON_STORAGE_H

#include "plugplay.h"

struct leon_storage;

struct leon_storage_kind {
	/* Writing begins. */
	int (*open)(struct leon_storage *storage);
	/* Whole blocks, or zeros where nothing has to be erased. */
	int (*erase)(struct leon_storage *storage, uint32_t addr, uint64_t size);
	int (*program)(struct leon_storage *storage, uint32_t addr, struct span bytes);
	/* A command was lost, or stopped anywhere: end it, so that the contents can be read. */
	int (*recover)(struct leon_storage *storage);
	/* As it was found, but for what was written.  Also after errors, and when not opened. */
	int (*restore)(struct leon_storage *storage);
};

/* Each kind's own begins with it, and is in the arena. */
struct leon_storage {
	const struct leon_storage_kind *kind;
	struct buslink *link;
	const char *text; /* what it is, for people; NULL: memory */
	uint32_t start;
	uint64_t size;
	uint32_t block;  /* bytes that are erased together */
	bool must_erase; /* and read as 0xff then */
	uint32_t unit;   /* bytes that are programmed at once, of a word's; 0: all */
	bool is_open;
	unsigned doubts; /* of the link, when the contents were last known to be readable */
};

/* What the request's address lies in.  NULL after an error; then *storage may still have something
 * to put back. */
int leon_storage_find(struct leon_storage **storage, struct buslink *link,
		      const struct plugplay *found) __attribute__((warn_unused_result));
int leon_storage_open(struct leon_storage *storage) __attribute__((warn_unused_result));
int leon_storage_erase(struct leon_storage *storage, uint32_t addr, uint64_t size)
	__attribute__((warn_unused_result));
int leon_storage_program(struct leon_storage *storage, uint32_t addr, struct span bytes)
	__attribute__((warn_unused_result));
/* Where the link may have lost a command the chips may show something else than their contents;
 * after this they show them. */
int leon_storage_show(struct leon_storage *storage) __attribute__((warn_unused_result));
/* Put the board in order; storage may be NULL. */
int leon_storage_end(struct leon_storage *storage, bool has_failed);

/* The kinds, each with what it needs.  *storage is set first: also after an error there may be
 * something to put back. */
int leon_ram_find(struct leon_storage **storage, struct buslink *link);
int leon_spi_find(struct leon_storage **storage, struct buslink *link,
		  const struct plugplay *found);
int leon_nor_find(struct leon_storage **storage, struct buslink *link,
		  const struct plugplay *found);

#endif
