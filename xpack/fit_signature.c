/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_signature.h"

#include "fit_crypto.h"

#define CELL 4u

/* Where data is: changes when a tool moves it, so signatures leave it out and hashes find it. */
static bool is_left_out(struct span name)
{
	return span_is(name, "data") || span_is(name, "data-size") ||
	       span_is(name, "data-position") || span_is(name, "data-offset");
}

static const char *cover_nodes(struct arena *arena, const struct fit_tree *tree, size_t signature,
			       struct fit_message *message)
{
	struct span list;
	struct span path;
	size_t n = 0;

	message->covered = arena_array(arena, tree->n_nodes, sizeof(*message->covered));
	if (!fit_get(tree, signature, "hashed-nodes", &list) || list.size == 0)
		return "it does not say what it covers";
	while (fit_next_text(&list, &path)) {
		size_t node = fit_find(tree, path);

		if (n++ == FIT_MAX_HASHED_NODES)
			return "it covers more nodes than U-Boot looks at";
		if (node == FIT_NONE)
			return arena_printf(arena, "it covers '%.*s', which is not there",
					    (int)path.size, (const char *)path.data);
		message->covered[node] = true;
	}
	return list.size == 0 ? NULL : "what it covers cannot be read";
}

static const char *cover_strings(const struct fit_tree *tree, size_t signature,
				 struct span *strings)
{
	struct span value;
	uint32_t size;

	if (!fit_get(tree, signature, "hashed-strings", &value))
		return "it covers no names of properties";
	if (value.size != 2 * CELL || get_be32(value.data) != 0)
		return "which names of properties it covers cannot be read";
	size = get_be32(value.data + CELL);
	if (size > tree->strings.size)
		return "it covers more names of properties than there are";
	*strings = span_part(tree->strings, 0, size);
	return NULL;
}

static bool is_in(const struct fit_message *message, const struct fit_tree *tree,
		  const struct fit_token *token)
{
	size_t node = token->node;

	if (token->tag == FIT_END)
		return true;
	if (node == FIT_NONE)
		return false;
	if (token->tag == FIT_PROP)
		return message->covered[node] &&
		       !is_left_out(tree->properties[token->property].name);
	if (message->covered[node] || token->tag == FIT_NOP)
		return message->covered[node];
	return tree->nodes[node].parent != FIT_NONE && message->covered[tree->nodes[node].parent];
}

static void add_part(struct arena *arena, struct fit_message *message, struct span part)
{
	struct span *last = message->n_parts == 0 ? NULL : &message->parts[message->n_parts - 1];

	if (last != NULL && last->data + last->size == part.data) {
		last->size += part.size;
		return;
	}
	message->parts =
		arena_grow(arena, message->parts, message->n_parts, sizeof(*message->parts));
	message->parts[message->n_parts++] = part;
}

/* The name has to be among the strings that are covered: it says what the value means. */
static const char *name_defect(struct arena *arena, const struct fit_property *property,
			       size_t n_strings)
{
	if (range_fits(n_strings, property->name_offset, property->name.size + 1))
		return NULL;
	return arena_printf(arena, "it does not cover the name '%.*s'", (int)property->name.size,
			    (const char *)property->name.data);
}

const char *fit_message(struct arena *arena, const struct fit_tree *tree, size_t signature,
			struct fit_message *message)
{
	struct span strings = { NULL, 0 };
	const char *defect;

	*message = (struct fit_message){ 0 };
	defect = cover_nodes(arena, tree, signature, message);
	if (defect == NULL)
		defect = cover_strings(tree, signature, &strings);
	for (size_t i = 0; i < tree->n_tokens && defect == NULL; i++) {
		if (!is_in(message, tree, &tree->tokens[i]))
			continue;
		if (tree->tokens[i].tag == FIT_PROP)
			defect = name_defect(arena, &tree->properties[tree->tokens[i].property],
					     strings.size);
		add_part(arena, message, tree->tokens[i].bytes);
	}
	/* never joined to the token before: the order is the message's, not the file's */
	message->parts =
		arena_grow(arena, message->parts, message->n_parts, sizeof(*message->parts));
	message->parts[message->n_parts++] = strings;
	return defect;
}

static const char *check(struct arena *arena, const struct fit_tree *tree, size_t signature,
			 const struct key *key, const struct span *parts, size_t n)
{
	struct span algorithm;
	struct span padding = { NULL, 0 };
	struct span value;

	if (!fit_get_text(tree, signature, "algo", &algorithm))
		return "it has no algorithm";
	if (!fit_get(tree, signature, "value", &value))
		return "it has no value: nobody has signed";
	if (fit_get(tree, signature, "padding", &padding) &&
	    !fit_get_text(tree, signature, "padding", &padding))
		return "its padding is not known";
	return fit_verify(arena, key, algorithm, padding, parts, n, value);
}

uint64_t fit_message_size(const struct fit_message *message)
{
	uint64_t size = 0;

	for (size_t i = 0; i < message->n_parts; i++)
		size += message->parts[i].size;
	return size;
}

const char *fit_message_check(struct arena *arena, const struct fit_tree *tree, size_t signature,
			      const struct key *key, const struct fit_message *message)
{
	return check(arena, tree, signature, key, message->parts, message->n_parts);
}

const char *fit_image_signature_check(struct arena *arena, const struct fit_tree *tree,
				      size_t signature, const struct key *key, struct span data)
{
	return check(arena, tree, signature, key, &data, 1);
}
