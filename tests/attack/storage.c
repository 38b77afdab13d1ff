/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "storage.h"

#include "machine.h"

#include <string.h>

#define BEHIND 0x488u /* docs/container.md, "Layout" */
#define SEQUENCE_OF_ANOTHER 99u
#define SMALL 8u       /* bytes of a destination */
#define N_MINIMUM 200u /* images that the cap is to have room for */
#define ZERO_STEP 16u

/* What the meddlers know: the storage's functions have no context. */
static struct {
	uint32_t manifest_size;
	struct span other; /* a container that is as authentic as the first */
	uint32_t at;
} meddling;

/* -- between the reads of the header and of the manifest -- */

static void swap_at_second_read(uint8_t *storage, uint32_t offset, uint32_t size, unsigned n_reads)
{
	(void)offset;
	(void)size;
	if (n_reads == 1)
		memcpy(storage, meddling.other.data, meddling.other.size);
}

static void flip_at_second_read(uint8_t *storage, uint32_t offset, uint32_t size, unsigned n_reads)
{
	(void)offset;
	(void)size;
	if (n_reads == 1)
		storage[meddling.at] ^= 1;
}

/* When the manifest has been read it becomes another's, and with the payload's first read it is
 * erased. */
static void replace_behind_reads(uint8_t *storage, uint32_t offset, uint32_t size, unsigned n_reads)
{
	(void)size;
	if (n_reads >= 2 && offset >= meddling.manifest_size)
		memset(storage, 0xff, meddling.manifest_size);
}

/* Each byte of the payload changes as soon as it has been read. */
static void erase_what_was_read(uint8_t *storage, uint32_t offset, uint32_t size, unsigned n_reads)
{
	static uint32_t last_offset;
	static uint32_t last_size;

	if (n_reads >= 2 && last_offset >= meddling.manifest_size && last_size > 0)
		memset(storage + last_offset, 0xee, last_size);
	last_offset = offset;
	last_size = size;
}

static void report(struct judge *judge, const char *what, struct machine_result result,
		   enum status wanted)
{
	bool is_good = result.status == wanted && result.complaint == NULL &&
		       result.started == (wanted == STATUS_OK);

	judge_report(judge, is_good, "%s: 0x%02x %s", what, (unsigned)result.status,
		     result.complaint != NULL ? result.complaint : status_text(result.status));
}

/* The header of the first read is one byte different, in each of its bytes. */
static void meddle_with_header(struct judge *judge)
{
	struct span container = buf_span(&judge->lab->container);
	unsigned n_wrong = 0;

	for (meddling.at = 0; meddling.at < BEHIND; meddling.at++) {
		struct machine_result result = machine_boot(container, flip_at_second_read);

		n_wrong += result.status != STATUS_CHANGED || result.complaint != NULL;
	}
	judge_report(judge, n_wrong == 0,
		     "a header that changes between two reads, %u bytes: %u not refused as such",
		     meddling.at, n_wrong);
}

static void count_reads(struct judge *judge)
{
	struct machine_result result = machine_boot(buf_span(&judge->lab->container), NULL);
	unsigned n_wrong = 0;

	for (uint32_t at = 0; at < judge->lab->container.size; at++)
		n_wrong += machine_n_reads(at) != (at < BEHIND ? 2u : 1u);
	judge_report(judge, result.started && n_wrong == 0,
		     "each byte is read once, the header twice: %u otherwise", n_wrong);
}

void storage_meddle(struct judge *judge)
{
	struct span container = buf_span(&judge->lab->container);
	struct specimen other = specimen_begin(judge->lab);

	specimen_u32(&other, other.tree, "xpack,sequence", SEQUENCE_OF_ANOTHER);
	specimen_write(&other, FLAW_NONE, 0);
	meddling.other = buf_span(&other.container);
	meddling.manifest_size = judge->lab->manifest_size;
	count_reads(judge);
	meddle_with_header(judge);
	report(judge, "another container, as authentic, at the second read",
	       machine_boot(container, swap_at_second_read), STATUS_CHANGED);
	meddling.at = judge->lab->manifest_size / 2;
	report(judge, "the rest of the manifest changes before its only read",
	       machine_boot(container, flip_at_second_read), STATUS_SIGNATURE);
	report(judge, "the manifest is replaced once it was read",
	       machine_boot(container, replace_behind_reads), STATUS_OK);
	report(judge, "each image changes once it was read",
	       machine_boot(container, erase_what_was_read), STATUS_OK);
	meddling.at = judge->lab->manifest_size;
	report(judge, "the payload changes before it is read",
	       machine_boot(container, flip_at_second_read), STATUS_HASH);
	specimen_end(&other);
}

/* -- two keys -- */

static bool read_container(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct buf *container = context;

	memcpy(to, container->data + offset, size);
	return true;
}

/* The signers of both slots: 0 nobody, 1 the key, 2 the foreign one, 3 and 4 the same, spoilt. */
static enum status judge_keys(struct judge *judge, const struct params *params,
			      struct specimen *specimen, unsigned first, unsigned second)
{
	struct source source = { read_container, &specimen->container, 0, true };
	const unsigned signers[] = { first, second };

	specimen_original(specimen);
	source.size = (uint32_t)specimen->container.size;
	memset(seal_slot(specimen->container.data, 0), 0, (size_t)2 * SEAL_SLOT_SIZE);
	for (unsigned i = 0; i < 2; i++) {
		if (signers[i] == 0)
			continue;
		seal_manifest(signers[i] % 2 != 0 ? judge->lab->key : judge->lab->foreign,
			      specimen->container.data, judge->lab->manifest_size, i);
		if (signers[i] > 2)
			seal_slot(specimen->container.data, i)[SEAL_SLOT_SIGNATURE] ^= 1;
	}
	return judge_source(&source, params, &judge->room);
}

static enum status wanted_status(uint32_t n_keys, uint32_t policy, unsigned first, unsigned second)
{
	bool known[] = { false, true, n_keys == 2, true, n_keys == 2 };
	unsigned n_good = 0;

	if (first != 0 && second != 0 && first % 2 == second % 2)
		return STATUS_SLOT_TWICE;
	if ((known[first] && first > 2) || (known[second] && second > 2))
		return STATUS_SIGNATURE;
	n_good = (unsigned)known[first] + (unsigned)known[second];
	return n_good >= (policy == PARAMS_POLICY_ALL ? n_keys : 1) ? STATUS_OK : STATUS_NO_KEY;
}

void storage_keys(struct judge *judge)
{
	struct specimen specimen = specimen_begin(judge->lab);
	struct params params = judge->lab->params;
	uint8_t foreign[SEAL_MAX_SIZE];
	unsigned n_wrong = 0;
	unsigned n = 0;

	params.keys[1].algorithm = seal_algorithm(judge->lab->foreign);
	params.keys[1].id = seal_id(judge->lab->foreign);
	params.keys[1].key.data = foreign;
	params.keys[1].key.size =
		seal_public(judge->lab->foreign, foreign, &params.keys[1].exponent);
	for (params.n_keys = 1; params.n_keys <= 2; params.n_keys++)
		for (params.policy = 0; params.policy <= PARAMS_POLICY_ALL; params.policy++)
			for (unsigned slots = 0; slots < 25; slots++, n++)
				n_wrong += judge_keys(judge, &params, &specimen, slots % 5,
						      slots / 5) !=
					   wanted_status(params.n_keys, params.policy, slots % 5,
							 slots / 5);
	judge_report(judge, n_wrong == 0,
		     "%u combinations of keys, policy and slots: %u wrong answers", n, n_wrong);
	specimen_end(&specimen);
}

/* -- reserved ranges -- */

static enum status judge_reserved(struct judge *judge, uint32_t addr, uint32_t size)
{
	struct source source = { read_container, (void *)&judge->lab->container,
				 (uint32_t)judge->lab->container.size, true };
	struct params params = judge->lab->params;
	uint8_t list[2 * PARAMS_RANGE_SIZE];

	/* The first one is in nobody's way. */
	put_be32(list, params.work_addr);
	put_be32(list + 4, 1);
	put_be32(list + PARAMS_RANGE_SIZE, addr);
	put_be32(list + PARAMS_RANGE_SIZE + 4, size);
	params.reserved = list;
	params.n_reserved = 2;
	return judge_source(&source, &params, &judge->room);
}

void storage_reserved(struct judge *judge)
{
	struct specimen specimen = specimen_begin(judge->lab);
	uint32_t work = judge->lab->params.work_addr;
	unsigned n_wrong = 0;
	size_t n = specimen_n_images(&specimen);

	for (size_t i = 0; i < n; i++) {
		struct node *image = specimen_image(&specimen, i);
		uint32_t load = tree_u32(image, "load");
		uint32_t last = load + tree_u32(image, "xpack,mem-size") - 1;

		n_wrong += judge_reserved(judge, load, 1) != STATUS_RESERVED;
		n_wrong += judge_reserved(judge, last, 1) != STATUS_RESERVED;
		n_wrong += judge_reserved(judge, load + 4, 1) != STATUS_RESERVED;
		n_wrong += judge_reserved(judge, last, UINT32_MAX - last) != STATUS_RESERVED;
		n_wrong += judge_reserved(judge, 1, load) != STATUS_RESERVED;
	}
	judge_report(judge, n_wrong == 0,
		     "a reserved range over each of %zu images: %u wrong answers", n, n_wrong);
	judge_report(judge,
		     judge_reserved(judge, work - SMALL, SMALL) == STATUS_OK &&
			     judge_reserved(judge, work, SMALL) == STATUS_OK,
		     "a reserved range where no image is");
	specimen_end(&specimen);
}

/* -- many images -- */

/* Small images of kind zero until the manifest is as large as the cap allows. */
static unsigned fill(struct specimen *specimen, uint32_t cap)
{
	struct arena *arena = specimen->arena;
	struct node *images = tree_node(specimen->tree, "images");
	struct node *model = specimen_kind(specimen, "zero", 0);
	uint32_t load = specimen->lab->params.staging_addr - cap;
	static const char *const texts[] = { "description", "type", "arch", "os", "xpack,owner" };
	unsigned n = 0;

	while (specimen_manifest(specimen).size + 2 * ZERO_STEP < cap) {
		struct node *image = tree_copy(arena, model);

		tree_add(arena, images, "x");
		images->nodes[images->n_nodes - 1] = image;
		image->name = arena_printf(arena, "%x", n);
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			specimen_text(specimen, image, texts[i], i == 0 ? "" : "a");
		specimen_u32(specimen, image, "xpack,mem-size", SMALL);
		specimen_u32(specimen, image, "load", load + ZERO_STEP * n++);
		specimen_list(specimen);
		specimen_lay_out(specimen);
		specimen_write(specimen, FLAW_NONE, 0);
	}
	/* The last one was too many. */
	tree_drop(images, images->n_nodes - 1);
	specimen_list(specimen);
	specimen_write(specimen, FLAW_NONE, 0);
	return n - 1;
}

void storage_crowd(struct judge *judge)
{
	struct specimen specimen = specimen_begin(judge->lab);
	struct source source = { read_container, &specimen.container, 0, true };
	struct verify_room room = judge->room;
	unsigned n;

	specimen_write(&specimen, FLAW_NONE, 0);
	source.size = (uint32_t)specimen.container.size;
	room.max_images = (uint32_t)specimen_n_images(&specimen);
	judge_report(judge, judge_source(&source, &judge->lab->params, &room) == STATUS_OK,
		     "a table that holds just all images");
	room.max_images--;
	judge_report(judge, judge_source(&source, &judge->lab->params, &room) == STATUS_TOO_MANY,
		     "a table that holds one image less");
	n = fill(&specimen, judge->lab->params.manifest_cap);
	judge_report(judge, n >= N_MINIMUM, "the cap has room for %u small images more", n);
	report(judge, "a manifest as large as the cap",
	       machine_boot(buf_span(&specimen.container), NULL), STATUS_OK);
	specimen_end(&specimen);
}
