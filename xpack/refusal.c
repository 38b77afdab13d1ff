/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "refusal.h"

#include <stddef.h>

static const struct {
	enum status status;
	const char *text;
} texts[] = {
	{ STATUS_TRUNCATED, "the file ends inside the container" },
	{ STATUS_HEADER, "its header is that of a device tree, but not that of a container" },
	{ STATUS_AUTH_BLOCK, "it has no authentication block, as any other FIT" },
	{ STATUS_SLOT, "a signature slot has an unknown algorithm, length or padding" },
	{ STATUS_SLOT_TWICE, "both signatures were made with one key" },
	{ STATUS_TOTAL_SIZE, "the manifest is larger than the loader's cap" },
	{ STATUS_CHANGED, "it changed while it was read" },
	{ STATUS_NO_KEY, "it is not signed with this key" },
	{ STATUS_SIGNATURE,
	  "the signature does not hold: the manifest or the signature was changed" },
	{ STATUS_STRUCTURE, "the manifest's structure is not canonical" },
	{ STATUS_STRINGS, "the manifest's strings are not canonical" },
	{ STATUS_NAME, "a node of the manifest has a name that is not allowed, or has it twice" },
	{ STATUS_PROPERTY,
	  "a property of the manifest is unknown, missing, repeated or misplaced" },
	{ STATUS_VALUE, "a property of the manifest has a value that is not allowed" },
	{ STATUS_CONFIGURATION, "there is not exactly one configuration, the default" },
	{ STATUS_REFERENCE, "an image is referenced twice, or not at all, or does not exist" },
	{ STATUS_COMPRESSION, "an image is compressed in a way that the loader cannot undo" },
	{ STATUS_TOO_MANY, "it has more images than the loader's table holds" },
	{ STATUS_LAYOUT, "the images do not follow each other without gaps" },
	{ STATUS_END, "there are bytes behind the last image" },
	{ STATUS_PADDING, "the bytes between two images are not zero" },
	{ STATUS_OUTSIDE_RAM, "an image would leave the board's RAM" },
	{ STATUS_RESERVED, "an image would lie over the loader, its work area or the container" },
	{ STATUS_OVERLAP, "two images would overlap in RAM" },
	{ STATUS_ENTRY, "the entry is not in bytes of the host's image, or not aligned" },
	{ STATUS_MEMORY_MAP, "the machine does not have the RAM that the description says" },
	{ STATUS_STAGING, "a compressed image is larger than the loader has room for" },
	{ STATUS_BOARD, "it was made for another board" },
	{ STATUS_SYSTEM, "it was made for another system" },
	{ STATUS_SECURITY_VERSION, "its security version is lower than the loader accepts" },
	{ STATUS_PROTOCOL, "its host has a start protocol that the board's loader does not know" },
	{ STATUS_HASH, "its bytes do not have the signed hash" },
	{ STATUS_FRAME, "its bytes are not an LZ4 frame that fits where it is loaded" },
	{ STATUS_PARAMETERS, "the loader's parameter block is damaged" },
	{ STATUS_BOOT_INFORMATION, "the boot program's information is not usable" },
};

const char *refusal_text(enum status status)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return status_text(status);
}
