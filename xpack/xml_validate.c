/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The schema's judgement.
 *
 * When an element stands where its parent does not allow it, libxml2 looks at none of the siblings
 * that follow.  They are validated one by one afterwards, as far as the schema declares them
 * globally, so that the user sees all errors at once.  Every element is visited once: the cost
 * stays linear.
 */

#include <libxml/xmlschemas.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "xml_message.h"
#include "xml_parts.h"

struct validation {
	struct arena *arena;
	xmlDocPtr schema_text;
	struct complaint *complaints;
	size_t n_complaints;
	xmlNodePtr *misplaced; /* elements that ended the validation of their parent's children */
	size_t n_misplaced;
	xmlNodePtr last_node; /* of the last error */
	int last_code;
};

static void add_complaint(struct validation *validation, xml_error_arg error)
{
	struct complaint complaint = xml_message_take(validation->arena, error);

	complaint.sequence = validation->n_complaints;
	validation->complaints = arena_grow(validation->arena, validation->complaints,
					    validation->n_complaints, sizeof(complaint));
	validation->complaints[validation->n_complaints++] = complaint;
	if (!complaint.misplaced || error->node == NULL)
		return;
	validation->misplaced = arena_grow(validation->arena, validation->misplaced,
					   validation->n_misplaced, sizeof(xmlNodePtr));
	validation->misplaced[validation->n_misplaced++] = error->node;
}

static void on_schema_error(void *data, xml_error_arg error)
{
	struct validation *validation = data;
	bool again;

	if (error->code == XML_ERR_NO_MEMORY)
		memory_exhausted();
	/* From the siblings below: the schema does not know this element, which has been said. */
	if (error->code == XML_SCHEMAV_CVC_ELT_1)
		return;
	/* An element that must be empty may break that rule by text and by elements. */
	again = error->code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1 &&
		validation->last_code == error->code && validation->last_node == error->node;
	validation->last_code = error->code;
	validation->last_node = error->node;
	if (!again)
		add_complaint(validation, error);
}

/* Device means one thing under Board, declared globally, and another under Host and Partition;
 * under Grant only SharedArea means what it does elsewhere. */
static bool is_global(const xmlNode *node)
{
	if (xml_is(node->parent, XML_SYSTEM_NAMESPACE, "Grant"))
		return xml_is(node, XML_SYSTEM_NAMESPACE, "SharedArea");
	return !xml_is(node, XML_SYSTEM_NAMESPACE, "Device") ||
	       xml_is(node->parent, XML_SYSTEM_NAMESPACE, "Board");
}

/* Validate what a misplaced element kept from being validated: itself and its later siblings. */
static int validate_rest(xmlSchemaValidCtxtPtr context, xmlNodePtr node)
{
	int result = 0;

	for (; node != NULL && result >= 0; node = xmlNextElementSibling(node))
		if (is_global(node))
			result = xmlSchemaValidateOneElement(context, node);
	return result < 0 ? -1 : 0;
}

/* Returns -1 when libxml2 itself failed. */
static int run(struct validation *validation, xmlSchemaPtr schema, xmlDocPtr document)
{
	xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema);
	int result;

	if (context == NULL)
		memory_exhausted();
	/* Without a name libxml2 looks for one among all earlier siblings, at every error. */
	xmlSchemaValidateSetFilename(context, "description");
	xmlSchemaSetValidStructuredErrors(context, on_schema_error, validation);
	result = xmlSchemaValidateDoc(context, document) < 0 ? -1 : 0;
	for (size_t i = 0; result == 0 && i < validation->n_misplaced; i++)
		result = validate_rest(context, validation->misplaced[i]);
	xmlSchemaFreeValidCtxt(context);
	return result;
}

/* The schema is part of the tool: an error in it is a defect of the tool. */
static xmlSchemaPtr compile_schema(xmlDocPtr text)
{
	xmlSchemaParserCtxtPtr context = xmlSchemaNewDocParserCtxt(text);
	xmlSchemaPtr schema;

	if (context == NULL)
		memory_exhausted();
	schema = xmlSchemaParse(context);
	xmlSchemaFreeParserCtxt(context);
	return schema;
}

/* In the order of the joined document. */
static int compare_complaints(const void *a, const void *b)
{
	const struct complaint *x = a;
	const struct complaint *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	if (x->at.column != y->at.column)
		return x->at.column < y->at.column ? -1 : 1;
	return x->sequence < y->sequence ? -1 : 1;
}

static void report_complaints(const struct validation *validation, struct diag *diag)
{
	if (validation->n_complaints > 0)
		qsort(validation->complaints, validation->n_complaints,
		      sizeof(*validation->complaints), compare_complaints);
	for (size_t i = 0; i < validation->n_complaints; i++)
		xml_message_report(validation->arena, diag, validation->schema_text,
				   &validation->complaints[i]);
}

static int validate_with(struct validation *validation, struct diag *diag, xmlDocPtr document)
{
	xmlSchemaPtr schema = compile_schema(validation->schema_text);
	int result = schema != NULL ? run(validation, schema, document) : -1;

	xmlSchemaFree(schema);
	report_complaints(validation, diag);
	if (result != 0)
		diag_fail(diag, EXIT_MACHINE, (struct location){ 0 }, "schema",
			  "libxml2 cannot validate with the built-in schema");
	return result == 0 && validation->n_complaints == 0 ? 0 : -1;
}

static void number_elements(xmlDocPtr document)
{
	uint32_t n = 0;

	for (xmlNodePtr e = xmlDocGetRootElement(document); e != NULL; e = xml_next_element(e)) {
		struct xml_tag *tag = e->_private;

		if (tag != NULL)
			tag->order = n++;
	}
}

/* Another root of this tool's is not a wrong file but one for another command line. */
static void help_root(struct diag *diag, const xmlNode *node, const char *root)
{
	struct location at = xml_place(node);

	if (xml_is(node, XML_SYSTEM_NAMESPACE, "System"))
		diag_help(diag, at, "a System is checked with 'xpack check SYSTEM.xml'");
	else if (xml_is(node, XML_SYSTEM_NAMESPACE, "Contract") ||
		 xml_is(node, XML_SYSTEM_NAMESPACE, "Partition"))
		diag_help(diag, at,
			  "a Partition is checked with 'xpack check --partition FILE --contract "
			  "FILE'");
	else
		diag_help(diag, at, "write <%s xmlns=\"%s\" ...>", root, XML_SYSTEM_NAMESPACE);
}

static int check_root(struct arena *arena, struct diag *diag, const xmlNode *node, const char *root)
{
	const char *space = node->ns != NULL ? xml_text(node->ns->href) : "";

	if (xml_is(node, XML_SYSTEM_NAMESPACE, root))
		return 0;
	diag_error(diag, xml_place(node), "schema",
		   "the root element is '%s' of %s%s%s, not '%s' of the namespace '%s'",
		   xml_shown(arena, xml_text(node->name)),
		   node->ns != NULL ? "the namespace '" : "no namespace", xml_shown(arena, space),
		   node->ns != NULL ? "'" : "", root, XML_SYSTEM_NAMESPACE);
	help_root(diag, node, root);
	return -1;
}

int xml_validate(struct arena *arena, struct diag *diag, xmlDocPtr document, const char *root)
{
	struct validation validation = { .arena = arena };
	int result;

	if (check_root(arena, diag, xmlDocGetRootElement(document), root) != 0)
		return -1;
	validation.schema_text = xmlReadMemory(xml_schema(), (int)strlen(xml_schema()), NULL,
					       "UTF-8", XML_PARSE_NONET);
	if (validation.schema_text == NULL)
		memory_exhausted();
	number_elements(document);
	result = validate_with(&validation, diag, document);
	xmlFreeDoc(validation.schema_text);
	return result;
}
