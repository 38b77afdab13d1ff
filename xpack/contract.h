/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * contract: the services that a contract promises against those of the host.
 *
 * What else a contract says is compared by the checks of check_contract.c; this needs the ABI
 * objects, which are read later.  docs/roles.md.
 */
#ifndef XPACK_CONTRACT_H
#define XPACK_CONTRACT_H

#include "abi.h"
#include "model.h"

/*
 * Each promised service is exported, of no feature that is off, with the same prototype, and the
 * ABI has the same name and version where both have one.  How a service is reached may differ:
 * packing sees to that.
 * Reports contract-interface, at the host of the system.
 */
void contract_check_services(struct diag *diag, const struct system *contract,
			     const struct abi *promised, const struct system *system,
			     const struct abi *abi);

#endif
