/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Compressed images: frames that are not what they say, too large, or elsewhere.  All of them
 * have the signed hash, and all signed by the right key. */

#include "attacks.h"

#include "xpack/compress.h"

#include <string.h>

#define HEADER_SIZE 15u
#define AT_FLAGS 4u
#define AT_CONTENT 6u
#define AT_CHECKSUM 14u
#define DATA_ALIGN 8u
#define FREE_RAM 0x40240000u /* of the lab's board, outside all areas */
#define LARGE 0x18000u       /* bytes; more than the lab has for staging */

static bool write_it(struct specimen *specimen)
{
	return specimen_write(specimen, FLAW_NONE, 0);
}

static struct span data_of(const struct specimen *specimen, struct node *image)
{
	return span_part(buf_span(&specimen->payload), tree_u32(image, "data-offset"),
			 tree_u32(image, "data-size"));
}

static bool is_tree(struct node *image)
{
	return strcmp((const char *)tree_property(image, "xpack,kind")->value.data, "dtb") == 0;
}

/* The n-th image of a partition that has bytes and is no device tree. */
static struct node *segment(struct specimen *specimen, unsigned n)
{
	struct node *image;

	for (unsigned i = 0; is_tree(image = specimen_data(specimen, i)) || n-- != 0; i++)
		;
	return image;
}

/* Exchange the stored bytes of an image, and say that they are compressed. */
static void store(struct specimen *specimen, struct node *image, struct span bytes)
{
	uint32_t offset = tree_u32(image, "data-offset");
	uint32_t end = (uint32_t)align_up(offset + tree_u32(image, "data-size"), DATA_ALIGN);
	struct buf payload = { 0 };

	buf_put(&payload, specimen->payload.data, offset);
	buf_put(&payload, bytes.data, bytes.size);
	buf_align(&payload, DATA_ALIGN);
	buf_put(&payload, specimen->payload.data + end, specimen->payload.size - end);
	buf_free(&specimen->payload);
	specimen->payload = payload;
	specimen_u32(specimen, image, "data-size", (uint32_t)bytes.size);
	specimen_text(specimen, image, "compression", "lz4");
	specimen_lay_out(specimen);
	specimen_hash(specimen, image);
}

static bool store_frame(struct specimen *specimen, struct node *image, struct buf *frame)
{
	store(specimen, image, buf_span(frame));
	buf_free(frame);
	return write_it(specimen);
}

static void put_le32(struct buf *buf, uint32_t value)
{
	buf_put_be32(buf, __builtin_bswap32(value));
}

/* A frame of one block, of which the content size is what it says. */
static struct buf frame_of(uint32_t content, const void *block, uint32_t size, uint32_t flag)
{
	struct buf frame = { 0 };

	buf_put(&frame, "\x04\x22\x4d\x18\x68\x70", AT_CONTENT);
	put_le32(&frame, content);
	put_le32(&frame, 0);
	buf_put(&frame, NULL, 1);
	frame.data[AT_CHECKSUM] = compress_checksum(buf_span(&frame));
	put_le32(&frame, size | flag);
	buf_put(&frame, block, size);
	put_le32(&frame, 0);
	return frame;
}

/* The frame that the packer would make of an image. */
static struct buf packed(const struct specimen *specimen, struct node *image)
{
	return compress_frame(data_of(specimen, image));
}

/* Each image that may be compressed. */
static bool make_each(struct specimen *specimen, unsigned variant)
{
	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);
		struct buf frame;

		if (tree_u32(image, "data-size") == 0 || is_tree(image) || variant-- != 0)
			continue;
		frame = packed(specimen, image);
		return store_frame(specimen, image, &frame);
	}
	return false;
}

/* All of them; stored without being compressed, so that there are more bytes than the image has. */
static bool make_longer(struct specimen *specimen, unsigned variant)
{
	struct node *image = segment(specimen, 0);
	struct span data = data_of(specimen, image);
	struct buf frame =
		frame_of((uint32_t)data.size, data.data, (uint32_t)data.size, 0x80000000u);

	specimen_u32(specimen, image, "xpack,mem-size", (uint32_t)data.size);
	return store_frame(specimen, image, &frame) && variant == 0;
}

/* It holds more than there is memory: by a byte, by much, by all that 32 or 64 bits can say.  The
 * bytes are there in the first two. */
static bool make_bomb(struct specimen *specimen, unsigned variant)
{
	struct node *image = specimen_kernel(specimen);
	uint32_t size = tree_u32(image, "data-size");
	struct buf frame = packed(specimen, image);

	switch (variant) {
	case 0:
		specimen_u32(specimen, image, "xpack,mem-size", size - 1);
		break;
	case 1:
		specimen_u32(specimen, image, "xpack,mem-size", size / 2);
		break;
	default:
		memset(frame.data + AT_CONTENT, 0xff, variant == 2 ? 4 : 8);
		if (variant == 4)
			memset(frame.data + AT_CONTENT, 0, 4);
	}
	return store_frame(specimen, image, &frame) && variant < 5;
}

/* A small block that is to become four MiB: there is no room from the second KiB on. */
static bool make_bomb_inside(struct specimen *specimen, unsigned variant)
{
	struct node *image = segment(specimen, variant);
	uint32_t content = tree_u32(image, "xpack,mem-size");
	uint8_t block[17000];
	struct buf frame;

	if (variant > 1)
		return false;
	memset(block, 0xff, sizeof(block));
	block[0] = 0x1f;
	memcpy(block + 2, "\x01\x00", 2);
	memcpy(block + sizeof(block) - 7, "\x00\x50zeros", 7);
	frame = frame_of(content, block, sizeof(block), 0);
	return store_frame(specimen, image, &frame);
}

/* The content size is not what the blocks hold. */
static bool make_content_size(struct specimen *specimen, unsigned variant)
{
	static const uint32_t differences[] = { 1, (uint32_t)-1, 4, (uint32_t)-8, 0 };
	struct node *image = specimen_kernel(specimen);
	struct buf frame = packed(specimen, image);
	uint32_t size = tree_u32(image, "data-size") - 16;

	if (variant >= sizeof(differences) / sizeof(differences[0]))
		return false;
	if (variant != 4) /* there is room for one that is a little larger */
		size = size + differences[variant] + 16;
	else
		size = 0;
	for (unsigned i = 0; i < 4; i++)
		frame.data[AT_CONTENT + i] = (uint8_t)(size >> (8 * i));
	specimen_u32(specimen, image, "xpack,mem-size", tree_u32(image, "data-size"));
	return store_frame(specimen, image, &frame);
}

/* A block of 48 bytes by hand, with one thing wrong. */
static bool make_block(struct specimen *specimen, unsigned variant)
{
	static const struct {
		const char *bytes;
		uint32_t size;
	} blocks[] = {
#define BLOCK(text) { text, sizeof(text) - 1 }
		/* more literals than the block has, than the destination has */
		BLOCK("\xf0\x64"
		      "0123456789"),
		BLOCK("\xf0\x30"
		      "012345678901234567890123456789012345678901234567890123456789012"),
		/* a match from before the start, by one and by all; from itself */
		BLOCK("\x4f"
		      "abcd\x05\x00\x14\x50"
		      "efghi"),
		BLOCK("\x4f"
		      "abcd\xff\xff\x14\x50"
		      "efghi"),
		BLOCK("\x4f"
		      "abcd\x00\x00\x14\x50"
		      "efghi"),
		/* a match that is too long, by one and by 16 MiB */
		BLOCK("\x4f"
		      "abcd\x04\x00\x15\x50"
		      "efghi"),
		BLOCK("\x4f"
		      "abcd\x04\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x50"
		      "efghi"),
		/* too few literals at the end; none; a match that ends the block */
		BLOCK("\x4f"
		      "abcd\x04\x00\x15\x40"
		      "fghi"),
		BLOCK("\x4f"
		      "abcd\x04\x00\x19\x00"),
		BLOCK("\x4f"
		      "abcd\x04\x00\x19"),
		/* the block ends in an offset, in a length, behind the token */
		BLOCK("\x4f"
		      "abcd\x04"),
		BLOCK("\x4f"
		      "abcd\x04\x00"),
		BLOCK("\xf0"),
		BLOCK("\xff\xff\xff"),
#undef BLOCK
	};
	struct buf frame;

	if (variant >= sizeof(blocks) / sizeof(blocks[0]))
		return false;
	frame = frame_of(48, blocks[variant].bytes, blocks[variant].size, 0);
	return store_frame(specimen, segment(specimen, 0), &frame);
}

/* Cut at each of its ends, and longer. */
static bool make_length(struct specimen *specimen, unsigned variant)
{
	static const uint32_t cuts[] = { 1, 3, 4, 5, 40 };
	struct node *image = segment(specimen, 0);
	struct buf frame = packed(specimen, image);
	size_t n = sizeof(cuts) / sizeof(cuts[0]);

	if (variant < n)
		frame.size -= cuts[variant];
	else if (variant < n + 2)
		frame.size = variant == n ? HEADER_SIZE : 1;
	else if (variant < n + 4)
		buf_put(&frame, NULL, variant == n + 2 ? 1 : 4);
	else if (variant == n + 4) /* a second frame */
		buf_put(&frame, frame.data, frame.size);
	return store_frame(specimen, image, &frame) && variant <= n + 4;
}

/* Every other magic, set of flags and block size that is one bit away: checksums, a dictionary,
 * blocks that depend on others, no content size. */
static bool make_form(struct specimen *specimen, unsigned variant)
{
	struct node *image = segment(specimen, 0);
	struct buf frame = packed(specimen, image);

	if (variant >= 8 * AT_CONTENT)
		return false;
	/* flags first, for those who take the first variants */
	variant = (variant + 8 * AT_FLAGS) % (8 * AT_CONTENT);
	frame.data[variant / 8] ^= (uint8_t)(1u << variant % 8);
	frame.data[AT_CHECKSUM] = compress_checksum(buf_span(&frame));
	return store_frame(specimen, image, &frame);
}

/* What is no frame at all says that it is compressed. */
static bool make_plain(struct specimen *specimen, unsigned variant)
{
	struct node *image =
		variant == 0 ? specimen_kernel(specimen) : segment(specimen, variant - 1);

	specimen_text(specimen, image, "compression", "lz4");
	return write_it(specimen) && variant < 3;
}

/* The hash is that of the bytes which will be in memory. */
static bool make_hash_of_content(struct specimen *specimen, unsigned variant)
{
	struct node *image = segment(specimen, variant);
	uint8_t digest[SEAL_DIGEST_SIZE];
	struct buf frame;

	if (variant > 1)
		return false;
	seal_hash(data_of(specimen, image), digest);
	frame = packed(specimen, image);
	store(specimen, image, buf_span(&frame));
	buf_free(&frame);
	tree_set(specimen->arena, tree_node(image, "hash-1"), "value",
		 (struct span){ digest, sizeof(digest) });
	return write_it(specimen);
}

static bool make_payload_bit(struct specimen *specimen, unsigned variant)
{
	struct node *image = specimen_kernel(specimen);
	struct buf frame = packed(specimen, image);
	size_t at = frame.size - 1;

	if (!store_frame(specimen, image, &frame))
		return false;
	at = variant == 0 ? at : variant == 1 ? AT_CHECKSUM : at / 2;
	specimen->container
		.data[specimen_manifest(specimen).size + tree_u32(image, "data-offset") + at] ^= 1;
	return variant < 3;
}

/* The entry lies behind what is decoded, in what is filled with zeros. */
static bool make_entry(struct specimen *specimen, unsigned variant)
{
	struct node *image = specimen_kernel(specimen);
	uint32_t size = tree_u32(image, "entry") - tree_u32(image, "load") + 2 * (variant % 2);
	struct span data = span_part(data_of(specimen, image), 0, size);
	struct buf frame = compress_frame(data);

	return store_frame(specimen, image, &frame) && variant < 2;
}

/* More stored bytes than there is staging, of an image that fits its destination. */
static bool make_staging(struct specimen *specimen, unsigned variant)
{
	struct node *image = segment(specimen, 0);
	uint32_t room = specimen->lab->params.staging_size;
	uint32_t size = variant == 0 ? room - HEADER_SIZE - 8 + 1 : LARGE;
	struct buf content = { 0 };
	struct buf frame;

	buf_put(&content, NULL, size);
	frame = frame_of(size, content.data, size, 0x80000000u);
	buf_free(&content);
	specimen_u32(specimen, image, "load", FREE_RAM);
	specimen_u32(specimen, image, "xpack,mem-size", size);
	return store_frame(specimen, image, &frame) && variant < 2;
}

/* An image whose destination is where stored bytes are staged. */
static bool make_over_staging(struct specimen *specimen, unsigned variant)
{
	const struct params *params = &specimen->lab->params;
	struct node *image = segment(specimen, 0);
	uint32_t size = tree_u32(image, "xpack,mem-size");
	uint32_t loads[] = { params->staging_addr, params->staging_addr + 8,
			     params->staging_addr + params->staging_size - size,
			     params->staging_addr - size + 4 };
	struct buf frame;

	if (variant >= 2 * sizeof(loads) / sizeof(loads[0]))
		return false;
	specimen_u32(specimen, image, "load", loads[variant / 2]);
	if (variant % 2 == 0)
		return write_it(specimen);
	frame = packed(specimen, image);
	return store_frame(specimen, image, &frame);
}

/* Device trees and zero images are never compressed. */
static bool make_kind(struct specimen *specimen, unsigned variant)
{
	struct node *image =
		specimen_kind(specimen, variant / 2 == 0 ? "dtb" : "zero", variant % 2);

	specimen_text(specimen, image, "compression", "lz4");
	return write_it(specimen) && variant < 4;
}

const struct attack attacks_lz4[] = {
	ATTACK("control: an image compressed", STATUS_OK, make_each),
	ATTACK("control: compressed, and longer for it", STATUS_OK, make_longer),
	ATTACK("compressed: more than there is memory", STATUS_FRAME, make_bomb),
	ATTACK("compressed: more than it says", STATUS_FRAME, make_bomb_inside),
	ATTACK("compressed: content size", STATUS_FRAME, make_content_size),
	ATTACK("compressed: block", STATUS_FRAME, make_block),
	ATTACK("compressed: cut or longer", STATUS_FRAME, make_length),
	ATTACK("compressed: another form of frame", STATUS_FRAME, make_form),
	ATTACK("compressed: no frame", STATUS_FRAME, make_plain),
	ATTACK("compressed: hash of the content", STATUS_HASH, make_hash_of_content),
	ATTACK("compressed: payload bit", STATUS_HASH, make_payload_bit),
	ATTACK("compressed: entry behind the content", STATUS_ENTRY, make_entry),
	ATTACK("compressed: no room in staging", STATUS_STAGING, make_staging),
	ATTACK("compressed: destination over staging", STATUS_RESERVED, make_over_staging),
	ATTACK("compressed: device tree or zeros", STATUS_COMPRESSION, make_kind),
	{ .name = NULL },
};
