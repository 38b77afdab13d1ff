/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * status: why a container was refused.
 *
 * The values are printed by the loader on the board ("REFUSED 0x21 signature") and by
 * `xpack verify`; they appear in field logs, so a value once given is never given again.
 * docs/loader-codes.md says for each what to look at.  The rule numbers are those of
 * docs/container.md, "Trust rules".
 */
#ifndef XPACK_LOADER_STATUS_H
#define XPACK_LOADER_STATUS_H

enum status {
	STATUS_OK = 0,

	/* 0x1_: the fixed header and the auth block, before any signature is checked (rule 2) */
	STATUS_TRUNCATED = 0x10, /* fewer bytes than the header, the manifest or an image needs */
	STATUS_HEADER = 0x11,    /* an FDT header field is not the profile's */
	STATUS_AUTH_BLOCK =
		0x12,       /* magic, version, number of slots or the reserved word is wrong */
	STATUS_SLOT = 0x13, /* unknown algorithm, wrong length, or bytes where zeros belong */
	STATUS_SLOT_TWICE = 0x14, /* both slots carry the same key id */
	STATUS_TOTAL_SIZE = 0x15, /* the manifest is larger than the loader's cap */
	STATUS_CHANGED = 0x16,    /* the header changed between two reads of the storage */

	/* 0x2_: authenticity (rule 1) */
	STATUS_NO_KEY =
		0x20, /* no slot was made with a key of this loader, or (policy all) not each */
	STATUS_SIGNATURE = 0x21, /* a slot with the loader's key does not verify */

	/* 0x3_: the canonical manifest (rules 3 and 4) */
	STATUS_STRUCTURE = 0x30,     /* token stream: order, depth, NOP, padding, end */
	STATUS_STRINGS = 0x31,       /* strings block: not minimal, not in order of first use */
	STATUS_NAME = 0x32,          /* node name: characters, unit address, repeated */
	STATUS_PROPERTY = 0x33,      /* a property is unknown, missing, repeated or out of order */
	STATUS_VALUE = 0x34,         /* a property's value has the wrong length or is not allowed */
	STATUS_CONFIGURATION = 0x35, /* not exactly one configuration, or not the default */
	STATUS_REFERENCE = 0x36,   /* an image is referenced twice, not at all, or does not exist */
	STATUS_COMPRESSION = 0x37, /* a compression that this loader cannot undo */
	STATUS_TOO_MANY = 0x38,    /* more images than the loader's table holds */

	/* 0x4_: the payload's layout (rule 5) */
	STATUS_LAYOUT = 0x40,  /* data offsets do not ascend without gaps, or leave 32 bits */
	STATUS_END = 0x41,     /* the last image does not end where the file ends */
	STATUS_PADDING = 0x42, /* bytes between images are not zero */

	/* 0x5_: destinations (rule 6) */
	STATUS_OUTSIDE_RAM = 0x50, /* an image leaves the RAM that the loader was given */
	STATUS_RESERVED = 0x51, /* an image lies over the loader, its work area or the container */
	STATUS_OVERLAP = 0x52,  /* two images meet */
	STATUS_ENTRY = 0x53,    /* entry missing, outside file-backed bytes, or not aligned */
	STATUS_MEMORY_MAP = 0x54, /* the boot program's memory map lacks RAM of the parameters */
	STATUS_STAGING = 0x55,    /* a compressed image is larger than the room for its bytes */

	/* 0x6_: for whom the container was made (rule 8) */
	STATUS_BOARD = 0x60,            /* made for another board */
	STATUS_SYSTEM = 0x61,           /* another system */
	STATUS_SECURITY_VERSION = 0x62, /* older than the loader accepts */
	STATUS_PROTOCOL = 0x63, /* a start protocol that this board's loader does not have */

	/* 0x7_: what will run (rule 7) */
	STATUS_HASH = 0x70,  /* an image's bytes do not have the signed hash */
	STATUS_FRAME = 0x71, /* a compressed image is not one LZ4 frame that fits its destination */

	/* 0x8_: the loader itself */
	STATUS_PARAMETERS = 0x80, /* its parameter block is damaged or was never filled in */
	STATUS_BOOT_INFORMATION =
		0x81, /* the boot program gave no usable information, or there is no room for it */
};

/* A few words for a log, e.g. "signature"; "?" for a value that is none of the above. */
const char *status_text(enum status status);

#endif
