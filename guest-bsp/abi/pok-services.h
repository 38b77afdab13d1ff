/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pok-services: the system calls of POK that it has on every architecture, for the ABI objects
 * pok-x86.S and pok-sparc.S, which say how a service is called.
 *
 * Facts only: numbers, arguments and what they are for, from POK's public sources (pok-kernel/pok,
 * BSD-2-Clause), as they are from its first release on GitHub to the kernels of 2025: numbers and
 * options in kernel/include/core/syscall.h, arguments in kernel/core/syscall.c, names as in the
 * headers of libpok.  docs/hosts/pok.md says what is unconfirmed.
 *
 * An includer defines POK_SERVICE(feature, number, count, ret, name, args, doc).  `count` is the
 * number of arguments.  Each is a word: a time is cut to 32 bits on its way through the call, so
 * the prototypes have it as uint32_t, although the functions of libpok take 64 bits.  Every service
 * returns one of POK's error numbers, 0 for success, unless its text says otherwise.
 */
#ifndef POK_SERVICES_H
#define POK_SERVICES_H

#include <xpack/export.h>

#include "pok-features.h"

#define POK_ABI_NAME "pok"
#define POK_ABI_VERSION "1.0"

/* clang-format off */
XPACK_EXPORT_FEATURE("console", POK_HAS_CONSOLE)
XPACK_EXPORT_FEATURE("console-input", POK_HAS_CONSOLE_INPUT)
XPACK_EXPORT_FEATURE("gettick", POK_HAS_GETTICK)
XPACK_EXPORT_FEATURE("threads", POK_HAS_THREADS)
XPACK_EXPORT_FEATURE("thread-sleep", POK_HAS_THREAD_SLEEP)
XPACK_EXPORT_FEATURE("thread-sleep-until", POK_HAS_THREAD_SLEEP_UNTIL)
XPACK_EXPORT_FEATURE("thread-id", POK_HAS_THREAD_ID)
XPACK_EXPORT_FEATURE("error-handling", POK_HAS_ERROR_HANDLING)
XPACK_EXPORT_FEATURE("partitions", POK_HAS_PARTITIONS)
XPACK_EXPORT_FEATURE("ports-sampling", POK_HAS_PORTS_SAMPLING)
XPACK_EXPORT_FEATURE("ports-queueing", POK_HAS_PORTS_QUEUEING)
XPACK_EXPORT_FEATURE("ports-virtual", POK_HAS_PORTS_VIRTUAL)
XPACK_EXPORT_FEATURE("lockobjects", POK_HAS_LOCKOBJECTS)
XPACK_EXPORT_FEATURE("mac-addr", POK_HAS_MAC_ADDR)

/* Their members differ between versions of POK, so they are declared and not defined. */
XPACK_EXPORT_TYPE(struct pok_thread_attr, "struct pok_thread_attr;")
XPACK_EXPORT_TYPE(struct pok_error_status, "struct pok_error_status;")
XPACK_EXPORT_TYPE(struct pok_port_sampling_status, "struct pok_port_sampling_status;")
XPACK_EXPORT_TYPE(struct pok_port_queueing_status, "struct pok_port_queueing_status;")
XPACK_EXPORT_TYPE(struct pok_lockobj_attr, "struct pok_lockobj_attr;")
XPACK_EXPORT_TYPE(struct pok_lockobj_lockattr, "struct pok_lockobj_lockattr;")

POK_SERVICE("console", 10, 2, int, pok_cons_write, (const char *text, uint32_t size),
	    "Writes size characters to the console of the kernel.")
POK_SERVICE("console-input", 11, 1, int, pok_cons_get_char, (char *character),
	    "Waits for a character of the console and stores it.")
POK_SERVICE("gettick", 20, 1, int, pok_time_gettick, (uint64_t *ticks),
	    "Stores the ticks since the kernel started.")

POK_SERVICE("threads", 50, 2, int, pok_thread_create,
	    (uint32_t *thread, const struct pok_thread_attr *attr),
	    "Makes a thread of the partition, before the partition is in its normal mode, and \
	     stores its number. The attributes are pok_thread_attr_t of the kernel: its \
	     members differ between versions of POK.")
POK_SERVICE("thread-sleep-until", 51, 1, int, pok_thread_sleep_until, (uint32_t time),
	    "The calling thread waits until that time, in the unit of the kernel's clock.")
POK_SERVICE("thread-sleep", 52, 1, int, pok_thread_sleep, (uint32_t time),
	    "The calling thread waits for that time, in the unit of the kernel's clock.")
POK_SERVICE("threads", 53, 0, int, pok_thread_suspend, (void),
	    "The calling thread waits until another thread resumes it.")
POK_SERVICE("error-handling", 54, 1, int, pok_thread_restart, (uint32_t thread),
	    "Starts a thread anew. Only the thread that handles errors may call it.")
POK_SERVICE("error-handling", 55, 1, int, pok_thread_stop, (uint32_t thread),
	    "Stops a thread. Only the thread that handles errors may call it.")
POK_SERVICE("threads", 56, 0, int, pok_thread_period, (void),
	    "The calling thread waits for its next period.")
POK_SERVICE("error-handling", 57, 0, int, pok_thread_stop_self, (void),
	    "Stops the calling thread. Does not return when it succeeds.")
POK_SERVICE("thread-id", 58, 1, int, pok_thread_id, (uint32_t *thread),
	    "Stores the number of the calling thread.")
POK_SERVICE("threads", 59, 2, int, pok_thread_status,
	    (uint32_t thread, struct pok_thread_attr *attr),
	    "Stores the attributes of a thread, with its state.")
POK_SERVICE("threads", 60, 2, int, pok_thread_set_priority, (uint32_t thread, uint32_t priority),
	    "Changes the priority of a thread.")
POK_SERVICE("threads", 61, 1, int, pok_thread_resume, (uint32_t thread),
	    "Lets a thread go on that waits since it was suspended.")
POK_SERVICE("threads", 62, 1, int, pok_thread_suspend_target, (uint32_t thread),
	    "Another thread waits until it is resumed.")
POK_SERVICE("threads", 65, 2, int, pok_thread_delayed_start, (uint32_t thread, uint32_t delay),
	    "Starts a thread after that time, in the unit of the kernel's clock.")

POK_SERVICE("ports-sampling", 101, 2, int, pok_port_sampling_id, (const char *name, uint8_t *port),
	    "Stores the number of the sampling port of that name.")
POK_SERVICE("ports-sampling", 102, 4, int, pok_port_sampling_read,
	    (uint8_t port, void *message, uint32_t *size, int *valid),
	    "Copies the last message, which has as many bytes as the port's messages have, \
	     and stores its size and whether it is younger than the port's refresh time.")
POK_SERVICE("ports-sampling", 103, 2, int, pok_port_sampling_status,
	    (uint8_t port, struct pok_port_sampling_status *status),
	    "Stores the state of a sampling port.")
POK_SERVICE("ports-sampling", 104, 3, int, pok_port_sampling_write,
	    (uint8_t port, const void *message, uint32_t size),
	    "Puts a message in place of the last. Kernels of POK look at the low 8 bits of size.")
POK_SERVICE("ports-sampling", 105, 5, int, pok_port_sampling_create,
	    (const char *name, uint32_t size, uint8_t direction, uint32_t refresh, uint8_t *port),
	    "Opens the sampling port of that name and stores its number. The direction is 1 \
	     for in and 2 for out, as in the kernel's configuration.")

POK_SERVICE("ports-queueing", 110, 5, int, pok_port_queueing_create,
	    (const char *name, uint32_t size, uint8_t direction, uint32_t discipline,
	     uint8_t *port),
	    "Opens the queueing port of that name and stores its number. The direction is 1 \
	     for in and 2 for out.")
POK_SERVICE("ports-queueing", 111, 4, int, pok_port_queueing_send,
	    (uint8_t port, const void *message, uint32_t size, uint32_t timeout),
	    "Appends a message; waits so long for room. Kernels of POK look at the low 8 bits \
	     of size.")
POK_SERVICE("ports-queueing", 112, 5, int, pok_port_queueing_receive,
	    (uint8_t port, uint32_t timeout, uint32_t room, void *message, uint32_t *size),
	    "Takes the oldest message, of at most room bytes, and stores its size; waits so \
	     long for one.")
POK_SERVICE("ports-queueing", 113, 2, int, pok_port_queueing_id, (const char *name, uint8_t *port),
	    "Stores the number of the queueing port of that name.")
POK_SERVICE("ports-queueing", 114, 2, int, pok_port_queueing_status,
	    (uint8_t port, struct pok_port_queueing_status *status),
	    "Stores the state of a queueing port.")

POK_SERVICE("mac-addr", 120, 2, int, pok_node_mac_addr, (uint8_t *node, char *address),
	    "Stores the 6 bytes of the network address of a node.")
POK_SERVICE("ports-virtual", 150, 2, int, pok_port_virtual_create,
	    (const char *name, uint8_t *port),
	    "Stores the number of the virtual port of that name.")
POK_SERVICE("ports-virtual", 151, 2, int, pok_port_virtual_nb_destinations,
	    (uint8_t port, uint32_t *count),
	    "Stores how many destinations a virtual port has.")
POK_SERVICE("ports-virtual", 152, 3, int, pok_port_virtual_destination,
	    (uint8_t port, uint32_t index, uint32_t *destination),
	    "Stores the number of a destination, counted from 0.")
POK_SERVICE("ports-virtual", 153, 2, int, pok_port_virtual_get_global,
	    (uint8_t local, uint8_t *global),
	    "Stores the number that a port of the partition has in the whole system.")
POK_SERVICE("ports-virtual", 154, 2, int, pok_port_virtual_node, (uint32_t port, uint8_t *node),
	    "Stores the number of the node on which a port is.")

POK_SERVICE("lockobjects", 201, 2, int, pok_lockobj_create,
	    (uint8_t *lock, const struct pok_lockobj_attr *attr),
	    "Makes a mutex, a semaphore or an event and stores its number.")
POK_SERVICE("lockobjects", 202, 2, int, pok_lockobj_operation,
	    (uint8_t lock, const struct pok_lockobj_lockattr *attr),
	    "Locks, unlocks, waits or signals, as the attributes say.")

POK_SERVICE("error-handling", 301, 2, int, pok_error_handler_create,
	    (uint32_t stack_size, void (*entry)(void)),
	    "Makes the thread that the kernel starts when an error of the partition was found.")
POK_SERVICE("error-handling", 303, 2, int, pok_error_raise_application_error,
	    (const char *message, uint32_t size),
	    "Hands an error of its own, with a text, to the partition's error handling.")
POK_SERVICE("error-handling", 304, 1, int, pok_error_get, (struct pok_error_status *status),
	    "Stores what is known of the last error.")

POK_SERVICE("partitions", 404, 1, int, pok_partition_set_mode, (uint32_t mode),
	    "Changes the mode of the partition: 3 is normal, after which the calling thread \
	     ends and the others run. Only the first thread and the one that handles errors \
	     may call it.")
POK_SERVICE("partitions", 405, 1, int, pok_current_partition_get_id, (uint8_t *partition),
	    "Stores the number of the partition, which is its place in the archive, counted \
	     from 0.")
POK_SERVICE("partitions", 406, 1, int, pok_current_partition_get_period, (uint64_t *period),
	    "Stores the period of the partition.")
POK_SERVICE("partitions", 407, 1, int, pok_current_partition_get_duration, (uint64_t *duration),
	    "Stores the duration of the partition's slot.")
POK_SERVICE("partitions", 408, 1, int, pok_current_partition_get_lock_level, (uint32_t *level),
	    "Stores how often preemption is locked.")
POK_SERVICE("partitions", 409, 1, int, pok_current_partition_get_operating_mode, (uint32_t *mode),
	    "Stores the mode of the partition.")
POK_SERVICE("partitions", 410, 1, int, pok_current_partition_get_start_condition,
	    (uint32_t *condition),
	    "Stores why the partition was started.")
/* clang-format on */

#endif
