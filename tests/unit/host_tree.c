/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "host_tree.h"

#include "sample.h"
#include "xpack/devtree.h"

static struct number number(uint64_t value)
{
	return sample_number(value, 1, 1);
}

static struct text text(const char *value)
{
	return sample_text(value, 1, 1);
}

static struct channel_end end(const char *partition, const char *port)
{
	return (struct channel_end){ .partition = text(partition), .port = text(port) };
}

static void add_ports(struct arena *arena, struct system *system)
{
	struct port *first = arena_array(arena, 2, sizeof(*first));
	struct port *second = arena_array(arena, 2, sizeof(*second));

	first[0] = (struct port){ .name = text("alarms"),
				  .kind = PORT_QUEUING,
				  .direction = PORT_DESTINATION,
				  .size = number(32),
				  .depth = number(5) };
	first[1] = (struct port){ .name = text("state"),
				  .kind = PORT_SAMPLING,
				  .direction = PORT_SOURCE,
				  .size = number(16) };
	second[0] = (struct port){ .name = text("view"),
				   .kind = PORT_SAMPLING,
				   .direction = PORT_DESTINATION,
				   .size = number(16),
				   .validity = number(150000000) };
	second[1] = (struct port){ .name = text("alarm"),
				   .kind = PORT_QUEUING,
				   .direction = PORT_SOURCE,
				   .size = number(8) };
	system->partitions[0].ports = first;
	system->partitions[0].n_ports = 2;
	system->partitions[1].ports = second;
	system->partitions[1].n_ports = 2;
}

/* The second partition writes, the first reads. */
static void add_shared(struct arena *arena, struct system *system)
{
	struct partition *partitions = system->partitions;

	sample_add_shared(arena, system, "samples", 0x40300000, 0x2000, 1);
	sample_use_shared(arena, &partitions[0].shared_areas, &partitions[0].n_shared_areas,
			  "samples", ACCESS_READ, 1);
	sample_use_shared(arena, &partitions[1].shared_areas, &partitions[1].n_shared_areas,
			  "samples", ACCESS_READ | ACCESS_WRITE, 1);
}

static void add_channels(struct arena *arena, struct system *system)
{
	struct channel *channels = arena_array(arena, 2, sizeof(*channels));
	struct channel_end *ends = arena_array(arena, 2, sizeof(*ends));

	ends[0] = end("telemetry", "view");
	ends[1] = end("control", "alarms");
	channels[0].source = end("control", "state");
	channels[1].source = end("telemetry", "alarm");
	for (size_t i = 0; i < 2; i++) {
		channels[i].destinations = &ends[i];
		channels[i].n_destinations = 1;
	}
	system->channels = channels;
	system->n_channels = 2;
}

struct buf host_tree(void)
{
	static const struct devtree_partition places[] = { { 0x40100000, { 0x47fff000, 0x1000 } },
							   { 0x40200000, { 0x47ffe000, 0x1000 } } };
	static const struct devtree_loader loader = { .work = { 0x47fe0000, 0x1000 } };
	static struct health health = { .event = HEALTH_MEMORY_VIOLATION,
					.action = HEALTH_RESTART };
	struct arena *arena = arena_new();
	struct system *system = sample_system(arena);
	struct buf tree;

	add_ports(arena, system);
	add_shared(arena, system);
	add_channels(arena, system);
	system->host.areas[0].callable = true;
	system->partitions[0].period = number(50000000);
	system->partitions[0].duration = number(20000000);
	system->partitions[1].healths = &health;
	system->partitions[1].n_healths = 1;
	tree = devtree_system(system, places, &loader);
	arena_free(arena);
	return tree;
}
