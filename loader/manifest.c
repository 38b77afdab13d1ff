/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The reader of the manifest: container_parse() of container.h.
 *
 * It knows at every token what has to come, so it keeps no stack and looks nothing up.  The
 * properties of each kind of node are a table, in the order of docs/container.md, and one function
 * takes them all.
 */

#include "container.h"
#include "fdt.h"

#include <string.h>

#define CELL_SIZE 4u

/* What a property's value has to be, and what it becomes. */
enum form {
	FORM_TEXT,     /* a string, not empty -> struct span */
	FORM_ANY_TEXT, /* a string -> struct span */
	FORM_CHOICE,   /* one of the strings of `choices` -> uint32_t, its index */
	FORM_LIST,     /* any bytes -> struct span */
	FORM_DIGEST,   /* a SHA-256 -> const uint8_t * */
	FORM_NUMBER,   /* one cell -> uint32_t */
	FORM_ONE       /* one cell, and it is 1 -> nothing */
};

/* One property: its value goes to this offset in the struct that describes the node. */
struct rule {
	const char *name;
	const char *choices; /* strings with their NUL, one after the other; then an empty one */
	uint8_t form;
	uint8_t offset;
	bool optional;
};

struct configuration {
	struct span default_name;
	struct span description;
	struct span kernel;
	struct span fdt;
	struct span loadables;
	struct span compatible;
};

#define IN_CONTAINER(field) offsetof(struct container, field)
#define IN_IMAGE(field) offsetof(struct image, field)
#define IN_CONFIGURATION(field) offsetof(struct configuration, field)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

_Static_assert(sizeof(struct image) <= UINT8_MAX && sizeof(struct container) <= UINT8_MAX,
	       "a rule's offset has 8 bits");
_Static_assert(CONTAINER_FORMAT == 1, "FORM_ONE is the form of xpack,format");

static const char protocols[] = "xpack\0multiboot\0raw\0";
static const char algorithms[] = "sha256\0";
static const char compressions[] = "none\0lz4\0";
static const char kinds[] = "segment\0module\0dtb\0blob\0zero\0";

static const struct rule root_rules[] = {
	{ "description", NULL, FORM_ANY_TEXT, IN_CONTAINER(description), false },
	{ "timestamp", NULL, FORM_NUMBER, IN_CONTAINER(timestamp), false },
	{ "#address-cells", NULL, FORM_ONE, 0, false },
	{ "xpack,format", NULL, FORM_ONE, 0, false },
	{ "xpack,security-version", NULL, FORM_NUMBER, IN_CONTAINER(security_version), false },
	{ "xpack,sequence", NULL, FORM_NUMBER, IN_CONTAINER(sequence), false },
	{ "xpack,system", NULL, FORM_TEXT, IN_CONTAINER(system), false },
	{ "xpack,board", NULL, FORM_TEXT, IN_CONTAINER(board), false },
	{ "xpack,protocol", NULL, FORM_TEXT, IN_CONTAINER(protocol), false },
	{ "xpack,bootargs", NULL, FORM_TEXT, IN_CONTAINER(bootargs), true },
};

/* Between these two tables stands the property `entry`. */
static const struct rule image_rules[] = {
	{ "description", NULL, FORM_ANY_TEXT, IN_IMAGE(description), false },
	{ "type", NULL, FORM_TEXT, IN_IMAGE(type), false },
	{ "arch", NULL, FORM_TEXT, IN_IMAGE(arch), false },
	{ "os", NULL, FORM_TEXT, IN_IMAGE(os), false },
	{ "compression", compressions, FORM_CHOICE, IN_IMAGE(compression), false },
	{ "load", NULL, FORM_NUMBER, IN_IMAGE(load), false },
};

static const struct rule data_rules[] = {
	{ "data-offset", NULL, FORM_NUMBER, IN_IMAGE(data_offset), false },
	{ "data-size", NULL, FORM_NUMBER, IN_IMAGE(data_size), false },
	{ "xpack,owner", NULL, FORM_TEXT, IN_IMAGE(owner), false },
	{ "xpack,kind", kinds, FORM_CHOICE, IN_IMAGE(kind), false },
	{ "xpack,mem-size", NULL, FORM_NUMBER, IN_IMAGE(mem_size), false },
	{ "xpack,module", NULL, FORM_TEXT, IN_IMAGE(module), true },
};

static const struct rule hash_rules[] = {
	{ "algo", algorithms, FORM_CHOICE, IN_IMAGE(hash_algorithm), false },
	{ "value", NULL, FORM_DIGEST, IN_IMAGE(hash), false },
};

static const struct rule default_rules[] = {
	{ "default", NULL, FORM_TEXT, IN_CONFIGURATION(default_name), false },
};

static const struct rule configuration_rules[] = {
	{ "description", NULL, FORM_ANY_TEXT, IN_CONFIGURATION(description), false },
	{ "kernel", NULL, FORM_TEXT, IN_CONFIGURATION(kernel), false },
	{ "fdt", NULL, FORM_TEXT, IN_CONFIGURATION(fdt), true },
	{ "loadables", NULL, FORM_LIST, IN_CONFIGURATION(loadables), true },
	{ "compatible", NULL, FORM_TEXT, IN_CONFIGURATION(compatible), false },
};

static bool is_same(const struct span *a, const struct span *b)
{
	return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* One string with its NUL and of printable characters; drops the NUL. */
static bool as_text(struct span *value)
{
	if (value->size == 0 || value->data[--value->size] != '\0')
		return false;
	for (size_t i = 0; i < value->size; i++)
		if (value->data[i] < ' ' || value->data[i] > '~')
			return false;
	return true;
}

/* Which of the choices the text is.  False when it is none. */
static bool find_choice(const char *choices, const struct span *text, uint32_t *index)
{
	for (*index = 0; *choices != '\0'; (*index)++) {
		if (span_is(*text, choices))
			return true;
		while (*choices++ != '\0')
			;
	}
	return false;
}

/* Check the value and put it to field. */
static bool put_value(const struct rule *rule, struct span *value, void *field)
{
	switch (rule->form) {
	case FORM_NUMBER:
	case FORM_ONE:
		if (value->size != CELL_SIZE)
			return false;
		if (rule->form == FORM_ONE)
			return get_cell(value->data) == 1;
		*(uint32_t *)field = get_cell(value->data);
		return true;
	case FORM_DIGEST:
		*(const uint8_t **)field = value->data;
		return value->size == CRYPTO_DIGEST_SIZE;
	case FORM_LIST:
		*(struct span *)field = *value;
		return true;
	default:
		break;
	}
	if (!as_text(value) || (value->size == 0 && rule->form != FORM_ANY_TEXT))
		return false;
	if (rule->form == FORM_CHOICE)
		return find_choice(rule->choices, value, field);
	*(struct span *)field = *value;
	return true;
}

/* Take n properties, exactly these and in this order, into the fields of a struct. */
static enum status take_properties(struct fdt *fdt, const struct rule *rules, size_t n, void *into)
{
	for (size_t i = 0; i < n; i++) {
		enum status status = STATUS_OK;
		struct span value;

		if (!fdt_take(fdt, rules[i].name, &value, &status)) {
			if (!rules[i].optional)
				return STATUS_PROPERTY;
			continue;
		}
		if (status != STATUS_OK)
			return status;
		if (!put_value(&rules[i], &value, (uint8_t *)into + rules[i].offset))
			return STATUS_VALUE;
	}
	return STATUS_OK;
}

/* Stand on BEGIN and go into the node. */
static enum status enter(struct fdt *fdt, const char *name, enum status otherwise)
{
	if (fdt->token == FDT_TOKEN_PROP)
		return STATUS_PROPERTY;
	if (fdt->token != FDT_TOKEN_BEGIN || !span_is(fdt->name, name))
		return otherwise;
	return fdt_next(fdt);
}

/* Stand on END and go behind it. */
static enum status leave(struct fdt *fdt, enum status otherwise)
{
	if (fdt->token == FDT_TOKEN_PROP)
		return STATUS_PROPERTY;
	return fdt->token == FDT_TOKEN_END ? fdt_next(fdt) : otherwise;
}

/* Rule 3. */
static bool is_image_name(const struct span *name)
{
	for (size_t i = 0; i < name->size; i++) {
		uint8_t c = name->data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-')
			return false;
	}
	return name->size <= CONTAINER_MAX_NAME;
}

/* Index of the image of that name, or CONTAINER_NO_IMAGE. */
static uint32_t find_image(const struct container *container, const struct span *name)
{
	for (uint32_t i = 0; i < container->n_images; i++)
		if (is_same(&container->images[i].name, name))
			return i;
	return CONTAINER_NO_IMAGE;
}

/* The properties of an image, up to its hash. */
static enum status take_image(struct fdt *fdt, struct image *image)
{
	struct span entry;
	enum status status;

	status = take_properties(fdt, image_rules, COUNT(image_rules), image);
	if (status != STATUS_OK)
		return status;
	image->has_entry = fdt_take(fdt, "entry", &entry, &status);
	if (image->has_entry && status == STATUS_OK) {
		if (entry.size != CELL_SIZE)
			return STATUS_VALUE;
		image->entry = get_cell(entry.data);
	}
	if (status == STATUS_OK)
		status = take_properties(fdt, data_rules, COUNT(data_rules), image);
	return status;
}

/* Do the values of an image go together?  offset: where its data has to start. */
static enum status check_image(const struct image *image, uint32_t offset)
{
	if (image->module.size != 0 && image->kind != IMAGE_MODULE)
		return STATUS_PROPERTY;
	if (image->compression != IMAGE_PLAIN)
		return STATUS_COMPRESSION;
	if (image->mem_size == 0 || image->mem_size < image->data_size ||
	    (image->kind == IMAGE_ZERO) != (image->data_size == 0))
		return STATUS_VALUE;
	return image->data_offset == offset ? STATUS_OK : STATUS_LAYOUT;
}

/* An image, from its BEGIN to behind its END. */
static enum status parse_image(struct fdt *fdt, struct image *image, uint32_t offset)
{
	enum status status;

	memset(image, 0, sizeof(*image));
	image->name = fdt->name;
	status = fdt_next(fdt);
	if (status == STATUS_OK)
		status = take_image(fdt, image);
	if (status == STATUS_OK)
		status = check_image(image, offset);
	if (status == STATUS_OK)
		status = enter(fdt, "hash-1", STATUS_STRUCTURE);
	if (status == STATUS_OK)
		status = take_properties(fdt, hash_rules, COUNT(hash_rules), image);
	if (status == STATUS_OK)
		status = leave(fdt, STATUS_STRUCTURE);
	if (status == STATUS_OK)
		status = leave(fdt, STATUS_STRUCTURE);
	return status;
}

static enum status parse_images(struct fdt *fdt, struct container *container, uint32_t capacity)
{
	/* What the payload may have, so that its end, padded, is within 32 bits. */
	uint32_t room = UINT32_MAX / CONTAINER_ALIGN * CONTAINER_ALIGN - container->total_size;
	uint32_t offset = 0;
	enum status status;

	status = enter(fdt, "images", STATUS_STRUCTURE);
	while (status == STATUS_OK && fdt->token == FDT_TOKEN_BEGIN) {
		struct image *image = &container->images[container->n_images];

		if (!is_image_name(&fdt->name) ||
		    find_image(container, &fdt->name) != CONTAINER_NO_IMAGE)
			return STATUS_NAME;
		if (container->n_images == capacity)
			return STATUS_TOO_MANY;
		status = parse_image(fdt, image, offset);
		if (status != STATUS_OK)
			return status;
		if (!span_fits(room, offset, image->data_size))
			return STATUS_LAYOUT;
		offset = (uint32_t)align_up(offset + image->data_size, CONTAINER_ALIGN);
		container->n_images++;
	}
	return status == STATUS_OK ? leave(fdt, STATUS_STRUCTURE) : status;
}

/* Rule 4: loadables are, in image order, the names of all images but kernel and fdt. */
static bool are_loadables(const struct container *container, const struct span *names)
{
	size_t at = 0;

	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct span *name = &container->images[i].name;

		if (i == container->kernel || i == container->fdt)
			continue;
		if (!span_fits(names->size, at, name->size + 1) ||
		    memcmp(names->data + at, name->data, name->size) != 0 ||
		    names->data[at + name->size] != '\0')
			return false;
		at += name->size + 1;
	}
	return at == names->size && (at != 0) == (names->data != NULL);
}

/* Rule 4: every image is referenced exactly once, and the entry image alone has an entry. */
static enum status resolve(struct container *container, const struct configuration *configuration)
{
	container->kernel = find_image(container, &configuration->kernel);
	if (container->kernel == CONTAINER_NO_IMAGE)
		return STATUS_REFERENCE;
	if (configuration->fdt.size != 0) {
		container->fdt = find_image(container, &configuration->fdt);
		if (container->fdt == CONTAINER_NO_IMAGE || container->fdt == container->kernel ||
		    container->images[container->fdt].kind != IMAGE_DTB)
			return STATUS_REFERENCE;
	}
	if (!are_loadables(container, &configuration->loadables))
		return STATUS_REFERENCE;
	for (uint32_t i = 0; i < container->n_images; i++)
		if (container->images[i].has_entry != (i == container->kernel))
			return STATUS_ENTRY;
	return is_same(&configuration->compatible, &container->board) ? STATUS_OK : STATUS_VALUE;
}

static enum status parse_configurations(struct fdt *fdt, struct container *container)
{
	struct configuration configuration;
	enum status status;

	memset(&configuration, 0, sizeof(configuration));
	status = enter(fdt, "configurations", STATUS_STRUCTURE);
	if (status == STATUS_OK)
		status = take_properties(fdt, default_rules, COUNT(default_rules), &configuration);
	if (status == STATUS_OK && !span_is(configuration.default_name, "conf-1"))
		status = STATUS_CONFIGURATION;
	if (status == STATUS_OK)
		status = enter(fdt, "conf-1", STATUS_CONFIGURATION);
	if (status == STATUS_OK)
		status = take_properties(fdt, configuration_rules, COUNT(configuration_rules),
					 &configuration);
	if (status == STATUS_OK)
		status = resolve(container, &configuration);
	if (status == STATUS_OK)
		status = leave(fdt, STATUS_CONFIGURATION);
	return status == STATUS_OK ? leave(fdt, STATUS_CONFIGURATION) : status;
}

enum status container_parse(struct span manifest, struct image *images, uint32_t capacity,
			    struct container *container)
{
	enum status status;
	struct fdt fdt;

	memset(container, 0, sizeof(*container));
	container->images = images;
	container->fdt = CONTAINER_NO_IMAGE;
	container->total_size = (uint32_t)manifest.size;
	status = fdt_open(&fdt, manifest, CONTAINER_RSVMAP_OFFSET);
	if (status == STATUS_OK)
		status = enter(&fdt, "", STATUS_STRUCTURE);
	if (status == STATUS_OK)
		status = take_properties(&fdt, root_rules, COUNT(root_rules), container);
	if (status == STATUS_OK &&
	    !find_choice(protocols, &container->protocol, &container->start))
		status = STATUS_VALUE;
	if (status == STATUS_OK)
		status = parse_images(&fdt, container, capacity);
	if (status == STATUS_OK)
		status = parse_configurations(&fdt, container);
	if (status == STATUS_OK)
		status = leave(&fdt, STATUS_STRUCTURE);
	if (status == STATUS_OK && fdt.token != FDT_TOKEN_FINISH)
		status = STATUS_STRUCTURE;
	return status;
}
