/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack flash: onto the board, and certain that it is there. */

#include "cmd_flash.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "options.h"
#include "quantity.h"

static const char explanation[] =
	"Writes a boot image, or that of a container, to a target and reads it back.\n"
	"First the image is verified with the public key; a boot image is made again from\n"
	"its container with the installed loader and must be equal.  Then the target is\n"
	"shown, and a person confirms.  The first block is written last, when all others\n"
	"were read back and are right, so nothing that is half there boots.  Boards that\n"
	"boot from disks get a disk image (xpack image --kind disk).\n"
	"Targets:\n"
	"  file:PATH        a file that holds the contents of a flash chip or of a disk\n"
	"  disk:/dev/NODE   a whole disk of this machine that nobody uses: a USB stick, a\n"
	"                   memory card; others only with --force NODE\n"
	"  spi:PROGRAMMER   an SPI flash chip behind a programmer that flashrom knows, as\n"
	"                   its option -p has it: spi:ch341a_spi\n"
	"  grmon:[ARGUMENTS]  the flash of a LEON board behind GRMON, which is started\n"
	"                   with these arguments\n"
	"  gdb:HOST:PORT    the memory of a board behind a server of the GDB remote\n"
	"                   protocol, which may be flash: GRMON, TSIM, QEMU, OpenOCD;\n"
	"                   also gdb:unix:PATH.  It stays stopped unless --reset\n"
	"  ahbuart:DEVICE[,BAUD]  a LEON board behind its debug UART and a serial line,\n"
	"                   115200 baud; no other program is needed\n"
	"  edcl:ADDRESS[:PORT]  a LEON board behind its Ethernet debug link\n"
	"docs/flash.md explains them.  Exit code 5: the target refused, or what was read\n"
	"back differs.\n";

static int parse_size(const struct flashing *flashing, const char *option, const char *text,
		      uint64_t *value)
{
	const char *why = NULL;

	if (text == NULL || quantity_parse(QUANTITY_SIZE, text, value, &why) == 0)
		return 0;
	diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage", "%s '%s': %s",
		  option, text, why);
	return -1;
}

static int parse_slot(struct flashing *flashing)
{
	const char *text = flashing->options.slot;

	flashing->slot = FLASH_SLOT_AUTO;
	if (text == NULL || flash_slot_parse(text, &flashing->slot))
		return 0;
	diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "--slot '%s': it is a, b or auto", text);
	return -1;
}

/* What does not go together, as a message; else NULL. */
static const char *find_conflict(const struct flashing *flashing, size_t n_operands)
{
	const struct flash_options *options = &flashing->options;
	bool reads = options->read_back != NULL;

	if (options->list)
		return n_operands != 0 ? "--list takes no IMAGE" : NULL;
	if (options->to == NULL)
		return "--to must be given";
	if (options->layout != NULL && options->region == NULL)
		return "--layout names no part of a chip: --region does";
	if (reads && n_operands != 0)
		return "--read-back takes no IMAGE";
	if (!reads && n_operands == 0)
		return "IMAGE is missing";
	if (options->size != NULL && !reads)
		return "--size is how much --read-back reads";
	if (options->size != NULL && flashing->read_size == 0)
		return "--size 0 reads nothing";
	if (reads && (options->verify_only || options->minimize || options->resume ||
		      options->container || options->reset || options->ram || options->console))
		return "--read-back only reads";
	if (options->ram && (options->verify_only || options->minimize || options->resume ||
			     options->container || options->reset))
		return "--ram writes nothing that stays";
	if (options->console && !options->reset && !options->ram)
		return "--console shows what --reset or --ram started";
	if (options->console && flashing->cmd->json)
		return "--console and --json would both print on stdout";
	if (options->slot != NULL && !options->container)
		return "--slot says which --container is written";
	if (options->verify_only && (options->minimize || options->resume))
		return "--verify-only writes nothing";
	return NULL;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return a != NULL && b != NULL && stat(a, &x) == 0 && stat(b, &y) == 0 &&
	       x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int refuse_overwriting(const struct flashing *flashing, const char *option, const char *path)
{
	diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "%s would overwrite '%s'", option, path);
	return -1;
}

/* Nothing is written over the image, and nothing beside the target over the target. */
static int check_outputs(const struct flashing *flashing, const char *image)
{
	const struct flash_options *typed = &flashing->options;
	const char *target = flashing->kind == &target_file ? flashing->rest : NULL;

	if (typed->trace != NULL && typed->read_back != NULL &&
	    (strcmp(typed->trace, typed->read_back) == 0 ||
	     same_file(typed->trace, typed->read_back)))
		return refuse_overwriting(flashing, "--read-back", typed->trace);
	if (same_file(typed->trace, image) || same_file(typed->trace, target))
		return refuse_overwriting(flashing, "--trace", typed->trace);
	if (same_file(typed->read_back, target))
		return refuse_overwriting(flashing, "--read-back", typed->read_back);
	if (!typed->verify_only && same_file(target, image))
		return refuse_overwriting(flashing, "--to", image);
	return 0;
}

/* What each option says by itself, and whether they go together. */
static int check_typed(struct flashing *flashing, const struct usage *usage, size_t n_operands)
{
	const struct flash_options *typed = &flashing->options;
	const char *conflict;

	if (parse_size(flashing, "--offset", typed->offset, &flashing->job.offset) != 0 ||
	    parse_size(flashing, "--size", typed->size, &flashing->read_size) != 0 ||
	    parse_slot(flashing) != 0)
		return -1;
	conflict = find_conflict(flashing, n_operands);
	if (conflict == NULL)
		return 0;
	options_fail(flashing->cmd, usage, conflict);
	return -1;
}

static const char synopsis[] =
	"flash --to TARGET [-p PUBKEY]... [--yes] [--force NODE] [--offset SIZE] "
	"[--region NAME] [--layout FILE] [--container [--slot SLOT]] "
	"[--minimize] [--resume] "
	"[--verify-only] [--reset | --ram] [--console] [--trace FILE] "
	"[--json] IMAGE | --read-back FILE [--size SIZE] | --list";

static int parse(struct flashing *flashing, int argc, char **argv, struct option_list *operands)
{
	struct flash_options *typed = &flashing->options;
	const struct option_spec options[] = {
		{ 0, "to", "TARGET", "where to write it, see above", NULL, &typed->to, NULL },
		{ 'p', "public-key", "PUBKEY",
		  "public key, PEM, or -p twice; default $XPACK_PUBKEY, then the configuration",
		  NULL, NULL, &typed->public_keys },
		{ 0, "yes", NULL, "write without a question", &typed->yes, NULL, NULL },
		{ 0, "force", "NODE", "write to that disk though it cannot be taken out", NULL,
		  &typed->force, NULL },
		{ 0, "offset", "SIZE", "where on the target it begins; default 0", NULL,
		  &typed->offset, NULL },
		{ 0, "size", "SIZE", "how much --read-back reads; default: all that is there", NULL,
		  &typed->size, NULL },
		{ 0, "region", "NAME", "only this part of the chip, by the chip's own map (FMAP)",
		  NULL, &typed->region, NULL },
		{ 0, "layout", "FILE", "the regions of the chip, as flashrom's option -l has them",
		  NULL, &typed->layout, NULL },
		{ 0, "container", NULL, "leave the loader that is there, write the container",
		  &typed->container, NULL, NULL },
		{ 0, "slot", "SLOT",
		  "write container a, b, or auto: the one not started; default auto", NULL,
		  &typed->slot, NULL },
		{ 0, "minimize", NULL, "write only blocks that differ", &typed->minimize, NULL,
		  NULL },
		{ 0, "resume", NULL, "go on after an interruption", &typed->resume, NULL, NULL },
		{ 0, "verify-only", NULL, "write nothing, only read and compare",
		  &typed->verify_only, NULL, NULL },
		{ 0, "read-back", "FILE", "write nothing, read the target into FILE", NULL,
		  &typed->read_back, NULL },
		{ 0, "reset", NULL, "start what was written, where the target can", &typed->reset,
		  NULL, NULL },
		{ 0, "ram", NULL, "write RAM instead, and start that: ahbuart: and edcl:",
		  &typed->ram, NULL, NULL },
		{ 0, "console", NULL, "then show what the board prints, until Ctrl-C",
		  &typed->console, NULL, NULL },
		{ 0, "list", NULL, "list disks, ports and programmers, or what is behind TARGET",
		  &typed->list, NULL, NULL },
		{ 0, "trace", "FILE", "log everything that is sent and received", NULL,
		  &typed->trace, NULL },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = synopsis,
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 0,
		.max_operands = 1,
	};

	return options_parse(flashing->cmd, &usage, argc, argv, operands) == 0 &&
			       check_typed(flashing, &usage, operands->n) == 0
		       ? 0
		       : -1;
}

/* What was asked for and is not in this kind's power is said before anything is written. */
static int check_abilities(const struct flashing *flashing)
{
	const struct flash_options *options = &flashing->options;
	const char *what = NULL;

	if (options->console && flashing->kind->console == NULL)
		what = "show what the board prints";
	if (options->ram && flashing->kind->start == NULL)
		what = "load into RAM and start that";
	if (what == NULL)
		return 0;
	diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage", "%s cannot %s",
		  flashing->kind->form, what);
	diag_help(flashing->cmd->diag, (struct location){ 0 }, "%s and %s can", target_ahbuart.form,
		  target_edcl.form);
	return -1;
}

/* The image is made before the target is touched. */
static void flash(struct flashing *flashing, const char *path)
{
	struct flash_image image = { 0 };

	if (flash_image_open(flashing, path, &image) == 0) {
		flashing->image = &image;
		flash_with_target(flashing);
	}
	flash_image_close(&image);
}

void cmd_flash(struct cmd *cmd, int argc, char **argv)
{
	struct flashing flashing = { .cmd = cmd };
	const struct flash_options *options = &flashing.options;
	struct option_list operands;
	const char *image;

	if (parse(&flashing, argc, argv, &operands) != 0)
		return;
	/* Whoever reads stdout and ends must not end what is half done: that stdout is gone is told
	 * when the target is closed. */
	signal(SIGPIPE, SIG_IGN);
	if (options->list && options->to == NULL) {
		flash_list_machine(cmd);
		return;
	}
	flashing.kind = target_find(cmd->arena, cmd->diag, options->to, &flashing.rest);
	image = operands.n != 0 ? operands.items[0] : NULL;
	if (flashing.kind == NULL ||
	    target_test_region(cmd->diag, flashing.kind, options->to, options->region) != 0 ||
	    (options->reset && target_test_reset(cmd->diag, flashing.kind, options->to) != 0) ||
	    check_abilities(&flashing) != 0 || check_outputs(&flashing, image) != 0)
		return;
	flashing.progress = progress_new(cmd->json, cmd->quiet);
	flashing.job.arena = cmd->arena;
	flashing.job.diag = cmd->diag;
	flashing.job.progress = &flashing.progress;
	flashing.job.minimize = options->minimize;
	flashing.job.resume = options->resume;
	if (options->list)
		flash_list_target(&flashing);
	else if (image == NULL)
		flash_with_target(&flashing);
	else
		flash(&flashing, image);
}
