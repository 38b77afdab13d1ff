/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What the host exports, and what contracts promise that it does. */

#include "contract.h"
#include "pack_parts.h"
#include "policy.h"

static int switch_off(const struct pack *pack, const struct host *host, struct abi *abi)
{
	unsigned before = diag_n_errors(pack->diag);

	for (size_t i = 0; i < host->n_abis; i++)
		if (host->abis[i].without.value != NULL)
			(void)!abi_switch_off(pack->arena, pack->diag, host->abis[i].without, abi);
	return diag_n_errors(pack->diag) == before ? 0 : -1;
}

/* A host's interface: its ABI objects, and its file, which may carry calls; NULL: that is not
 * there, or cannot have any. */
static int read_interface(struct pack *pack, const struct host *host, const struct elf *file,
			  struct abi *abi)
{
	struct elf *objects = arena_array(pack->arena, host->n_abis, sizeof(*objects));
	struct abi_source *sources = arena_array(pack->arena, host->n_abis + 1, sizeof(*sources));
	unsigned before = diag_n_errors(pack->diag);
	size_t n = 0;

	if (file != NULL)
		sources[n++] = (struct abi_source){ file, host->file.at };
	for (size_t i = 0; i < host->n_abis; i++)
		if (pack_read_elf(pack, host->abis[i].file, &objects[i]) == 0)
			sources[n++] = (struct abi_source){ &objects[i], host->abis[i].file.at };
	if (diag_n_errors(pack->diag) != before)
		return -1;
	if (abi_read(pack->arena, pack->diag, sources, n, abi) != 0 ||
	    switch_off(pack, host, abi) != 0)
		return -1;
	return abi_test_files(pack->arena, pack->diag, abi, sources + n - host->n_abis,
			      host->n_abis);
}

int pack_read_abi(struct pack *pack, bool host_ready)
{
	const struct elf *file =
		!pack->system->alone && host_ready && !pack->host.is64 ? &pack->host : NULL;

	if (read_interface(pack, &pack->system->host, file, &pack->abi) != 0 ||
	    policy_check_glue(pack->arena, pack->diag, &pack->system->policy, &pack->abi) != 0)
		return -1;
	return host_ready ? 0 : -1;
}

/* A contract that says nothing of glue leaves it to the system, which has been asked. */
static void check_promised_glue(struct pack *pack, const struct policy *policy)
{
	if (text_given(policy->glue_name))
		(void)!policy_check_glue(pack->arena, pack->diag, policy, &pack->abi);
}

void pack_check_promises(struct pack *pack)
{
	for (size_t i = 0; i < pack->n_contracts; i++) {
		const struct system *contract = pack->contracts[i];
		struct abi promised;

		check_promised_glue(pack, &contract->policy);
		if (read_interface(pack, &contract->host, NULL, &promised) == 0)
			contract_check_services(pack->diag, contract, &promised, pack->system,
						&pack->abi);
	}
}

int pack_interface(struct pack *pack, const char *path, const struct xml_options *options)
{
	unsigned before = diag_n_errors(pack->diag);

	(void)!pack_describe(pack, path, options);
	if (pack->system == NULL)
		return -1;
	pack->others = regions_of_owned(pack->arena, pack->system);
	pack->host_ready = pack_read_host(pack);
	(void)!pack_read_abi(pack, pack->host_ready);
	return diag_n_errors(pack->diag) == before ? 0 : -1;
}
