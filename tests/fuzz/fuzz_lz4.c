/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fuzz_lz4: libFuzzer's entry to the loader's decoder.  The input is what stands behind a frame's
 * header, but for its first two bytes, which are the content size; so no run is spent on the
 * magic.  The decoder, a plain reader and liblz4 have to agree.
 */
#include "loader/lz4.h"
#include "tests/fuzz/lz4_oracle.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *frame;

	if (size < 2 || size > 0x10000)
		return 0;
	frame = calloc(1, LZ4_HEADER_SIZE + size - 2);
	if (frame == NULL)
		abort();
	memcpy(frame, LZ4_HEADER, sizeof(LZ4_HEADER) - 1);
	memcpy(frame + LZ4_AT_CONTENT_SIZE, data, 2);
	memcpy(frame + LZ4_HEADER_SIZE, data + 2, size - 2);
	(void)lz4_agree(frame, (uint32_t)(LZ4_HEADER_SIZE + size - 2), 0xffff);
	free(frame);
	return 0;
}
