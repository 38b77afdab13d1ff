/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * model: the system description as plain structs.
 *
 * The terms are those of ARINC 653 part 1: partition, major frame, partition time window (here
 * "slot").  xml builds the model, everything else only reads it.  Arrays are in document order.
 * Every element carries its place, every attribute its own, so that a check can point at either.
 *
 * Units: addresses and sizes in bytes, times in nanoseconds, frequencies in hertz; always exact
 * integers.  An attribute that is absent has value 0 (or NULL) and a place whose line is 0.
 *
 * A contract, what an integrator grants a supplier, is a system as well: its partitions are the
 * grants, with all that a partition of that name may have, its host is the interface, and neither
 * has a file; docs/roles.md.  What only contracts have says so.
 *
 * Ownership: the arena that xml_load() was given owns all of it.
 */
#ifndef XPACK_MODEL_H
#define XPACK_MODEL_H

#include <stddef.h>

#include "arena.h"
#include "model_value.h"

enum arch { ARCH_SPARC_LEON3, ARCH_X86 };

enum memory_kind { MEMORY_RAM, MEMORY_ROM, MEMORY_IO };

/* <Memory name kind start size/>: a range of the board's physical address space. */
struct memory {
	struct location at;
	struct text name, kind_name;
	enum memory_kind kind;
	struct number start, size;
};

/* <Processor id clock/> */
struct processor {
	struct location at;
	struct number id;
	struct number clock; /* Hz; where arch_traits() does not need it, it may be absent */
};

enum device_space { SPACE_MEMORY, SPACE_PORT };

/* <Device name type start size [space irq]/>: registers in an io memory, or I/O ports. */
struct device {
	struct location at;
	struct text name;
	struct text type; /* GRLIB core in lower case: "apbuart", "gptimer", "irqmp"; "ns16550" */
	struct text space_name;
	enum device_space space; /* of start and size; SPACE_MEMORY when absent */
	struct number start, size;
	struct number irq;
};

/* <Register address value/>: written by the loader before RAM is used, in document order. */
struct register_write {
	struct location at;
	struct number address, value;
};

struct board {
	struct location at;
	struct text name;
	struct text arch_name;
	enum arch arch;
	struct memory *memories;
	size_t n_memories;
	struct processor *processors;
	size_t n_processors;
	struct device *devices;
	size_t n_devices;
	struct register_write *registers;
	size_t n_registers;
};

#define ACCESS_READ 4u
#define ACCESS_WRITE 2u
#define ACCESS_EXECUTE 1u

static inline bool access_is_write_execute(unsigned access)
{
	return (access & (ACCESS_WRITE | ACCESS_EXECUTE)) == (ACCESS_WRITE | ACCESS_EXECUTE);
}

/* <Area name start size access [zero]/>: physical memory of the host or of one partition. */
struct area {
	struct location at;
	struct text name;
	struct number start, size;
	struct text access_name;     /* "r", "rw", "rx" or "rwx" */
	unsigned access;             /* ACCESS_* */
	bool zero;                   /* the loader zeroes what no segment fills */
	bool callable;               /* of the host: partitions may execute it */
	struct location callable_at; /* line 0: the attribute is absent */
	struct compression_choice compression;
};

/* Of the host's areas: may a partition call functions in it? */
static inline bool area_is_callable(const struct area *area)
{
	return area->callable && (area->access & ACCESS_EXECUTE) != 0;
}

/* <SharedMemory name start size [zero]/>: RAM that several owners use, and none has alone. */
struct shared_memory {
	struct location at;
	struct text name;
	struct number start, size;
	bool zero; /* the loader zeroes it */
};

/* <SharedArea memory access/> inside a host or partition: it may use that shared memory. */
struct shared_area {
	struct location at;
	struct text memory;
	struct text access_name; /* "r" or "rw" */
	unsigned access;         /* ACCESS_* */
};

/* <Device name/> inside a host or partition: it may use that device of the board. */
struct device_use {
	struct location at;
	struct text name;
};

/* <Abi file [without]/>: an ABI object of the host. */
struct abi_file {
	struct location at;
	struct text file;
	struct text without; /* names of features that the host lacks, with a blank between them */
};

/* <Blob name file [address module license supplier]/>: a file that the loader places as it is. */
struct blob {
	struct location at;
	struct text name, file;
	struct number address; /* physical; absent: a module, placed by the packer */
	struct text module;    /* its string; the name when absent */
	struct text license;   /* absent: not stated */
	struct text supplier;  /* likewise */
	struct compression_choice compression;
};

enum byte_order { ORDER_OF_BOARD, ORDER_BIG, ORDER_LITTLE };

/* A word in memory, as attributes of an element say. */
struct word_form {
	struct number width; /* bytes: 1, 2, 4, 8; absent: 4 */
	struct text order_name;
	enum byte_order order;
};

static inline uint64_t word_form_width(const struct word_form *form)
{
	return number_given(form->width) ? form->width.value : 4;
}

enum fact { FACT_NUMBER, FACT_SIZE, FACT_ADDRESS, FACT_ENTRY, FACT_ID, FACT_COUNT };
enum countable { COUNT_NOTHING, COUNT_PARTITIONS, COUNT_BLOBS, COUNT_AREAS };

/* <Set symbol|address [offset width byteOrder] value|number [partition blob area of]/>: a word that
 * the packer writes. */
struct set {
	struct location at;
	struct text symbol;    /* either this */
	struct number address; /* or this is given, else the check set-form says so */
	struct number offset;  /* bytes behind it */
	struct word_form form;
	struct text value_name;
	enum fact value;                   /* FACT_NUMBER when value is absent */
	struct number number;              /* of FACT_NUMBER */
	struct text partition, blob, area; /* of what value is a fact */
	struct text of_name;
	enum countable of; /* of FACT_COUNT */
};

/* <Pack section [align sizes width byteOrder]/>: the host takes its partitions as files inside its
 * own. */
struct packing {
	struct location at;  /* line 0: it does not */
	struct text section; /* or start and end, which are symbols */
	struct text start;
	struct text end;
	struct number align; /* bytes; absent: 4 */
	struct text sizes;   /* symbol of an array; absent: none */
	struct word_form form;
};

/* <Word name offset value/>, <Pointer name offset/>: 32 bits of a partition's header. */
struct header_word {
	struct location at;
	struct text name;
	struct number offset; /* from the header's start */
	struct number value;  /* of a Word */
};

/* <PartitionHeader magic>: what the host reads at a place in each partition's memory. */
struct partition_header {
	struct location at; /* line 0: it reads nothing */
	struct number magic;
	struct header_word *words;
	size_t n_words;
	struct header_word *pointers;
	size_t n_pointers;
};

/* <Needs deviceType [irq]/>: the host does not start on a board without such a device. */
struct need {
	struct location at;
	struct text type;
	bool irq; /* the device has an interrupt line */
};

/* <Limits .../>: what the host can take; an attribute that is absent limits nothing. */
struct limits {
	struct number name_length;  /* characters, of partitions, ports, devices, shared memories */
	struct number label_length; /* characters, of the names of system and board, and version */
	struct text partition_ids;
	bool ids_dense; /* 0 to n-1 */
	struct number partitions, channels, plans, devices;
	struct number areas, ports; /* of each partition */
	struct number destinations; /* of each channel */
	struct number slots;        /* of each plan */
	struct number processors;   /* those with lower ids run partitions */
	struct number device_page;  /* bytes; of registers that partitions are given */
	struct number time_unit;    /* ns */
	struct number clock_unit;   /* Hz */
};

enum protocol { PROTOCOL_XPACK, PROTOCOL_RAW, PROTOCOL_MULTIBOOT };

enum host_format { FORMAT_ELF, FORMAT_BINARY };

struct host {
	struct location at;
	struct text name, file, license;
	struct text supplier; /* absent: not stated */
	struct text format_name;
	enum host_format format;
	struct number load;         /* of FORMAT_BINARY: physical address of the first byte */
	struct number entry;        /* likewise: physical; or */
	struct number entry_offset; /* of a word in the file that is it */
	struct text protocol_name;
	enum protocol protocol;
	struct text bootargs;
	struct compression_choice compression;
	struct area *areas;
	size_t n_areas;
	struct shared_area *shared_areas;
	size_t n_shared_areas;
	struct blob *blobs;
	size_t n_blobs;
	struct set *sets;
	size_t n_sets;
	struct packing packing;
	struct abi_file *abis;
	size_t n_abis;
	struct partition_header header;
	struct device_use *devices;
	size_t n_devices;
	struct need *needs;
	size_t n_needs;
	struct limits limits;
};

enum port_kind { PORT_SAMPLING, PORT_QUEUING };
enum port_direction { PORT_SOURCE, PORT_DESTINATION };

/* <Port name kind direction size [validity depth]/>; its id is its place among the ports of its
 * partition, counted from 1. */
struct port {
	struct location at;
	struct text name;
	struct text kind_name, direction_name;
	enum port_kind kind;
	enum port_direction direction;
	bool optional;          /* of a contract: the partition may do without */
	struct number size;     /* of a message, at most */
	struct number validity; /* ns, of a sampling destination; absent: for ever */
	struct number depth;    /* messages, of a queuing destination */
};

enum health_event {
	HEALTH_MEMORY_VIOLATION,
	HEALTH_ILLEGAL_INSTRUCTION,
	HEALTH_NUMERIC_ERROR,
	HEALTH_ILLEGAL_REQUEST,
	HEALTH_DEADLINE_MISSED,
	HEALTH_OTHER,
	N_HEALTH_EVENTS
};
enum health_action { HEALTH_STOP, HEALTH_RESTART, HEALTH_IGNORE, HEALTH_STOP_SYSTEM };

/* <Health event action/>; model_health_action() gives what holds when there is none. */
struct health {
	struct location at;
	struct text event_name, action_name;
	enum health_event event;
	enum health_action action;
	unsigned actions; /* of a contract: 1 << action for each that may be chosen */
};

struct index;
struct model_index;

struct partition {
	struct location at;
	struct number id;
	struct text name, file, license;
	struct text supplier;        /* absent: not stated */
	struct number header_offset; /* of its header, from its lowest address; 0 when absent */
	struct text module;          /* under multiboot the module's string; the name when absent */
	struct compression_choice compression;
	struct number period, duration; /* ns: it needs duration in every period; absent: no need */
	struct area *areas;
	size_t n_areas;
	struct shared_area *shared_areas;
	size_t n_shared_areas;
	struct blob *blobs;
	size_t n_blobs;
	struct set *sets;
	size_t n_sets;
	struct device_use *devices;
	size_t n_devices;
	struct port *ports;
	size_t n_ports;
	struct health *healths;
	size_t n_healths;
	const struct index *port_index; /* of the names of ports; see model_index.h */
};

/* <Source partition port/>, <Destination partition port/> */
struct channel_end {
	struct location at;
	struct text partition, port;
};

/* <Channel>: from one port to others. */
struct channel {
	struct location at;
	struct channel_end source;
	struct channel_end *destinations;
	size_t n_destinations; /* 1 or more */
};

/* <Slot partition start duration [processor]/>: a partition time window. */
struct slot {
	struct location at;
	struct text partition;
	struct number start, duration; /* ns, from the start of the major frame */
	struct number processor;       /* id; 0 when absent */
};

struct plan {
	struct location at;
	struct number id;
	struct number major_frame; /* ns */
	struct slot *slots;
	size_t n_slots;
};

enum licence_policy { POLICY_ANY, POLICY_PERMISSIVE, POLICY_LISTED };
enum licenced { IN_ANY, IN_PARTITION, IN_GLUE, IN_HOST, IN_BLOB };

/* <Allow license [in]/> */
struct allowance {
	struct location at;
	struct text license;
	struct text in_name;
	enum licenced in; /* IN_ANY when absent: everywhere but in glue */
};

/* <Policy [partition glue host blob]>: the licences that the integrator accepts. */
struct policy {
	struct location at; /* line 0: the element is absent */
	struct text partition_name, glue_name, host_name, blob_name;
	enum licence_policy partition, host, blob;
	enum licence_policy glue; /* POLICY_PERMISSIVE when absent */
	struct allowance *allowances;
	size_t n_allowances;
};

/* <Loader [console baud region manifestCap stagingSize secondContainer keys]/>: how the board's
 * loader is to be set up. */
struct loader_config {
	struct location at;  /* the System's place when the element is absent */
	struct text console; /* a device of the board; absent: silent */
	struct number baud;  /* absent: what the console's type usually has */
	struct text region;  /* the rom memory that holds loader and container; absent: the first */
	struct number manifest_cap;     /* 64 KiB when absent */
	struct number staging_size;     /* absent: what the largest compressed image needs */
	struct number second_container; /* an address; absent: there is one container */
	bool any_key;                   /* of two keys one is enough */
};

struct system {
	struct location at;
	struct text name, version;
	struct number security_version; /* default 0 */
	struct number sequence;         /* default 0 */
	struct board board;
	struct host host;
	struct shared_memory *shared_memories;
	size_t n_shared_memories;
	struct partition *partitions;
	size_t n_partitions;
	struct channel *channels;
	size_t n_channels;
	struct plan *plans;
	size_t n_plans;
	struct policy policy;
	struct loader_config loader;
	/* Contracts that it must keep: they come with the command line. */
	const struct system **contracts;
	size_t n_contracts;
	bool alone; /* a contract, or a partition in its contract: there is nothing around it */
	/* Every file that was read for the description, the first is the description itself. */
	const char **files;
	size_t n_files;
	const struct model_index *index;
};

/* The first of that name, or NULL. */
const struct partition *model_partition(const struct system *system, const char *name);
const struct device *model_device(const struct system *system, const char *name);
const struct memory *model_memory(const struct system *system, const char *name);
const struct shared_memory *model_shared_memory(const struct system *system, const char *name);
const struct port *model_port(const struct partition *partition, const char *name);
/* Counted from 1.  Precondition: the port is the partition's. */
uint32_t model_port_id(const struct partition *partition, const struct port *port);
/* The port that an end of a channel names; NULL when there is none. */
const struct port *model_end_port(const struct system *system, const struct channel_end *end);

/* The host takes its partitions as files inside its own (Pack).  Each is then in an address space
 * of its own: its areas say what it may use there, and are no ranges of the board's memory. */
static inline bool model_own_spaces(const struct system *system)
{
	return system->host.packing.at.line != 0;
}

/* The host is handed its partitions as modules: their areas are kept free for it. */
static inline bool model_partitions_are_modules(const struct system *system)
{
	return system->host.protocol == PROTOCOL_MULTIBOOT && !model_own_spaces(system);
}

/* The host, not the loader, loads partitions: from files that it is handed. */
static inline bool model_partitions_are_files(const struct system *system)
{
	return model_own_spaces(system) || model_partitions_are_modules(system);
}

/* What the words of the description are. */
extern const char *const model_memory_kinds[];
extern const char *const model_port_kinds[];
extern const char *const model_port_directions[];
extern const char *const model_health_events[]; /* N_HEALTH_EVENTS of them */
extern const char *const model_health_actions[];

/* What is done when the event happens to the partition: what the description says, else ignore
 * for a missed deadline, which a partition that never waits misses in each slot, and stop for
 * others. */
enum health_action model_health_action(const struct partition *partition, enum health_event event);

const struct processor *model_processor(const struct system *system, uint64_t id);
/* Looks at every device: to be asked once, not for each of many. */
bool model_has_device_type(const struct board *board, const char *type);

#endif
