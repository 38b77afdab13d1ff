/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * place: everything that the loader will put into RAM, as one table, nothing overlapping.
 *
 * Segments go where their p_paddr says; areas declared zero get what is left of them filled.
 * Device trees go to the highest RAM outside all areas, in whole pages, so that a host's memory
 * protection can give a partition its tree and nothing besides.  So does the loader's work area;
 * but it is free again once the host runs, and where areas leave no room it goes into one, where
 * nothing is loaded.  Trees may do that only under the protocol raw, whose hosts read none.
 *
 * Where a boot program puts loader and container into RAM, there is room for them, with the work
 * area behind, in one piece above the first MiB, as low as possible: the boot program's own
 * information needs room above it.  Under the protocol multiboot partitions are modules, as are
 * blobs without an address: each in pages of its own outside all areas.  Partitions have no device
 * trees then.  Partitions that lie inside their host's file (Pack) have no places of their own.
 *
 * Only the sizes of what is loaded are looked at; its bytes may be written later.  Those that are
 * stored compressed are compressed when they are final, and staging is found room for last.
 *
 * The order of images, and so of everything in the container: host segments, host device tree,
 * blobs, then per partition in document order its segments, device tree, blobs; then zero images:
 * of the host, of shared memories, of partitions.  Nothing else is put into shared memory, not even
 * where it is not declared zero.
 */
#ifndef XPACK_PLACE_H
#define XPACK_PLACE_H

#include "frames.h"
#include "link.h"
#include "loader/container.h"
#include "model.h"
#include "room.h"

struct load_image {
	const char *name;  /* node name of the container's image */
	const char *owner; /* name of the host or partition */
	const char *description;
	enum image_kind kind;
	uint32_t load;
	uint32_t mem_size;
	struct span data; /* empty for IMAGE_ZERO */
	bool has_entry;
	uint32_t entry;
	const char *module;              /* string of an IMAGE_MODULE, or NULL */
	enum compression compression;    /* what the description asks for */
	const struct frames_part *frame; /* data compressed, when that is what is stored, or NULL */
};

struct fit_seal; /* fit_sign.h */

struct load_table {
	struct load_image *images;
	size_t n_images;
	size_t kernel;         /* index of the image that holds the host's entry */
	size_t fdt;            /* index of the host's device tree, or SIZE_MAX */
	struct extent work;    /* the loader's, see loader/params.h */
	struct extent region;  /* of loader and container */
	struct extent boot;    /* where the loader leaves a multiboot host's information */
	struct extent staging; /* for stored bytes of compressed images; size 0: none */
	uint32_t manifest_cap;
	struct room room;            /* what is not taken yet */
	const struct fit_seal *seal; /* the container also carries U-Boot's signature; or NULL */
};

/* How many bytes of it stand in the container. */
static inline uint64_t place_stored_size(const struct load_image *image)
{
	return image->frame != NULL ? image->frame->size : image->data.size;
}

struct place_input {
	const struct system *system;
	const struct elf *host;
	const struct linked *host_linked;    /* its segments */
	const struct elf *partitions;        /* system->n_partitions views */
	const struct linked *linked;         /* and as many patched copies */
	const struct span *partition_files;  /* under multiboot: their patched files */
	const struct span *blobs;            /* system->host.n_blobs files */
	struct span *const *partition_blobs; /* of each partition; NULL: none has any */
};

/*
 * Reports: place-no-room (no free RAM for a device tree or the work area), with the size that was
 * looked for.  Returns 0 or -1.  Preconditions: check_model and check_elf found no error.
 */
int place(struct arena *arena, struct diag *diag, const struct place_input *input,
	  struct load_table *table) __attribute__((warn_unused_result));

/*
 * Find room for staging, when what is to be compressed is: how large staging has to be is known
 * then, and nothing depends on where it is but the system device tree, into which it is written.
 * It may lie in an area, where nothing is loaded, as the work area may.
 * Reports: staging-size (the description gives less than is needed), place-no-room.
 * Returns 0 or -1.  Precondition: setup_has_staging().
 */
int place_staging(struct arena *arena, struct diag *diag, const struct system *system,
		  struct load_table *table) __attribute__((warn_unused_result));

#endif
