/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "xml_message.h"

#include <ctype.h>
#include <string.h>

/* An error taken apart. */
struct complaint {
	struct arena *arena;
	struct diag *diag;
	xmlDocPtr schema_text;
	xml_error_arg error;
	struct location at;
	const char *element;
	const char *attribute; /* NULL: it is about the element */
	const char *rest;      /* libxml2's words behind "Element 'x', attribute 'y': " */
	const char *value;     /* libxml2's first part, mostly the value */
};

/* "{namespace}name" without the namespace when it is ours. */
static const char *without_namespace(struct arena *arena, const char *text)
{
	static const char space[] = "{" XML_SYSTEM_NAMESPACE "}";
	char *copy = arena_text(arena, text, strlen(text));
	char *to = copy;

	while (*text != '\0') {
		if (strncmp(text, space, sizeof(space) - 1) == 0)
			text += sizeof(space) - 1;
		else
			*to++ = *text++;
	}
	*to = '\0';
	return copy;
}

/* Behind the prefix; the attribute that the prefix names, if any, is put into *attribute. */
static const char *behind_prefix(struct arena *arena, const char *message, const char **attribute)
{
	static const char of_attribute[] = "', attribute '";
	const char *end = strstr(message, "': ");
	const char *name = strstr(message, of_attribute);

	if (end == NULL || strncmp(message, "Element '", sizeof("Element '") - 1) != 0)
		return message;
	if (name != NULL && name < end) {
		name += sizeof(of_attribute) - 1;
		*attribute = arena_text(arena, name, (size_t)(end - name));
	}
	return end + sizeof("': ") - 1;
}

/* The attribute as libxml2 writes it, "name" or "{namespace}name". */
static const xmlNode *find_attribute(struct arena *arena, const xmlNode *element, const char *name)
{
	for (xmlAttrPtr a = element->properties; a != NULL; a = a->next) {
		const char *full = xml_text(a->name);

		if (a->ns != NULL)
			full = arena_printf(arena, "{%s}%s", xml_text(a->ns->href), full);
		if (strcmp(full, name) == 0)
			return (const xmlNode *)a;
	}
	return NULL;
}

static struct complaint take_apart(struct arena *arena, xml_error_arg error)
{
	const xmlNode *node = error->node;
	const char *message = error->message != NULL ? error->message : "not valid";
	struct complaint complaint = { .arena = arena, .error = error, .element = "" };
	const xmlNode *attribute = NULL;

	complaint.rest = behind_prefix(arena, message, &complaint.attribute);
	complaint.rest = xml_sentence(arena, without_namespace(arena, complaint.rest));
	complaint.value = xml_shown(arena, error->str1 != NULL ? error->str1 : "");
	if (node == NULL)
		return complaint;
	if (node->type == XML_ATTRIBUTE_NODE)
		attribute = node;
	else if (node->type == XML_ELEMENT_NODE && complaint.attribute != NULL)
		attribute = find_attribute(arena, node, complaint.attribute);
	complaint.at = xml_place(attribute != NULL ? attribute : node);
	if (attribute != NULL)
		complaint.attribute = xml_shown(arena, xml_text(attribute->name));
	if (node->type != XML_ELEMENT_NODE)
		node = node->parent;
	complaint.element = xml_shown(arena, xml_text(node->name));
	return complaint;
}

/* Any other error: libxml2's words without their ornaments. */
static void report_cleaned(const struct complaint *complaint)
{
	const char *words = complaint->rest;
	const char *bracket = strstr(words, "] ");

	if (words[0] == '[' && bracket != NULL)
		words = xml_sentence(complaint->arena, bracket + 2);
	diag_error(complaint->diag, complaint->at, "schema", "%s '%s': %s",
		   complaint->attribute != NULL ? "attribute" : "element",
		   complaint->attribute != NULL ? complaint->attribute : complaint->element, words);
}

static const char *attribute_of(xmlNodePtr node, const char *name)
{
	xmlAttrPtr attribute = xmlHasProp(node, (const xmlChar *)name);

	if (attribute == NULL || attribute->children == NULL)
		return "";
	return xml_text(attribute->children->content);
}

/* The simple type of the schema that has this pattern, or NULL. */
static xmlNodePtr type_of_pattern(xmlDocPtr schema, const char *pattern)
{
	xmlNodePtr type = xmlFirstElementChild(xmlDocGetRootElement(schema));

	for (; type != NULL; type = xmlNextElementSibling(type)) {
		xmlNodePtr part = xmlLastElementChild(type);

		if (strcmp(xml_text(type->name), "simpleType") != 0 || part == NULL)
			continue;
		part = xmlFirstElementChild(part);
		if (part != NULL && strcmp(attribute_of(part, "value"), pattern) == 0)
			return type;
	}
	return NULL;
}

/* The text of the first documentation of a type, runs of blanks as one; in the arena. */
static const char *documentation(struct arena *arena, xmlNodePtr type)
{
	xmlNodePtr annotation = xmlFirstElementChild(type);
	xmlChar *text = annotation != NULL ? xmlNodeGetContent(annotation) : NULL;
	const char *from = text != NULL ? xml_text(text) : "";
	char *copy = arena_alloc(arena, strlen(from) + 1);
	char *to = copy;

	for (; *from != '\0'; from++) {
		bool blank = isspace((unsigned char)*from) != 0;

		if (!blank)
			*to++ = *from;
		else if (to > copy && to[-1] != ' ')
			*to++ = ' ';
	}
	while (to > copy && strchr(" .", to[-1]) != NULL)
		*--to = '\0';
	xmlFree(text);
	return copy;
}

static void report_pattern(const struct complaint *complaint)
{
	const char *pattern = complaint->error->str2 != NULL ? complaint->error->str2 : "";
	xmlNodePtr type = type_of_pattern(complaint->schema_text, pattern);

	if (type == NULL || complaint->attribute == NULL) {
		report_cleaned(complaint);
		return;
	}
	diag_error(complaint->diag, complaint->at, "schema", "%s '%s' is not a valid %s",
		   complaint->attribute, complaint->value, attribute_of(type, "name"));
	diag_help(complaint->diag, complaint->at, "%s", documentation(complaint->arena, type));
}

static void report_enumeration(const struct complaint *complaint)
{
	const char *set = complaint->error->str2 != NULL ? complaint->error->str2 : "";

	diag_error(complaint->diag, complaint->at, "schema", "%s '%s' is none of %s",
		   complaint->attribute != NULL ? complaint->attribute : "value", complaint->value,
		   set);
}

/* "... Expected is one of ( Memory, Processor )." as a help, if there is such a part. */
static void help_expected(const struct complaint *complaint)
{
	const char *start = strstr(complaint->rest, "Expected is ");
	size_t size;

	if (start == NULL)
		return;
	start = strchr(start, '(');
	if (start == NULL)
		return;
	start += strspn(start, "( ");
	size = strcspn(start, ")");
	while (size > 0 && start[size - 1] == ' ')
		size--;
	diag_help(complaint->diag, complaint->at, "expected here: %.*s", (int)size, start);
}

static void report_content(const struct complaint *complaint)
{
	bool missing = strncmp(complaint->rest, "missing", sizeof("missing") - 1) == 0;

	diag_error(complaint->diag, complaint->at, "schema",
		   missing ? "element '%s' lacks a child element"
			   : "element '%s' is not expected here",
		   complaint->element);
	help_expected(complaint);
}

void xml_message_report(struct arena *arena, struct diag *diag, xmlDocPtr schema_text,
			xml_error_arg error)
{
	struct complaint complaint = take_apart(arena, error);

	complaint.diag = diag;
	complaint.schema_text = schema_text;
	switch (error->code) {
	case XML_SCHEMAV_CVC_PATTERN_VALID:
		report_pattern(&complaint);
		break;
	case XML_SCHEMAV_CVC_ENUMERATION_VALID:
		report_enumeration(&complaint);
		break;
	case XML_SCHEMAV_ELEMENT_CONTENT:
		report_content(&complaint);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1:
		diag_error(diag, complaint.at, "schema", "element '%s' must be empty",
			   complaint.element);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
		diag_error(diag, complaint.at, "schema", "element '%s' may not hold text",
			   complaint.element);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
		diag_error(diag, complaint.at, "schema", "element '%s' has no attribute '%s'",
			   complaint.element, complaint.value);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_4:
		diag_error(diag, complaint.at, "schema", "element '%s' lacks its attribute '%s'",
			   complaint.element, complaint.value);
		break;
	default:
		report_cleaned(&complaint);
		break;
	}
}
