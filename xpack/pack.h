/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pack: the pipeline from a system description to a load table, stage by stage.
 *
 *     read description -> check model -> read and check ELF files -> link -> place -> settle
 *     -> compress
 *
 * Everything that can be looked at is: a wrong description does not keep its files from being
 * checked, nor one file the others.  Only placing wants that no error was found at all.  What was
 * left out is said with diag_skip().  `xpack check` goes on with fit and storage, `xpack build`
 * with fit, sign and bootimage.
 *
 * A partition alone, or a contract alone, goes as far as it can without the host's file and the
 * other partitions: docs/roles.md.
 */
#ifndef XPACK_PACK_H
#define XPACK_PACK_H

#include "abi.h"
#include "licenses.h"
#include "link.h"
#include "mapped.h"
#include "packing.h"
#include "place.h"
#include "regions.h"
#include "xml.h"

/* Everything that the stages made.  Owned by the arena, but for the file bytes. */
struct pack {
	struct arena *arena;
	struct diag *diag;
	struct system *system;
	const struct system **contracts; /* for the system */
	size_t n_contracts;
	struct regions others; /* what a file may run into: regions_of_owned() */
	struct elf host;
	struct linked host_linked;
	bool host_ready;              /* nothing was found wrong with its file */
	struct elf *partitions;       /* system->n_partitions */
	bool *ready;                  /* likewise: nothing was found wrong with its file */
	struct linked *linked;        /* likewise */
	struct span *partition_files; /* likewise, patched; where model_partitions_are_files() */
	uint8_t **partition_bytes;    /* the same bytes */
	struct spots *spots; /* of each partition, then the host: what Set and Pack write */
	struct packing_layout packing; /* of the host's Pack */
	struct change *blob_changes;   /* words that Sets wrote into blobs */
	size_t n_blob_changes;
	struct span *blobs;            /* of the host, in document order */
	struct span **partition_blobs; /* of each partition, likewise */
	struct licenses *licenses;     /* likewise: what its file notes */
	struct abi abi;
	struct load_table table;
	const uint32_t *sequence; /* in place of the description's; or NULL */
	struct frames frames;     /* of the images that are to be compressed */
	bool keeps_frames;        /* else only their sizes are found out */
	const char *output;       /* beside which they are kept; NULL: pack_output() */
	uint64_t boot_image_size; /* bytes, if whoever runs this found out; else 0 */
	/* what depfiles name: description, included and ELF files, ABI objects, what was added */
	const char **inputs;
	size_t n_inputs;
	struct mapped *files; /* bytes that the ELF views point into */
	size_t n_files;
	uint64_t read_size; /* of those of them that were read */
};

void pack_begin(struct pack *pack, struct arena *arena, struct diag *diag);
void pack_end(struct pack *pack);

/* The container's name when nobody gives another: NAME.itb, NAME being the system's. */
const char *pack_output(const struct pack *pack);

/* Where the bytes of each image of the table are, in its order, before they are compressed. */
struct payload_source *pack_sources(const struct pack *pack);

/* Another file that the outputs depend on: the key, the loader. */
void pack_add_input(struct pack *pack, const char *path);

/* The bytes of a file that the description names, which was read; empty when it was not. */
struct span pack_file(const struct pack *pack, const char *path);
/* An output may not stand in the place of an input: reports output (exit 2).  0 or -1. */
int pack_refuse_input(const struct pack *pack, const char *output)
	__attribute__((warn_unused_result));

/* The system will be held against that contract too.  Before pack_describe() and pack_run(); an
 * error in the contract is reported, and it is left out. */
void pack_add_contract(struct pack *pack, const char *path, const struct xml_options *options);

/* Description and model checks alone: what does not need a single ELF file. */
int pack_describe(struct pack *pack, const char *path, const struct xml_options *options)
	__attribute__((warn_unused_result));
/* What a system's host exports: the description, the host's file and its ABI objects. */
int pack_interface(struct pack *pack, const char *path, const struct xml_options *options)
	__attribute__((warn_unused_result));
/* pack_describe() and all other stages.  Returns 0 when nothing reported an error, else -1; then
 * system may be there all the same. */
int pack_run(struct pack *pack, const char *path, const struct xml_options *options)
	__attribute__((warn_unused_result));

/* The same for a supplier's partition: the system is the contract with this partition alone. */
int pack_describe_partition(struct pack *pack, const char *path, const char *contract,
			    const struct xml_options *options) __attribute__((warn_unused_result));
/* A supplier's partition with its file, and a contract by itself.  What is wrong is in the diag. */
void pack_check_partition(struct pack *pack, const char *path, const char *contract,
			  const struct xml_options *options);
void pack_check_contract(struct pack *pack, const char *path, const struct xml_options *options);

#endif
