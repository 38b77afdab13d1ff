/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pok-features: which services this POK kernel was built with.
 *
 * POK leaves out what its configuration does not ask for: macros POK_NEEDS_..., in the header
 * deployment.h that is made for each kernel.  Every feature here is 0 or 1.  With
 * -DPOK_ABI_CONFIGURED and the kernel's own header (-imacros deployment.h) they follow the kernel;
 * otherwise all are 1, and the system description says what is missing: <Abi without="...">.
 *
 * Kernels of 2021 and later have threads, partitions and error handling in any case and do not
 * define the macros of these three any more: give them as -DPOK_NEEDS_ERROR_HANDLING and so on.
 */
#ifndef POK_FEATURES_H
#define POK_FEATURES_H

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_CONSOLE) || defined(POK_NEEDS_DEBUG)
#define POK_HAS_CONSOLE 1
#else
#define POK_HAS_CONSOLE 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_CONSOLE)
#define POK_HAS_CONSOLE_INPUT 1
#else
#define POK_HAS_CONSOLE_INPUT 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_GETTICK)
#define POK_HAS_GETTICK 1
#else
#define POK_HAS_GETTICK 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_THREADS)
#define POK_HAS_THREADS 1
#else
#define POK_HAS_THREADS 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_THREAD_SLEEP)
#define POK_HAS_THREAD_SLEEP 1
#else
#define POK_HAS_THREAD_SLEEP 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_THREAD_SLEEP_UNTIL)
#define POK_HAS_THREAD_SLEEP_UNTIL 1
#else
#define POK_HAS_THREAD_SLEEP_UNTIL 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_THREAD_ID)
#define POK_HAS_THREAD_ID 1
#else
#define POK_HAS_THREAD_ID 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_ERROR_HANDLING)
#define POK_HAS_ERROR_HANDLING 1
#else
#define POK_HAS_ERROR_HANDLING 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_PARTITIONS)
#define POK_HAS_PARTITIONS 1
#else
#define POK_HAS_PARTITIONS 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_PORTS_SAMPLING)
#define POK_HAS_PORTS_SAMPLING 1
#else
#define POK_HAS_PORTS_SAMPLING 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_PORTS_QUEUEING)
#define POK_HAS_PORTS_QUEUEING 1
#else
#define POK_HAS_PORTS_QUEUEING 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_PORTS_VIRTUAL)
#define POK_HAS_PORTS_VIRTUAL 1
#else
#define POK_HAS_PORTS_VIRTUAL 0
#endif

/* Asked for by name, or by one of the objects of libpok that are made of lock objects. */
#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_LOCKOBJECTS) ||                              \
	defined(POK_NEEDS_MUTEXES) || defined(POK_NEEDS_SEMAPHORES) ||                             \
	defined(POK_NEEDS_EVENTS) || defined(POK_NEEDS_BUFFERS) || defined(POK_NEEDS_BLACKBOARDS)
#define POK_HAS_LOCKOBJECTS 1
#else
#define POK_HAS_LOCKOBJECTS 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_MAC_ADDR)
#define POK_HAS_MAC_ADDR 1
#else
#define POK_HAS_MAC_ADDR 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_IO)
#define POK_HAS_IO 1
#else
#define POK_HAS_IO 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_PCI)
#define POK_HAS_PCI 1
#else
#define POK_HAS_PCI 0
#endif

#if !defined(POK_ABI_CONFIGURED) || defined(POK_NEEDS_SHUTDOWN)
#define POK_HAS_SHUTDOWN 1
#else
#define POK_HAS_SHUTDOWN 0
#endif

#endif
