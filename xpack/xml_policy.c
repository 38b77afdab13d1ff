/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The licences that the integrator accepts. */

#include "xml_values.h"

static const struct xml_word policies[] = { { "any", POLICY_ANY },
					    { "permissive", POLICY_PERMISSIVE },
					    { "listed", POLICY_LISTED },
					    { NULL, 0 } };

static const struct xml_word places[] = { { "", IN_ANY },      { "partition", IN_PARTITION },
					  { "glue", IN_GLUE }, { "host", IN_HOST },
					  { "blob", IN_BLOB }, { NULL, 0 } };

static void build_allowances(const struct xml_builder *builder, xmlNodePtr parent,
			     struct policy *policy)
{
	struct allowance *allowance;

	allowance = policy->allowances =
		xml_children(builder, parent, "Allow", sizeof(*allowance), &policy->n_allowances);
	for (xmlNodePtr node = xml_first_child(parent, "Allow"); node != NULL;
	     node = xml_next_child(node)) {
		allowance->at = xml_place(node);
		allowance->license = xml_text_of(builder, node, "license");
		allowance->in_name = xml_text_of(builder, node, "in");
		allowance->in = xml_value_of(allowance->in_name, places);
		allowance++;
	}
}

void xml_build_policy(const struct xml_builder *builder, xmlNodePtr root, struct policy *policy)
{
	xmlNodePtr node = xml_first_child(root, "Policy");

	policy->glue = POLICY_PERMISSIVE;
	if (node == NULL)
		return;
	policy->at = xml_place(node);
	policy->partition_name = xml_text_of(builder, node, "partition");
	policy->partition = xml_value_of(policy->partition_name, policies);
	policy->glue_name = xml_text_of(builder, node, "glue");
	if (text_given(policy->glue_name))
		policy->glue = xml_value_of(policy->glue_name, policies);
	policy->host_name = xml_text_of(builder, node, "host");
	policy->host = xml_value_of(policy->host_name, policies);
	policy->blob_name = xml_text_of(builder, node, "blob");
	policy->blob = xml_value_of(policy->blob_name, policies);
	build_allowances(builder, node, policy);
}
