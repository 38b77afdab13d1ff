/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * lab: a system that `xpack build` made, and specimens of it to be spoilt.
 *
 * A lab is a directory that lab.sh fills: system.itb, system.prom, key.pem (what the loader
 * trusts), foreign.pem (the same algorithm, not trusted) and other.pem (the other algorithm, not
 * trusted).  A specimen starts as the system's own tree and payload; an attack edits them and
 * leaves a container.
 */
#ifndef XPACK_ATTACK_LAB_H
#define XPACK_ATTACK_LAB_H

#include "loader/params.h"
#include "scribe.h"
#include "seal.h"
#include "tree.h"
#include "xpack/buf.h"

struct lab {
	struct arena *arena;
	struct buf prom;      /* the boot image */
	struct buf container; /* as the packer made it */
	uint32_t manifest_size;
	struct span block; /* the loader's parameters, in prom */
	struct params params;
	struct node *tree;
	struct seal_key *key;
	struct seal_key *foreign;
	struct seal_key *other;
};

struct specimen {
	const struct lab *lab;
	struct arena *arena;
	struct node *tree;
	struct buf payload;
	struct buf container; /* what is handed to the loader */
};

/* End the program with a message unless it holds. */
void lab_need(bool holds, const char *what);

/* A whole file, to be freed; ends the program when it cannot be read. */
struct buf lab_read(const char *path);

void lab_open(struct lab *lab, const char *directory);
void lab_close(struct lab *lab);

struct specimen specimen_begin(const struct lab *lab);
void specimen_end(struct specimen *specimen);

/* The container as the packer made it, to be edited in place. */
void specimen_original(struct specimen *specimen);
/* Write tree and payload and sign with the lab's key.  False, and nothing is done, when there is
 * no place for the flaw. */
bool specimen_write(struct specimen *specimen, enum flaw_kind flaw, unsigned at);
/* Sign the container's manifest as it is now, with the lab's key in slot 0. */
void specimen_seal(struct specimen *specimen);
/* The manifest of the container, sized by its header. */
struct span specimen_manifest(const struct specimen *specimen);

/* Nodes of the tree: image i in the order of the manifest, the entry image, the configuration. */
struct node *specimen_image(struct specimen *specimen, size_t i);
size_t specimen_n_images(struct specimen *specimen);
struct node *specimen_kernel(struct specimen *specimen);
struct node *specimen_configuration(struct specimen *specimen);
/* The n-th image, counting from 0, of this kind. */
struct node *specimen_kind(struct specimen *specimen, const char *kind, unsigned n);
/* The n-th image other than the entry image that has data. */
struct node *specimen_data(struct specimen *specimen, unsigned n);

/* Short forms for edits. */
void specimen_u32(struct specimen *specimen, struct node *node, const char *name, uint32_t value);
void specimen_text(struct specimen *specimen, struct node *node, const char *name,
		   const char *text);
/* Compute every data-offset again from the sizes, modulo 32 bits. */
void specimen_lay_out(struct specimen *specimen);
/* Compute an image's hash again from the payload. */
void specimen_hash(struct specimen *specimen, struct node *image);
/* Make images that have data one to seven bytes short of a multiple of 8, with zeros behind; not
 * the system device tree. */
void specimen_make_odd(struct specimen *specimen);
/* Write every image's name, but kernel and fdt, into loadables. */
void specimen_list(struct specimen *specimen);

#endif
