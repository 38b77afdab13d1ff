/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * scribe: writes a tree as a manifest with empty slots, from docs/container.md alone; with a flaw
 * when one is asked for.
 *
 * What it writes without a flaw is to be, byte for byte, what the packer writes.
 */
#ifndef XPACK_ATTACK_SCRIBE_H
#define XPACK_ATTACK_SCRIBE_H

#include "tree.h"
#include "xpack/buf.h"

enum flaw_kind {
	FLAW_NONE,
	FLAW_NOP,             /* NOP in front of token `at` */
	FLAW_TOKEN,           /* token `at` has an unknown value */
	FLAW_NAME_PADDING,    /* a padding byte of node `at`'s name is not zero */
	FLAW_VALUE_PADDING,   /* a padding byte of property `at` is not zero */
	FLAW_VALUE_SIZE,      /* property `at` says to have 4 GiB less 4 bytes */
	FLAW_LATE_PROPERTIES, /* node `at` has its properties behind its subnodes */
	FLAW_TWO_PROPERTIES,  /* in front of them and behind them */
	FLAW_NO_FINISH,       /* the structure block ends in front of FDT_END */
	FLAW_EARLY_FINISH,    /* FDT_END in front of the root's END */
	FLAW_AFTER_FINISH,    /* one cell more behind FDT_END */
	FLAW_SECOND_ROOT,     /* a second, empty root */
	FLAW_END_TWICE,       /* the root ends twice */
	FLAW_NAME_OPEN,       /* the last node's name has no end in the structure block */
	FLAW_STRING_UNUSED,   /* one string more at the end of the strings block */
	FLAW_STRING_TWICE,    /* property `at` has a copy of its name, which is there already */
	FLAW_STRING_MIDDLE,   /* property `at` points into a longer string */
	FLAW_STRING_SUFFIX,   /* property `at` points at its name's second character */
	FLAW_STRING_ORDER,    /* the first two strings are exchanged */
	FLAW_STRING_OPEN,     /* the last string has no NUL */
	FLAW_STRING_FAR,      /* property `at` points behind the strings block */
	FLAW_STRING_EMPTY,    /* property `at` points at a NUL */
	FLAW_END_PADDING,     /* a byte between strings block and totalsize is not zero */
	FLAW_MORE_PADDING,    /* eight zeros more at the end */
	FLAW_BLOCK_GAP,       /* four zeros between structure and strings block */
	FLAW_RESERVATION      /* byte `at` of the memory reservation map is not zero */
};

struct flaw {
	enum flaw_kind kind;
	unsigned at;
};

/* Write the manifest.  *applied says whether the tree had a place for the flaw.  The caller frees
 * the result. */
struct buf scribe_write(const struct node *root, struct flaw flaw, bool *applied);

#endif
