/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "abi_header.h"

#include <stdlib.h>
#include <string.h>

#include "declaration.h"
#include "index.h"

#define MAX_COLUMNS 100u
#define TAB_COLUMNS 8u
#define BLANKS " \t"
/* Lines that follow the first of an import, which begins with XPACK_IMPORT(. */
#define IMPORT_INDENT "\t     "
#define IMPORT_INDENT_COLUMNS (TAB_COLUMNS + 5)

struct writer {
	struct arena *arena;
	struct diag *diag;
	const struct abi *abi;
	const struct service **services; /* in the order of the header */
	struct index weak;
	struct buf *out;
};

static size_t columns_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\t' ? TAB_COLUMNS - n % TAB_COLUMNS : 1;
	return n;
}

/* A word of a comment, in which nothing begins or ends one. */
static void put_word(struct buf *out, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool comment = i > 0 && ((word[i - 1] == '*' && word[i] == '/') ||
					 (word[i - 1] == '/' && word[i] == '*') ||
					 (word[i - 1] == '?' && word[i] == '/'));

		buf_printf(out, "%s%c", comment ? " " : "", word[i]);
	}
}

void abi_header_wrap(struct buf *out, const char *prefix, const char *text)
{
	size_t begin = columns_of(prefix), columns = 0;

	for (text += strspn(text, BLANKS); *text != '\0'; text += strspn(text, BLANKS)) {
		size_t n = strcspn(text, BLANKS);

		if (columns == 0 || columns + 1 + n > MAX_COLUMNS) {
			buf_printf(out, "%s%s", columns == 0 ? "" : "\n", prefix);
			columns = begin;
		} else {
			buf_put(out, " ", 1);
			columns++;
		}
		put_word(out, text, n);
		columns += n;
		text += n;
	}
	buf_put(out, "\n", 1);
}

/* Paragraphs as one comment; a short one in a line. */
static void put_comment(struct writer *writer, const char *const *paragraphs, size_t n)
{
	struct buf line = { 0 };

	if (n == 1) {
		abi_header_wrap(&line, "/* ", paragraphs[0]);
		if (line.size + strlen(" */") <= MAX_COLUMNS + 1 &&
		    memchr(line.data, '\n', line.size - 1) == NULL) {
			buf_printf(writer->out, "%.*s */\n", (int)line.size - 1,
				   (const char *)line.data);
			buf_free(&line);
			return;
		}
	}
	buf_free(&line);
	buf_printf(writer->out, "/*\n");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_printf(writer->out, " *\n");
		abi_header_wrap(writer->out, " * ", paragraphs[i]);
	}
	buf_printf(writer->out, " */\n");
}

static void put_comment_of(struct writer *writer, const char *text)
{
	put_comment(writer, &text, 1);
}

/* Names and versions of interfaces become string literals. */
static bool is_plain(const char *text)
{
	return strpbrk(text, "\"\\?\t") == NULL;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* XPACK_ABI_XHOST_H */
static const char *guard_of(const struct writer *writer)
{
	const char *name = writer->abi->name;
	char *guard = arena_printf(writer->arena, "XPACK_ABI_%s%sH", name != NULL ? name : "",
				   name != NULL ? "_" : "");

	for (char *c = guard; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
		else if (!is_letter(*c) && !(*c >= '0' && *c <= '9'))
			*c = '_';
	return guard;
}

/* Words of prototypes that a header of the compiler declares. */
static const struct {
	const char *header;
	const char *words; /* each with a blank behind it */
} standard[] = {
	{ "stdarg.h", "va_list " },
	{ "stdbool.h", "bool " },
	{ "stddef.h", "size_t ptrdiff_t wchar_t " },
	{ "stdint.h", "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t "
		      "uintptr_t intmax_t uintmax_t " },
};

#define N_STANDARD (sizeof(standard) / sizeof(*standard))

static void find_standard(const char *text, bool used[N_STANDARD])
{
	for (size_t n; (n = declaration_word(&text)) != 0; text += n)
		for (size_t i = 0; i < N_STANDARD; i++)
			for (const char *word = standard[i].words; *word != '\0';
			     word += strcspn(word, " ") + 1)
				if (strcspn(word, " ") == n && strncmp(word, text, n) == 0)
					used[i] = true;
}

static void put_includes(struct writer *writer)
{
	const struct abi *abi = writer->abi;
	bool used[N_STANDARD] = { false }, any = false;

	for (size_t i = 0; i < abi->n_types; i++)
		find_standard(abi->types[i].declaration, used);
	for (size_t i = 0; i < abi->n_services; i++)
		if (!service_is_off(&abi->services[i]))
			find_standard(abi->services[i].prototype, used);
	for (size_t i = 0; i < N_STANDARD; i++)
		if (used[i]) {
			buf_printf(writer->out, "#include <%s>\n", standard[i].header);
			any = true;
		}
	buf_printf(writer->out, "%s#include <xpack/import.h>\n", any ? "\n" : "");
}

static void put_requirement(struct writer *writer)
{
	const struct abi *abi = writer->abi;

	if (abi->name == NULL)
		return;
	if (is_plain(abi->name) && is_plain(abi->version))
		buf_printf(writer->out, "\nXPACK_REQUIRE_ABI(\"%s\", \"%s\");\n", abi->name,
			   abi->version);
	else
		diag_error(writer->diag, abi->name_at, "abi-header",
			   "the name or version of the ABI '%s' '%s' cannot stand in a header",
			   abi->name, abi->version);
}

static void put_types(struct writer *writer)
{
	const struct abi *abi = writer->abi;

	for (size_t i = 0; i < abi->n_types; i++) {
		const struct abi_type *type = &abi->types[i];

		if (declaration_is_type(type->declaration)) {
			buf_printf(writer->out, "\n");
			declaration_put_type(writer->out, type->declaration);
			continue;
		}
		diag_error(writer->diag, type->at, "abi-header",
			   "type '%s' cannot stand in a header", type->name);
		diag_note(writer->diag, type->at, "declared as: %s", type->declaration);
	}
}

/* "struct NAME" and "union NAME" in the prototype, added to tags. */
static void find_tags(struct writer *writer, const char *text, struct index *tags)
{
	for (size_t n; (n = declaration_word(&text)) != 0; text += n) {
		const char *name = text + n;
		size_t n_name;

		if (!(n == 6 && strncmp(text, "struct", n) == 0) &&
		    !(n == 5 && strncmp(text, "union", n) == 0))
			continue;
		n_name = declaration_word(&name);
		if (n_name != 0)
			index_add_name(tags,
				       arena_printf(writer->arena, "%.*s %.*s", (int)n, text,
						    (int)n_name, name),
				       tags->n);
	}
}

/* Declare in front of all what prototypes point to and no type declares, else the compiler takes
 * it for something of the prototype's own. */
static void put_tags(struct writer *writer)
{
	const struct abi *abi = writer->abi;
	struct index types = { .arena = writer->arena }, tags = { .arena = writer->arena };
	bool any = false;

	for (size_t i = 0; i < abi->n_types; i++)
		index_add_name(&types, abi->types[i].name, i);
	index_sort(&types);
	for (size_t i = 0; i < abi->n_services; i++)
		if (!service_is_off(writer->services[i]))
			find_tags(writer, writer->services[i]->prototype, &tags);
	index_sort(&tags);
	for (size_t i = 0; i < tags.n; i++) {
		const struct index_entry *tag = &tags.entries[i];

		if ((i > 0 && index_same(tag - 1, tag)) ||
		    index_of_name(&types, tag->name) != INDEX_NONE)
			continue;
		buf_printf(writer->out, "%s%s;\n", any ? "" : "\n", tag->name);
		any = true;
	}
}

/* XPACK_IMPORT(int, name, (arguments)); in as many lines as it takes, broken behind commas. */
static void put_import(struct writer *writer, const char *text)
{
	size_t columns = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, ",");

		n += text[n] == ',' ? 1 : 0;
		if (columns != 0 && columns + 1 + n > MAX_COLUMNS) {
			buf_printf(writer->out, "\n" IMPORT_INDENT);
			columns = IMPORT_INDENT_COLUMNS;
		} else if (columns != 0) {
			buf_put(writer->out, " ", 1);
			columns++;
		}
		buf_put(writer->out, text, n);
		columns += n;
		text += n + strspn(text + n, BLANKS);
	}
	buf_printf(writer->out, "\n");
}

/* "int (*call)(int event)", as people write what is "int(*call)(int event)" in normal form. */
static const char *spaced(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, 2 * strlen(text) + 1);
	size_t n = 0;

	for (const char *from = text; *from != '\0'; from++) {
		if (from > text && from[0] == '(' && from[1] == '*' && from[-1] != '(')
			out[n++] = ' ';
		out[n++] = *from;
	}
	return out;
}

static void put_service(struct writer *writer, const struct service *service)
{
	bool weak = index_of_name(&writer->weak, service->name) != INDEX_NONE;
	struct declaration parts;

	if (!declaration_split(writer->arena, service->name, service->prototype, &parts)) {
		diag_error(writer->diag, service->at, "abi-header",
			   "the prototype of '%s' cannot stand in a header", service->name);
		diag_note(writer->diag, service->at, "exported as: %s", service->prototype);
		return;
	}
	if (weak && strcmp(parts.result, "int") != 0)
		diag_error(writer->diag, service->at, "abi-weak",
			   "'%s' returns '%s': what may be absent returns int, to say so",
			   service->name, parts.result);
	if (service->n_docs != 0)
		put_comment(writer, service->docs, service->n_docs);
	put_import(writer, arena_printf(writer->arena, "XPACK_IMPORT%s(%s, %s, %s);",
					weak ? "_WEAK" : "", parts.result, service->name,
					spaced(writer->arena, parts.arguments)));
}

/* What a guest would look for in vain: n services of one feature that is off. */
static void put_absent(struct writer *writer, const struct service *const *services, size_t n)
{
	struct buf names = { 0 };

	for (size_t i = 0; i < n; i++)
		buf_printf(&names, "%s%s", i == 0 ? "" : ", ", services[i]->name);
	put_comment_of(writer,
		       arena_printf(writer->arena, "This host is without the feature '%s': %.*s.",
				    services[0]->feature->name, (int)names.size,
				    (const char *)names.data));
	buf_free(&names);
}

static void put_group(struct writer *writer, const struct service *const *services, size_t n)
{
	const struct feature *feature = services[0]->feature;

	if (feature != NULL)
		buf_printf(writer->out, "\n");
	if (feature != NULL && feature->off) {
		put_absent(writer, services, n);
		return;
	}
	if (feature != NULL)
		put_comment_of(writer, arena_printf(writer->arena,
						    "Feature '%s': a host may be built without it.",
						    feature->name));
	for (size_t i = 0; i < n; i++) {
		/* What has documentation stands apart. */
		if (i == 0 || services[i]->n_docs + services[i - 1]->n_docs != 0)
			buf_printf(writer->out, "\n");
		put_service(writer, services[i]);
	}
}

static void put_services(struct writer *writer)
{
	size_t n_services = writer->abi->n_services, n;

	for (size_t i = 0; i < n_services; i += n) {
		n = 1;
		while (i + n < n_services &&
		       writer->services[i + n]->feature == writer->services[i]->feature)
			n++;
		put_group(writer, writer->services + i, n);
	}
}

/* Those of no feature first, then one feature after the other; in each the order of the files. */
static int compare_places(const void *a, const void *b)
{
	const struct service *left = *(const struct service *const *)a;
	const struct service *right = *(const struct service *const *)b;

	if (left->feature != right->feature) {
		if (left->feature == NULL || right->feature == NULL)
			return left->feature == NULL ? -1 : 1;
		return left->feature < right->feature ? -1 : 1;
	}
	return left->order < right->order ? -1 : left->order > right->order;
}

static void order_services(struct writer *writer)
{
	const struct abi *abi = writer->abi;

	writer->services = arena_array(writer->arena, abi->n_services, sizeof(*writer->services));
	for (size_t i = 0; i < abi->n_services; i++)
		writer->services[i] = &abi->services[i];
	if (abi->n_services != 0)
		qsort(writer->services, abi->n_services, sizeof(*writer->services), compare_places);
}

static void test_weak(struct writer *writer, const char *name)
{
	const struct service *service = abi_service(writer->abi, name);
	const char *nearest;

	index_add_name(&writer->weak, name, writer->weak.n);
	if (service != NULL && !service_is_off(service))
		return;
	diag_error(writer->diag, (struct location){ 0 }, "abi-weak", "the host %s '%s'",
		   service != NULL ? "was built without" : "does not export", name);
	nearest = service == NULL ? abi_nearest(writer->abi, name) : NULL;
	if (service != NULL)
		abi_note_off(writer->diag, service);
	else if (nearest != NULL)
		diag_help(writer->diag, (struct location){ 0 }, "did you mean '%s'?", nearest);
}

static void put_begin(struct writer *writer, const struct abi_header *header)
{
	const struct abi *abi = writer->abi;
	const char *host = "a host";
	const char *paragraphs[2];

	if (abi->name != NULL)
		host = arena_printf(writer->arena, "the host '%s' %s", abi->name, abi->version);
	paragraphs[0] =
		arena_printf(writer->arena, "The services of %s, as imports of its guests.", host);
	paragraphs[1] = "Made by 'xpack abi header': to change it, make it anew.";
	buf_printf(writer->out, "/* SPDX-License-Identifier: %s */\n\n", header->license);
	put_comment(writer, paragraphs, 2);
	buf_printf(writer->out, "#ifndef %s\n#define %s\n\n", guard_of(writer), guard_of(writer));
}

int abi_header_write(struct arena *arena, struct diag *diag, const struct abi *abi,
		     const struct abi_header *header, struct buf *out)
{
	struct writer writer = {
		.arena = arena, .diag = diag, .abi = abi, .weak = { .arena = arena }, .out = out
	};
	unsigned before = diag_n_errors(diag);

	order_services(&writer);
	for (size_t i = 0; i < header->n_weak; i++)
		test_weak(&writer, header->weak[i]);
	index_sort(&writer.weak);
	put_begin(&writer, header);
	put_includes(&writer);
	put_requirement(&writer);
	put_types(&writer);
	put_tags(&writer);
	put_services(&writer);
	buf_printf(out, "\n#endif\n");
	return diag_n_errors(diag) == before ? 0 : -1;
}
