/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_port_examples: what the examples of rows on ports and channels are made of; private to the
 * checks.
 *
 * Each is text of a description: lines that end with \n.
 */
#ifndef XPACK_CHECK_PORT_EXAMPLES_H
#define XPACK_CHECK_PORT_EXAMPLES_H

/* The two partitions, with their ports. */
#define CONTROL(ports) "<Partition id=\"0\" name=\"control\" ...>\n" ports "</Partition>\n"
#define DISPLAY(ports) "<Partition id=\"1\" name=\"display\" ...>\n" ports "</Partition>\n"

/* A line of a partition; more: further attributes, each behind a blank. */
#define PORT(name, kind, direction, size, more)                                                    \
	"  <Port name=\"" name "\" kind=\"" kind "\" direction=\"" direction "\" size=\"" size     \
	"\"" more "/>\n"
#define SOURCE(name) PORT(name, "sampling", "source", "16B", "")
#define DESTINATION(name) PORT(name, "sampling", "destination", "16B", "")
#define VALID_FOR(name, time) PORT(name, "sampling", "destination", "16B", " validity=\"" time "\"")

/* From ports of control to ports of display. */
#define CHANNEL(ends) "<Channel>\n" ends "</Channel>\n"
#define FROM(port) "  <Source partition=\"control\" port=\"" port "\"/>\n"
#define TO(port) "  <Destination partition=\"display\" port=\"" port "\"/>\n"

/* All three. */
#define CONNECTED(ports, others, ends) CONTROL(ports) DISPLAY(others) CHANNEL(ends)

#endif
