/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The loader's source as it is; only its name differs.  See board_crypto.h. */
#define crypto_sha256 board_sha256
#include "loader/crypto_sha256.c"
