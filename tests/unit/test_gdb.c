/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What a stub says of its board, and how a server is named. */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "fixture.h"
#include "xpack/connect.h"
#include "xpack/gdb_board.h"
#include "xpack/gdb_xml.h"

static struct span text_span(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

static void expect_architecture(struct fixture *fixture, const char *text, const char *wanted)
{
	const char *name;

	assert_int_equal(gdb_xml_architecture(fixture->arena, text_span(text), &name), 0);
	if (wanted == NULL)
		assert_null(name);
	else
		assert_string_equal(name, wanted);
}

static void architectures_are_found(void **state)
{
	struct fixture *fixture = *state;

	expect_architecture(fixture, "<target><architecture>i386</architecture></target>", "i386");
	/* QEMU's. */
	expect_architecture(fixture,
			    "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\">"
			    "<target><architecture>i386:x86-64</architecture>"
			    "<xi:include href=\"i386-64bit.xml\"/></target>",
			    "i386:x86-64");
	expect_architecture(
		fixture,
		" <!-- a --> <target version='1.0' >\n"
		"\t<feature name=\"f\"><architecture>no</architecture>"
		"<reg name=\"g0\" bitsize = '32'/></feature>"
		"<architecture >\n sparc <!-- b --></architecture></target><!-- c -->\n",
		"sparc");
	expect_architecture(fixture, "<target/>", NULL);
	expect_architecture(fixture, "<other><architecture>i386</architecture></other>", NULL);
}

static void malformed_documents_are_refused(void **state)
{
	static const char *const documents[] = {
		"",
		" ",
		"text",
		"<",
		"<target",
		"<target>",
		"<target></other>",
		"<target></target></target>",
		"<target/><target/>",
		"<target/>text",
		"<target><architecture>i386</target></architecture>",
		"<target><architecture>a</architecture><architecture>b</architecture></target>",
		"<target><architecture>&i386;</architecture></target>",
		"<target a></target>",
		"<target a=></target>",
		"<target a=b></target>",
		"<target a=\"b></target>",
		"<target a=\"&b;\"></target>",
		"<target a=\"<\"></target>",
		"<target></target a=\"b\">",
		"</target/>",
		"<target / >",
		"<!DOCTYPE target [<!ENTITY a \"b\">]><target/>",
		"<target><!DOCTYPE target></target>",
		"<target><![CDATA[x]]></target>",
		"<target><!-- </target>",
		"<?xml <target/>",
		"<t><t><t><t><t><t><t><t><t><t><t><t><t><t><t><t><t></t></t></t></t></t></t></t>"
		"</t></t></t></t></t></t></t></t></t></t>",
		"<t a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' l='' m='' n='' o='' "
		"p='' q=''/>",
	};
	struct fixture *fixture = *state;
	const char *name;

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if (gdb_xml_architecture(fixture->arena, text_span(documents[i]), &name) == 0)
			fail_msg("accepted: %s", documents[i]);
}

/* Whatever is cut off or changed: an answer, and no byte outside the document is looked at. */
static void any_bytes_are_judged(void **state)
{
	static const char document[] =
		"<?xml version='1.0'?><!DOCTYPE target SYSTEM 'x'><target a='b'><!-- c -->"
		"<architecture>sparc</architecture></target>";
	struct fixture *fixture = *state;
	const size_t size = sizeof(document) - 1;
	struct gdb_memory_map map;
	const char *name;

	for (size_t n = 0; n < size; n++) {
		uint8_t *copy = memcpy(arena_alloc(fixture->arena, n + 1), document, n);

		assert_int_equal(
			gdb_xml_architecture(fixture->arena, (struct span){ copy, n }, &name), -1);
	}
	for (size_t n = 0; n < size * 256; n++) {
		uint8_t copy[sizeof(document)];

		memcpy(copy, document, size);
		copy[n / 256] = (uint8_t)n;
		(void)!gdb_xml_architecture(fixture->arena, (struct span){ copy, size }, &name);
		(void)!gdb_xml_memory_map((struct span){ copy, size }, &map);
	}
}

static void memory_maps_are_read(void **state)
{
	static const char document[] =
		"<?xml version=\"1.0\"?>\n"
		"<!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map V1.0//EN\"\n"
		"  \"http://sourceware.org/gdb/gdb-memory-map.dtd\">\n"
		"<memory-map>\n"
		"  <memory type=\"flash\" start=\"0x0\" length=\"0x800000\">\n"
		"    <property name=\"blocksize\">0x20000</property>\n"
		"  </memory>\n"
		"  <memory type=\"rom\" start=\"0x10000000\" length=\"4096\"/>\n"
		"  <memory type=\"ram\" start=\"0x40000000\" length=\"0xFFFFFFFFbfffffff\"/>\n"
		"</memory-map>\n";
	static const struct gdb_memory wanted[] = {
		{ GDB_FLASH, 0, 0x800000, 0x20000 },
		{ GDB_ROM, 0x10000000, 4096, 0 },
		{ GDB_RAM, 0x40000000, 0xffffffffbfffffff, 0 },
	};
	struct gdb_memory_map map;

	(void)state;
	assert_int_equal(gdb_xml_memory_map(text_span(document), &map), 0);
	assert_int_equal(map.n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(map.memories[i].type, wanted[i].type);
		assert_int_equal(map.memories[i].start, wanted[i].start);
		assert_int_equal(map.memories[i].size, wanted[i].size);
		assert_int_equal(map.memories[i].block, wanted[i].block);
	}
	assert_int_equal(gdb_xml_memory_map(text_span("<memory-map/>"), &map), 0);
	assert_int_equal(map.n, 0);
}

#define RAM(start, length) "<memory type='ram' start='" start "' length='" length "'/>"
#define FLASH(block)                                                                               \
	"<memory type='flash' start='0' length='16'><property name='blocksize'>" block             \
	"</property></memory>"
#define MAP(contents) "<memory-map>" contents "</memory-map>"

static void bad_memory_maps_are_refused(void **state)
{
	static const char *const documents[] = {
		"<target/>",
		MAP("<memory type='tape' start='0' length='16'/>"),
		MAP("<memory start='0' length='16'/>"),
		MAP("<memory type='ram' length='16'/>"),
		MAP("<memory type='ram' start='0'/>"),
		MAP(RAM("0x", "16")),
		MAP(RAM("", "16")),
		MAP(RAM("-1", "16")),
		MAP(RAM("1a", "16")),
		MAP(RAM("0xg", "16")),
		MAP(RAM("18446744073709551616", "16")),
		MAP(RAM("0x10000000000000000", "16")),
		MAP(RAM("0xffffffffffffffff", "1")),
		MAP(RAM("0", "16") RAM("15", "1")),
		MAP("<memory type='flash' start='0' length='16'/>"),
		MAP(FLASH("0")),
		MAP(FLASH("x")),
		MAP("<property name='blocksize'>1</property>"),
		MAP(RAM("0", "16") "<property name='blocksize'>1</property>"),
	};
	char many[(GDB_MAX_MEMORIES + 1) * 64 + 64] = "<memory-map>";
	struct gdb_memory_map map;

	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if (gdb_xml_memory_map(text_span(documents[i]), &map) == 0)
			fail_msg("accepted: %s", documents[i]);
	for (size_t i = 0; i <= GDB_MAX_MEMORIES; i++)
		sprintf(many + strlen(many), RAM("%zu", "1"), i);
	strcat(many, "</memory-map>");
	assert_int_equal(gdb_xml_memory_map(text_span(many), &map), -1);
}

static void processors_are_known(void **state)
{
	(void)state;
	assert_string_equal(gdb_arch_find("sparc", 1)->fit_name, "sparc");
	assert_string_equal(gdb_arch_find("i386", 1)->fit_name, "x86");
	assert_string_equal(gdb_arch_find("i386:x86-64", 1)->fit_name, "x86");
	assert_null(gdb_arch_find("sparc:v9", 288));
	assert_null(gdb_arch_find("mips", 288));
	assert_string_equal(gdb_arch_find(NULL, 288)->fit_name, "sparc");
	assert_string_equal(gdb_arch_find(NULL, 308)->fit_name, "x86");
	assert_int_equal(gdb_arch_find(NULL, 536)->ip_size, 8);
	assert_null(gdb_arch_find(NULL, 289));
}

static void names_that_are_none_are_refused(void **state)
{
	static const char *const names[] = { "",       "board",  "board:", "board:x", "board:1234x",
					     "::1:1",  "[::1:1", "::1]:1", ":123456", "unix",
					     ":65536", ":0",     "unix:" };
	struct fixture *fixture = *state;
	const char *why;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(connect_to(fixture->arena, names[i], 100, &why), -1);
		assert_string_equal(
			why, arena_printf(fixture->arena, "'%s' is not HOST:PORT", names[i]));
	}
}

static int serve(int family, const struct sockaddr *addr, socklen_t size, unsigned *port)
{
	int fd = socket(family, SOCK_STREAM, 0);
	struct sockaddr_storage bound = { 0 };
	socklen_t n = sizeof(bound);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, addr, size), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)(void *)&bound, &n), 0);
	if (port != NULL)
		*port = ntohs(((struct sockaddr_in *)(void *)&bound)->sin_port);
	return fd;
}

static void servers_are_reached(void **state)
{
	const struct sockaddr_in local = { .sin_family = AF_INET,
					   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct sockaddr_un path = { .sun_family = AF_UNIX, .sun_path = "socket" };
	struct fixture *fixture = *state;
	const char *const hosts[] = { "127.0.0.1", "", "[127.0.0.1]" };
	const char *why;
	unsigned port;
	int fd;
	int server =
		serve(AF_INET, (const struct sockaddr *)(const void *)&local, sizeof(local), &port);

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		fd = connect_to(fixture->arena,
				arena_printf(fixture->arena, "%s:%u", hosts[i], port), 1000, &why);
		assert_true(fd >= 0);
		close(fd);
	}
	close(server);
	assert_int_equal(connect_to(fixture->arena,
				    arena_printf(fixture->arena, "127.0.0.1:%u", port), 1000, &why),
			 -1);
	assert_string_equal(why,
			    arena_printf(fixture->arena,
					 "cannot connect to port %u of '127.0.0.1': Connection "
					 "refused",
					 port));
	server = serve(AF_UNIX, (const struct sockaddr *)(const void *)&path, sizeof(path), NULL);
	fd = connect_to(fixture->arena, "unix:socket", 1000, &why);
	assert_true(fd >= 0);
	close(fd);
	close(server);
	assert_int_equal(connect_to(fixture->arena, "unix:none", 1000, &why), -1);
	assert_string_equal(why, "cannot connect to 'none': No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(architectures_are_found),
		FIXTURE_TEST(malformed_documents_are_refused),
		FIXTURE_TEST(any_bytes_are_judged),
		FIXTURE_TEST(memory_maps_are_read),
		FIXTURE_TEST(bad_memory_maps_are_refused),
		FIXTURE_TEST(processors_are_known),
		FIXTURE_TEST(names_that_are_none_are_refused),
		FIXTURE_TEST_IN_DIRECTORY(servers_are_reached),
	};

	return cmocka_run_group_tests_name("gdb", tests, NULL, NULL);
}
