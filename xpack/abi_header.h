/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * abi_header: the header by which guests import the services of a host.
 *
 * It is made of what the exports carry, so that both sides come from one text: read by a compiler
 * it gives the prototypes that were exported.  The exports may be anybody's: what is printed of
 * them is declarations and comments, and nothing that could leave these.
 */
#ifndef XPACK_ABI_HEADER_H
#define XPACK_ABI_HEADER_H

#include "abi.h"
#include "buf.h"

struct abi_header {
	const char *license;     /* an SPDX expression */
	const char *const *weak; /* services that the guest can do without */
	size_t n_weak;
};

/*
 * Append the header.  Services keep their order; those of a feature stand together, and of those
 * that are off only the names are there.  Reports: abi-header (a text that cannot stand in a
 * header), abi-weak (not a service that is there and returns int).  Returns 0 or -1.
 */
int abi_header_write(struct arena *arena, struct diag *diag, const struct abi *abi,
		     const struct abi_header *header, struct buf *out)
	__attribute__((warn_unused_result));

/* Append the words of text, in lines of at most 100 columns that begin with prefix. */
void abi_header_wrap(struct buf *out, const char *prefix, const char *text);

#endif
