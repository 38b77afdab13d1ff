# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# header: from an ABI object over its header to a guest that links against it.  To be sourced
# behind guests.sh and one.sh.

need clang
# For REUSE this file is under its own licence alone.
spdx=SPDX-License
spdx+=-Identifier

# The header of the reference host, for both machines.
xhost_header()
{
	echo "/* $spdx: BSD-2-Clause */"
	cat <<'END'

/*
 * The services of the host 'xhost' 1.0, as imports of its guests.
 *
 * Made by 'xpack abi header': to change it, make it anew.
 */
#ifndef XPACK_ABI_XHOST_H
#define XPACK_ABI_XHOST_H

#include <stdint.h>

#include <xpack/import.h>

XPACK_REQUIRE_ABI("xhost", "1.0");

struct xh_partition_status {
	uint32_t state;
	uint32_t n_slots;
	uint32_t trap;
	uint32_t fault_addr;
	uint32_t fault_pc;
};

struct xh_partition_health {
	uint32_t n_events;
	uint32_t n_restarts;
};

/*
 * Take up to size characters for the console. Returns how many were taken, which is fewer when the
 * console cannot keep up, and at most 256; -1 when the caller may not read all of the text.
 *
 * Lines appear whole, with the partition's name in front of them.
 */
XPACK_IMPORT(int, xh_console_write, (const char *text, uint32_t size));

/* Nanoseconds since the host started. */
XPACK_IMPORT(uint64_t, xh_time, (void));

/*
 * What the partition is doing. Returns 0, or -1 when there is no such partition or the caller may
 * not write *status.
 */
XPACK_IMPORT(int, xh_partition_status, (uint32_t id, struct xh_partition_status *status));

/*
 * Give up the rest of the slot. Returns in the caller's next slot, with the number of the major
 * frame, counted from 0.
 */
XPACK_IMPORT(int, xh_slot_wait, (void));

/* Stop the board. Does not return. */
XPACK_IMPORT(void, xh_halt, (int status));

/*
 * What went wrong with the partition. Returns 0, or -1 when there is no such partition or the
 * caller may not write *health.
 */
XPACK_IMPORT(int, xh_partition_health, (uint32_t id, struct xh_partition_health *health));

/* Feature 'ports': a host may be built without it. */

/*
 * Put the message, 1 byte or more, in place of the last of the sampling port. Returns 0, or
 * XPACK_PORT_INVALID (-1).
 */
XPACK_IMPORT(int, xpack_sampling_write, (uint32_t port, const void *message, uint32_t size));

/*
 * Copy the last message of the sampling port into the size bytes at message. Returns its size,
 * XPACK_PORT_EMPTY (-2) when there never was one, or XPACK_PORT_INVALID (-1).
 *
 * *valid is 1 when the message is not older than the port's validity, else 0.
 */
XPACK_IMPORT(int, xpack_sampling_read, (uint32_t port, void *message, uint32_t size,
	     uint32_t *valid));

/*
 * Append the message, 1 byte or more, to the queue of the port. Returns 0, XPACK_PORT_FULL (-3)
 * when the message is lost, or XPACK_PORT_INVALID (-1).
 */
XPACK_IMPORT(int, xpack_queuing_send, (uint32_t port, const void *message, uint32_t size));

/*
 * Take the oldest message of the queue into the size bytes at message. Returns its size,
 * XPACK_PORT_EMPTY (-2), or XPACK_PORT_INVALID (-1).
 *
 * *n_lost is how many messages the queue had no room for since the last call that returned one.
 */
XPACK_IMPORT(int, xpack_queuing_receive, (uint32_t port, void *message, uint32_t size,
	     uint32_t *n_lost));

#endif
END
}

# rich NAME: NAME.o with everything that prototypes can have.  $rich_glue is the glue's code.
rich()
{
	abi_object "$1" <<END
XPACK_EXPORT_ABI("rich-host", "2.0 beta")
XPACK_GLUE(trap, "MIT")
$rich_glue
XPACK_GLUE_END
XPACK_EXPORT_TYPE(port_t, "typedef  uint32_t port_t ;")
XPACK_EXPORT_TYPE(enum mode, "enum mode { MODE_OFF, MODE_ON = 1 << 4, MODE_LAST = - -7 };")
XPACK_EXPORT_TYPE(struct point, "struct point { int32_t x, y; struct { int z; } inner[2]; };")
XPACK_EXPORT_TYPE(union any, "union any { void *p; unsigned bits : 3; };")
XPACK_EXPORT_TYPE(struct tight, "struct tight { char c; int i; } __attribute__((packed));")
XPACK_EXPORT_TYPE(handler_t, "typedef int (*handler_t)(int event, void *data);")
XPACK_EXPORT_TRAP(void *, r_memory, (size_t size), 1, trap)
XPACK_EXPORT_TRAP(const char *const *, r_names, (void), 2, trap)
XPACK_EXPORT_TRAP(int, r_log, (const char *format, ...), 3, trap)
XPACK_EXPORT_TRAP(int, r_on, (int event, int (*handler)(int event, void *data), void *data), 4, \\
	trap)
XPACK_EXPORT_TRAP(int, r_matrix, (int n, int rows[][4], const struct unknown *other), 5, trap)
XPACK_EXPORT_TRAP(struct point, r_point, (struct point from, union any any, enum mode mode), 6, \\
	trap)
XPACK_EXPORT_TRAP(unsigned long long, r_count, (port_t port, const struct tight *tight), 7, trap)
XPACK_EXPORT_TRAP(int, r_handle, (handler_t handler), 8, trap)
XPACK_EXPORT_TRAP(int, r_many_arguments_of_a_service_with_a_long_name, \\
	(uint32_t first_argument, uint32_t second_argument, uint32_t third_argument, int last), \\
	9, trap)
XPACK_EXPORT_TRAP(int, r_log_flush, (void), 10, trap)
XPACK_EXPORT_TRAP(int, r_send, (port_t port, const void *message), 11, trap)
XPACK_EXPORT_TRAP(int, r_send_all, (const void *message), 12, trap)
XPACK_EXPORT_DOC(r_memory, "Ends here: */ int evil; \\
	/* and begins // again \\\\ with ?\\077/ more **/.")
XPACK_EXPORT_DOC(r_log, "A first paragraph that is long enough to be put into two lines, which is \\
	what happens to all paragraphs that are longer.")
XPACK_EXPORT_DOC(r_log, "A second one.")
XPACK_EXPORT_FEATURE("log", 1)
XPACK_EXPORT_FEATURE("ports", 0)
XPACK_EXPORT_IN("log", r_log)
XPACK_EXPORT_IN("ports", r_send)
XPACK_EXPORT_IN("log", r_log_flush)
XPACK_EXPORT_IN("ports", r_send_all)
END
}

# The header of rich.o, with r_on and r_log_flush weak.
rich_header()
{
	echo "/* $spdx: MIT OR Apache-2.0 */"
	cat <<'END'

/*
 * The services of the host 'rich-host' 2.0 beta, as imports of its guests.
 *
 * Made by 'xpack abi header': to change it, make it anew.
 */
#ifndef XPACK_ABI_RICH_HOST_H
#define XPACK_ABI_RICH_HOST_H

#include <stddef.h>
#include <stdint.h>

#include <xpack/import.h>

XPACK_REQUIRE_ABI("rich-host", "2.0 beta");

typedef uint32_t port_t;

enum mode {
	MODE_OFF,
	MODE_ON = 1 << 4,
	MODE_LAST = - -7
};

struct point {
	int32_t x, y;
	struct {
		int z;
	} inner[2];
};

union any {
	void *p;
	unsigned bits : 3;
};

struct tight {
	char c;
	int i;
} __attribute__((packed));

typedef int (*handler_t)(int event, void *data);

struct unknown;

/* Ends here: * / int evil; / * and begins // again \ with ?? / more ** /. */
XPACK_IMPORT(void *, r_memory, (size_t size));

XPACK_IMPORT(const char *const *, r_names, (void));
XPACK_IMPORT_WEAK(int, r_on, (int event, int (*handler)(int event, void *data), void *data));
XPACK_IMPORT(int, r_matrix, (int n, int rows[][4], const struct unknown *other));
XPACK_IMPORT(struct point, r_point, (struct point from, union any any, enum mode mode));
XPACK_IMPORT(unsigned long long, r_count, (port_t port, const struct tight *tight));
XPACK_IMPORT(int, r_handle, (handler_t handler));
XPACK_IMPORT(int, r_many_arguments_of_a_service_with_a_long_name, (uint32_t first_argument,
	     uint32_t second_argument, uint32_t third_argument, int last));

/* Feature 'log': a host may be built without it. */

/*
 * A first paragraph that is long enough to be put into two lines, which is what happens to all
 * paragraphs that are longer.
 *
 * A second one.
 */
XPACK_IMPORT(int, r_log, (const char *format, ...));

XPACK_IMPORT_WEAK(int, r_log_flush, (void));

/* This host is without the feature 'ports': r_send, r_send_all. */

#endif
END
}

# The guest uses each import of FILE: it takes their addresses.
user_of()
{
	echo "#include \"$1\""
	echo '#ifdef __cplusplus'
	echo 'extern "C"'
	echo '#endif'
	echo 'int xpack_main(const void *tree);'
	echo 'typedef void (*call)(void);'
	echo 'extern call volatile calls[];'
	echo 'call volatile calls[] = {'
	sed -n 's/^XPACK_IMPORT[_WEAK]*([^,]*, \([a-z_]*\),.*/\t(call)\1,/p' "$1"
	echo '};'
	echo 'int xpack_main(const void *tree)'
	echo '{'
	echo '	(void)tree;'
	echo '	calls[0]();'
	echo '	return 0;'
	echo '}'
}

# round_trip_cc NAME SOURCE STANDARD COMPILER...: NAME.elf
round_trip_cc()
{
	local name=$1 source=$2 standard=$3
	shift 3
	stubs_flags[2]=$("$@" -print-file-name=include)
	"$@" "${stubs_flags[@]}" -Wno-unused-command-line-argument -I. -Os "$standard" \
		-c "$source" -o "$name.o" && link_xpack 0 "$name.elf" "$name.o"
}

# round_trip NAME OBJECT: NAME.h, the header of OBJECT, in guests of each compiler and language;
# they link against OBJECT.
round_trip()
{
	local name=$1 object=$2 language compiler guest source include=${stubs_flags[2]}
	local cc
	user_of "$name.h" >"$name.c"
	cp "$name.c" "$name.cc"
	for compiler in gcc clang; do
		for language in c11 c17 c++11 c++17; do
			guest=$name-$compiler-$language
			cc=("${header_gcc[@]}") source=$name.c
			[ $compiler = gcc ] || cc=("${header_clang[@]}")
			[[ $language == c1* ]] || source=$name.cc
			ok "$guest: compiled" round_trip_cc "$guest" "$source" "-std=$language" \
				"${cc[@]}"
			run "$XPACK" abi check "$guest.elf" "$object"
			status_is "$guest: abi check" 0
			stderr_is "$guest: abi check says so" <<<"$guest.elf: no errors"
		done
	done
	stubs_flags[2]=$include
}
