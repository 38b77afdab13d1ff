/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The loader's source as it is; only its two names differ.  See board_crypto.h. */
#define crypto_verify board_rsa_verify
#define crypto_name board_rsa_name
#include "loader/crypto_rsa.c"
