/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Right descriptions: every field of the model, every place.  Wrong ones are in tests/xml.sh. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "xpack/buf.h"
#include "xpack/file.h"
#include "xpack/xml.h"

#define N_MANY 120000u
#define MAX_SECONDS 20 /* of processor time: some hundred times what a linear reader needs */

static const char full[] =
	"<?xml version='1.0' encoding='UTF-8'?>\n"
	"<System xmlns='urn:xpack:system:1' name='s-1' version='1.0' securityVersion='7'\n"
	"        sequence='9'>\n"
	"  <Board name='b_1' arch='sparc-leon3'>\n"
	"    <Memory name='prom' kind='rom' start='0' size='8MiB'/>\n"
	"    <Memory name='ram' kind='ram' start='0x40000000' size='128MiB'/>\n"
	"    <Memory name='apb' kind='io' start='0x80000000' size='1MiB'/>\n"
	"    <Processor id='0' clock='40MHz'/>\n"
	"    <Processor id='1' clock='50MHz'/>\n"
	"    <Device name='uart0' type='apbuart' start='0x80000100' size='256B' irq='3'/>\n"
	"    <Device name='irqmp0' type='irqmp' start='0x80000200' size='256'/>\n"
	"    <Register address='0x80000000' value='0xfffffff1'/>\n"
	"  </Board>\n"
	"  <Host name='h' file='h.elf' license='BSD-2-Clause' protocol='xpack'\n"
	"        bootargs='a &lt;b&gt; \"c\"'>\n"
	"    <Area name='main' start='0x40000000' size='1MiB' access='rwx' zero='true'/>"
	"<SharedArea memory='m' access='r'/>\n"
	"    <Abi file='../abi.o'/><Abi file='/abs/abi.o'/>\n"
	"    <Device name='irqmp0'/>\n"
	"  </Host><SharedMemory name='m' start='0x40300000' size='8KiB' zero='1'/>"
	"<SharedMemory name='k' start='1' size='2'/>\n"
	"  <Partition id='0' name='p0' file='p0.elf' license='MIT' period='50ms' "
	"duration='7us'>\n"
	"    <Area name='code' start='0x40100000' size='64KiB' access='rx' zero='0'/>\n"
	"    <Area name='data' start='0x40110000' size='64KiB' access='rw' zero='1'/>\n"
	"    <Area name='text' start='0x40120000' size='64KiB' access='r' zero='false'/>"
	"<SharedArea memory='k' access='r'/><SharedArea memory='m' access='rw'/>\n"
	"    <Device name='uart0'/>\n"
	"  </Partition>\n"
	"  <Partition id='5' name='p5' file='p5.elf' license='MIT'>\n"
	"    <Area name='all' start='0x40200000' size='64KiB' access='rwx'/>\n"
	"  </Partition>\n"
	"  <Plan id='0' majorFrame='100ms'>\n"
	"    <Slot partition='p0' start='0ms' duration='40ms' processor='1'/>\n"
	"    <Slot partition='p5' start='40ms' duration='1us'/>\n"
	"  </Plan>\n"
	"  <Plan id='1' majorFrame='1s'><Slot partition='p0' start='1ns' duration='2ns'/></Plan>\n"
	"  <Loader console='uart0' baud='9600' region='prom' manifestCap='32KiB'/>\n"
	"</System>\n";

static const char small_format[] =
	"<System xmlns='urn:xpack:system:1' name='s' version='1'"
	" xmlns:xi='http://www.w3.org/2001/XInclude'>\n"
	"<Board name='b' arch='sparc-leon3'>\n"
	"<Memory name='m' kind='ram' start='0' size='1'/><Processor id='0' clock='1Hz'/></Board>\n"
	"<Host name='h' file='h' license='MIT' protocol='raw'>\n"
	"<Area name='a' start='0' size='1' access='r'/></Host>\n"
	"%s</System>\n";

struct test {
	struct arena *arena;
	struct diag *diag;
	char directory[64];
	char before[4096]; /* the working directory */
};

static int setup(void **state)
{
	struct test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	strcpy(test->directory, P_tmpdir "/xpack-test.XXXXXX");
	assert_non_null(getcwd(test->before, sizeof(test->before)));
	assert_non_null(mkdtemp(test->directory));
	assert_int_equal(chdir(test->directory), 0);
	assert_int_equal(system("mkdir d d/parts shelf"), 0);
	test->arena = arena_new();
	test->diag = diag_new();
	*state = test;
	return 0;
}

static int teardown(void **state)
{
	struct test *test = *state;
	char *command = arena_printf(test->arena, "rm -rf %s", test->directory);

	assert_int_equal(chdir(test->before), 0);
	assert_int_equal(system(command), 0);
	diag_free(test->diag);
	arena_free(test->arena);
	free(test);
	return 0;
}

static void put(struct test *test, const char *path, const char *text)
{
	const struct output output = { path, { (const uint8_t *)text, strlen(text) }, 0666 };

	assert_int_equal(file_write_all(test->diag, &output, 1), 0);
}

static const struct system *load(struct test *test, const char *path)
{
	static const char *const include_paths[] = { "absent", "shelf" };
	const struct xml_options options = { include_paths, 2 };
	struct system *system = xml_load(test->arena, test->diag, path, &options);

	expect_report(test->diag, "");
	assert_non_null(system);
	return system;
}

static const struct system *load_full(struct test *test)
{
	put(test, "d/s.xml", full);
	return load(test, "d/s.xml");
}

static void expect_place(struct location at, const char *file, uint32_t line, uint32_t column)
{
	assert_string_equal(at.file, file);
	assert_int_equal(at.line, line);
	assert_int_equal(at.column, column);
}

static void expect_number(struct number number, uint64_t value, uint32_t line, uint32_t column)
{
	assert_int_equal(number.value, value);
	expect_place(number.at, "d/s.xml", line, column);
}

static void expect_text(struct text text, const char *value, uint32_t line, uint32_t column)
{
	assert_string_equal(text.value, value);
	expect_place(text.at, "d/s.xml", line, column);
}

static void root_and_loader(void **state)
{
	const struct system *system = load_full(*state);

	expect_place(system->at, "d/s.xml", 2, 1);
	expect_text(system->name, "s-1", 2, 36);
	expect_text(system->version, "1.0", 2, 47);
	expect_number(system->security_version, 7, 2, 61);
	expect_number(system->sequence, 9, 3, 9);
	expect_place(system->loader.at, "d/s.xml", 34, 3);
	expect_text(system->loader.console, "uart0", 34, 11);
	expect_number(system->loader.baud, 9600, 34, 27);
	expect_text(system->loader.region, "prom", 34, 39);
	expect_number(system->loader.manifest_cap, 32768, 34, 53);
	assert_int_equal(system->n_files, 1);
	assert_string_equal(system->files[0], "d/s.xml");
}

static void board(void **state)
{
	const struct board *board = &load_full(*state)->board;

	expect_place(board->at, "d/s.xml", 4, 3);
	expect_text(board->name, "b_1", 4, 10);
	expect_text(board->arch_name, "sparc-leon3", 4, 21);
	assert_int_equal(board->arch, ARCH_SPARC_LEON3);
	assert_int_equal(board->n_memories, 3);
	assert_int_equal(board->memories[0].kind, MEMORY_ROM);
	assert_int_equal(board->memories[1].kind, MEMORY_RAM);
	assert_int_equal(board->memories[2].kind, MEMORY_IO);
	expect_place(board->memories[1].at, "d/s.xml", 6, 5);
	expect_text(board->memories[1].name, "ram", 6, 13);
	expect_number(board->memories[1].start, 0x40000000, 6, 35);
	expect_number(board->memories[1].size, 0x08000000, 6, 54);
	assert_int_equal(board->n_processors, 2);
	expect_place(board->processors[1].at, "d/s.xml", 9, 5);
	expect_number(board->processors[1].id, 1, 9, 16);
	expect_number(board->processors[1].clock, 50000000, 9, 23);
	assert_int_equal(board->n_devices, 2);
	expect_place(board->devices[0].at, "d/s.xml", 10, 5);
	expect_text(board->devices[0].name, "uart0", 10, 13);
	expect_text(board->devices[0].type, "apbuart", 10, 26);
	expect_number(board->devices[0].start, 0x80000100, 10, 41);
	expect_number(board->devices[0].size, 256, 10, 60);
	expect_number(board->devices[0].irq, 3, 10, 72);
	assert_false(number_given(board->devices[1].irq));
	assert_int_equal(board->n_registers, 1);
	expect_place(board->registers[0].at, "d/s.xml", 12, 5);
	expect_number(board->registers[0].address, 0x80000000, 12, 15);
	expect_number(board->registers[0].value, 0xfffffff1, 12, 36);
}

static void host(void **state)
{
	const struct host *host = &load_full(*state)->host;

	expect_place(host->at, "d/s.xml", 14, 3);
	expect_text(host->name, "h", 14, 9);
	expect_text(host->file, "d/h.elf", 14, 18);
	expect_text(host->license, "BSD-2-Clause", 14, 31);
	expect_text(host->protocol_name, "xpack", 14, 54);
	assert_int_equal(host->protocol, PROTOCOL_XPACK);
	expect_text(host->bootargs, "a <b> \"c\"", 15, 9);
	assert_int_equal(host->n_areas, 1);
	expect_place(host->areas[0].at, "d/s.xml", 16, 5);
	assert_true(host->areas[0].zero);
	assert_int_equal(host->n_abis, 2);
	expect_place(host->abis[1].at, "d/s.xml", 17, 27);
	expect_text(host->abis[0].file, "d/../abi.o", 17, 10);
	expect_text(host->abis[1].file, "/abs/abi.o", 17, 32);
	assert_int_equal(host->n_devices, 1);
	expect_place(host->devices[0].at, "d/s.xml", 18, 5);
	expect_text(host->devices[0].name, "irqmp0", 18, 13);
}

static void partitions(void **state)
{
	const struct system *system = load_full(*state);
	const struct partition *partition = &system->partitions[0];
	const struct area *areas = partition->areas;

	assert_int_equal(system->n_partitions, 2);
	expect_place(partition->at, "d/s.xml", 20, 3);
	expect_number(partition->id, 0, 20, 14);
	expect_text(partition->name, "p0", 20, 21);
	expect_text(partition->file, "d/p0.elf", 20, 31);
	expect_text(partition->license, "MIT", 20, 45);
	expect_number(partition->period, 50000000, 20, 59);
	expect_number(partition->duration, 7000, 20, 73);
	assert_int_equal(partition->n_areas, 3);
	expect_place(areas[1].at, "d/s.xml", 22, 5);
	expect_text(areas[1].name, "data", 22, 11);
	expect_number(areas[1].start, 0x40110000, 22, 23);
	expect_number(areas[1].size, 65536, 22, 42);
	expect_text(areas[1].access_name, "rw", 22, 55);
	assert_int_equal(areas[0].access, ACCESS_READ | ACCESS_EXECUTE);
	assert_int_equal(areas[1].access, ACCESS_READ | ACCESS_WRITE);
	assert_int_equal(areas[2].access, ACCESS_READ);
	assert_false(areas[0].zero);
	assert_true(areas[1].zero);
	assert_false(areas[2].zero);
	assert_int_equal(partition->n_devices, 1);
	expect_text(partition->devices[0].name, "uart0", 24, 13);
	assert_int_equal(partition[1].id.value, 5);
	assert_false(number_given(partition[1].period) || number_given(partition[1].duration));
	assert_int_equal(partition[1].n_devices, 0);
	assert_int_equal(partition[1].areas[0].access, ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE);
	assert_false(partition[1].areas[0].zero);
}

static void shared_memory(void **state)
{
	const struct system *system = load_full(*state);
	const struct shared_memory *memory = system->shared_memories;
	const struct partition *partition = &system->partitions[0];

	assert_int_equal(system->n_shared_memories, 2);
	expect_place(memory[0].at, "d/s.xml", 19, 10);
	expect_text(memory[0].name, "m", 19, 24);
	expect_number(memory[0].start, 0x40300000, 19, 33);
	expect_number(memory[0].size, 8192, 19, 52);
	assert_true(memory[0].zero);
	assert_false(memory[1].zero);
	assert_ptr_equal(model_shared_memory(system, "k"), &memory[1]);
	assert_null(model_shared_memory(system, "l"));
	assert_int_equal(system->host.n_shared_areas, 1);
	assert_int_equal(system->host.shared_areas[0].access, ACCESS_READ);
	assert_int_equal(partition->n_shared_areas, 2);
	expect_text(partition->shared_areas[1].memory, "m", 23, 127);
	expect_text(partition->shared_areas[1].access_name, "rw", 23, 138);
	expect_place(partition->shared_areas[1].at, "d/s.xml", 23, 115);
	assert_int_equal(partition->shared_areas[1].access, ACCESS_READ | ACCESS_WRITE);
	assert_int_equal(partition[1].n_shared_areas, 0);
}

static void plans(void **state)
{
	const struct system *system = load_full(*state);
	const struct plan *plan = &system->plans[0];

	assert_int_equal(system->n_plans, 2);
	expect_place(plan->at, "d/s.xml", 29, 3);
	expect_number(plan->id, 0, 29, 9);
	expect_number(plan->major_frame, 100000000, 29, 16);
	assert_int_equal(plan->n_slots, 2);
	expect_place(plan->slots[0].at, "d/s.xml", 30, 5);
	expect_text(plan->slots[0].partition, "p0", 30, 11);
	expect_number(plan->slots[0].start, 0, 30, 26);
	expect_number(plan->slots[0].duration, 40000000, 30, 38);
	expect_number(plan->slots[0].processor, 1, 30, 54);
	assert_int_equal(plan->slots[1].duration.value, 1000);
	assert_false(number_given(plan->slots[1].processor));
	assert_int_equal(plan->slots[1].processor.value, 0);
	assert_int_equal(plan[1].n_slots, 1);
	assert_int_equal(plan[1].slots[0].duration.value, 2);
}

static void absent(void **state)
{
	struct test *test = *state;
	const struct system *system;

	put(test, "s.xml", arena_printf(test->arena, small_format, ""));
	system = load(test, "s.xml");
	assert_false(number_given(system->security_version));
	assert_false(number_given(system->sequence));
	assert_int_equal(system->n_partitions + system->n_plans, 0);
	assert_int_equal(system->board.n_devices + system->board.n_registers, 0);
	assert_int_equal(system->host.protocol, PROTOCOL_RAW);
	assert_false(text_given(system->host.bootargs));
	assert_string_equal(system->host.file.value, "h");
	expect_place(system->loader.at, "s.xml", 1, 1);
	assert_false(text_given(system->loader.console));
	assert_false(text_given(system->loader.region));
	assert_false(number_given(system->loader.baud));
	assert_false(number_given(system->loader.manifest_cap));
	assert_int_equal(system->loader.baud.value, 0);
}

static void include_elements(void **state)
{
	static const char part[] =
		"<?xml version='1.0'?><!-- c -->\n\n"
		"  <Partition xmlns='urn:xpack:system:1'"
		" xmlns:xi='http://www.w3.org/2001/XInclude'\n"
		"    id='0' name='p' file='p.elf' license='MIT'>\n"
		"    <xi:include href='a%20rea.xml' parse='xml'/> <xi:include href='/*'/>\n"
		"  </Partition><?pi?>\n";
	static const char area[] =
		"<q:Area xmlns:q='urn:xpack:system:1' name='a' start='0' size='1' access='r'/>";
	struct test *test = *state;
	const struct system *system;
	char *absolute = arena_printf(test->arena, "%s/shelf/b.xml", test->directory);
	char *text = arena_printf(test->arena, "%s", part);
	char *star = strstr(text, "/*");

	text = arena_printf(test->arena, "%.*s%s%s", (int)(star - text), text, absolute, star + 2);
	put(test, "d/s.xml",
	    arena_printf(test->arena, small_format,
			 "<xi:include href='parts/p.xml'/>\n<xi:include href='plan.xml'/>"));
	put(test, "d/parts/p.xml", text);
	put(test, "d/parts/a rea.xml", area);
	put(test, "shelf/b.xml", area);
	put(test, "shelf/plan.xml",
	    "<Plan xmlns='urn:xpack:system:1' id='0' majorFrame='1s'>"
	    "<Slot partition='p' start='0s' duration='1s'/></Plan>");
	system = load(test, "d/s.xml");

	assert_int_equal(system->n_partitions, 1);
	expect_place(system->partitions[0].at, "d/parts/p.xml", 3, 3);
	expect_place(system->partitions[0].file.at, "d/parts/p.xml", 4, 21);
	assert_string_equal(system->partitions[0].file.value, "d/parts/p.elf");
	assert_int_equal(system->partitions[0].n_areas, 2);
	expect_place(system->partitions[0].areas[0].at, "d/parts/a rea.xml", 1, 1);
	expect_place(system->partitions[0].areas[0].start.at, "d/parts/a rea.xml", 1, 47);
	expect_place(system->partitions[0].areas[1].at, absolute, 1, 1);
	expect_place(system->plans[0].slots[0].at, "shelf/plan.xml", 1, 57);
	assert_int_equal(system->n_files, 5);
	assert_string_equal(system->files[0], "d/s.xml");
	assert_string_equal(system->files[1], "d/parts/p.xml");
	assert_string_equal(system->files[2], "d/parts/a rea.xml");
	assert_string_equal(system->files[3], absolute);
	assert_string_equal(system->files[4], "shelf/plan.xml");
}

static void include_one_file_twice(void **state)
{
	struct test *test = *state;
	const struct system *system;

	put(test, "s.xml",
	    arena_printf(test->arena, small_format,
			 "<xi:include href='p.xml'/><xi:include href='p.xml'/>"));
	put(test, "p.xml",
	    "<Partition xmlns='urn:xpack:system:1' id='0' name='p' file='f' license='MIT'>\n"
	    "<Area name='a' start='0' size='1' access='r'/></Partition>");
	system = load(test, "s.xml");
	assert_int_equal(system->n_partitions, 2);
	expect_place(system->partitions[0].areas[0].at, "p.xml", 2, 1);
	expect_place(system->partitions[1].areas[0].at, "p.xml", 2, 1);
	assert_int_equal(system->n_files, 2);
}

static void include_as_root(void **state)
{
	struct test *test = *state;

	put(test, "s.xml",
	    "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='d/t.xml'/>");
	put(test, "d/t.xml", arena_printf(test->arena, small_format, ""));
	expect_place(load(test, "s.xml")->at, "d/t.xml", 1, 1);
}

/* A schema hint for editors is let be, and nothing is fetched for it. */
static void schema_location(void **state)
{
	struct test *test = *state;
	const char *text = arena_printf(test->arena, small_format, "");
	const char *rest = text + sizeof("<System") - 1;

	put(test, "s.xml",
	    arena_printf(test->arena,
			 "<System xmlns:i='http://www.w3.org/2001/XMLSchema-instance' "
			 "i:schemaLocation='urn:xpack:system:1 file:///dev/full'%s",
			 rest));
	assert_non_null(load(test, "s.xml"));
}

/* system.xml with N_MANY areas of this text. */
static void put_many(struct test *test, const char *area)
{
	struct buf text = { 0 };

	buf_printf(&text, "<Partition id='0' name='p' file='f' license='MIT'>\n");
	for (unsigned i = 0; i < N_MANY; i++)
		buf_printf(&text, "%s\n", area);
	buf_printf(&text, "</Partition>%c", '\0');
	put(test, "s.xml", arena_printf(test->arena, small_format, (const char *)text.data));
	buf_free(&text);
}

static void many_elements(void **state)
{
	struct test *test = *state;
	const struct system *system;
	clock_t start = clock();

	put_many(test, "<Area name='a' start='0x40000000' size='64KiB' access='rx'/>");
	system = load(test, "s.xml");
	assert_int_equal(system->partitions[0].n_areas, N_MANY);
	expect_place(system->partitions[0].areas[N_MANY - 1].access_name.at, "s.xml", N_MANY + 6,
		     48);
	assert_true(clock() - start < (clock_t)MAX_SECONDS * CLOCKS_PER_SEC);
}

static void many_errors(void **state)
{
	const struct xml_options options = { NULL, 0 };
	struct test *test = *state;
	clock_t start = clock();

	put_many(test, "<Area name='A' start='0' size='1' access='r'/><x/>");
	assert_null(xml_load(test->arena, test->diag, "s.xml", &options));
	/* Only one element can be the first that its parent does not expect. */
	assert_int_equal(diag_n_errors(test->diag), N_MANY + 1);
	assert_true(clock() - start < (clock_t)MAX_SECONDS * CLOCKS_PER_SEC);
}

static void schema_text(void **state)
{
	struct test *test = *state;
	const char *path = getenv("top_srcdir");
	struct buf file;

	assert_non_null(path);
	path = arena_printf(test->arena, "%s/schemas/xpack-system.xsd", path);
	assert_int_equal(file_read(test->diag, location_of_file(path), path, 1u << 20, &file), 0);
	assert_int_equal(file.size, strlen(xml_schema()));
	assert_memory_equal(file.data, xml_schema(), file.size);
	buf_free(&file);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(root_and_loader),
		TEST(board),
		TEST(host),
		TEST(partitions),
		TEST(shared_memory),
		TEST(plans),
		TEST(absent),
		TEST(include_elements),
		TEST(include_one_file_twice),
		TEST(include_as_root),
		TEST(schema_location),
		TEST(many_elements),
		TEST(many_errors),
		TEST(schema_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
