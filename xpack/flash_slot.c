/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flash_slot.h"

#include <inttypes.h>
#include <string.h>

#include "loader/verify.h"

#define N_SLOTS 2u
#define READ_STEP ((uint64_t)256 << 10) /* bytes that are read from the target at once */

/* A container as it is on the target. */
struct slot {
	const struct flash_update *update;
	uint64_t offset; /* on the target */
	uint64_t size;   /* of its room */
	struct buf have; /* bytes of it that were read */
	bool failed;     /* the target's fault, which was reported */
	struct container parsed;
	enum status status;
	bool *are_good; /* of each image: the bytes have the signed hash */
};

struct slots {
	const struct flash_update *update;
	struct slot at[N_SLOTS];
};

static const char *const names[] = { "a", "b", "auto" };

const char *flash_slot_name(enum flash_slot slot)
{
	return names[slot];
}

bool flash_slot_parse(const char *text, enum flash_slot *slot)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(text, names[i]) == 0) {
			*slot = (enum flash_slot)i;
			return true;
		}
	return false;
}

static int read_more(struct slot *slot, size_t size)
{
	const struct flash_update *update = slot->update;
	uint64_t offset = slot->offset + slot->have.size;
	size_t from = slot->have.size;

	if (flash_read(update->job, offset, size, &slot->have) != 0)
		return -1;
	flash_journal_put_back(update->journal, offset, slot->have.data + from, size);
	return 0;
}

/* The loader's source: reads ahead, because some targets take seconds for every read. */
static bool read_slot(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	struct slot *slot = context;
	uint64_t end = align_up((uint64_t)offset + size, READ_STEP);

	if (slot->failed)
		return false;
	if (end > slot->size)
		end = slot->size;
	if (end > slot->have.size)
		slot->failed = read_more(slot, (size_t)(end - slot->have.size)) != 0;
	if (slot->failed || !range_fits(slot->have.size, offset, size))
		return false;
	memcpy(to, slot->have.data + offset, size);
	return true;
}

static void check_hashes(struct slot *slot)
{
	struct arena *arena = slot->update->job->arena;

	slot->are_good = arena_array(arena, slot->parsed.n_images, sizeof(*slot->are_good));
	for (uint32_t i = 0; i < slot->parsed.n_images; i++) {
		const struct image *image = &slot->parsed.images[i];
		uint8_t *bytes = arena_alloc(arena, image->data_size);

		slot->are_good[i] =
			read_slot(slot, slot->parsed.total_size + image->data_offset, bytes,
				  image->data_size) &&
			verify_image(image, (struct span){ bytes, image->data_size }) == STATUS_OK;
	}
}

/* All that the loader would find out of it alone.  Returns -1 after an error of the target. */
static int judge(struct slot *slot)
{
	const struct params *params = slot->update->params;
	struct arena *arena = slot->update->job->arena;
	struct source source = { read_slot, slot, (uint32_t)slot->size, false };
	struct verify_room room = {
		.manifest = arena_alloc(arena, params->manifest_cap),
		.manifest_cap = params->manifest_cap,
		.images = arena_array(arena, params_max_images(params->manifest_cap),
				      sizeof(struct image)),
		.max_images = params_max_images(params->manifest_cap),
	};

	slot->status = verify_container(&source, params, &room, &slot->parsed);
	if (slot->status == STATUS_OK)
		check_hashes(slot);
	return slot->failed ? -1 : 0;
}

/* Can the loader start it?  With other NULL: without help. */
static bool is_startable(const struct slot *slot, const struct slot *other)
{
	if (slot->status != STATUS_OK)
		return false;
	for (uint32_t i = 0; i < slot->parsed.n_images; i++) {
		const struct image *twin;

		if (slot->are_good[i])
			continue;
		if (other == NULL || other->status != STATUS_OK)
			return false;
		twin = verify_find_twin(&other->parsed, &slot->parsed.images[i]);
		if (twin == NULL || !other->are_good[twin - other->parsed.images])
			return false;
	}
	return true;
}

/* Which one the loader starts now, or FLASH_SLOT_AUTO: none. */
static enum flash_slot find_started(const struct slots *slots)
{
	const struct slot *first = &slots->at[0];
	const struct slot *second = &slots->at[1];
	bool second_comes =
		second->status == STATUS_OK &&
		(first->status != STATUS_OK || second->parsed.sequence > first->parsed.sequence);

	for (unsigned i = 0; i < N_SLOTS; i++) {
		unsigned which = second_comes ? 1 - i : i;

		if (is_startable(&slots->at[which], &slots->at[1 - which]))
			return (enum flash_slot)which;
	}
	return FLASH_SLOT_AUTO;
}

/* Do blocks that writing this slot erases hold bytes from `from` up to `to` of the target? */
static bool meets_blocks(const struct slots *slots, unsigned which, uint64_t from, uint64_t to)
{
	uint64_t block = slots->update->job->identity.block;
	uint64_t start = slots->at[which].offset / block * block;
	uint64_t end = slots->at[which].offset + slots->update->file->container.size;

	end = (end + block - 1) / block * block;
	return ranges_meet(start, end - start, from, to - from);
}

/* Why this one is not to be written, or NULL. */
static const char *find_risk(const struct slots *slots, unsigned which)
{
	const struct slot *stays = &slots->at[1 - which];
	uint64_t storage = slots->update->job->offset;

	if (!is_startable(stays, NULL))
		return "the other one does not start by itself";
	if (meets_blocks(slots, which, stays->offset,
			 stays->offset + container_end(&stays->parsed)))
		return "the target erases it together with the other one";
	if (meets_blocks(slots, which, storage, storage + slots->update->anchor))
		return "the target erases it together with the loader";
	return NULL;
}

static int refuse_slots(const struct slots *slots)
{
	struct flash_job *job = slots->update->job;
	struct location at = location_of_file(flash_target_name(job));

	diag_fail(job->diag, EXIT_TARGET, at, "flash-slot",
		  "neither container can be written over without risk");
	for (unsigned i = 0; i < N_SLOTS; i++)
		diag_note(job->diag, at, "%s, at 0x%08" PRIx64 ": %s", names[i],
			  slots->update->start + slots->at[i].offset - job->offset,
			  find_risk(slots, i));
	diag_help(job->diag, at, "--slot a or --slot b writes that one nevertheless");
	return -1;
}

/* The one that the loader does not start now, if that leaves a board that starts. */
static int choose(const struct slots *slots, enum flash_slot *slot)
{
	enum flash_slot started = find_started(slots);
	unsigned which = started == FLASH_SLOT_FIRST ? 1 : 0;

	if (slots->update->compare) {
		*slot = started == FLASH_SLOT_SECOND ? FLASH_SLOT_SECOND : FLASH_SLOT_FIRST;
		return 0;
	}
	for (unsigned i = 0; i < N_SLOTS; i++, which = 1 - which)
		if (find_risk(slots, which) == NULL) {
			*slot = (enum flash_slot)which;
			return 0;
		}
	return refuse_slots(slots);
}

static bool is_same(const struct slot *slot, const struct imagefile *file)
{
	struct span theirs[2];
	struct span ours[2];

	container_message(span_part(buf_span(&slot->have), 0, slot->parsed.total_size), theirs);
	container_message(span_part(file->container, 0, file->parsed.total_size), ours);
	return span_equal(theirs[0], ours[0]) && span_equal(theirs[1], ours[1]);
}

/* Is the one that stays this container already, and the other one not to be healed with it? */
static int refuse_same(const struct slots *slots, enum flash_slot slot)
{
	struct flash_job *job = slots->update->job;

	diag_error(job->diag, location_of_file(slots->update->file->path), "flash-sequence",
		   "the loader starts this container already: it is container %s", names[1 - slot]);
	diag_help(job->diag, location_of_file(slots->update->file->path),
		  "--slot %s writes it over the other one too", names[slot]);
	return -1;
}

/* Afterwards the loader prefers it to the one that stays, or it heals a damaged one. */
static int check_sequence(const struct slots *slots, enum flash_slot slot)
{
	const struct imagefile *file = slots->update->file;
	const struct slot *stays = &slots->at[1 - slot];
	struct flash_job *job = slots->update->job;
	struct location at = location_of_file(file->path);
	uint32_t least = stays->parsed.sequence + (slot == FLASH_SLOT_SECOND);

	if (stays->status == STATUS_OK && is_same(stays, file))
		return is_startable(&slots->at[slot], NULL) ? refuse_same(slots, slot) : 0;
	if (stays->status != STATUS_OK || file->parsed.sequence > stays->parsed.sequence ||
	    (slot == FLASH_SLOT_FIRST && file->parsed.sequence == stays->parsed.sequence))
		return 0;
	diag_error(job->diag, at, "flash-sequence",
		   "the loader would go on starting container %s: its sequence is %u, this one's "
		   "%u",
		   names[1 - slot], stays->parsed.sequence, file->parsed.sequence);
	if (least != 0)
		diag_help(job->diag, at,
			  "raise 'sequence' of the System to %u, or name the slot: --slot %s",
			  least, names[slot]);
	return -1;
}

/* The one that an interrupted run was writing, or FLASH_SLOT_AUTO. */
static enum flash_slot find_interrupted(const struct slots *slots)
{
	const struct flash_journal *journal = slots->update->journal;

	for (unsigned i = 0; journal->found && i < N_SLOTS; i++)
		if (journal->offset == slots->at[i].offset)
			return (enum flash_slot)i;
	return FLASH_SLOT_AUTO;
}

static int decide(const struct slots *slots, enum flash_slot *slot)
{
	const struct flash_update *update = slots->update;

	*slot = update->wanted == FLASH_SLOT_AUTO ? find_interrupted(slots) : update->wanted;
	if (*slot == FLASH_SLOT_AUTO &&
	    (choose(slots, slot) != 0 || (!update->compare && check_sequence(slots, *slot) != 0)))
		return -1;
	update->job->bytes = update->file->container;
	update->job->offset = slots->at[*slot].offset;
	return 0;
}

/* Its room on the target, which may be shorter than the board's storage. */
static struct slot slot_of(const struct flash_update *update, uint32_t addr, uint32_t size)
{
	uint64_t all = update->job->identity.size;
	struct slot slot = {
		.update = update,
		.offset = update->job->offset + (addr - update->start),
		.size = size,
	};

	if (slot.offset >= all)
		slot.size = 0;
	else if (slot.size > all - slot.offset)
		slot.size = all - slot.offset;
	return slot;
}

int flash_slot_choose(const struct flash_update *update, enum flash_slot *slot)
{
	const struct params *params = update->params;
	struct slots slots = {
		.update = update,
		.at = { slot_of(update, params->container_addr, params->container_size),
			slot_of(update, params->second_addr, params->second_size) },
	};
	int code = -1;

	if (judge(&slots.at[0]) == 0 && judge(&slots.at[1]) == 0)
		code = decide(&slots, slot);
	buf_free(&slots.at[0].have);
	buf_free(&slots.at[1].have);
	return code;
}
