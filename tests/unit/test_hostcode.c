/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* hostcode: names and sections of a host in a guest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/hostcode.h"

#define EXPORTED "s.o: note: exported here: int xh_send(int port)\n"
#define HELP                                                                                       \
	"s.xml:4:8: help: code of the host does not belong into a guest: link it without the "     \
	"host's library, or rename the function\n"

/* A guest of one section of code, one of data, and one symbol. */
struct scene {
	struct elf_section sections[4];
	struct elf_symbol symbols[2];
	struct elf guest;
	struct service services[2];
	struct abi abi;
	struct change change;
	uint8_t before[4];
	struct linked linked;
};

static void begin(struct scene *scene)
{
	*scene = (struct scene){
		.sections = { { .name = "" },
			      { .name = ".text", .index = 1, .flags = SHF_ALLOC | SHF_EXECINSTR },
			      { .name = ".data", .index = 2, .flags = SHF_ALLOC | SHF_WRITE },
			      { .name = ".extra", .index = 3 } },
		.symbols = { { .name = "" },
			     { .name = "xh_send",
			       .value = 0x1000,
			       .section = 1,
			       .binding = STB_GLOBAL,
			       .type = STT_FUNC } },
		.services = { { .name = "log",
				.prototype = "int log(void)",
				.kind = SERVICE_CALL,
				.symbol = "LOG_write",
				.at = location_of_file("s.o") },
			      { .name = "xh_send",
				.prototype = "int xh_send(int port)",
				.kind = SERVICE_TRAP,
				.at = location_of_file("s.o") } },
	};
	scene->guest = (struct elf){ .path = "nav.elf",
				     .sections = scene->sections,
				     .n_sections = 4,
				     .symbols = scene->symbols,
				     .n_symbols = 2 };
	scene->abi = (struct abi){ .services = scene->services, .n_services = 2 };
	scene->change = (struct change){
		.kind = CHANGE_SLOT, .name = "xh_send", .size = 4, .before = scene->before
	};
	scene->linked = (struct linked){ .changes = &scene->change, .n_changes = 1 };
}

static void check(struct fixture *fixture, struct scene *scene)
{
	const struct hostcode_input input = { .at = { "s.xml", 4, 8 },
					      .partition = "nav",
					      .guest = &scene->guest,
					      .abi = &scene->abi,
					      .linked = &scene->linked };

	hostcode_check(fixture->arena, fixture->diag, &input);
}

static void a_function_of_the_host(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	check(fixture, &scene);
	expect_report(
		fixture->diag,
		"s.xml:4:8: error: [boundary-host-code] partition 'nav': 'nav.elf' defines "
		"the function 'xh_send' at 0x00001000, which the host exports\n" EXPORTED HELP);
}

static void weak_and_without_type(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	scene.symbols[1].binding = STB_WEAK;
	scene.symbols[1].type = STT_NOTYPE;
	check(fixture, &scene);
	assert_int_equal(diag_n_errors(fixture->diag), 1);
}

static void the_function_behind_a_call(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	scene.symbols[1].name = "LOG_write";
	check(fixture, &scene);
	expect_report(fixture->diag,
		      "s.xml:4:8: error: [boundary-host-code] partition 'nav': 'nav.elf' defines "
		      "the function 'LOG_write' at 0x00001000, which is the function of the host "
		      "behind an export\n"
		      "s.o: note: exported here: int log(void)\n" HELP);
}

static void a_local_function(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	scene.symbols[1].binding = STB_LOCAL;
	check(fixture, &scene);
	expect_report(
		fixture->diag,
		"s.xml:4:8: error: [boundary-host-name] partition 'nav': 'nav.elf' has a "
		"local function 'xh_send' at 0x00001000, which the host exports\n" EXPORTED HELP);
}

/* What link-time optimisation makes of functions. */
static void clones(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	scene.symbols[1].binding = STB_LOCAL;
	scene.symbols[1].name = "xh_send.constprop.0";
	check(fixture, &scene);
	scene.symbols[1].name = "LOG_write.part.1";
	check(fixture, &scene);
	scene.symbols[1].name = "xh_sender.part.1";
	check(fixture, &scene);
	scene.symbols[1].name = ".xh_send";
	check(fixture, &scene);
	expect_report(
		fixture->diag,
		"s.xml:4:8: error: [boundary-host-name] partition 'nav': 'nav.elf' has a local "
		"function 'xh_send.constprop.0' at 0x00001000, made of one that the host "
		"exports\n" EXPORTED HELP
		"s.xml:4:8: error: [boundary-host-name] partition 'nav': 'nav.elf' has a local "
		"function 'LOG_write.part.1' at 0x00001000, made of the function of the host "
		"behind an export\n"
		"s.o: note: exported here: int log(void)\n" HELP);
}

static void no_function(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	scene.symbols[1].type = STT_OBJECT;
	check(fixture, &scene);
	begin(&scene);
	scene.symbols[1].section = SHN_UNDEF;
	check(fixture, &scene);
	begin(&scene);
	scene.symbols[1].type = STT_NOTYPE;
	scene.symbols[1].section = 2;
	check(fixture, &scene);
	begin(&scene);
	scene.symbols[1].type = STT_FILE;
	scene.symbols[1].section = SHN_ABS;
	check(fixture, &scene);
	begin(&scene);
	scene.symbols[1].name = "xh_sent";
	check(fixture, &scene);
	expect_report(fixture->diag, "");
}

/* The stub lies 6 bytes before the address that its slot holds at first; another function of that
 * name is none. */
static void the_stub_of_an_external(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	scene.before[1] = 0x10;
	scene.before[0] = 0x06;
	check(fixture, &scene);
	expect_report(fixture->diag, "");
	scene.before[0] = 0x07;
	check(fixture, &scene);
	assert_int_equal(diag_n_errors(fixture->diag), 1);
}

static void sections_of_a_host(void **state)
{
	static const char *const names[] = { ".xpack.exports", ".xpack.glue.trap" };
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene);
	scene.guest.n_symbols = 1;
	for (size_t i = 0; i < 2; i++) {
		scene.sections[3].name = names[i];
		check(fixture, &scene);
	}
	expect_report(
		fixture->diag,
		"s.xml:4:8: error: [boundary-host-records] partition 'nav': 'nav.elf' has the "
		"section '.xpack.exports', which objects of a host have\n"
		"s.xml:4:8: help: an ABI object is for xpack alone: link the guest without it\n"
		"s.xml:4:8: error: [boundary-host-records] partition 'nav': 'nav.elf' has the "
		"section '.xpack.glue.trap', which objects of a host have\n"
		"s.xml:4:8: help: an ABI object is for xpack alone: link the guest without it\n");
}

static void functions_are_counted(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	assert_int_equal(hostcode_n_functions(&scene.guest), 1);
	scene.symbols[1].type = STT_OBJECT;
	assert_int_equal(hostcode_n_functions(&scene.guest), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_function_of_the_host),
		FIXTURE_TEST(weak_and_without_type),
		FIXTURE_TEST(the_function_behind_a_call),
		FIXTURE_TEST(a_local_function),
		FIXTURE_TEST(clones),
		FIXTURE_TEST(no_function),
		FIXTURE_TEST(the_stub_of_an_external),
		FIXTURE_TEST(sections_of_a_host),
		FIXTURE_TEST(functions_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
