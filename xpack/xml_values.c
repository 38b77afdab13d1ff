/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "xml_values.h"

#include <string.h>

#include "file.h"
#include "memory.h"

static const struct xml_word booleans[] = {
	{ "true", true }, { "1", true }, { "false", false }, { "0", false }, { NULL, 0 }
};

/* The value: in the tree or, when it is in pieces there, in the arena. */
static const char *value_of(const struct xml_builder *builder, xmlAttrPtr attribute)
{
	const xmlNode *piece = attribute->children;
	xmlChar *value;
	const char *copy;

	if (piece != NULL && piece->type == XML_TEXT_NODE && piece->next == NULL)
		return xml_text(piece->content);
	value = xmlNodeGetContent((xmlNodePtr)attribute);
	if (value == NULL)
		memory_exhausted();
	copy = arena_text(builder->arena, xml_text(value), strlen(xml_text(value)));
	xmlFree(value);
	return copy;
}

/* Borrows the value from the tree. */
static struct text borrow(const struct xml_builder *builder, xmlNodePtr node, const char *name)
{
	xmlAttrPtr attribute = xmlHasNsProp(node, (const xmlChar *)name, NULL);

	if (attribute == NULL)
		return (struct text){ 0 };
	return (struct text){ value_of(builder, attribute), xml_place((xmlNodePtr)attribute) };
}

struct text xml_text_of(const struct xml_builder *builder, xmlNodePtr node, const char *name)
{
	struct text text = borrow(builder, node, name);

	if (text_given(text))
		text.value = arena_text(builder->arena, text.value, strlen(text.value));
	return text;
}

struct text xml_file_of(const struct xml_builder *builder, xmlNodePtr node)
{
	struct text file = xml_text_of(builder, node, "file");

	if (text_given(file))
		file.value = file_beside(builder->arena, file.at.file, file.value);
	return file;
}

struct number xml_number_of(const struct xml_builder *builder, xmlNodePtr node, const char *name,
			    enum quantity_kind kind)
{
	struct text text = borrow(builder, node, name);
	struct number number = { 0, text.at, false };
	const char *why;

	if (!text_given(text) || quantity_parse(kind, text.value, &number.value, &why) == 0)
		return number;
	number = (struct number){ 0, text.at, true };
	diag_error(builder->diag, text.at, "quantity", "%s '%s': %s", name,
		   xml_shown(builder->arena, text.value), why);
	return number;
}

unsigned xml_value_of(struct text text, const struct xml_word *words)
{
	const struct xml_word *word = words;

	while (text_given(text) && word->name != NULL && strcmp(word->name, text.value) != 0)
		word++;
	return word->value;
}

bool xml_is_true(const struct xml_builder *builder, xmlNodePtr node, const char *name)
{
	struct text text = borrow(builder, node, name);

	return text_given(text) && xml_value_of(text, booleans) != 0;
}

static bool is_named(const xmlNode *node, const char *name)
{
	return xml_is(node, XML_SYSTEM_NAMESPACE, name);
}

static xmlNodePtr first_named(xmlNodePtr node, const char *name)
{
	while (node != NULL && !is_named(node, name))
		node = xmlNextElementSibling(node);
	return node;
}

xmlNodePtr xml_first_child(xmlNodePtr parent, const char *name)
{
	return first_named(xmlFirstElementChild(parent), name);
}

xmlNodePtr xml_next_child(xmlNodePtr node)
{
	return first_named(xmlNextElementSibling(node), xml_text(node->name));
}

void *xml_children(const struct xml_builder *builder, xmlNodePtr parent, const char *name,
		   size_t size, size_t *n)
{
	*n = 0;
	for (xmlNodePtr node = xml_first_child(parent, name); node != NULL;
	     node = xml_next_child(node))
		(*n)++;
	return arena_array(builder->arena, *n, size);
}

unsigned xml_index_of(struct text text, const char *const *words)
{
	unsigned i = 0;

	while (text_given(text) && words[i + 1] != NULL && strcmp(words[i], text.value) != 0)
		i++;
	return i;
}
