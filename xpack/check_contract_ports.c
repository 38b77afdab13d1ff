/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Ports against what a contract grants. */

#include <inttypes.h>

#include "check_contract_parts.h"
#include "quantity.h"

/* A port of the partition, and that of the grant which has its name. */
struct port_pair {
	const struct contract_pair *pair;
	const struct port *port;
	const struct port *granted;
};

static void report_unknown(const struct contract_pair *pair, const struct port *port)
{
	struct diag *diag = pair->context->diag;

	diag_error(diag, port->name.at, "contract-port",
		   "partition '%s' has a port '%s', of which contract '%s' knows nothing",
		   pair->partition->name.value, port->name.value, pair->contract->name.value);
	diag_note(diag, pair->grant->at, "what it grants is here");
	contract_help_near(pair, suggest_ports(pair->grant), port->name,
			   "do without it, or agree on the Port in the Grant");
}

/* attribute: "kind" or "direction". */
static void report_word(const struct port_pair *ports, const char *attribute, struct text is,
			struct text granted)
{
	const struct contract_pair *pair = ports->pair;
	struct diag *diag = pair->context->diag;

	diag_error(diag, is.at, "contract-port",
		   "port '%s' of partition '%s' has the %s %s, contract '%s' says %s",
		   ports->port->name.value, pair->partition->name.value, attribute, is.value,
		   pair->contract->name.value, granted.value);
	diag_note(diag, granted.at, "it was agreed on here");
	diag_help(diag, is.at, "write %s=\"%s\"", attribute, granted.value);
}

/* does: what it does with how many.  rule: "at most" or "at least". */
static void report_number(const struct port_pair *ports, const char *does, const char *rule,
			  const char *attribute, struct number is, struct number granted,
			  enum quantity_kind kind)
{
	const struct contract_pair *pair = ports->pair;
	struct diag *diag = pair->context->diag;

	diag_error(diag, is.at, "contract-port",
		   "port '%s' of partition '%s' %s, contract '%s' says %s %" PRIu64,
		   ports->port->name.value, pair->partition->name.value, does,
		   pair->contract->name.value, rule, granted.value);
	diag_note(diag, granted.at, "it was agreed on here");
	diag_help(diag, is.at, "write %s=\"%s\"", attribute,
		  quantity_text(pair->context->arena, kind, granted.value));
}

static void check_size(const struct port_pair *ports)
{
	struct number size = ports->port->size, granted = ports->granted->size;
	bool source = ports->port->direction == PORT_SOURCE;

	if (size.bad || granted.bad ||
	    (source ? size.value <= granted.value : size.value >= granted.value))
		return;
	report_number(ports,
		      arena_printf(ports->pair->context->arena,
				   "%s messages of up to %" PRIu64 " bytes",
				   source ? "sends" : "takes", size.value),
		      source ? "at most" : "at least", "size", size, granted, QUANTITY_SIZE);
}

static void check_depth(const struct port_pair *ports)
{
	struct number depth = ports->port->depth, granted = ports->granted->depth;

	if (!number_given(depth) || !number_given(granted) || depth.bad || granted.bad ||
	    depth.value <= granted.value)
		return;
	report_number(ports,
		      arena_printf(ports->pair->context->arena, "lets %" PRIu64 " messages wait",
				   depth.value),
		      "at most", "depth", depth, granted, QUANTITY_COUNT);
}

static void check_port(const struct port_pair *ports)
{
	const struct port *port = ports->port, *granted = ports->granted;

	if (port->kind != granted->kind)
		report_word(ports, "kind", port->kind_name, granted->kind_name);
	if (port->direction != granted->direction)
		report_word(ports, "direction", port->direction_name, granted->direction_name);
	if (port->direction == granted->direction)
		check_size(ports);
	if (port->direction == granted->direction && port->kind == granted->kind)
		check_depth(ports);
}

static void check_ports_of(const struct contract_pair *pair)
{
	for (size_t i = 0; i < pair->partition->n_ports; i++) {
		const struct port *port = &pair->partition->ports[i];
		const struct port_pair ports = { pair, port,
						 model_port(pair->grant, port->name.value) };

		if (ports.granted == NULL)
			report_unknown(pair, port);
		else
			check_port(&ports);
	}
}

void contract_check_ports(const struct check_context *context)
{
	contract_each(context, check_ports_of);
}

static void check_missing_of(const struct contract_pair *pair)
{
	struct diag *diag = pair->context->diag;

	for (size_t i = 0; i < pair->grant->n_ports; i++) {
		const struct port *granted = &pair->grant->ports[i];

		if (granted->optional || model_port(pair->partition, granted->name.value) != NULL)
			continue;
		diag_error(diag, pair->partition->at, "contract-port-missing",
			   "partition '%s' has no port '%s', on which contract '%s' counts",
			   pair->partition->name.value, granted->name.value,
			   pair->contract->name.value);
		diag_note(diag, granted->at, "it was agreed on here");
		diag_help(diag, pair->partition->at,
			  "add <Port name=\"%s\" kind=\"%s\" direction=\"%s\" .../>",
			  granted->name.value, granted->kind_name.value,
			  granted->direction_name.value);
	}
}

void contract_check_missing_ports(const struct check_context *context)
{
	contract_each(context, check_missing_of);
}
