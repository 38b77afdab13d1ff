/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "storage.h"

#define SLOTS 0x38u /* docs/container.md, "Layout" */
#define BEHIND 0x488u
#define BLOCK 64u
#define DATA_ALIGN 8u

/* Statuses that a change of this byte may lead to: what stands in front of the signature's check
 * has codes of its own, everything else is a signature that does not hold or a key not known. */
static bool is_fitting(uint32_t at, enum status status)
{
	switch (status) {
	case STATUS_SIGNATURE:
		return true;
	case STATUS_HEADER:
		return at < 0x28;
	case STATUS_AUTH_BLOCK:
		return at >= 0x28 && at < SLOTS;
	case STATUS_TOTAL_SIZE:
	case STATUS_TRUNCATED:
		return at >= 4 && at < 8;
	case STATUS_SLOT:
	case STATUS_NO_KEY:
		return at >= SLOTS && at < BEHIND;
	default:
		return false;
	}
}

static bool is_wanted(struct span container, uint32_t bit, unsigned step)
{
	uint32_t at = bit / 8;
	uint32_t size = get_be32(container.data + SLOTS + SEAL_SLOT_LENGTH);

	return bit % step == 0 || at < SLOTS + SEAL_SLOT_SIGNATURE + size ||
	       (at >= SLOTS + SEAL_SLOT_SIZE && at < SLOTS + SEAL_SLOT_SIZE + SEAL_SLOT_SIGNATURE);
}

void storage_flip_manifest(struct judge *judge, unsigned step)
{
	struct specimen specimen = specimen_begin(judge->lab);
	unsigned tally[JUDGE_N_STATUS] = { 0 };
	unsigned n_accepted = 0;
	unsigned n_unfitting = 0;
	unsigned n = 0;

	specimen_original(&specimen);
	for (uint32_t bit = 0; bit < 8 * judge->lab->manifest_size; bit++) {
		uint8_t *byte = specimen.container.data + bit / 8;
		enum status status;

		if (!is_wanted(buf_span(&judge->lab->container), bit, step))
			continue;
		*byte ^= (uint8_t)(1u << bit % 8);
		status = judge_file(judge, buf_span(&specimen.container));
		*byte ^= (uint8_t)(1u << bit % 8);
		tally[status]++;
		n_accepted += status == STATUS_OK;
		n_unfitting += !is_fitting(bit / 8, status);
		n++;
	}
	specimen_end(&specimen);
	judge_report(judge, n_accepted == 0, "%u bits of the manifest flipped, %u accepted", n,
		     n_accepted);
	judge_report(judge, n_unfitting == 0, "%u of the refusals have a code that does not fit",
		     n_unfitting);
	judge_tally(tally);
}

/* Is this byte of the payload padding? */
static bool is_padding(struct specimen *specimen, uint32_t at)
{
	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);
		uint32_t offset = tree_u32(image, "data-offset");

		if (at >= offset && at - offset < tree_u32(image, "data-size"))
			return false;
	}
	return true;
}

void storage_flip_payload(struct judge *judge)
{
	struct specimen specimen = specimen_begin(judge->lab);
	unsigned tally[JUDGE_N_STATUS] = { 0 };
	unsigned n_wrong = 0;
	unsigned n = 0;

	specimen_make_odd(&specimen);
	specimen_write(&specimen, FLAW_NONE, 0);
	for (uint32_t bit = 0; bit < 8 * specimen.payload.size; bit++) {
		bool padding = is_padding(&specimen, bit / 8);
		uint8_t *byte =
			specimen.container.data + specimen_manifest(&specimen).size + bit / 8;
		enum status status;

		/* In each block another bit. */
		if (!padding && bit % (8 * BLOCK) != bit / (8 * BLOCK) % (8 * BLOCK))
			continue;
		*byte ^= (uint8_t)(1u << bit % 8);
		status = judge_file(judge, buf_span(&specimen.container));
		*byte ^= (uint8_t)(1u << bit % 8);
		tally[status]++;
		n_wrong += status != (padding ? STATUS_PADDING : STATUS_HASH);
		n++;
	}
	judge_report(judge, judge_file(judge, buf_span(&specimen.container)) == STATUS_OK,
		     "the payload without a flip is accepted");
	judge_report(judge, n_wrong == 0 && tally[STATUS_PADDING] != 0,
		     "%u bits of the payload flipped, %u refused otherwise than by hash or padding",
		     n, n_wrong);
	judge_tally(tally);
	specimen_end(&specimen);
}

/* A file of the first size bytes of the container, or with zeros or full bytes behind it. */
static enum status judge_size(struct judge *judge, uint32_t size, uint8_t with)
{
	struct buf file = { 0 };
	const struct buf *container = &judge->lab->container;
	enum status status;

	buf_put(&file, container->data, size < container->size ? size : container->size);
	while (file.size < size)
		buf_put(&file, &with, 1);
	status = judge_file(judge, buf_span(&file));
	buf_free(&file);
	return status;
}

/* One class of sizes: around each of these. */
static void cut_around(struct judge *judge, const char *what, const uint32_t *sizes, size_t n)
{
	uint32_t end = (uint32_t)judge->lab->container.size;
	unsigned n_tried = 0;
	unsigned n_wrong = 0;

	for (size_t i = 0; i < n; i++)
		for (uint32_t size = sizes[i] == 0 ? 0 : sizes[i] - 1; size <= sizes[i] + 1;
		     size++) {
			enum status wanted = size < end    ? STATUS_TRUNCATED
					     : size == end ? STATUS_OK
							   : STATUS_END;

			n_wrong += judge_size(judge, size, 0) != wanted;
			n_tried++;
		}
	judge_report(judge, n_wrong == 0, "file cut at %s: %u sizes, %u wrong answers", what,
		     n_tried, n_wrong);
}

static void cut_at_images(struct judge *judge)
{
	struct specimen specimen = specimen_begin(judge->lab);
	size_t n = specimen_n_images(&specimen);
	uint32_t *sizes = arena_array(specimen.arena, 2 * n, sizeof(*sizes));

	for (size_t i = 0; i < n; i++) {
		struct node *image = specimen_image(&specimen, i);

		sizes[2 * i] = judge->lab->manifest_size + tree_u32(image, "data-offset");
		sizes[2 * i + 1] = sizes[2 * i] + tree_u32(image, "data-size");
	}
	cut_around(judge, "each image's boundaries", sizes, 2 * n);
	specimen_end(&specimen);
}

void storage_cut(struct judge *judge)
{
	const uint32_t header[] = { 0,      1,          4, 8, 0x28, SLOTS, SLOTS + SEAL_SLOT_SIZE,
				    BEHIND, BEHIND + 16 };
	uint32_t total = judge->lab->manifest_size;
	uint32_t end = (uint32_t)judge->lab->container.size;
	const uint32_t manifest[] = { total / 2, total - 8, total };
	const uint32_t longer[] = { end + 1, end + 8, end + 64, 2 * end };
	unsigned n_wrong = 0;

	cut_around(judge, "header and auth block", header, sizeof(header) / sizeof(header[0]));
	cut_around(judge, "the manifest", manifest, sizeof(manifest) / sizeof(manifest[0]));
	cut_at_images(judge);
	for (size_t i = 0; i < sizeof(longer) / sizeof(longer[0]); i++)
		for (unsigned with = 0; with <= 0xff; with += 0xff)
			n_wrong += judge_size(judge, longer[i], (uint8_t)with) != STATUS_END;
	judge_report(judge, n_wrong == 0, "bytes appended to the file are refused");
}
