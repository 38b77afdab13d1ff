/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/crypto.h for a loader's boot sequence on the tool's cryptography. */

#include "loader/crypto.h"

const char *crypto_name(void)
{
	return "tool";
}
