/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The reference host reads the system device tree that the packer writes, and no damaged one into
 * something that its own safety could not stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "host_tree.h"
#include "tests/host/devicetree.h"

static struct system host_system;

/* Reads the tree into host_system. */
static const char *read_tree(struct buf tree)
{
	memset(&host_system, 0, sizeof(host_system));
	return devicetree_read(tree.data, &host_system);
}

static void reads_the_system(void **state)
{
	struct buf tree = host_tree();
	const struct system *system = &host_system;

	(void)state;
	assert_null(read_tree(tree));
	assert_string_equal(system->name, "leon3-two");
	assert_int_equal(system->clock, 40000000);
	assert_int_equal(system->host.n, 1);
	assert_true(system->host.list[0].is_callable);
	assert_int_equal(system->n_partitions, 2);
	assert_false(system->partitions[0].areas.list[0].is_callable);
	assert_string_equal(system->partitions[1].name, "telemetry");
	assert_int_equal(system->partitions[1].entry, 0x40200000);
	assert_int_equal(system->partitions[0].areas.n, 3);
	assert_int_equal(system->partitions[0].areas.list[0].access, ACCESS_READ | ACCESS_EXECUTE);
	assert_int_equal(system->major_frame, 100000);
	assert_int_equal(system->n_slots, 2);
	buf_free(&tree);
}

static void reads_shared_areas(void **state)
{
	struct buf tree = host_tree();
	const struct description *partitions = host_system.partitions;

	(void)state;
	assert_null(read_tree(tree));
	assert_false(partitions[0].areas.list[1].is_shared);
	for (uint32_t i = 0; i < 2; i++) {
		const struct area *area = &partitions[i].areas.list[2];

		assert_int_equal(partitions[i].areas.n, 3);
		assert_true(area->is_shared);
		assert_int_equal(area->addr, 0x40300000);
		assert_int_equal(area->size, 0x2000);
		assert_int_equal(area->access, i == 0 ? ACCESS_READ : ACCESS_READ | ACCESS_WRITE);
	}
	buf_free(&tree);
}

static void reads_ports_and_channels(void **state)
{
	struct buf tree = host_tree();
	const struct description *partitions = host_system.partitions;
	const struct channel *channels = host_system.channels;

	(void)state;
	assert_null(read_tree(tree));
	assert_int_equal(partitions[0].n_ports, 2);
	assert_true(partitions[0].ports[0].is_queuing);
	assert_false(partitions[0].ports[0].is_source);
	assert_int_equal(partitions[0].ports[0].depth, 5);
	assert_int_equal(partitions[1].ports[0].validity, 150000);
	assert_int_equal(host_system.n_channels, 2);
	assert_int_equal(channels[0].source.partition, 0);
	assert_int_equal(channels[0].source.port, 1);
	assert_int_equal(channels[1].n_destinations, 1);
	assert_int_equal(channels[1].destinations[0].partition, 0);
	assert_int_equal(channels[1].destinations[0].port, 0);
	buf_free(&tree);
}

static void reads_health_actions(void **state)
{
	struct buf tree = host_tree();
	const struct description *partitions = host_system.partitions;

	(void)state;
	assert_null(read_tree(tree));
	assert_int_equal(partitions[0].actions[HEALTH_MEMORY_VIOLATION], HEALTH_STOP);
	assert_int_equal(partitions[0].actions[HEALTH_DEADLINE_MISSED], HEALTH_IGNORE);
	assert_int_equal(partitions[1].actions[HEALTH_MEMORY_VIOLATION], HEALTH_RESTART);
	assert_int_equal(partitions[1].actions[HEALTH_OTHER], HEALTH_STOP);
	buf_free(&tree);
}

/* What the host uses as an index or as a size later. */
static void expect_safe(void)
{
	assert_in_range(host_system.n_partitions, 0, SYSTEM_MAX_PARTITIONS);
	assert_in_range(host_system.n_channels, 0, SYSTEM_MAX_CHANNELS);
	assert_in_range(host_system.n_slots, 0, SYSTEM_MAX_SLOTS);
	for (uint32_t i = 0; i < host_system.n_slots; i++)
		assert_true(host_system.slots[i].partition < host_system.n_partitions);
	for (uint32_t i = 0; i < host_system.n_channels; i++) {
		const struct channel *channel = &host_system.channels[i];
		const struct description *from = &host_system.partitions[channel->source.partition];
		const struct port *source = &from->ports[channel->source.port];

		assert_true(channel->source.partition < host_system.n_partitions);
		assert_true(channel->source.port < from->n_ports);
		assert_true(source->is_source && source->size != 0);
		for (uint32_t k = 0; k < channel->n_destinations; k++) {
			const struct port_place *place = &channel->destinations[k];
			const struct description *to = &host_system.partitions[place->partition];
			const struct port *port = &to->ports[place->port];

			assert_true(place->partition < host_system.n_partitions);
			assert_true(place->port < to->n_ports);
			assert_true(!port->is_source && port->is_queuing == source->is_queuing);
			assert_true(port->size >= source->size);
			assert_true(!port->is_queuing || port->depth != 0);
		}
	}
}

/* Every bit of the tree, one at a time. */
static void survives_damage(void **state)
{
	struct buf tree = host_tree();
	uint32_t n_refused = 0;

	(void)state;
	for (size_t i = 0; i < tree.size * 8; i++) {
		tree.data[i / 8] ^= (uint8_t)(1u << i % 8);
		/* A larger size would be read beyond the end: the loader has checked it. */
		if (i / 8 < 4 || i / 8 >= 8) {
			if (read_tree(tree) == NULL)
				expect_safe();
			else
				n_refused++;
		}
		tree.data[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	assert_true(n_refused > tree.size);
	assert_null(read_tree(tree));
	buf_free(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_system),         cmocka_unit_test(reads_shared_areas),
		cmocka_unit_test(reads_ports_and_channels), cmocka_unit_test(reads_health_actions),
		cmocka_unit_test(survives_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
