/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * devtree: whole trees as text, against docs/device-tree.md.  They are read with the loader's
 * strict reader, so each is canonical too.
 */

#include <libfdt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "sample.h"
#include "tree_text.h"
#include "xpack/devtree.h"

static void expect_tree(struct fixture *fixture, struct buf tree, const char *expected)
{
	assert_int_equal(fdt_check_full(tree.data, tree.size), 0);
	assert_string_equal(tree_text(fixture->arena, tree), expected);
}

#define CELLS(indent) indent "  #address-cells <1>\n" indent "  #size-cells <1>\n"
#define CELLS_6 CELLS("      ")

#define BOARD                                                                                      \
	"  memory/\n" CELLS("  ") "    prom/\n"                                                    \
				  "      xpack,kind \"rom\"\n"                                     \
				  "      reg <0 800000>\n"                                         \
				  "    ram/\n"                                                     \
				  "      xpack,kind \"ram\"\n"                                     \
				  "      reg <40000000 8000000>\n"                                 \
				  "    apb/\n"                                                     \
				  "      xpack,kind \"io\"\n"                                      \
				  "      reg <80000000 100000>\n"                                  \
				  "  processors/\n"                                                \
				  "    processor-0/\n"                                             \
				  "      xpack,id <0>\n"                                           \
				  "      clock-frequency <2625a00>\n"                              \
				  "    processor-1/\n"                                             \
				  "      xpack,id <1>\n"                                           \
				  "      clock-frequency <2625a00>\n"                              \
				  "  devices/\n" CELLS("  ") "    uart0/\n"                        \
							     "      xpack,type \"apbuart\"\n"      \
							     "      reg <80000100 100>\n"          \
							     "      interrupts <3>\n"              \
							     "    uart1/\n"                        \
							     "      xpack,type \"apbuart\"\n"      \
							     "      reg <80000200 100>\n"          \
							     "      interrupts <4>\n"              \
							     "    irqmp0/\n"                       \
							     "      xpack,type \"irqmp\"\n"        \
							     "      reg <80000300 100>\n"

#define HOST                                                                                       \
	"  host/\n"                                                                                \
	"    xpack,name \"xhost\"\n"                                                               \
	"    areas/\n" CELLS("    ") "      main/\n"                                               \
				     "        reg <40000000 100000>\n"                             \
				     "        xpack,access \"rwx\"\n"                              \
				     "    shared-areas/\n" CELLS("    ")
#define NO_SHARED_MEMORY "  shared-memory/\n" CELLS("  ")

/* What holds when the description says nothing. */
#define HEALTH                                                                                     \
	"      health/\n"                                                                          \
	"        memory-violation \"stop\"\n"                                                      \
	"        illegal-instruction \"stop\"\n"                                                   \
	"        numeric-error \"stop\"\n"                                                         \
	"        illegal-request \"stop\"\n"                                                       \
	"        deadline-missed \"ignore\"\n"                                                     \
	"        other \"stop\"\n"

#define PARTITIONS                                                                                 \
	"  partitions/\n"                                                                          \
	"    control/\n"                                                                           \
	"      xpack,id <0>\n"                                                                     \
	"      xpack,entry <40100000>\n"                                                           \
	"      xpack,dtb <47fff000 1000>\n"                                                        \
	"      areas/\n" CELLS_6 "        code/\n"                                                 \
	"          reg <40100000 10000>\n"                                                         \
	"          xpack,access \"rx\"\n"                                                          \
	"        data/\n"                                                                          \
	"          reg <40110000 10000>\n"                                                         \
	"          xpack,access \"rw\"\n"                                                          \
	"      shared-areas/\n" CELLS_6 "      devices/\n" CELLS_6 "        uart1/\n"              \
	"          xpack,type \"apbuart\"\n"                                                       \
	"          reg <80000200 100>\n"                                                           \
	"          interrupts <4>\n"                                                               \
	"      ports/\n" HEALTH "    telemetry/\n"                                                 \
	"      xpack,id <1>\n"                                                                     \
	"      xpack,entry <40200010>\n"                                                           \
	"      xpack,dtb <47ffe000 1000>\n"                                                        \
	"      areas/\n" CELLS_6 "        code/\n"                                                 \
	"          reg <40200000 10000>\n"                                                         \
	"          xpack,access \"rx\"\n"                                                          \
	"        data/\n"                                                                          \
	"          reg <40210000 10000>\n"                                                         \
	"          xpack,access \"rw\"\n"                                                          \
	"      shared-areas/\n" CELLS_6 "      devices/\n" CELLS_6 "      ports/\n" HEALTH

/* A loader in the sample's PROM, with this work area. */
static const struct devtree_loader *rom_loader(uint32_t start, uint32_t size)
{
	static struct devtree_loader loader = { .region = { 0, 8u << 20 } };

	loader.work = (struct extent){ start, size };
	return &loader;
}

static void the_system_tree(void **state)
{
	static const struct devtree_partition places[] = { { 0x40100000, { 0x47fff000, 0x1000 } },
							   { 0x40200010, { 0x47ffe000, 0x1000 } } };
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct buf tree = devtree_system(system, places, rom_loader(0x47fe0000, 0x1e000));

	expect_tree(fixture, tree,
		    "/\n"
		    "  compatible \"xpack,system\"\n"
		    "  xpack,format <1>\n"
		    "  xpack,system \"leon3-two\"\n"
		    "  xpack,version \"1.0\"\n"
		    "  xpack,board \"leon3_generic\"\n" CELLS("")
			    BOARD HOST NO_SHARED_MEMORY PARTITIONS
		    "  channels/\n"
		    "  plans/\n"
		    "    plan-0/\n"
		    "      xpack,id <0>\n"
		    "      xpack,major-frame <0 5f5e100>\n"
		    "      xpack,slots <0 0 0 0 0 2625a00 1 0 0 2faf080 0 2625a00>\n"
		    "  loader/\n"
		    "    reg <47fe0000 1e000>\n"
		    "    xpack,manifest-cap <10000>\n"
		    "    xpack,region <0 800000>\n"
		    "    xpack,console <80000100 81>\n"
		    "    xpack,registers <80000000 10f>\n");
}

/* A host alone, a silent loader, nothing written: every group is there, empty. */
static void the_system_tree_of_a_host_alone(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->n_partitions = 0;
	system->n_plans = 0;
	system->board.n_registers = 0;
	system->board.n_devices = 0;
	system->loader.console.value = NULL;
	system->loader.manifest_cap = sample_number(8192, 24, 30);
	expect_tree(fixture, devtree_system(system, NULL, rom_loader(0x47fe0000, 0x5000)),
		    "/\n"
		    "  compatible \"xpack,system\"\n"
		    "  xpack,format <1>\n"
		    "  xpack,system \"leon3-two\"\n"
		    "  xpack,version \"1.0\"\n"
		    "  xpack,board \"leon3_generic\"\n" CELLS("") "  memory/\n" CELLS(
			    "  ") "    prom/\n"
				  "      xpack,kind \"rom\"\n"
				  "      reg <0 800000>\n"
				  "    ram/\n"
				  "      xpack,kind \"ram\"\n"
				  "      reg <40000000 8000000>\n"
				  "    apb/\n"
				  "      xpack,kind \"io\"\n"
				  "      reg <80000000 100000>\n"
				  "  processors/\n"
				  "    processor-0/\n"
				  "      xpack,id <0>\n"
				  "      clock-frequency <2625a00>\n"
				  "    processor-1/\n"
				  "      xpack,id <1>\n"
				  "      clock-frequency <2625a00>\n"
				  "  devices/\n" CELLS("  ") HOST NO_SHARED_MEMORY
		    "  partitions/\n"
		    "  channels/\n"
		    "  plans/\n"
		    "  loader/\n"
		    "    reg <47fe0000 5000>\n"
		    "    xpack,manifest-cap <2000>\n"
		    "    xpack,region <0 800000>\n"
		    "    xpack,registers <>\n");
}

/* The packer lays the tree out before it knows any address in it. */
static void its_size_does_not_depend_on_places(void **state)
{
	static const struct devtree_partition nowhere[2];
	static const struct devtree_partition somewhere[] = {
		{ 0x40100000, { 0x47fff000, 0x1000 } }, { 0x40200010, { 0x47ffe000, 0x1000 } }
	};
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct buf a = devtree_system(system, nowhere, rom_loader(0, 0));
	struct buf b = devtree_system(system, somewhere, rom_loader(0x47fe0000, 0x5000));

	assert_int_equal(a.size, b.size);
	buf_free(&a);
	buf_free(&b);
}

/* Longer than 4.29 s: both cells of a time count. */
static void times_have_64_bits(void **state)
{
	static const struct devtree_partition places[2];
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];
	struct buf tree;
	const char *slots;

	plan->major_frame.value = UINT64_C(0x123456789a);
	plan->slots[0].start.value = UINT64_C(0x200000001);
	plan->slots[0].duration.value = UINT64_C(0x300000002);
	plan->slots[0].processor.value = 1;
	plan->n_slots = 1;
	tree = devtree_system(system, places, rom_loader(0, 0x1000));
	slots = tree_text(fixture->arena, tree);
	assert_non_null(strstr(slots, "      xpack,major-frame <12 3456789a>\n"
				      "      xpack,slots <0 1 2 1 3 2>\n"));
}

static void needs_of_a_partition(void **state)
{
	static const struct devtree_partition places[2];
	struct arena *arena = ((struct fixture *)*state)->arena;
	struct system *system = sample_system(arena);
	struct buf of_system, own;

	sample_need(&system->partitions[1], 3, UINT64_C(0x100000002));
	of_system = devtree_system(system, places, rom_loader(0, 0x1000));
	own = devtree_partition(system, &system->partitions[1]);
	assert_non_null(strstr(tree_text(arena, of_system),
			       "      xpack,dtb <0 0>\n      xpack,period <1 2>\n"
			       "      xpack,duration <0 3>\n      areas/\n"));
	assert_non_null(strstr(tree_text(arena, own),
			       "  xpack,id <1>\n  xpack,period <1 2>\n  xpack,duration <0 3>\n"));
}

/* Nothing in it of the other partition, of the host, of devices that it may not use. */
static void the_trees_of_partitions(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	expect_tree(fixture, devtree_partition(system, &system->partitions[0]),
		    "/\n"
		    "  compatible \"xpack,partition\"\n"
		    "  xpack,format <1>\n"
		    "  xpack,partition \"control\"\n"
		    "  xpack,id <0>\n" CELLS("") "  areas/\n" CELLS(
			    "  ") "    code/\n"
				  "      reg <40100000 10000>\n"
				  "      xpack,access \"rx\"\n"
				  "    data/\n"
				  "      reg <40110000 10000>\n"
				  "      xpack,access \"rw\"\n"
				  "  shared-areas/\n" CELLS("  ") "  devices/\n" CELLS(
					  "  ") "    uart1/\n"
						"      xpack,type \"apbuart\"\n"
						"      reg <80000200 100>\n"
						"      interrupts <4>\n"
						"  ports/\n");
	system->partitions[1].n_areas = 0;
	expect_tree(fixture, devtree_partition(system, &system->partitions[1]),
		    "/\n"
		    "  compatible \"xpack,partition\"\n"
		    "  xpack,format <1>\n"
		    "  xpack,partition \"telemetry\"\n"
		    "  xpack,id <1>\n" CELLS("") "  areas/\n" CELLS("  ") "  shared-areas/\n" CELLS(
			    "  ") "  devices/\n" CELLS("  ") "  ports/\n");
}

/* What is between the line `from`, inclusive, and the line `to`. */
static const char *part_of(struct fixture *fixture, struct buf tree, const char *from,
			   const char *to)
{
	const char *text = tree_text(fixture->arena, tree);
	const char *start = strstr(text, from);
	const char *end;

	assert_non_null(start);
	end = strstr(start, to);
	assert_non_null(end);
	return arena_text(fixture->arena, start, (size_t)(end - start));
}

static struct port *new_port(struct arena *arena, struct partition *partition, const char *name,
			     enum port_kind kind, enum port_direction direction)
{
	partition->ports =
		arena_grow(arena, partition->ports, partition->n_ports, sizeof(*partition->ports));
	partition->ports[partition->n_ports] = (struct port){ .name = sample_text(name, 1, 1),
							      .kind = kind,
							      .direction = direction,
							      .size = sample_number(16, 1, 1) };
	return &partition->ports[partition->n_ports++];
}

/* From the first partition's port 2 to the second's port 1; the first's port 1 is not in it. */
static struct system *system_with_ports(struct arena *arena)
{
	struct system *system = sample_system(arena);
	struct partition *partitions = system->partitions;
	struct channel *channel = arena_alloc(arena, sizeof(*channel));

	new_port(arena, &partitions[0], "alarms", PORT_QUEUING, PORT_DESTINATION)->depth =
		sample_number(5, 1, 1);
	new_port(arena, &partitions[0], "state", PORT_SAMPLING, PORT_SOURCE);
	new_port(arena, &partitions[1], "view", PORT_SAMPLING, PORT_DESTINATION)->validity =
		sample_number(UINT64_C(0x100000002), 1, 1);
	channel->source.partition = sample_text("control", 1, 1);
	channel->source.port = sample_text("state", 1, 1);
	channel->n_destinations = 1;
	channel->destinations = arena_alloc(arena, sizeof(*channel->destinations));
	channel->destinations[0].partition = sample_text("telemetry", 1, 1);
	channel->destinations[0].port = sample_text("view", 1, 1);
	system->channels = channel;
	system->n_channels = 1;
	return system;
}

static void ports_and_channels(void **state)
{
	static const struct devtree_partition places[2];
	struct fixture *fixture = *state;
	struct system *system = system_with_ports(fixture->arena);

	assert_string_equal(part_of(fixture, devtree_system(system, places, rom_loader(0, 0x1000)),
				    "  channels/", "  plans/"),
			    "  channels/\n"
			    "    channel-0/\n"
			    "      xpack,source <0 2>\n"
			    "      xpack,destinations <1 1>\n");
	assert_string_equal(part_of(fixture, devtree_system(system, places, rom_loader(0, 0x1000)),
				    "      ports/", "      health/"),
			    "      ports/\n"
			    "        alarms/\n"
			    "          xpack,id <1>\n"
			    "          xpack,kind \"queuing\"\n"
			    "          xpack,direction \"destination\"\n"
			    "          xpack,size <10>\n"
			    "          xpack,depth <5>\n"
			    "        state/\n"
			    "          xpack,id <2>\n"
			    "          xpack,kind \"sampling\"\n"
			    "          xpack,direction \"source\"\n"
			    "          xpack,size <10>\n");
	assert_non_null(
		strstr(tree_text(fixture->arena, devtree_partition(system, &system->partitions[1])),
		       "  ports/\n"
		       "    view/\n"
		       "      xpack,id <1>\n"
		       "      xpack,kind \"sampling\"\n"
		       "      xpack,direction \"destination\"\n"
		       "      xpack,size <10>\n"
		       "      xpack,validity <1 2>\n"));
}

/* Each user has its own access; what others may do is in no partition's tree. */
static void shared_memory(void **state)
{
	static const struct devtree_partition places[2];
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct partition *partitions = system->partitions;

	sample_add_shared(fixture->arena, system, "samples", 0x40300000, 0x2000, 30);
	sample_use_shared(fixture->arena, &system->host.shared_areas, &system->host.n_shared_areas,
			  "samples", ACCESS_READ, 31);
	sample_use_shared(fixture->arena, &partitions[1].shared_areas,
			  &partitions[1].n_shared_areas, "samples", ACCESS_READ | ACCESS_WRITE, 32);
	assert_string_equal(
		part_of(fixture, devtree_system(system, places, rom_loader(0, 0x1000)),
			"    shared-areas/", "  partitions/"),
		"    shared-areas/\n" CELLS("    ") "      samples/\n"
						    "        reg <40300000 2000>\n"
						    "        xpack,access \"r\"\n"
						    "  shared-memory/\n" CELLS(
							    "  ") "    samples/\n"
								  "      reg <40300000 2000>\n");
	assert_string_equal(part_of(fixture, devtree_partition(system, &partitions[1]),
				    "  shared-areas/", "  devices/"),
			    "  shared-areas/\n" CELLS("  ") "    samples/\n"
							    "      reg <40300000 2000>\n"
							    "      xpack,access \"rw\"\n");
	assert_null(strstr(tree_text(fixture->arena, devtree_partition(system, &partitions[0])),
			   "samples"));
}

static void callable_areas(void **state)
{
	static const struct devtree_partition places[2];
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.areas[0].callable = true;
	assert_string_equal(part_of(fixture, devtree_system(system, places, rom_loader(0, 0x1000)),
				    "    areas/", "    shared-areas/"),
			    "    areas/\n" CELLS("    ") "      main/\n"
							 "        reg <40000000 100000>\n"
							 "        xpack,access \"rwx\"\n"
							 "        xpack,callable <>\n");
}

static void health_actions(void **state)
{
	static const struct devtree_partition places[2];
	static struct health healths[] = {
		{ .event = HEALTH_OTHER, .action = HEALTH_STOP_SYSTEM },
		{ .event = HEALTH_MEMORY_VIOLATION, .action = HEALTH_RESTART },
		{ .event = HEALTH_DEADLINE_MISSED, .action = HEALTH_STOP },
	};
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[0].healths = healths;
	system->partitions[0].n_healths = sizeof(healths) / sizeof(healths[0]);
	assert_string_equal(part_of(fixture, devtree_system(system, places, rom_loader(0, 0x1000)),
				    "      health/", "    telemetry/"),
			    "      health/\n"
			    "        memory-violation \"restart\"\n"
			    "        illegal-instruction \"stop\"\n"
			    "        numeric-error \"stop\"\n"
			    "        illegal-request \"stop\"\n"
			    "        deadline-missed \"stop\"\n"
			    "        other \"stop-system\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_system_tree),
		FIXTURE_TEST(the_system_tree_of_a_host_alone),
		FIXTURE_TEST(its_size_does_not_depend_on_places),
		FIXTURE_TEST(times_have_64_bits),
		FIXTURE_TEST(needs_of_a_partition),
		FIXTURE_TEST(the_trees_of_partitions),
		FIXTURE_TEST(ports_and_channels),
		FIXTURE_TEST(shared_memory),
		FIXTURE_TEST(callable_areas),
		FIXTURE_TEST(health_actions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
