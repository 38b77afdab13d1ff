/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * health: what the reference host tells about the health of partitions, as imports.  <xhost/list.h>
 * documents them.
 */
#ifndef XHOST_HEALTH_H
#define XHOST_HEALTH_H

#include <stdint.h>

#include <xhost/list.h>
#include <xhost/status.h>
#include <xpack/import.h>

#define XHOST_IMPORT(number, ret, name, args) XPACK_IMPORT(ret, name, args);

XHOST_HEALTH_SERVICES(XHOST_IMPORT)

#undef XHOST_IMPORT

#endif
