/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Reading files, and XInclude 1.0 as far as xml.h says. */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"
#include "xml_parts.h"
#include "xml_source.h"

#define XINCLUDE_NAMESPACE "http://www.w3.org/2001/XInclude"

/* A file that is being read, and the files that led to it. */
struct frame {
	const struct frame *outer;
	const char *path;
	const char *real;   /* symbolic links resolved */
	struct location at; /* the href attribute in outer */
	unsigned depth;
};

/* An xi:include element and what was found out about it. */
struct include {
	struct xml_reader *reader;
	const struct frame *frame; /* of the file that holds it */
	xmlNodePtr node;
	struct location at; /* the href attribute */
	const char *href;
	const char *path; /* to be opened and shown */
	const char *real;
};

static xmlDocPtr read_frame(struct xml_reader *reader, const struct frame *frame);

/* realpath() in the arena; NULL with errno. */
static const char *real_path(struct arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	const char *copy;

	if (real == NULL && errno == ENOMEM)
		memory_exhausted();
	if (real == NULL)
		return NULL;
	copy = arena_text(arena, real, strlen(real));
	free(real);
	return copy;
}

static bool is_below(const char *directory, const char *path)
{
	size_t size = strlen(directory);

	if (strncmp(directory, path, size) != 0)
		return false;
	return path[size] == '/' || (size > 0 && directory[size - 1] == '/');
}

/* Is the resolved path in or below a directory from which this file may include? */
static bool may_include(const struct include *include, const char *real)
{
	struct xml_reader *reader = include->reader;
	const struct xml_options *options = reader->options;
	const char *directory =
		real_path(reader->arena, file_beside(reader->arena, include->frame->path, "."));

	if (directory != NULL && is_below(directory, real))
		return true;
	for (size_t i = 0; i < options->n_include_paths; i++) {
		directory = real_path(reader->arena, options->include_paths[i]);
		if (directory != NULL && is_below(directory, real))
			return true;
	}
	return false;
}

static void include_error(const struct include *include, struct location at, const char *why)
{
	diag_error(include->reader->diag, at, "xinclude", "%s", why);
}

/* One way to read the href.  Returns true when that is the file to take. */
static bool try_path(struct include *include, const char *path, bool *exists)
{
	const char *real = real_path(include->reader->arena, path);

	if (real == NULL)
		return false;
	*exists = true;
	if (!may_include(include, real))
		return false;
	include->path = path;
	include->real = real;
	return true;
}

/* Beside the including file, then in each directory of -I. */
static int find_file(struct include *include)
{
	struct xml_reader *reader = include->reader;
	const struct xml_options *options = reader->options;
	const char *shown = xml_shown(reader->arena, include->href);
	bool exists = false;

	if (try_path(include, file_beside(reader->arena, include->frame->path, include->href),
		     &exists))
		return 0;
	for (size_t i = 0; i < options->n_include_paths && include->href[0] != '/'; i++)
		if (try_path(include,
			     arena_printf(reader->arena, "%s/%s", options->include_paths[i],
					  include->href),
			     &exists))
			return 0;
	if (exists) {
		diag_error(reader->diag, include->at, "xinclude",
			   "'%s' is neither below the directory of this file nor below one given "
			   "with -I",
			   shown);
		diag_help(reader->diag, include->at, "give its directory with -I");
	} else {
		diag_error(reader->diag, include->at, "xinclude", "there is no file '%s'", shown);
	}
	return -1;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c == '\0' ? NULL : strchr(digits, c);

	return found == NULL ? -1 : (int)((found - digits) % 16);
}

/* Resolve %20 and the like (RFC 3986, section 2.1).  NULL when malformed or %00. */
static const char *percent_decoded(struct arena *arena, const char *text)
{
	char *decoded = arena_text(arena, text, strlen(text));
	char *to = decoded;

	for (const char *from = text; *from != '\0'; from++, to++) {
		int high;
		int low;

		*to = *from;
		if (*from != '%')
			continue;
		high = hex_digit(from[1]);
		low = high < 0 ? -1 : hex_digit(from[2]);
		if (low < 0 || high * 16 + low == 0)
			return NULL;
		*to = (char)(high * 16 + low);
		from += 2;
	}
	*to = '\0';
	return decoded;
}

/* The href as a path: no scheme, authority, query or fragment (RFC 3986, section 4.2). */
static int take_href(struct include *include, const char *href)
{
	struct arena *arena = include->reader->arena;
	size_t before_slash = strcspn(href, "/");

	include->href = percent_decoded(arena, href);
	if (href[0] == '\0' || strpbrk(href, "?#") != NULL || strncmp(href, "//", 2) == 0 ||
	    memchr(href, ':', before_slash) != NULL || include->href == NULL) {
		diag_error(include->reader->diag, include->at, "xinclude",
			   "'%s' is not the path of a local file", xml_shown(arena, href));
		return -1;
	}
	return 0;
}

static int take_attribute(struct include *include, xmlAttrPtr attribute)
{
	struct location at = xml_place((xmlNodePtr)attribute);
	const char *name = xml_text(attribute->name);
	xmlChar *value = xmlNodeGetContent((xmlNodePtr)attribute);
	int result = 0;

	if (value == NULL)
		memory_exhausted();
	if (attribute->ns == NULL && strcmp(name, "href") == 0) {
		include->at = at;
		result = take_href(include, xml_text(value));
	} else if (attribute->ns != NULL || strcmp(name, "parse") != 0) {
		diag_error(include->reader->diag, at, "xinclude",
			   "attribute '%s' of xi:include is not supported",
			   xml_shown(include->reader->arena, name));
		result = -1;
	} else if (strcmp(xml_text(value), "xml") != 0) {
		include_error(include, at, "only parse=\"xml\" is supported");
		result = -1;
	}
	xmlFree(value);
	return result;
}

/* What the element itself says; every error of it is reported. */
static int take_include(struct include *include)
{
	int result = 0;
	bool has_href = false;

	for (xmlAttrPtr a = include->node->properties; a != NULL; a = a->next) {
		has_href = has_href || (a->ns == NULL && strcmp(xml_text(a->name), "href") == 0);
		if (take_attribute(include, a) != 0)
			result = -1;
	}
	if (!has_href) {
		include_error(include, xml_place(include->node),
			      "xi:include lacks its attribute 'href'");
		result = -1;
	}
	for (xmlNodePtr child = include->node->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE) {
			include_error(include, xml_place(child),
				      "elements inside xi:include are not supported");
			result = -1;
		}
	return result;
}

static void note_chain(struct diag *diag, const struct frame *frame)
{
	for (; frame->outer != NULL; frame = frame->outer)
		diag_note(diag, frame->at, "'%s' is included here", frame->path);
}

static int check_chain(const struct include *include)
{
	struct diag *diag = include->reader->diag;
	const struct frame *frame = include->frame;

	do {
		if (strcmp(frame->real, include->real) == 0) {
			diag_error(diag, include->at, "xinclude", "'%s' includes itself",
				   include->path);
			note_chain(diag, include->frame);
			return -1;
		}
		frame = frame->outer;
	} while (frame != NULL);
	if (include->frame->depth == XML_MAX_INCLUDE_DEPTH) {
		diag_error(diag, include->at, "xinclude",
			   "files include each other more than %u deep", XML_MAX_INCLUDE_DEPTH);
		note_chain(diag, include->frame);
		return -1;
	}
	if (include->reader->n_includes > XML_MAX_INCLUDES)
		return -1; /* was said */
	if (++include->reader->n_includes <= XML_MAX_INCLUDES)
		return 0;
	diag_error(diag, include->at, "xml-size", "more than %u files are included",
		   XML_MAX_INCLUDES);
	return -1;
}

/* Put the root of the named file in place of the element.  Returns it, or NULL after an error. */
static xmlNodePtr replace_include(struct xml_reader *reader, const struct frame *frame,
				  xmlNodePtr node)
{
	struct include include = { .reader = reader, .frame = frame, .node = node };
	struct frame inner = { .outer = frame, .depth = frame->depth + 1 };
	xmlDocPtr document;
	xmlNodePtr root;

	if (take_include(&include) != 0 || find_file(&include) != 0 || check_chain(&include) != 0)
		return NULL;
	inner.path = include.path;
	inner.real = include.real;
	inner.at = include.at;
	document = read_frame(reader, &inner);
	if (document == NULL)
		return NULL;
	root = xmlDocGetRootElement(document);
	xmlReplaceNode(node, root);
	xmlFreeNode(node);
	return root;
}

/* Replace every xi:include of the document; all errors are reported. */
static int join(struct xml_reader *reader, const struct frame *frame, xmlDocPtr document)
{
	xmlNodePtr node = xmlDocGetRootElement(document);
	int result = 0;

	while (node != NULL) {
		bool ours = node->ns != NULL &&
			    strcmp(xml_text(node->ns->href), XINCLUDE_NAMESPACE) == 0;

		if (xml_is(node, XINCLUDE_NAMESPACE, "include")) {
			xmlNodePtr root = replace_include(reader, frame, node);

			if (root == NULL)
				result = -1;
			node = xml_next_outside(root != NULL ? root : node);
			continue;
		}
		if (ours) {
			diag_error(reader->diag, xml_place(node), "xinclude",
				   "of XInclude's elements only xi:include is supported");
			result = -1;
		}
		node = xml_next_element(node);
	}
	return result;
}

static void add_file(struct xml_reader *reader, const char *path)
{
	for (size_t i = 0; i < reader->n_files; i++)
		if (strcmp(reader->files[i], path) == 0)
			return;
	reader->files =
		arena_grow(reader->arena, reader->files, reader->n_files, sizeof(*reader->files));
	reader->files[reader->n_files++] = path;
}

/* A tree of the file, which libxml2 has not seen before it passed our own checks. */
static xmlDocPtr parse_file(struct xml_reader *reader, const struct frame *frame)
{
	struct location at = frame->outer != NULL ? frame->at : location_of_file(frame->path);
	xmlDocPtr document = NULL;
	struct buf bytes;
	struct span text;

	if (file_read(reader->diag, at, frame->path, XML_MAX_FILE_SIZE, &bytes) != 0)
		return NULL;
	add_file(reader, frame->path);
	text = buf_span(&bytes);
	reader->size += text.size;
	if (reader->size > XML_MAX_TOTAL_SIZE) {
		diag_error(reader->diag, at, "xml-size",
			   "the files of this description are larger than %u bytes together",
			   XML_MAX_TOTAL_SIZE);
	} else {
		if (xml_source_check(reader->diag, frame->path, &text) == 0)
			document = xml_parse(reader, frame->path, text);
		if (document == NULL)
			note_chain(reader->diag, frame);
	}
	buf_free(&bytes);
	return document;
}

static xmlDocPtr read_frame(struct xml_reader *reader, const struct frame *frame)
{
	xmlDocPtr document = parse_file(reader, frame);

	if (document == NULL)
		return NULL;
	reader->documents = arena_grow(reader->arena, reader->documents, reader->n_documents,
				       sizeof(*reader->documents));
	reader->documents[reader->n_documents++] = document;
	return join(reader, frame, document) == 0 ? document : NULL;
}

xmlDocPtr xml_read(struct xml_reader *reader, const char *path)
{
	struct frame frame = { .path = path };

	frame.real = real_path(reader->arena, path);
	if (frame.real == NULL)
		frame.real = path; /* file_read() will say why */
	return read_frame(reader, &frame);
}
