/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The licences that the description declares, and whether its policy accepts them. */
#include "check.h"
#include "policy.h"

/* NULL: absent, or refused as license-form. */
static const struct spdx *license_of(const struct check_context *context, struct text license)
{
	return text_given(license) ? spdx_parse(context->arena, license.value) : NULL;
}

static void check_one_form(const struct check_context *context, struct text license)
{
	if (!text_given(license) || license_of(context, license) != NULL)
		return;
	diag_error(context->diag, license.at, "license-form",
		   "'%s' is not an SPDX licence expression", license.value);
	diag_help(context->diag, license.at,
		  "identifiers are joined by AND, OR and WITH; what has no identifier is "
		  "LicenseRef- and a name of your own");
}

static void check_blob_forms(const struct check_context *context, const struct blob *blobs,
			     size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_one_form(context, blobs[i].license);
}

static void check_forms(const struct check_context *context)
{
	const struct system *system = context->system;

	check_one_form(context, system->host.license);
	check_blob_forms(context, system->host.blobs, system->host.n_blobs);
	for (size_t i = 0; i < system->n_partitions; i++) {
		check_one_form(context, system->partitions[i].license);
		check_blob_forms(context, system->partitions[i].blobs,
				 system->partitions[i].n_blobs);
	}
	for (size_t i = 0; i < system->policy.n_allowances; i++)
		check_one_form(context, system->policy.allowances[i].license);
}

/* What is under a licence that the policy does not accept. */
static void refuse(const struct check_context *context, const struct policy *policy,
		   enum licenced in, const char *id, const char *what, struct text name,
		   struct text license)
{
	const struct spdx *spdx = license_of(context, license);

	if (spdx == NULL || policy_accepts(context->arena, policy, in, spdx, NULL))
		return;
	diag_error(context->diag, license.at, id,
		   "%s '%s' is under '%s', which the policy does not accept", what, name.value,
		   license.value);
	policy_note(context->diag, policy, in);
}

static void check_partitions(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct policy *policy;

	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		for (size_t j = 0; (policy = policy_of_partition(system, partition, j)) != NULL;
		     j++)
			refuse(context, policy, IN_PARTITION, "policy-partition", "partition",
			       partition->name, partition->license);
	}
}

static void check_host_license(const struct check_context *context)
{
	const struct system *system = context->system;

	refuse(context, &system->policy, IN_HOST, "policy-host", "host", system->host.name,
	       system->host.license);
}

/* What states no licence is not under one that was accepted. */
static void refuse_unstated(const struct check_context *context, const struct policy *policy,
			    const struct blob *blob)
{
	if (policy->blob == POLICY_ANY)
		return;
	diag_error(context->diag, blob->at, "policy-blob",
		   "blob '%s' states no licence for the policy to accept", blob->name.value);
	policy_note(context->diag, policy, IN_BLOB);
}

static void check_blob_licenses(const struct check_context *context, const struct policy *policy,
				const struct blob *blobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_given(blobs[i].license))
			refuse(context, policy, IN_BLOB, "policy-blob", "blob", blobs[i].name,
			       blobs[i].license);
		else
			refuse_unstated(context, policy, &blobs[i]);
}

static void check_blobs(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct policy *policy;

	check_blob_licenses(context, &system->policy, system->host.blobs, system->host.n_blobs);
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		for (size_t j = 0; (policy = policy_of_partition(system, partition, j)) != NULL;
		     j++)
			check_blob_licenses(context, policy, partition->blobs, partition->n_blobs);
	}
}

#define POLICY_SOURCE "xpack-system(5), Policy; SPDX specification 2.3, annex D"

const struct check check_policy[] = {
	{
		.id = "license-form",
		.title = "a licence is an SPDX expression",
		.rationale = "Policies are applied to it, and the SPDX document of the image "
			     "repeats it: what no reader of such expressions understands "
			     "protects nobody.",
		.source = "SPDX specification 2.3, annex D",
		.wrong = "<Partition id=\"0\" name=\"nav\" file=\"nav.elf\" license=\"MIT ISC\">\n"
			 "  <Area name=\"code\" start=\"1GiB\" size=\"64KiB\" access=\"rx\"/>\n"
			 "</Partition>\n",
		.right = "<Partition id=\"0\" name=\"nav\" file=\"nav.elf\" license=\"MIT AND "
			 "ISC\">\n"
			 "  <Area name=\"code\" start=\"1GiB\" size=\"64KiB\" access=\"rx\"/>\n"
			 "</Partition>\n",
		.run = check_forms,
	},
	{
		.id = "policy-partition",
		.title = "the licence of a partition is one that the policy accepts",
		.rationale = "What stands in a partition's file, by the declaration of the "
			     "description or by a note in the file, is delivered with the image, "
			     "with all that its licence asks for.",
		.source = POLICY_SOURCE,
		.wrong = "<Policy partition=\"permissive\"/>\n"
			 "<Partition id=\"0\" name=\"nav\" file=\"nav.elf\" "
			 "license=\"GPL-3.0-only\"/>\n",
		.right = "<Policy partition=\"permissive\"/>\n"
			 "<Partition id=\"0\" name=\"nav\" file=\"nav.elf\" license=\"MIT\"/>\n",
		.run = check_partitions,
	},
	{
		.id = "policy-host",
		.title = "the licence of the host is one that the policy accepts",
		.rationale = "The host is delivered with the image, with all that its licence asks "
			     "for: notices, or its sources.",
		.source = POLICY_SOURCE,
		.wrong = "<Policy host=\"listed\"/>\n",
		.right = "<Policy host=\"listed\"><Allow license=\"BSD-2-Clause\"/></Policy>\n",
		.run = check_host_license,
	},
	{
		.id = "policy-blob",
		.title = "the licence of a blob is one that the policy accepts",
		.rationale = "A blob is delivered with the image as it is. One that states no "
			     "licence is refused too where the policy is not 'any': nobody has "
			     "said that it is under one that was accepted.",
		.source = POLICY_SOURCE,
		.wrong = "<Policy blob=\"permissive\"/>\n"
			 "<Host name=\"kernel\" file=\"kernel.elf\" license=\"GPL-2.0-only\" "
			 "protocol=\"multiboot\">\n"
			 "  <Blob name=\"font\" file=\"font.bin\" license=\"GPL-2.0-only\"/>\n"
			 "</Host>\n",
		.right = "<Policy blob=\"permissive\"/>\n"
			 "<Host name=\"kernel\" file=\"kernel.elf\" license=\"GPL-2.0-only\" "
			 "protocol=\"multiboot\">\n"
			 "  <Blob name=\"font\" file=\"font.bin\" license=\"MIT\"/>\n"
			 "</Host>\n",
		.run = check_blobs,
	},
	{ .id = NULL },
};
