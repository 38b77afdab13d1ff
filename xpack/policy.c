/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "policy.h"

#include <string.h>

#include "licenses.h"

static const struct policy default_policy = { .glue = POLICY_PERMISSIVE };

static enum licence_policy rule_of(const struct policy *policy, enum licenced in)
{
	switch (in) {
	case IN_PARTITION:
		return policy->partition;
	case IN_GLUE:
		return policy->glue;
	case IN_HOST:
		return policy->host;
	case IN_BLOB:
		return policy->blob;
	default:
		return POLICY_ANY;
	}
}

static bool applies(const struct allowance *allowance, enum licenced in)
{
	return allowance->in == in || (allowance->in == IN_ANY && in != IN_GLUE);
}

bool policy_accepts(struct arena *arena, const struct policy *policy, enum licenced in,
		    const struct spdx *license, bool *used)
{
	enum licence_policy rule = rule_of(policy, in);
	const struct spdx **allowed =
		arena_array(arena, policy->n_allowances, sizeof(const struct spdx *));
	const struct spdx_terms terms = { rule == POLICY_PERMISSIVE, allowed, policy->n_allowances,
					  used };

	if (rule == POLICY_ANY)
		return true;
	for (size_t i = 0; i < policy->n_allowances; i++)
		if (applies(&policy->allowances[i], in))
			allowed[i] = spdx_parse(arena, policy->allowances[i].license.value);
	return spdx_accepts(&terms, license);
}

void policy_note(struct diag *diag, const struct policy *policy, enum licenced in)
{
	static const char *const whose[] = { [IN_PARTITION] = "partitions",
					     [IN_GLUE] = "glue",
					     [IN_HOST] = "the host",
					     [IN_BLOB] = "blobs" };
	const struct text names[] = { [IN_PARTITION] = policy->partition_name,
				      [IN_GLUE] = policy->glue_name,
				      [IN_HOST] = policy->host_name,
				      [IN_BLOB] = policy->blob_name };
	struct location at = text_given(names[in]) ? names[in].at : policy->at;

	diag_note(diag, at, "the policy for %s accepts %s", whose[in],
		  rule_of(policy, in) == POLICY_LISTED
			  ? "what an Allow names"
			  : "permissive licences and what an Allow names");
}

static bool grants(const struct system *contract, const struct partition *partition)
{
	for (size_t i = 0; i < contract->n_partitions; i++)
		if (text_given(contract->partitions[i].name) && text_given(partition->name) &&
		    strcmp(contract->partitions[i].name.value, partition->name.value) == 0)
			return true;
	return false;
}

const struct policy *policy_of_partition(const struct system *system,
					 const struct partition *partition, size_t i)
{
	if (i == 0)
		return &system->policy;
	/* A partition alone is in a system that is its contract. */
	if (system->alone)
		return NULL;
	for (size_t j = 0; j < system->n_contracts; j++)
		if (grants(system->contracts[j], partition) && --i == 0)
			return &system->contracts[j]->policy;
	return NULL;
}

static void refuse_glue(struct diag *diag, const struct policy *policy, const struct glue *glue)
{
	diag_error(diag, glue->source_at, "abi-glue-license",
		   "glue '%s' of '%s' is '%s': glue becomes a part of every guest that calls "
		   "through it, so its licence must be %s",
		   glue->name, glue->object->path, glue->license,
		   policy->at.line == 0 ? "permissive" : "one that the policy accepts");
	if (policy->at.line != 0)
		policy_note(diag, policy, IN_GLUE);
	diag_help(diag, glue->source_at,
		  "put the code into an image of the host that the partition may execute, and "
		  "export it with XPACK_EXPORT_CALL");
}

int policy_check_glue(struct arena *arena, struct diag *diag, const struct policy *policy,
		      const struct abi *abi)
{
	unsigned before = diag_n_errors(diag);

	if (policy == NULL)
		policy = &default_policy;
	for (size_t i = 0; i < abi->n_glues; i++) {
		const struct spdx *license = spdx_parse(arena, abi->glues[i].license);

		if (license != NULL && !policy_accepts(arena, policy, IN_GLUE, license, NULL))
			refuse_glue(diag, policy, &abi->glues[i]);
	}
	return diag_n_errors(diag) == before ? 0 : -1;
}

static void check_noted(struct arena *arena, struct diag *diag, const struct policy *policy,
			const struct partition *partition, const struct license *license)
{
	if (license->spdx == NULL ||
	    policy_accepts(arena, policy, IN_PARTITION, license->spdx, NULL))
		return;
	diag_error(diag, partition->file.at, "policy-partition",
		   "partition '%s': '%.64s' in its file is under '%.128s', which the policy does "
		   "not accept",
		   partition->name.value, license->component, license->text);
	policy_note(diag, policy, IN_PARTITION);
}

void policy_check_noted(struct arena *arena, struct diag *diag, const struct system *system,
			const struct partition *partition, const struct licenses *licenses)
{
	const struct policy *policy;

	for (size_t i = 0; (policy = policy_of_partition(system, partition, i)) != NULL; i++)
		for (size_t j = 0; j < licenses->n_licenses; j++)
			check_noted(arena, diag, policy, partition, &licenses->licenses[j]);
}

struct use {
	struct arena *arena;
	const struct policy *policy;
	bool *used;
};

static void use_text(const struct use *use, enum licenced in, const char *text)
{
	const struct spdx *license = text == NULL ? NULL : spdx_parse(use->arena, text);

	if (license != NULL)
		(void)policy_accepts(use->arena, use->policy, in, license, use->used);
}

static void use_blobs(const struct use *use, const struct blob *blobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		use_text(use, IN_BLOB, blobs[i].license.value);
}

static void use_partition(const struct use *use, const struct partition *partition,
			  const struct licenses *noted)
{
	use_text(use, IN_PARTITION, partition->license.value);
	use_blobs(use, partition->blobs, partition->n_blobs);
	for (size_t i = 0; i < noted->n_licenses; i++)
		use_text(use, IN_PARTITION, noted->licenses[i].text);
}

void policy_check_unused(struct arena *arena, struct diag *diag, const struct system *system,
			 const struct abi *abi, const struct licenses *noted)
{
	const struct policy *policy = &system->policy;
	const struct use use = { arena, policy,
				 arena_array(arena, policy->n_allowances, sizeof(bool)) };

	use_text(&use, IN_HOST, system->host.license.value);
	use_blobs(&use, system->host.blobs, system->host.n_blobs);
	for (size_t i = 0; i < system->n_partitions; i++)
		use_partition(&use, &system->partitions[i], &noted[i]);
	for (size_t i = 0; i < abi->n_glues; i++)
		use_text(&use, IN_GLUE, abi->glues[i].license);
	for (size_t i = 0; i < policy->n_allowances; i++)
		if (!use.used[i])
			diag_warning(diag, policy->allowances[i].license.at, "policy-unused",
				     "nothing needs this Allow of '%s'",
				     policy->allowances[i].license.value);
}
