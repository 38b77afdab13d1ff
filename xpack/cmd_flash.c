/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack flash: onto the board, and certain that it is there. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arch.h"
#include "bootimage.h"
#include "cmd.h"
#include "disk.h"
#include "file.h"
#include "flash.h"
#include "flash_list.h"
#include "imagefile.h"
#include "json.h"
#include "options.h"
#include "quantity.h"
#include "settings.h"

struct flashing {
	struct cmd *cmd;
	struct flash_job job;
	struct progress progress;
	struct buf bytes;              /* what is written */
	struct bootimage_region board; /* where it has them */
	uint64_t read_size;            /* bytes that --read-back reads; 0: all */
	size_t anchor; /* bytes of it in front of the container: the loader and its parameters */
	const struct arch_traits *traits;
	/* options */
	const char *to;
	const char *public_key;
	const char *force;
	const char *offset;
	const char *size;
	const char *region;
	const char *layout;
	const char *read_back;
	const char *trace;
	bool yes, minimize, resume, verify_only, reset, container, list;
};

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
	"  grmon:[ARGUMENTS]  the flash of a LEON board behind GRMON, which is started with\n"
	"                   these arguments\n"
	"  gdb:HOST:PORT    the memory of a board behind a server of the GDB remote\n"
	"                   protocol, which may be flash: GRMON, TSIM, QEMU, OpenOCD;\n"
	"                   also gdb:unix:PATH.  It stays stopped unless --reset\n"
	"docs/flash.md explains them.  Exit code 5: the target refused, or what was read\n"
	"back differs.\n";

/* The bytes as the target takes them. */
static int make_bytes(struct flashing *flashing, const struct target_kind *kind,
		      const struct imagefile *file, const struct key *key)
{
	struct cmd *cmd = flashing->cmd;
	struct imagefile made;
	struct buf image;
	int result = 0;

	if (bootimage_make(cmd->arena, cmd->diag, location_of_file(file->path), file->container,
			   &file->parsed, key, &image) != 0)
		return -1;
	if (!flashing->traits->in_ram || kind->is_chip || kind->is_memory) {
		flashing->bytes = image;
		if (imagefile_of(cmd->diag, file->path, buf_span(&image), &made) != 0)
			return -1;
		flashing->anchor = (size_t)(made.container.data - made.bytes.data);
		if (kind->is_memory)
			flashing->anchor -= bootimage_strip(&flashing->bytes);
		return 0;
	}
	result = disk_make(cmd->arena, cmd->diag, buf_span(&image), &flashing->bytes);
	buf_free(&image);
	return result;
}

static int refuse_board(const struct flashing *flashing, const char *what,
			const struct imagefile *file)
{
	diag_error(flashing->cmd->diag, location_of_file(flashing->to), "flash-board",
		   "%s is nothing that board '%.*s' starts from", what,
		   (int)file->parsed.board.size, (const char *)file->parsed.board.data);
	return -1;
}

/* Is it a target for that board? */
static int test_board(const struct flashing *flashing, const struct imagefile *file)
{
	const struct target_identity *identity = &flashing->job.identity;

	if (identity->arch == NULL || strcmp(identity->arch, flashing->traits->fit_name) == 0)
		return 0;
	return refuse_board(flashing, identity->text, file);
}

/* The loader that is there must be the one that this container would get: another one would look
 * for its container elsewhere, or with another key.  Then only the container is left to write. */
static int leave_loader(struct flashing *flashing)
{
	struct flash_job *job = &flashing->job;
	struct buf there = { 0 };
	int code;

	if (!range_fits(job->identity.size, job->offset, flashing->anchor))
		return 0; /* too small, which is told when it is written */
	code = flash_read(job, job->offset, flashing->anchor, &there);
	if (code == 0 && memcmp(there.data, flashing->bytes.data, flashing->anchor) != 0) {
		diag_fail(flashing->cmd->diag, EXIT_TARGET, location_of_file(flashing->to),
			  "flash-loader",
			  "the loader that is there is not the one for this container and key");
		diag_help(flashing->cmd->diag, location_of_file(flashing->to),
			  "without --container loader and container are written");
		code = -1;
	}
	buf_free(&there);
	job->bytes = span_part(job->bytes, flashing->anchor, job->bytes.size - flashing->anchor);
	job->offset += flashing->anchor;
	return code;
}

static void show(const struct flashing *flashing, const struct imagefile *file)
{
	const struct container *parsed = &file->parsed;

	fprintf(stderr, "image   %.*s for %.*s, security version %u, %zu bytes\n",
		(int)parsed->description.size, (const char *)parsed->description.data,
		(int)parsed->board.size, (const char *)parsed->board.data, parsed->security_version,
		flashing->bytes.size);
	fprintf(stderr, "target  %s\n", flashing->job.identity.text);
}

/* A person looks at both and agrees. */
static int confirm(const struct flashing *flashing, const struct imagefile *file)
{
	struct diag *diag = flashing->cmd->diag;
	char answer[16];

	if (flashing->yes)
		return 0;
	if (!isatty(STDIN_FILENO)) {
		diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
			  "nobody can be asked whether this target is meant");
		diag_help(diag, (struct location){ 0 }, "--yes writes without a question");
		return -1;
	}
	show(flashing, file);
	fprintf(stderr, "Write it? [y/N] ");
	fflush(stderr);
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
	    (strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0))
		return 0;
	diag_fail(diag, EXIT_TARGET, location_of_file(flashing->to), "flash-declined",
		  "nothing was written: the answer was no");
	return -1;
}

static void report(struct flashing *flashing, const struct flash_result *result)
{
	struct cmd *cmd = flashing->cmd;

	if (cmd->json)
		printf("{\"phase\": \"done\", \"programmed\": %" PRIu64 ", \"verified\": %" PRIu64
		       "}\n",
		       result->programmed, result->verified);
	cmd->summary = arena_printf(cmd->arena,
				    "%s: %" PRIu64 " bytes programmed, %" PRIu64
				    " bytes read back and equal",
				    flashing->to, result->programmed, result->verified);
}

static int reset(struct flashing *flashing)
{
	const struct target_base *base = target_base(flashing->job.target);

	if (!flashing->reset)
		return 0;
	if (base->kind->reset == NULL)
		return target_fail(&base->request, "this target cannot start the board");
	return base->kind->reset(flashing->job.target);
}

/* The target is open. */
static int put(struct flashing *flashing, const struct imagefile *file)
{
	struct flash_job *job = &flashing->job;
	struct flash_result result;
	int code;

	if (target_base(job->target)->kind->identify(job->target, &job->identity) != 0 ||
	    test_board(flashing, file) != 0)
		return -1;
	job->bytes = buf_span(&flashing->bytes);
	if (flashing->container && leave_loader(flashing) != 0)
		return -1;
	if (flashing->verify_only) {
		code = flash_verify(job, &result);
	} else {
		if (confirm(flashing, file) != 0)
			return -1;
		code = flash_write(job, &result);
	}
	if (code != 0 || reset(flashing) != 0)
		return -1;
	report(flashing, &result);
	return 0;
}

/* Up to where the target will be read or written. */
static uint64_t bytes_needed(const struct flashing *flashing)
{
	if (flashing->read_back == NULL)
		return flashing->job.offset + flashing->bytes.size;
	if (flashing->read_size == 0)
		return UINT64_MAX;
	return flashing->job.offset + flashing->read_size;
}

/* Open the target, and do with it. */
static int with_target(struct flashing *flashing, const struct target_kind *kind, const char *rest,
		       int (*act)(struct flashing *flashing, const struct imagefile *file),
		       const struct imagefile *file)
{
	struct cmd *cmd = flashing->cmd;
	struct target_request request = {
		.arena = cmd->arena,
		.diag = cmd->diag,
		.name = flashing->to,
		.rest = rest,
		.force = flashing->force,
		.region = flashing->region,
		.layout = flashing->layout,
		.address = flashing->board.start,
		.room = flashing->board.size,
		.read_only = flashing->verify_only || flashing->read_back != NULL,
		.needed = bytes_needed(flashing),
	};
	int code = -1;

	if (file != NULL) {
		request.arch = flashing->traits->fit_name;
		request.n_ram =
			bootimage_ram(cmd->arena, file->container, &file->parsed, &request.ram);
	}
	if (flashing->trace != NULL &&
	    (request.trace = trace_open(cmd->diag, flashing->trace)) == NULL)
		return -1;
	flashing->job.target = kind->open(&request);
	if (flashing->job.target != NULL) {
		code = act(flashing, file);
		kind->close(flashing->job.target);
	}
	return trace_close(cmd->diag, request.trace) != 0 ? -1 : code;
}

/* The image is open and authentic. */
static int write_authentic(struct flashing *flashing, const struct target_kind *kind,
			   const char *rest, const struct imagefile *file, const struct key *key)
{
	flashing->board = bootimage_region(flashing->cmd->arena, file->container, &file->parsed);
	flashing->traits = arch_of_container(file->parsed.images[file->parsed.kernel].arch);
	if (kind->is_disk && !flashing->traits->in_ram)
		return refuse_board(flashing, "a disk", file);
	if (kind->is_memory && flashing->job.offset != 0) {
		diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
			  "--offset is not for %s: an image says itself where in memory it lies",
			  kind->form);
		return -1;
	}
	if (make_bytes(flashing, kind, file, key) != 0)
		return -1;
	if (flashing->container && flashing->anchor == 0)
		return refuse_board(flashing, "a container alone on a disk", file);
	return with_target(flashing, kind, rest, put, file);
}

static void write_image(struct flashing *flashing, const struct target_kind *kind, const char *rest,
			const char *path)
{
	struct cmd *cmd = flashing->cmd;
	struct imagefile file;
	struct key key;

	flashing->public_key =
		settings_find(cmd->arena, cmd->diag, SETTING_PUBKEY, flashing->public_key);
	if (flashing->public_key == NULL ||
	    key_read_public(cmd->diag, flashing->public_key, &key) != 0 ||
	    imagefile_open(cmd->diag, path, &file) != 0)
		return;
	if (imagefile_verify(cmd->arena, cmd->diag, &file, &key) == 0)
		(void)!write_authentic(flashing, kind, rest, &file, &key);
	imagefile_close(&file);
}

/* What --size says, else as much as there is. */
static int find_read_size(struct flashing *flashing)
{
	const struct flash_job *job = &flashing->job;

	if (flashing->read_size == 0 && job->offset < job->identity.size)
		flashing->read_size = job->identity.size - job->offset;
	if (flashing->read_size != 0 &&
	    range_fits(job->identity.size, job->offset, flashing->read_size))
		return 0;
	diag_error(flashing->cmd->diag, location_of_file(flashing->to), "flash-size",
		   "%" PRIu64 " bytes at offset 0x%" PRIx64 " are not in its %" PRIu64 " bytes",
		   flashing->read_size, job->offset, job->identity.size);
	return -1;
}

/* What stands on the target, as a file. */
static int get(struct flashing *flashing, const struct imagefile *file)
{
	struct flash_job *job = &flashing->job;
	struct cmd *cmd = flashing->cmd;
	struct buf bytes = { 0 };
	int code = -1;

	(void)file;
	if (target_base(job->target)->kind->identify(job->target, &job->identity) == 0 &&
	    find_read_size(flashing) == 0 &&
	    flash_read(job, job->offset, flashing->read_size, &bytes) == 0) {
		const struct output output = { flashing->read_back, buf_span(&bytes), 0666 };

		code = file_write_all(cmd->diag, &output, 1);
	}
	if (code == 0)
		cmd->summary = arena_printf(cmd->arena, "%s: %zu bytes of %s", flashing->read_back,
					    bytes.size, job->identity.text);
	buf_free(&bytes);
	return code;
}

static void list(const struct cmd *cmd)
{
	struct flash_found *found;
	size_t n = flash_list(cmd->arena, &found);
	struct json json = json_begin(stdout);

	if (cmd->json)
		json_open(&json, NULL, '[');
	for (size_t i = 0; i < n; i++) {
		if (!cmd->json) {
			printf("%-20s %s%s%s\n", found[i].target, found[i].what,
			       found[i].why != NULL ? "; " : "",
			       found[i].why != NULL ? found[i].why : "");
			continue;
		}
		json_open(&json, NULL, '{');
		json_text(&json, "target", found[i].target);
		json_text(&json, "what", found[i].what);
		if (found[i].why != NULL)
			json_text(&json, "refused", found[i].why);
		json_close(&json, '}');
	}
	if (!cmd->json)
		return;
	json_close(&json, ']');
	json_end(&json);
}

static int parse_size(struct flashing *flashing, const char *option, const char *text,
		      uint64_t *value)
{
	const char *why = NULL;

	if (text == NULL || quantity_parse(QUANTITY_SIZE, text, value, &why) == 0)
		return 0;
	diag_fail(flashing->cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage", "%s '%s': %s",
		  option, text, why);
	return -1;
}

/* What goes with what. */
static int check_operands(struct flashing *flashing, const struct usage *usage,
			  const struct option_list *operands)
{
	struct cmd *cmd = flashing->cmd;

	if (flashing->list && operands->n == 0)
		return 0;
	if (flashing->to == NULL)
		options_fail(cmd, usage, "--to must be given");
	else if (flashing->layout != NULL && flashing->region == NULL)
		options_fail(cmd, usage, "--layout names no part of a chip: --region does");
	else if ((operands->n == 0) != (flashing->read_back != NULL))
		options_fail(cmd, usage,
			     operands->n == 0 ? "IMAGE is missing" : "--read-back takes no IMAGE");
	else
		return 0;
	return -1;
}

static int parse(struct flashing *flashing, int argc, char **argv, struct option_list *operands)
{
	const struct option_spec options[] = {
		{ 0, "to", "TARGET", "where to write it, see above", NULL, &flashing->to, NULL },
		{ 'p', "public-key", "PUBKEY",
		  "public key, PEM; default $XPACK_PUBKEY, then the configuration", NULL,
		  &flashing->public_key, NULL },
		{ 0, "yes", NULL, "write without a question", &flashing->yes, NULL, NULL },
		{ 0, "force", "NODE", "write to that disk though it cannot be taken out", NULL,
		  &flashing->force, NULL },
		{ 0, "offset", "SIZE", "where on the target it begins; default 0", NULL,
		  &flashing->offset, NULL },
		{ 0, "size", "SIZE", "how much --read-back reads; default: all that is there", NULL,
		  &flashing->size, NULL },
		{ 0, "region", "NAME", "only this part of the chip, by the chip's own map (FMAP)",
		  NULL, &flashing->region, NULL },
		{ 0, "layout", "FILE", "the regions of the chip, as flashrom's option -l has them",
		  NULL, &flashing->layout, NULL },
		{ 0, "container", NULL, "leave the loader that is there, write the container",
		  &flashing->container, NULL, NULL },
		{ 0, "minimize", NULL, "write only blocks that differ", &flashing->minimize, NULL,
		  NULL },
		{ 0, "resume", NULL, "go on after an interruption", &flashing->resume, NULL, NULL },
		{ 0, "verify-only", NULL, "write nothing, only read and compare",
		  &flashing->verify_only, NULL, NULL },
		{ 0, "read-back", "FILE", "write nothing, read the target into FILE", NULL,
		  &flashing->read_back, NULL },
		{ 0, "reset", NULL, "start what was written, where the target can",
		  &flashing->reset, NULL, NULL },
		{ 0, "list", NULL, "list the disks and serial ports of this machine",
		  &flashing->list, NULL, NULL },
		{ 0, "trace", "FILE", "log everything that is sent and received", NULL,
		  &flashing->trace, NULL },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "flash --to TARGET [-p PUBKEY] [--yes] [--force NODE] [--offset SIZE] "
			    "[--region NAME] [--layout FILE] [--container] [--minimize] [--resume] "
			    "[--verify-only] [--reset] [--trace FILE] "
			    "[--json] IMAGE | --read-back FILE [--size SIZE] | --list",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 0,
		.max_operands = 1,
	};

	if (options_parse(flashing->cmd, &usage, argc, argv, operands) != 0 ||
	    parse_size(flashing, "--offset", flashing->offset, &flashing->job.offset) != 0 ||
	    parse_size(flashing, "--size", flashing->size, &flashing->read_size) != 0)
		return -1;
	return check_operands(flashing, &usage, operands);
}

void cmd_flash(struct cmd *cmd, int argc, char **argv)
{
	struct flashing flashing = { .cmd = cmd };
	const struct target_kind *kind;
	struct option_list operands;
	const char *rest;

	if (parse(&flashing, argc, argv, &operands) != 0)
		return;
	if (flashing.list) {
		list(cmd);
		return;
	}
	kind = target_find(cmd->arena, cmd->diag, flashing.to, &rest);
	if (kind == NULL || target_test_region(cmd->diag, kind, flashing.to, flashing.region) != 0)
		return;
	flashing.progress = progress_new(cmd->json, cmd->quiet);
	flashing.job = (struct flash_job){
		.arena = cmd->arena,
		.diag = cmd->diag,
		.progress = &flashing.progress,
		.offset = flashing.job.offset,
		.minimize = flashing.minimize,
		.resume = flashing.resume,
	};
	if (flashing.read_back != NULL)
		(void)!with_target(&flashing, kind, rest, get, NULL);
	else
		write_image(&flashing, kind, rest, operands.items[0]);
	buf_free(&flashing.bytes);
}
