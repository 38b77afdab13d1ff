/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "contract.h"

#include <string.h>

static void check_service(struct diag *diag, const struct system *contract,
			  const struct service *promised, const struct host *host,
			  const struct service *service)
{
	bool off = service != NULL && service_is_off(service);

	if (service_is_off(promised) ||
	    (service != NULL && !off && strcmp(service->prototype, promised->prototype) == 0))
		return;
	if (service == NULL || off)
		diag_error(diag, host->at, "contract-interface",
			   "host '%s' does not export '%s', which contract '%s' promises",
			   host->name.value, promised->name, contract->name.value);
	else
		diag_error(diag, service->source_at, "contract-interface",
			   "host '%s' exports '%s' with another prototype than contract '%s' "
			   "promises",
			   host->name.value, promised->name, contract->name.value);
	diag_note(diag, promised->source_at, "promised as: %s", promised->prototype);
	if (service != NULL)
		diag_note(diag, service->at, "exported as: %s", service->prototype);
	if (off)
		abi_note_off(diag, service);
}

static void check_version(struct diag *diag, const struct system *contract,
			  const struct abi *promised, const struct host *host,
			  const struct abi *abi)
{
	if (promised->name == NULL || abi->name == NULL ||
	    (strcmp(promised->name, abi->name) == 0 &&
	     strcmp(promised->version, abi->version) == 0))
		return;
	diag_error(diag, host->at, "contract-interface",
		   "host '%s' has the ABI '%s' version '%s', contract '%s' promises '%s' version "
		   "'%s'",
		   host->name.value, abi->name, abi->version, contract->name.value, promised->name,
		   promised->version);
	diag_note(diag, contract->host.at, "it was promised here");
}

void contract_check_services(struct diag *diag, const struct system *contract,
			     const struct abi *promised, const struct system *system,
			     const struct abi *abi)
{
	check_version(diag, contract, promised, &system->host, abi);
	for (size_t i = 0; i < promised->n_services; i++)
		check_service(diag, contract, &promised->services[i], &system->host,
			      abi_service(abi, promised->services[i].name));
}
