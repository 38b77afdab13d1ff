/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "devtree.h"

#include <stdlib.h>

#include "dt.h"
#include "setup.h"

#define DEVTREE_FORMAT 1u

static uint32_t high(uint64_t value)
{
	return (uint32_t)(value >> 32);
}

static uint32_t low(uint64_t value)
{
	return (uint32_t)value;
}

static void put_u64(struct dt *dt, const char *name, uint64_t value)
{
	dt_cells(dt, name, (uint32_t[]){ high(value), low(value) }, 2);
}

static void put_reg(struct dt *dt, uint64_t start, uint64_t size)
{
	dt_cells(dt, "reg", (uint32_t[]){ low(start), low(size) }, 2);
}

static void put_root(struct dt *dt, const char *compatible)
{
	dt_begin(dt);
	dt_open(dt, "");
	dt_text(dt, "compatible", compatible);
	dt_u32(dt, "xpack,format", DEVTREE_FORMAT);
}

static void put_cell_sizes(struct dt *dt)
{
	dt_u32(dt, "#address-cells", 1);
	dt_u32(dt, "#size-cells", 1);
}

/* A group of nodes that have a reg: its cells are not inherited (Devicetree 0.4, section 2.3.5). */
static void open_group(struct dt *dt, const char *name)
{
	dt_open(dt, name);
	put_cell_sizes(dt);
}

static void put_areas(struct dt *dt, const struct area *areas, size_t n)
{
	open_group(dt, "areas");
	for (size_t i = 0; i < n; i++) {
		dt_open(dt, areas[i].name.value);
		put_reg(dt, areas[i].start.value, areas[i].size.value);
		dt_text(dt, "xpack,access", areas[i].access_name.value);
		if (areas[i].callable)
			dt_cells(dt, "xpack,callable", NULL, 0);
		dt_close(dt);
	}
	dt_close(dt);
}

/* What an owner shares, under the names of the memories. */
static void put_shared_areas(struct dt *dt, const struct system *system,
			     const struct shared_area *areas, size_t n)
{
	open_group(dt, "shared-areas");
	for (size_t i = 0; i < n; i++) {
		const struct shared_memory *memory =
			model_shared_memory(system, areas[i].memory.value);

		dt_open(dt, memory->name.value);
		put_reg(dt, memory->start.value, memory->size.value);
		dt_text(dt, "xpack,access", areas[i].access_name.value);
		dt_close(dt);
	}
	dt_close(dt);
}

static void put_shared_memories(struct dt *dt, const struct system *system)
{
	open_group(dt, "shared-memory");
	for (size_t i = 0; i < system->n_shared_memories; i++) {
		const struct shared_memory *memory = &system->shared_memories[i];

		dt_open(dt, memory->name.value);
		put_reg(dt, memory->start.value, memory->size.value);
		dt_close(dt);
	}
	dt_close(dt);
}

static void put_device(struct dt *dt, const struct device *device)
{
	dt_open(dt, device->name.value);
	dt_text(dt, "xpack,type", device->type.value);
	if (device->space == SPACE_PORT)
		dt_text(dt, "xpack,space", "port");
	put_reg(dt, device->start.value, device->size.value);
	if (number_given(device->irq))
		dt_u32(dt, "interrupts", low(device->irq.value));
	dt_close(dt);
}

static void put_used_devices(struct dt *dt, const struct system *system,
			     const struct device_use *uses, size_t n)
{
	open_group(dt, "devices");
	for (size_t i = 0; i < n; i++)
		put_device(dt, model_device(system, uses[i].name.value));
	dt_close(dt);
}

static void put_board(struct dt *dt, const struct board *board)
{
	open_group(dt, "memory");
	for (size_t i = 0; i < board->n_memories; i++) {
		dt_open(dt, board->memories[i].name.value);
		dt_text(dt, "xpack,kind", model_memory_kinds[board->memories[i].kind]);
		put_reg(dt, board->memories[i].start.value, board->memories[i].size.value);
		dt_close(dt);
	}
	dt_close(dt);
	dt_open(dt, "processors");
	for (size_t i = 0; i < board->n_processors; i++) {
		char name[sizeof("processor-4294967295")];

		snprintf(name, sizeof(name), "processor-%u", low(board->processors[i].id.value));
		dt_open(dt, name);
		dt_u32(dt, "xpack,id", low(board->processors[i].id.value));
		if (number_given(board->processors[i].clock))
			dt_u32(dt, "clock-frequency", low(board->processors[i].clock.value));
		dt_close(dt);
	}
	dt_close(dt);
	open_group(dt, "devices");
	for (size_t i = 0; i < board->n_devices; i++)
		put_device(dt, &board->devices[i]);
	dt_close(dt);
}

/* Both or neither: the checks have seen to that. */
static void put_timing(struct dt *dt, const struct partition *partition)
{
	if (!number_given(partition->period))
		return;
	put_u64(dt, "xpack,period", partition->period.value);
	put_u64(dt, "xpack,duration", partition->duration.value);
}

/* What a partition knows of its ports; where they lead is the host's business. */
static void put_ports(struct dt *dt, const struct partition *partition)
{
	dt_open(dt, "ports");
	for (size_t i = 0; i < partition->n_ports; i++) {
		const struct port *port = &partition->ports[i];

		dt_open(dt, port->name.value);
		dt_u32(dt, "xpack,id", model_port_id(partition, port));
		dt_text(dt, "xpack,kind", model_port_kinds[port->kind]);
		dt_text(dt, "xpack,direction", model_port_directions[port->direction]);
		dt_u32(dt, "xpack,size", low(port->size.value));
		if (number_given(port->validity))
			put_u64(dt, "xpack,validity", port->validity.value);
		if (number_given(port->depth))
			dt_u32(dt, "xpack,depth", low(port->depth.value));
		dt_close(dt);
	}
	dt_close(dt);
}

static void put_health(struct dt *dt, const struct partition *partition)
{
	dt_open(dt, "health");
	for (unsigned event = 0; event < N_HEALTH_EVENTS; event++)
		dt_text(dt, model_health_events[event],
			model_health_actions[model_health_action(partition, event)]);
	dt_close(dt);
}

static void put_end(struct buf *cells, const struct system *system, const struct channel_end *end)
{
	const struct partition *partition = model_partition(system, end->partition.value);

	buf_put_be32(cells, low(partition->id.value));
	buf_put_be32(cells, model_port_id(partition, model_end_port(system, end)));
}

static void put_channels(struct dt *dt, const struct system *system)
{
	dt_open(dt, "channels");
	for (size_t i = 0; i < system->n_channels; i++) {
		const struct channel *channel = &system->channels[i];
		char name[sizeof("channel-18446744073709551615")];
		struct buf source = { 0 }, destinations = { 0 };

		put_end(&source, system, &channel->source);
		for (size_t j = 0; j < channel->n_destinations; j++)
			put_end(&destinations, system, &channel->destinations[j]);
		snprintf(name, sizeof(name), "channel-%zu", i);
		dt_open(dt, name);
		dt_bytes(dt, "xpack,source", buf_span(&source));
		dt_bytes(dt, "xpack,destinations", buf_span(&destinations));
		dt_close(dt);
		buf_free(&source);
		buf_free(&destinations);
	}
	dt_close(dt);
}

static void put_host(struct dt *dt, const struct system *system)
{
	const struct host *host = &system->host;

	dt_open(dt, "host");
	dt_text(dt, "xpack,name", host->name.value);
	put_areas(dt, host->areas, host->n_areas);
	put_shared_areas(dt, system, host->shared_areas, host->n_shared_areas);
	dt_close(dt);
}

static void put_partitions(struct dt *dt, const struct system *system,
			   const struct devtree_partition *places)
{
	dt_open(dt, "partitions");
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		dt_open(dt, partition->name.value);
		dt_u32(dt, "xpack,id", low(partition->id.value));
		dt_u32(dt, "xpack,entry", places[i].entry);
		dt_cells(dt, "xpack,dtb", (uint32_t[]){ places[i].tree.start, places[i].tree.size },
			 2);
		put_timing(dt, partition);
		put_areas(dt, partition->areas, partition->n_areas);
		put_shared_areas(dt, system, partition->shared_areas, partition->n_shared_areas);
		put_used_devices(dt, system, partition->devices, partition->n_devices);
		put_ports(dt, partition);
		put_health(dt, partition);
		dt_close(dt);
	}
	dt_close(dt);
}

static void put_slots(struct dt *dt, const struct system *system, const struct plan *plan)
{
	struct buf cells = { 0 };

	for (size_t i = 0; i < plan->n_slots; i++) {
		const struct slot *slot = &plan->slots[i];
		const struct partition *owner = model_partition(system, slot->partition.value);

		buf_put_be32(&cells, low(owner->id.value));
		buf_put_be32(&cells, low(slot->processor.value));
		buf_put_be32(&cells, high(slot->start.value));
		buf_put_be32(&cells, low(slot->start.value));
		buf_put_be32(&cells, high(slot->duration.value));
		buf_put_be32(&cells, low(slot->duration.value));
	}
	dt_bytes(dt, "xpack,slots", buf_span(&cells));
	buf_free(&cells);
}

static void put_plans(struct dt *dt, const struct system *system)
{
	dt_open(dt, "plans");
	for (size_t i = 0; i < system->n_plans; i++) {
		const struct plan *plan = &system->plans[i];
		char name[sizeof("plan-4294967295")];

		snprintf(name, sizeof(name), "plan-%u", low(plan->id.value));
		dt_open(dt, name);
		dt_u32(dt, "xpack,id", low(plan->id.value));
		put_u64(dt, "xpack,major-frame", plan->major_frame.value);
		put_slots(dt, system, plan);
		dt_close(dt);
	}
	dt_close(dt);
}

/* What it takes to set up a loader again for this container, and the RAM that it used. */
static void put_loader(struct dt *dt, const struct system *system,
		       const struct devtree_loader *loader)
{
	const struct board *board = &system->board;
	const struct device *console = setup_console(system);
	struct extent second = { 0 };
	struct buf writes = { 0 };
	uint32_t scaler = 0;

	dt_open(dt, "loader");
	put_reg(dt, loader->work.start, loader->work.size);
	dt_u32(dt, "xpack,manifest-cap", setup_manifest_cap(system));
	dt_cells(dt, "xpack,region", (uint32_t[]){ loader->region.start, loader->region.size }, 2);
	if (setup_second(system, &second.start, &second.size))
		dt_cells(dt, "xpack,second-container", (uint32_t[]){ second.start, second.size },
			 2);
	if (loader->boot.size != 0)
		dt_cells(dt, "xpack,boot-information",
			 (uint32_t[]){ loader->boot.start, loader->boot.size }, 2);
	if (setup_has_staging(system)) /* where, devtree_set_staging() says */
		dt_cells(dt, "xpack,staging", (uint32_t[]){ 0, 0 }, 2);
	if (console != NULL) {
		setup_console_scaler(system, &scaler);
		dt_cells(dt, "xpack,console", (uint32_t[]){ low(console->start.value), scaler }, 2);
	}
	for (size_t i = 0; i < board->n_registers; i++) {
		buf_put_be32(&writes, low(board->registers[i].address.value));
		buf_put_be32(&writes, low(board->registers[i].value.value));
	}
	dt_bytes(dt, "xpack,registers", buf_span(&writes));
	if (system->loader.any_key)
		dt_text(dt, "xpack,keys", "any");
	buf_free(&writes);
	dt_close(dt);
}

struct buf devtree_system(const struct system *system, const struct devtree_partition *partitions,
			  const struct devtree_loader *loader)
{
	struct dt dt;

	put_root(&dt, "xpack,system");
	dt_text(&dt, "xpack,system", system->name.value);
	dt_text(&dt, "xpack,version", system->version.value);
	dt_text(&dt, "xpack,board", system->board.name.value);
	put_cell_sizes(&dt);
	put_board(&dt, &system->board);
	put_host(&dt, system);
	put_shared_memories(&dt, system);
	put_partitions(&dt, system, partitions);
	put_channels(&dt, system);
	put_plans(&dt, system);
	put_loader(&dt, system, loader);
	dt_close(&dt);
	return dt_finish(&dt, 0);
}

static void set_extent(uint8_t *tree, size_t size, const char *name, struct extent extent)
{
	struct span value;
	size_t offset;

	if (!dt_find((struct span){ tree, size }, "/loader", name, &value))
		abort();
	offset = (size_t)(value.data - tree);
	put_be32(tree + offset, extent.start);
	put_be32(tree + offset + 4, extent.size);
}

void devtree_set_loader(struct buf *tree, const struct devtree_loader *loader)
{
	set_extent(tree->data, tree->size, "reg", loader->work);
	set_extent(tree->data, tree->size, "xpack,region", loader->region);
}

void devtree_set_staging(uint8_t *tree, size_t size, struct extent staging)
{
	set_extent(tree, size, "xpack,staging", staging);
}

struct buf devtree_partition(const struct system *system, const struct partition *partition)
{
	struct dt dt;

	put_root(&dt, "xpack,partition");
	dt_text(&dt, "xpack,partition", partition->name.value);
	dt_u32(&dt, "xpack,id", low(partition->id.value));
	put_timing(&dt, partition);
	put_cell_sizes(&dt);
	put_areas(&dt, partition->areas, partition->n_areas);
	put_shared_areas(&dt, system, partition->shared_areas, partition->n_shared_areas);
	put_used_devices(&dt, system, partition->devices, partition->n_devices);
	put_ports(&dt, partition);
	dt_close(&dt);
	return dt_finish(&dt, 0);
}
