/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cmd_flash: what the files of `xpack flash` share; nobody else includes it.
 *
 *     cmd_flash.c          options, and what they ask for
 *     cmd_flash_image.c    what is written: authentic bytes that were made here
 *     cmd_flash_loader.c   whether the loader that is there takes a container alone
 *     cmd_flash_ram.c      what goes into RAM and is started there
 *     cmd_flash_target.c   where it is written: the target, opened, and what is done with it
 *     cmd_flash_confirm.c  both are shown, and a person agrees
 *     cmd_flash_list.c     what this machine has that could be a target
 */
#ifndef XPACK_CMD_FLASH_H
#define XPACK_CMD_FLASH_H

#include "arch.h"
#include "bootimage.h"
#include "buf.h"
#include "cmd.h"
#include "flash.h"
#include "flash_slot.h"
#include "imagefile.h"
#include "options.h"

/* As they were typed; NULL or false: not. */
struct flash_options {
	const char *to;
	struct option_list public_keys;
	const char *force;
	const char *offset;
	const char *size;
	const char *region;
	const char *layout;
	const char *read_back;
	const char *trace;
	const char *slot;
	bool yes, minimize, resume, verify_only, reset, ram, console, container, list;
};

struct flash_image {
	struct imagefile file;         /* as it was given, and authentic */
	struct buf bytes;              /* what is written */
	struct bootimage_region board; /* where it has them */
	size_t anchor; /* bytes of it in front of the container: the loader and its parameters */
	const struct arch_traits *traits;
};

struct flashing {
	struct cmd *cmd;
	struct flash_options options;
	const struct target_kind *kind;
	const char *rest; /* of the target's name, behind the scheme */
	struct progress progress;
	struct flash_job job;
	uint64_t read_size;                   /* bytes that --read-back reads; 0: all */
	const struct flash_image *image;      /* NULL: nothing is written or compared */
	const struct target_program *program; /* what goes into RAM, while that is asked for */
	enum flash_slot slot;                 /* that was asked for; then that is written */
	bool has_slots;                       /* the target has two containers, one is written */
	const char *done; /* the last line of --json, once all that was asked for is done */
};

/*
 * Make what is written of the boot image or container in the file, for flashing->kind.  Reports:
 * what settings_find(), key_read_public(), imagefile_verify() and bootimage_make() do; flash-board
 * (exit 1); usage.  Returns 0 or -1; the caller calls flash_image_close() in any case.
 */
int flash_image_open(struct flashing *flashing, const char *path, struct flash_image *image)
	__attribute__((warn_unused_result));
void flash_image_close(struct flash_image *image);

/* The image's board does not start from that: flash-board; always -1. */
int flash_refuse_board(const struct flashing *flashing, const struct flash_image *image,
		       const char *what);

/* Open the target and write, compare, or read back.  Reports what they do, and flash-board,
 * flash-loader, flash-size, flash-declined.  Sets the summary. */
void flash_with_target(struct flashing *flashing);
/* Open it and print what is behind it.  Reports what opening does, and usage. */
void flash_list_target(struct flashing *flashing);

/* So many bytes were programmed and verified: the last line of --json, which is printed when the
 * target is as it was found and nothing failed. */
void flash_done(struct flashing *flashing, uint64_t programmed, uint64_t verified);

/* Print what could be a target.  Reports file-write, program (exit 4): flashrom fails. */
void flash_list_machine(const struct cmd *cmd);

/* Leave the loader that is there: only the container is left in flashing->job, and of two the one
 * that is to be written.  Reports flash-loader (exit 5): it would not take this container; and what
 * flash_slot_choose() does.  Returns 0 or -1. */
int flash_leave_loader(struct flashing *flashing) __attribute__((warn_unused_result));

/* Load what is in the image into the target's RAM and start it there.  Reports what the target
 * does, and flash_confirm().  Returns 0 or -1.  Precondition: the target can. */
int flash_load(struct flashing *flashing) __attribute__((warn_unused_result));
/* Address of the UART that the image's loader prints on; 0: none that is known. */
uint32_t flash_console(const struct flash_image *image);
/* Bytes of all that goes into RAM. */
uint64_t flash_program_size(const struct target_program *program);

/* A person looks at image and target and agrees, or said so before.  Reports usage (nobody can be
 * asked), flash-declined.  Returns 0 or -1; it is for struct flash_job. */
int flash_confirm(const void *flashing, const struct flash_journal *journal)
	__attribute__((warn_unused_result));

#endif
