/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "xml_message.h"

#include <ctype.h>
#include <string.h>

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

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

/* Where it is, and the names as they are shown. */
static void take_place(struct arena *arena, const xmlNode *element, struct complaint *complaint)
{
	const struct xml_tag *tag = element->_private;
	const xmlNode *attribute = NULL;

	complaint->element = xml_shown(arena, xml_text(element->name));
	complaint->at = xml_place(element);
	complaint->order = tag != NULL ? tag->order : 0;
	if (complaint->attribute != NULL)
		attribute = find_attribute(arena, element, complaint->attribute);
	if (attribute == NULL)
		return;
	complaint->at = xml_place(attribute);
	complaint->attribute = xml_shown(arena, xml_text(attribute->name));
}

/* libxml2 has one code for an element that must not stand there and one that lacks children. */
static bool is_misplaced(xml_error_arg error)
{
	return error->code == XML_SCHEMAV_ELEMENT_CONTENT &&
	       strstr(or_empty(error->message), ": This element is not expected") != NULL;
}

struct complaint xml_message_take(struct arena *arena, xml_error_arg error)
{
	const xmlNode *node = error->node;
	struct complaint complaint = { .code = error->code, .element = "" };

	complaint.misplaced = is_misplaced(error);
	complaint.words = behind_prefix(arena, or_empty(error->message), &complaint.attribute);
	complaint.words = xml_sentence(arena, without_namespace(arena, complaint.words));
	complaint.value = xml_shown(arena, or_empty(error->str1));
	complaint.wanted = arena_printf(arena, "%s", or_empty(error->str2));
	if (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->parent;
	if (node != NULL && node->type == XML_ELEMENT_NODE)
		take_place(arena, node, &complaint);
	return complaint;
}

/* What libxml2 says, without its ornaments. */
static void report_words(struct arena *arena, struct diag *diag, const struct complaint *complaint)
{
	const char *words = complaint->words;
	const char *bracket = strstr(words, "] ");
	bool element = complaint->attribute == NULL;

	if (words[0] == '[' && bracket != NULL)
		words = xml_sentence(arena, bracket + 2);
	diag_error(diag, complaint->at, "schema", "%s '%s': %s", element ? "element" : "attribute",
		   element ? complaint->element : complaint->attribute, words);
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
	xmlFree(text);
	return copy;
}

static void report_pattern(struct arena *arena, struct diag *diag, xmlDocPtr schema,
			   const struct complaint *complaint)
{
	xmlNodePtr type = type_of_pattern(schema, complaint->wanted);

	if (type == NULL || complaint->attribute == NULL) {
		report_words(arena, diag, complaint);
		return;
	}
	diag_error(diag, complaint->at, "schema", "%s '%s' is not a valid %s", complaint->attribute,
		   complaint->value, attribute_of(type, "name"));
	diag_help(diag, complaint->at, "%s", xml_sentence(arena, documentation(arena, type)));
}

/* "... Expected is one of ( Memory, Processor )" as a help, if there is such a part. */
static void help_expected(struct diag *diag, const struct complaint *complaint)
{
	const char *start = strstr(complaint->words, "Expected is ");
	size_t size;

	if (start == NULL)
		return;
	start += strcspn(start, "(");
	start += strspn(start, "( ");
	size = strcspn(start, ")");
	while (size > 0 && start[size - 1] == ' ')
		size--;
	diag_help(diag, complaint->at, "expected here: %.*s", (int)size, start);
}

static void report_content(struct diag *diag, const struct complaint *complaint)
{
	if (complaint->misplaced)
		diag_error(diag, complaint->at, "schema", "element '%s' is not expected here",
			   complaint->element);
	else
		diag_error(diag, complaint->at, "schema", "element '%s' lacks a child element",
			   complaint->element);
	help_expected(diag, complaint);
}

void xml_message_report(struct arena *arena, struct diag *diag, xmlDocPtr schema,
			const struct complaint *complaint)
{
	struct location at = complaint->at;
	const char *element = complaint->element;

	switch (complaint->code) {
	case XML_SCHEMAV_CVC_PATTERN_VALID:
		report_pattern(arena, diag, schema, complaint);
		break;
	case XML_SCHEMAV_CVC_ENUMERATION_VALID:
		diag_error(diag, at, "schema", "%s '%s' is none of %s",
			   or_empty(complaint->attribute), complaint->value, complaint->wanted);
		break;
	case XML_SCHEMAV_ELEMENT_CONTENT:
		report_content(diag, complaint);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1:
		diag_error(diag, at, "schema", "element '%s' must be empty", element);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
		diag_error(diag, at, "schema", "element '%s' may not hold text", element);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
		diag_error(diag, at, "schema", "element '%s' has no attribute '%s'", element,
			   complaint->value);
		break;
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_4:
		diag_error(diag, at, "schema", "element '%s' lacks its attribute '%s'", element,
			   complaint->value);
		break;
	default:
		report_words(arena, diag, complaint);
		break;
	}
}
