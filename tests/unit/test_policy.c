/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* policy: which rule holds for what, and where its place is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/licenses.h"
#include "xpack/policy.h"

static struct text text_at(const char *value, uint32_t line)
{
	return (struct text){ value, { "s.xml", line, 2 } };
}

static bool accepts(struct fixture *fixture, const struct policy *policy, enum licenced in,
		    const char *license)
{
	return policy_accepts(fixture->arena, policy, in, spdx_parse(fixture->arena, license),
			      NULL);
}

static void where_an_allowance_counts(void **state)
{
	struct allowance allowances[] = { { .license = text_at("LGPL-2.1-only", 5) },
					  { .license = text_at("GPL-2.0-only", 6), .in = IN_HOST },
					  { .license = text_at("MPL-2.0", 7), .in = IN_GLUE } };
	const struct policy policy = { .partition = POLICY_PERMISSIVE,
				       .glue = POLICY_LISTED,
				       .host = POLICY_LISTED,
				       .allowances = allowances,
				       .n_allowances = 3 };
	struct fixture *fixture = *state;

	assert_true(accepts(fixture, &policy, IN_PARTITION, "MIT AND LGPL-2.1-only"));
	assert_false(accepts(fixture, &policy, IN_PARTITION, "GPL-2.0-only"));
	assert_true(accepts(fixture, &policy, IN_HOST, "GPL-2.0-only AND LGPL-2.1-only"));
	assert_false(accepts(fixture, &policy, IN_HOST, "MIT"));
	assert_true(accepts(fixture, &policy, IN_GLUE, "MPL-2.0"));
	assert_false(accepts(fixture, &policy, IN_GLUE, "LGPL-2.1-only"));
	assert_false(accepts(fixture, &policy, IN_GLUE, "MIT"));
	assert_true(accepts(fixture, &policy, IN_BLOB, "LicenseRef-anything"));
}

static void whose_policy(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct partition grants[] = { { .name = system->partitions[1].name } };
	const struct system granting = { .partitions = grants, .n_partitions = 1 };
	const struct system other = { .n_partitions = 0 };
	const struct system *contracts[] = { &other, &granting, &granting };

	system->contracts = contracts;
	system->n_contracts = 3;
	assert_ptr_equal(policy_of_partition(system, &system->partitions[0], 0), &system->policy);
	assert_null(policy_of_partition(system, &system->partitions[0], 1));
	assert_ptr_equal(policy_of_partition(system, &system->partitions[1], 1), &granting.policy);
	assert_ptr_equal(policy_of_partition(system, &system->partitions[1], 2), &granting.policy);
	assert_null(policy_of_partition(system, &system->partitions[1], 3));
	system->alone = true;
	assert_null(policy_of_partition(system, &system->partitions[1], 1));
}

static void what_is_noted(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct license licenses[] = {
		{ "filter", "MPL-2.0", spdx_parse(fixture->arena, "MPL-2.0") },
		{ "zlib", "Zlib", spdx_parse(fixture->arena, "Zlib") },
	};
	const struct licenses noted = { licenses, 2 };

	system->partitions[0].file = text_at("nav.elf", 9);
	policy_check_noted(fixture->arena, fixture->diag, system, &system->partitions[0], &noted);
	expect_report(fixture->diag, "");
	system->policy.at = (struct location){ "s.xml", 20, 3 };
	system->policy.partition = POLICY_PERMISSIVE;
	system->policy.partition_name = text_at("permissive", 20);
	policy_check_noted(fixture->arena, fixture->diag, system, &system->partitions[0], &noted);
	expect_report(fixture->diag,
		      "s.xml:9:2: error: [policy-partition] partition 'control': 'filter' in its "
		      "file is under 'MPL-2.0', which the policy does not accept\n"
		      "s.xml:20:2: note: the policy for partitions accepts permissive licences and "
		      "what an Allow names\n");
}

static void glue(void **state)
{
	static const struct elf object = { .path = "abi.o" };
	struct glue glues[] = { { .name = "trap",
				  .license = "GPL-2.0-only",
				  .object = &object,
				  .source_at = { "s.xml", 3, 4 } },
				{ .name = "jump", .license = "MIT", .object = &object } };
	const struct abi abi = { .glues = glues, .n_glues = 2 };
	struct allowance allowances[] = { { .license = text_at("GPL-2.0-only", 6),
					    .in = IN_GLUE } };
	struct policy policy = { .at = { "s.xml", 5, 1 }, .glue = POLICY_PERMISSIVE };
	struct fixture *fixture = *state;

	assert_int_equal(policy_check_glue(fixture->arena, fixture->diag, &policy, &abi), -1);
	expect_report(
		fixture->diag,
		"s.xml:3:4: error: [abi-glue-license] glue 'trap' of 'abi.o' is "
		"'GPL-2.0-only': glue becomes a part of every guest that calls through it, so "
		"its licence must be one that the policy accepts\n"
		"s.xml:5:1: note: the policy for glue accepts permissive licences and what an "
		"Allow names\n"
		"s.xml:3:4: help: put the code into an image of the host that the partition "
		"may execute, and export it with XPACK_EXPORT_CALL\n");
	fixture_forget(fixture);
	policy.allowances = allowances;
	policy.n_allowances = 1;
	assert_int_equal(policy_check_glue(fixture->arena, fixture->diag, &policy, &abi), 0);
	policy.glue = POLICY_ANY;
	policy.n_allowances = 0;
	assert_int_equal(policy_check_glue(fixture->arena, fixture->diag, &policy, &abi), 0);
}

static void what_nothing_needs(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct license licenses[] = { { "filter", "MPL-2.0", NULL } };
	struct licenses noted[] = { { licenses, 1 }, { NULL, 0 } };
	struct allowance allowances[] = { { .license = text_at("MPL-2.0", 5) },
					  { .license = text_at("EPL-2.0", 6) } };
	const struct abi abi = { .n_glues = 0 };

	system->policy = (struct policy){ .partition = POLICY_PERMISSIVE,
					  .allowances = allowances,
					  .n_allowances = 2 };
	policy_check_unused(fixture->arena, fixture->diag, system, &abi, noted);
	expect_report(fixture->diag, "s.xml:6:2: warning: [policy-unused] nothing needs this Allow "
				     "of 'EPL-2.0'\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(where_an_allowance_counts),
		FIXTURE_TEST(whose_policy),
		FIXTURE_TEST(what_is_noted),
		FIXTURE_TEST(glue),
		FIXTURE_TEST(what_nothing_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
