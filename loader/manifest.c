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
	FORM_COMPRESSION, /* one of a list of strings -> uint32_t, its index in the list */
	FORM_KIND,        /* likewise */
	FORM_ALGORITHM,   /* likewise */
	FORM_TEXT,        /* a string, not empty -> struct span */
	FORM_ANY_TEXT,    /* a string -> struct span */
	FORM_LIST,        /* any bytes -> struct span */
	FORM_DIGEST,      /* a SHA-256 -> const uint8_t * */
	FORM_NUMBER,      /* one cell -> uint32_t */
	FORM_ENTRY,       /* one cell -> uint32_t, and 1 to the uint32_t behind it */
	FORM_ONE          /* one cell, and it is 1 -> nothing */
};

/* Added to the form of a property that may be absent. */
#define OPTIONAL 0x80u

/*
 * One property: its value goes to this offset in the struct that describes the node.  Its name is
 * the string of the same place in a list of strings, which stands in front of the rules: pointers
 * to names would double the tables.
 */
struct rule {
	uint8_t form;
	uint8_t offset;
};

struct configuration {
	struct span default_name;
	struct span description;
	struct span kernel;
	struct span fdt;
	struct span loadables;
	struct span compatible;
	struct span ignored;
};

#define IN_CONTAINER(field) offsetof(struct container, field)
#define IN_IMAGE(field) offsetof(struct image, field)
#define IN_CONFIGURATION(field) offsetof(struct configuration, field)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

_Static_assert(sizeof(struct image) <= UINT8_MAX && sizeof(struct container) <= UINT8_MAX,
	       "a rule's offset has 8 bits");
_Static_assert(IN_IMAGE(has_entry) == IN_IMAGE(entry) + sizeof(uint32_t), "FORM_ENTRY sets both");
_Static_assert(CONTAINER_FORMAT == 1, "FORM_ONE is the form of xpack,format");

/* Strings one after the other, then an empty one.  In the order of enum start_protocol. */
static const char protocols[] = "xpack\0multiboot\0raw\0";

/* Indexed by enum form, in the order of enum image_compression and enum image_kind. */
static const char choices[][32] = {
	"none\0lz4\0",
	"segment\0module\0dtb\0blob\0zero\0",
	"sha256\0",
};

static const char root_names[] = "\0"
				 "description\0"
				 "timestamp\0"
				 "#address-cells\0"
				 "xpack,format\0"
				 "xpack,security-version\0"
				 "xpack,sequence\0"
				 "xpack,system\0"
				 "xpack,board\0"
				 "xpack,protocol\0"
				 "xpack,bootargs\0";
static const struct rule root_rules[] = {
	{ FORM_ANY_TEXT, IN_CONTAINER(description) },
	{ FORM_NUMBER, IN_CONTAINER(timestamp) },
	{ FORM_ONE, 0 },
	{ FORM_ONE, 0 },
	{ FORM_NUMBER, IN_CONTAINER(security_version) },
	{ FORM_NUMBER, IN_CONTAINER(sequence) },
	{ FORM_TEXT, IN_CONTAINER(system) },
	{ FORM_TEXT, IN_CONTAINER(board) },
	{ FORM_TEXT, IN_CONTAINER(protocol) },
	{ FORM_TEXT | OPTIONAL, IN_CONTAINER(bootargs) },
};

static const char image_names[] = "description\0"
				  "type\0"
				  "arch\0"
				  "os\0"
				  "compression\0"
				  "load\0"
				  "entry\0"
				  "data-offset\0"
				  "data-size\0"
				  "xpack,owner\0"
				  "xpack,kind\0"
				  "xpack,mem-size\0"
				  "xpack,module\0";
static const struct rule image_rules[] = {
	{ FORM_ANY_TEXT, IN_IMAGE(description) },
	{ FORM_TEXT, IN_IMAGE(type) },
	{ FORM_TEXT, IN_IMAGE(arch) },
	{ FORM_TEXT, IN_IMAGE(os) },
	{ FORM_COMPRESSION, IN_IMAGE(compression) },
	{ FORM_NUMBER, IN_IMAGE(load) },
	{ FORM_ENTRY | OPTIONAL, IN_IMAGE(entry) },
	{ FORM_NUMBER, IN_IMAGE(data_offset) },
	{ FORM_NUMBER, IN_IMAGE(data_size) },
	{ FORM_TEXT, IN_IMAGE(owner) },
	{ FORM_KIND, IN_IMAGE(kind) },
	{ FORM_NUMBER, IN_IMAGE(mem_size) },
	{ FORM_TEXT | OPTIONAL, IN_IMAGE(module) },
};

static const char hash_names[] = "hash-1\0"
				 "algo\0"
				 "value\0";
static const struct rule hash_rules[] = {
	{ FORM_ALGORITHM, IN_IMAGE(hash_algorithm) },
	{ FORM_DIGEST, IN_IMAGE(hash) },
};

static const char signature_names[] = "signature-1\0"
				      "algo\0"
				      "value\0"
				      "key-name-hint\0"
				      "hashed-strings\0"
				      "hashed-nodes\0"
				      "sign-images\0";
/* Nothing on the board looks at a signature for U-Boot: its values have a type, no meaning. */
static const struct rule signature_rules[] = {
	{ FORM_TEXT, IN_CONFIGURATION(ignored) }, { FORM_LIST, IN_CONFIGURATION(ignored) },
	{ FORM_TEXT, IN_CONFIGURATION(ignored) }, { FORM_LIST, IN_CONFIGURATION(ignored) },
	{ FORM_LIST, IN_CONFIGURATION(ignored) }, { FORM_LIST, IN_CONFIGURATION(ignored) },
};

static const char configurations_names[] = "configurations\0"
					   "default\0";
static const struct rule configurations_rules[] = {
	{ FORM_TEXT, IN_CONFIGURATION(default_name) },
};

static const char configuration_names[] = "conf-1\0"
					  "description\0"
					  "kernel\0"
					  "fdt\0"
					  "loadables\0"
					  "compatible\0";
static const struct rule configuration_rules[] = {
	{ FORM_ANY_TEXT, IN_CONFIGURATION(description) },
	{ FORM_TEXT, IN_CONFIGURATION(kernel) },
	{ FORM_TEXT | OPTIONAL, IN_CONFIGURATION(fdt) },
	{ FORM_LIST | OPTIONAL, IN_CONFIGURATION(loadables) },
	{ FORM_TEXT, IN_CONFIGURATION(compatible) },
};

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
static bool find_choice(const char *list, const struct span *text, uint32_t *index)
{
	for (*index = 0; *list != '\0'; (*index)++) {
		if (bytes_are_text(text->data, text->size, list))
			return true;
		while (*list++ != '\0')
			;
	}
	return false;
}

static bool put_number(uint32_t form, uint32_t number, uint32_t *field)
{
	if (form == FORM_ONE)
		return number == 1;
	field[0] = number;
	if (form == FORM_ENTRY)
		field[1] = 1;
	return true;
}

/* Check the value and put it to field. */
static bool put_value(uint32_t form, struct span *value, void *field)
{
	switch (form) {
	case FORM_DIGEST:
		if (value->size != CRYPTO_DIGEST_SIZE)
			return false;
		*(const uint8_t **)field = value->data;
		return true;
	case FORM_NUMBER:
	case FORM_ENTRY:
	case FORM_ONE:
		return value->size == CELL_SIZE && put_number(form, get_cell(value->data), field);
	case FORM_LIST:
		break;
	default:
		if (!as_text(value) || (value->size == 0 && form != FORM_ANY_TEXT))
			return false;
		if (form < FORM_TEXT)
			return find_choice(choices[form], value, field);
	}
	*(struct span *)field = *value;
	return true;
}

/* Take properties, exactly these and in this order, into the fields of a struct. */
static enum status take_properties(struct fdt *fdt, const char *name, const struct rule *rule,
				   void *into)
{
	for (; *name != '\0'; rule++) {
		enum status status = STATUS_OK;
		struct span value;

		if (fdt_take(fdt, name, &value, &status)) {
			if (status != STATUS_OK)
				return status;
			if (!put_value(rule->form & ~OPTIONAL, &value,
				       (uint8_t *)into + rule->offset))
				return STATUS_VALUE;
		} else if ((rule->form & OPTIONAL) == 0) {
			return STATUS_PROPERTY;
		}
		while (*name++ != '\0')
			;
	}
	return STATUS_OK;
}

/* Stand on END and go behind it. */
static enum status leave(struct fdt *fdt, enum status otherwise)
{
	if (fdt->token == FDT_TOKEN_PROP)
		return STATUS_PROPERTY;
	return fdt->token == FDT_TOKEN_END ? fdt_next(fdt) : otherwise;
}

/* Stand on BEGIN, go into the node and take its properties.  names: the node's and theirs. */
static enum status open_node(struct fdt *fdt, const char *names, const struct rule *rules,
			     void *into, enum status otherwise)
{
	enum status status;

	if (fdt->token == FDT_TOKEN_PROP)
		return STATUS_PROPERTY;
	if (fdt->token != FDT_TOKEN_BEGIN || !fdt_is_named(fdt, names))
		return otherwise;
	status = fdt_next(fdt);
	while (*names++ != '\0')
		;
	return status == STATUS_OK ? take_properties(fdt, names, rules, into) : status;
}

/* open_node() of what stands in NODE_names and NODE_rules. */
#define OPEN(fdt, node, into, otherwise) open_node(fdt, node##_names, node##_rules, into, otherwise)

/* Rule 3: [a-z0-9][a-z0-9.-]{0,62}. */
static bool is_image_name(const struct span *name)
{
	for (size_t i = 0; i < name->size; i++) {
		uint8_t c = name->data[i];
		bool is_mark = c == '.' || c == '-';

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !(is_mark && i > 0))
			return false;
	}
	return name->size <= CONTAINER_MAX_NAME;
}

/* Index of the image of that name, or CONTAINER_NO_IMAGE. */
static uint32_t find_image(const struct container *container, const struct span *name)
{
	for (uint32_t i = 0; i < container->n_images; i++)
		if (span_same(&container->images[i].name, name))
			return i;
	return CONTAINER_NO_IMAGE;
}

/* Do the values of an image go together?  offset: where its data has to start. */
static enum status check_image(const struct image *image, uint32_t offset)
{
	if (image->module.size != 0 && image->kind != IMAGE_MODULE)
		return STATUS_PROPERTY;
	if (image->compression != IMAGE_PLAIN &&
	    (image->kind == IMAGE_DTB || image->kind == IMAGE_ZERO))
		return STATUS_COMPRESSION;
	if (image->mem_size == 0 ||
	    (image->compression == IMAGE_PLAIN && image->mem_size < image->data_size) ||
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
		status = take_properties(fdt, image_names, image_rules, image);
	if (status == STATUS_OK)
		status = check_image(image, offset);
	if (status == STATUS_OK)
		status = OPEN(fdt, hash, image, STATUS_STRUCTURE);
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

	status = open_node(fdt, "images\0", NULL, NULL, STATUS_STRUCTURE);
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
	return span_same(&configuration->compatible, &container->board) ? STATUS_OK : STATUS_VALUE;
}

static enum status parse_configurations(struct fdt *fdt, struct container *container)
{
	struct configuration configuration;
	enum status status;

	memset(&configuration, 0, sizeof(configuration));
	status = OPEN(fdt, configurations, &configuration, STATUS_STRUCTURE);
	if (status == STATUS_OK && !span_is(configuration.default_name, "conf-1"))
		status = STATUS_CONFIGURATION;
	if (status == STATUS_OK)
		status = OPEN(fdt, configuration, &configuration, STATUS_CONFIGURATION);
	if (status == STATUS_OK && fdt->token == FDT_TOKEN_BEGIN) {
		status = OPEN(fdt, signature, &configuration, STATUS_CONFIGURATION);
		if (status == STATUS_OK)
			status = leave(fdt, STATUS_CONFIGURATION);
	}
	if (status == STATUS_OK)
		status = leave(fdt, STATUS_CONFIGURATION);
	if (status == STATUS_OK)
		status = leave(fdt, STATUS_CONFIGURATION);
	return status == STATUS_OK ? resolve(container, &configuration) : status;
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
		status = OPEN(&fdt, root, container, STATUS_STRUCTURE);
	if (status == STATUS_OK && !find_choice(protocols, &container->protocol, &container->start))
		status = STATUS_VALUE;
	if (status == STATUS_OK)
		status = parse_images(&fdt, container, capacity);
	if (status == STATUS_OK)
		status = parse_configurations(&fdt, container);
	/* behind the root's END fdt_next() accepts FINISH alone */
	return status == STATUS_OK ? leave(&fdt, STATUS_STRUCTURE) : status;
}
