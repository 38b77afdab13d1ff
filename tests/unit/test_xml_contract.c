/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Contracts and partitions alone: what they become, and what is said when they are not valid. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/xml.h"

static const struct xml_options options;

#define CONTRACT(grant)                                                                            \
	"<Contract xmlns='urn:xpack:system:1' name='deal' version='1'>\n"                          \
	"<Board name='b' arch='x86'>\n"                                                            \
	"<Memory name='ram' kind='ram' start='0' size='1MiB'/><Processor id='0'/></Board>\n"       \
	"<Interface name='h' protocol='multiboot'><Abi file='abi.o'/></Interface>\n"               \
	"<SharedMemory name='m' start='0x2000' size='4KiB'/>\n"                                    \
	"<Grant partition='nav' id='3'>\n" grant "</Grant></Contract>\n"

static const char contract[] =
	CONTRACT("<Area name='a' start='0x1000' size='4KiB' access='rx'/>\n"
		 "<SharedArea memory='m' access='r'/>\n"
		 "<Device name='d'/>\n"
		 "<Port name='p' kind='queuing' direction='destination' size='8B' depth='2' "
		 "optional='true'/>\n"
		 "<Port name='q' kind='sampling' direction='source' size='8B'/>\n"
		 "<Health event='other' actions='stop-system stop'/>\n");

static void a_contract_is_a_system_of_grants(void **state)
{
	struct fixture *fixture = *state;
	const struct system *system;
	const struct partition *grant;

	fixture_write("c.xml", contract);
	system = xml_load_contract(fixture->arena, fixture->diag, "c.xml", &options);
	expect_report(fixture->diag, "");
	assert_non_null(system);
	assert_true(system->alone);
	assert_string_equal(system->name.value, "deal");
	assert_string_equal(system->host.name.value, "h");
	assert_int_equal(system->host.protocol, PROTOCOL_MULTIBOOT);
	assert_int_equal(system->host.n_abis, 1);
	assert_int_equal(system->host.n_areas, 0);
	assert_int_equal(system->n_shared_memories, 1);
	assert_int_equal(system->n_partitions, 1);
	grant = &system->partitions[0];
	assert_string_equal(grant->name.value, "nav");
	assert_int_equal(grant->name.at.line, 6);
	assert_int_equal(grant->name.at.column, 8);
	assert_int_equal(grant->id.value, 3);
	assert_false(text_given(grant->file));
	assert_int_equal(grant->areas[0].access, ACCESS_READ | ACCESS_EXECUTE);
	assert_int_equal(grant->n_shared_areas, 1);
	assert_string_equal(grant->devices[0].name.value, "d");
	assert_true(grant->ports[0].optional);
	assert_int_equal(grant->ports[0].depth.value, 2);
	assert_string_equal(grant->ports[1].kind_name.value, "sampling");
	assert_false(grant->ports[1].optional);
	assert_int_equal(grant->healths[0].event, HEALTH_OTHER);
	assert_int_equal(grant->healths[0].actions, 1u << HEALTH_STOP_SYSTEM | 1u << HEALTH_STOP);
}

static void a_partition_may_be_alone(void **state)
{
	struct fixture *fixture = *state;
	const struct partition *partition;

	fixture_write("p.xml",
		      "<Partition xmlns='urn:xpack:system:1' id='1' name='nav' file='nav.elf'\n"
		      " license='MIT'><Area name='a' start='0' size='1' access='r'/></Partition>");
	partition = xml_load_partition(fixture->arena, fixture->diag, "p.xml", &options);
	expect_report(fixture->diag, "");
	assert_non_null(partition);
	assert_string_equal(partition->file.value, "nav.elf");
	assert_int_equal(partition->n_areas, 1);
}

/* Behind an element that is misplaced a Port is not taken for that of a Partition. */
static void a_grant_has_elements_of_its_own(void **state)
{
	struct fixture *fixture = *state;

	fixture_write("c.xml",
		      CONTRACT("<Area name='a' start='0x1000' size='4KiB' access='rx'/>\n"
			       "<Slot/>\n"
			       "<Port name='q' kind='sampling' direction='source' size='8B'/>\n"
			       "<Health event='other' actions='stop'/>\n"
			       "<SharedArea memory='m' access='x'/>\n"));
	assert_null(xml_load_contract(fixture->arena, fixture->diag, "c.xml", &options));
	expect_first(fixture->diag,
		     "c.xml:8:1: error: [schema] element 'Slot' is not expected here\n");
	assert_int_equal(diag_n_errors(fixture->diag), 2); /* Slot, and access */
}

static void actions_are_words(void **state)
{
	struct fixture *fixture = *state;

	fixture_write("c.xml", CONTRACT("<Area name='a' start='0' size='4KiB' access='r'/>\n"
					"<Health event='other' actions='stop  halt'/>\n"));
	assert_null(xml_load_contract(fixture->arena, fixture->diag, "c.xml", &options));
	expect_report(fixture->diag,
		      "c.xml:8:23: error: [schema] actions 'stop  halt' is not a valid "
		      "healthActions\n"
		      "c.xml:8:23: help: actions are one or more of stop, restart, ignore and "
		      "stop-system, with a blank between them\n");
}

static void another_root_is_told_its_command(void **state)
{
	struct fixture *fixture = *state;

	fixture_write("c.xml", contract);
	assert_null(xml_load(fixture->arena, fixture->diag, "c.xml", &options));
	expect_report(fixture->diag,
		      "c.xml:1:1: error: [schema] the root element is 'Contract' of the namespace "
		      "'urn:xpack:system:1', not 'System' of the namespace 'urn:xpack:system:1'\n"
		      "c.xml:1:1: help: a Partition is checked with 'xpack check --partition FILE "
		      "--contract FILE'\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(a_contract_is_a_system_of_grants),
		FIXTURE_TEST_IN_DIRECTORY(a_partition_may_be_alone),
		FIXTURE_TEST_IN_DIRECTORY(a_grant_has_elements_of_its_own),
		FIXTURE_TEST_IN_DIRECTORY(actions_are_words),
		FIXTURE_TEST_IN_DIRECTORY(another_root_is_told_its_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
