/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sweep LAB [STEP]: bytes of a container that has all that one can have, U-Boot's signature,
 * compressed images and a second container beside it, changed one at a time: by the loader's trust
 * code, by its boot sequence on a double of the board, and by the tool's verification.  All three
 * have to say the same.  STEP above 1 takes every STEP-th byte, and fewer of whole boot images.
 */

#include "judge.h"
#include "machine.h"
#include "xpack/imagefile.h"

#include <stdlib.h>
#include <string.h>

#define STRUCTURE 0x498u /* docs/container.md, "Layout" */
#define BEGIN 1u         /* Devicetree specification 0.4, section 5.4.1 */
#define END 2u
#define PROP 3u
#define OFF_STRINGS 12u
#define BOOT_STEP 7u /* of a boot image, which takes long */

struct sweep {
	struct judge judge;
	const struct lab *lab;
	struct key key;
	unsigned step;
};

static uint8_t *flip(uint8_t *byte, unsigned bit)
{
	*byte ^= (uint8_t)(1u << bit);
	return byte;
}

/* Does `xpack verify` accept it? */
static bool tool_accepts(const struct sweep *sweep, struct span bytes)
{
	struct arena *arena = arena_new();
	struct diag *diag = diag_new();
	struct imagefile file;
	bool accepted = imagefile_of(diag, "sweep", bytes, &file) == 0 &&
			imagefile_verify(arena, diag, &file, &sweep->key) == 0;

	diag_free(diag);
	arena_free(arena);
	return accepted;
}

/* -- a container, without the key -- */

static void sweep_manifest(struct sweep *sweep)
{
	struct specimen specimen = specimen_begin(sweep->lab);
	unsigned n = 0;
	unsigned n_wrong = 0;

	specimen_original(&specimen);
	for (uint32_t at = 0; at < sweep->lab->manifest_size; at += sweep->step) {
		struct span container = buf_span(&specimen.container);

		flip(specimen.container.data + at, at % 8);
		n_wrong += judge_file(&sweep->judge, container) == STATUS_OK ||
			   tool_accepts(sweep, container);
		flip(specimen.container.data + at, at % 8);
		n++;
	}
	judge_report(&sweep->judge,
		     judge_file(&sweep->judge, buf_span(&specimen.container)) == STATUS_OK &&
			     tool_accepts(sweep, buf_span(&specimen.container)),
		     "the container itself is accepted by both");
	judge_report(&sweep->judge, n_wrong == 0,
		     "%u bytes of the manifest changed, %u accepted by loader or tool", n, n_wrong);
	specimen_end(&specimen);
}

/* Of one image: stored bytes are refused by hash, also where they are no frame any more. */
static unsigned sweep_image(struct sweep *sweep, struct specimen *specimen, struct node *image,
			    unsigned *n)
{
	uint32_t start = sweep->lab->manifest_size + tree_u32(image, "data-offset");
	uint32_t size = tree_u32(image, "data-size");
	uint32_t end = (uint32_t)align_up(size, 8);
	unsigned n_wrong = 0;

	for (uint32_t i = 0; i < end; i += i < size ? sweep->step : 1) {
		struct span container = buf_span(&specimen->container);
		enum status wanted = i < size ? STATUS_HASH : STATUS_PADDING;

		flip(specimen->container.data + start + i, i % 8);
		n_wrong += judge_file(&sweep->judge, container) != wanted ||
			   tool_accepts(sweep, container);
		flip(specimen->container.data + start + i, i % 8);
		(*n)++;
	}
	return n_wrong;
}

static void sweep_payload(struct sweep *sweep)
{
	struct specimen specimen = specimen_begin(sweep->lab);
	unsigned n[2] = { 0 }; /* plain, compressed */
	unsigned n_wrong[2] = { 0 };
	unsigned n_images[2] = { 0 };

	specimen_original(&specimen);
	for (size_t i = 0; i < specimen_n_images(&specimen); i++) {
		struct node *image = specimen_image(&specimen, i);
		const uint8_t *compression = tree_property(image, "compression")->value.data;
		bool is_frame = strcmp((const char *)compression, "lz4") == 0;

		n_wrong[is_frame] += sweep_image(sweep, &specimen, image, &n[is_frame]);
		n_images[is_frame]++;
	}
	for (unsigned i = 0; i < 2; i++)
		judge_report(&sweep->judge, n[i] > 0 && n_wrong[i] == 0,
			     "%u bytes of %u %s images changed, %u not refused by hash or padding",
			     n[i], n_images[i], i == 0 ? "plain" : "compressed", n_wrong[i]);
	specimen_end(&specimen);
}

/* -- U-Boot's signature, signed again with the key -- */

/* What a byte of the manifest is, by the format alone. */
enum role {
	ROLE_ELSEWHERE, /* not of the node */
	ROLE_FORM,      /* tokens, names, padding */
	ROLE_LENGTH,    /* of a value of any bytes */
	ROLE_TEXT,
	ROLE_FREE /* a value of any bytes */
};

struct place {
	enum role role;
	uint32_t value; /* where the property's value is */
	uint32_t size;
};

static void mark(struct place *places, uint32_t at, uint32_t size, struct place place)
{
	for (uint32_t i = 0; i < size; i++)
		places[at + i] = place;
}

/* One property, whose token is at `at`.  Returns where the next token is. */
static uint32_t mark_property(const uint8_t *manifest, uint32_t at, struct place *places)
{
	uint32_t size = get_be32(manifest + at + 4);
	const char *name = (const char *)manifest + get_be32(manifest + OFF_STRINGS) +
			   get_be32(manifest + at + 8);
	bool is_text = strcmp(name, "algo") == 0 || strcmp(name, "key-name-hint") == 0;
	uint32_t end = at + 12 + (uint32_t)align_up(size, 4);
	struct place place = { ROLE_FORM, at + 12, size };

	mark(places, at, end - at, place);
	place.role = is_text ? ROLE_FORM : ROLE_LENGTH;
	mark(places, at + 4, 4, place);
	place.role = is_text ? ROLE_TEXT : ROLE_FREE;
	mark(places, at + 12, size, place);
	return end;
}

/* The node signature-1, which has no subnodes. */
static void mark_node(const uint8_t *manifest, struct place *places)
{
	bool is_inside = false;
	uint32_t at = STRUCTURE;

	for (;;) {
		uint32_t tag = get_be32(manifest + at);
		uint32_t next = at + 4;

		if (tag == BEGIN) {
			const char *name = (const char *)manifest + at + 4;

			is_inside = strcmp(name, "signature-1") == 0;
			next += (uint32_t)align_up(strlen(name) + 1, 4);
		} else if (tag == PROP && !is_inside) {
			next += 8 + (uint32_t)align_up(get_be32(manifest + at + 4), 4);
		} else if (tag == PROP) {
			at = mark_property(manifest, at, places);
			continue;
		} else if (tag != END) {
			lab_need(false, "a signature of U-Boot's in the lab");
		}
		if (is_inside)
			mark(places, at, next - at, (struct place){ ROLE_FORM, 0, 0 });
		if (is_inside && tag == END)
			return;
		at = next;
	}
}

/* Another length says the same when the padding takes over, or gives, bytes that are zero. */
static bool is_length_good(const uint8_t *manifest, struct place place)
{
	uint32_t size = get_be32(manifest + place.value - 8);

	if (align_up((uint64_t)size, 4) != align_up((uint64_t)place.size, 4))
		return false;
	for (uint32_t i = size; i < place.size; i++)
		if (manifest[place.value + i] != 0)
			return false;
	return true;
}

/* Whether the loader may take it, of a manifest in which the byte was changed. */
static bool is_good(const uint8_t *manifest, uint32_t at, struct place place)
{
	switch (place.role) {
	case ROLE_FREE:
		return true;
	case ROLE_TEXT:
		return at + 1 < place.value + place.size && manifest[at] >= ' ' &&
		       manifest[at] <= '~';
	case ROLE_LENGTH:
		return is_length_good(manifest, place);
	default:
		return false;
	}
}

/* One bit, and signed again; false when loader or tool say otherwise than the format.  Counts what
 * is to be refused, and to be accepted. */
static bool try_sealed(struct sweep *sweep, struct specimen *specimen, uint32_t at, unsigned bit,
		       struct place place, unsigned n[2])
{
	uint8_t *byte = specimen->container.data + at;
	struct span container = buf_span(&specimen->container);
	enum status status;
	bool accepted;
	bool good;

	flip(byte, bit);
	specimen_seal(specimen);
	good = is_good(specimen->container.data, at, place);
	status = judge_file(&sweep->judge, container);
	accepted = tool_accepts(sweep, container);
	flip(byte, bit);
	n[good]++;
	return (status == STATUS_OK) == good && accepted == good;
}

static void sweep_node(struct sweep *sweep)
{
	struct specimen specimen = specimen_begin(sweep->lab);
	struct place *places =
		arena_array(specimen.arena, sweep->lab->manifest_size, sizeof(*places));
	unsigned n[2] = { 0 }; /* to be refused, to be accepted */
	unsigned n_wrong = 0;
	unsigned n_seen = 0;

	specimen_original(&specimen);
	mark_node(specimen.container.data, places);
	for (uint32_t at = 0; at < sweep->lab->manifest_size; at++) {
		if (places[at].role == ROLE_ELSEWHERE || n_seen++ % sweep->step != 0)
			continue;
		for (unsigned bit = 0; bit < 8; bit++) {
			if (sweep->step == 1 || bit == at % 8)
				n_wrong += !try_sealed(sweep, &specimen, at, bit, places[at], n);
		}
	}
	judge_report(&sweep->judge, n_wrong == 0 && n[1] > 0,
		     "signature-1 changed and signed: %u to be refused, %u to be accepted, "
		     "%u otherwise",
		     n[0], n[1], n_wrong);
	specimen_end(&specimen);
}

/* -- two containers -- */

struct pair {
	struct buf first;
	struct buf second;
	struct buf prom;
};

static struct pair pair_open(const struct lab *lab)
{
	struct pair pair = { { 0 }, { 0 }, { 0 } };

	buf_put(&pair.first, lab->container.data, lab->container.size);
	buf_put(&pair.second, lab->container.data, lab->container.size);
	buf_put(&pair.prom, lab->prom.data, lab->prom.size);
	return pair;
}

static void pair_close(struct pair *pair)
{
	buf_free(&pair->first);
	buf_free(&pair->second);
	buf_free(&pair->prom);
}

/* Change the byte in each of the chosen ones, in flash and in the boot image; again undoes it. */
static void pair_flip(const struct lab *lab, struct pair *pair, uint32_t at, unsigned which)
{
	if ((which & 1) != 0) {
		flip(pair->first.data + at, at % 8);
		flip(pair->prom.data + lab->params.container_addr + at, at % 8);
	}
	if ((which & 2) != 0) {
		flip(pair->second.data + at, at % 8);
		flip(pair->prom.data + lab->params.second_addr + at, at % 8);
	}
}

/* With one container whole the board starts, and says what it did about the other one. */
static bool starts_as_it_should(struct machine_result result, unsigned which, enum status alone)
{
	bool is_repaired = strstr(result.console, "\nrepaired ") != NULL;
	bool is_refused = strstr(result.console, "\nrefused 0x") != NULL;

	return result.started && result.complaint == NULL &&
	       is_repaired == (which == 1 && alone == STATUS_HASH) &&
	       is_refused == (alone != STATUS_HASH);
}

/* One byte in the first, in the second, in both; false when something went otherwise. */
static bool try_pair(struct sweep *sweep, struct pair *pair, uint32_t at, unsigned which)
{
	const struct lab *lab = sweep->lab;
	struct machine_result result;
	enum status alone;
	bool good;

	pair_flip(lab, pair, at, which);
	alone = judge_storage(&sweep->judge,
			      buf_span((which & 1) != 0 ? &pair->first : &pair->second));
	result = machine_boot_two(buf_span(&pair->first), buf_span(&pair->second),
				  buf_span(which == 3 ? &pair->first : &lab->container));
	good = alone != STATUS_OK && !tool_accepts(sweep, buf_span(&pair->prom));
	if (which == 3)
		good = good && result.status == alone && result.complaint == NULL;
	else
		good = good && starts_as_it_should(result, which, alone);
	if (!good)
		judge_note("byte 0x%x in %u: %s, 0x%02x", at, which,
			   result.complaint != NULL ? result.complaint : "said otherwise",
			   (unsigned)result.status);
	pair_flip(lab, pair, at, which);
	return good;
}

static void sweep_pair(struct sweep *sweep)
{
	static const char *const names[] = { "", "the first: the board starts",
					     "the second: the board starts", "both: it does not" };
	const struct lab *lab = sweep->lab;
	struct pair pair = pair_open(lab);
	struct machine_result result = machine_boot_two(
		buf_span(&pair.first), buf_span(&pair.second), buf_span(&lab->container));

	judge_report(&sweep->judge,
		     result.started && result.complaint == NULL &&
			     tool_accepts(sweep, buf_span(&pair.prom)),
		     "two containers: started and accepted");
	for (unsigned which = 1; which <= 3; which++) {
		unsigned n = 0;
		unsigned n_wrong = 0;

		for (uint32_t at = which; at < lab->container.size; at += BOOT_STEP * sweep->step) {
			n_wrong += !try_pair(sweep, &pair, at, which);
			n++;
		}
		judge_report(&sweep->judge, n_wrong == 0,
			     "%u bytes changed in %s, and the tool refuses; %u otherwise", n,
			     names[which], n_wrong);
	}
	pair_close(&pair);
}

static void open_key(struct sweep *sweep, const char *directory)
{
	struct diag *diag = diag_new();
	struct arena *arena = arena_new();

	lab_need(key_read_public(diag, arena_printf(arena, "%s/key.pem.pub", directory),
				 &sweep->key) == 0,
		 "the public key");
	arena_free(arena);
	diag_free(diag);
}

int main(int argc, char **argv)
{
	struct sweep sweep = { .step = 1 };
	struct lab lab;

	lab_need(argc == 2 || argc == 3, "a lab, as operand");
	if (argc == 3)
		sweep.step = (unsigned)strtoul(argv[2], NULL, 10);
	lab_open(&lab, argv[1]);
	lab_need(sweep.step > 0 && lab.params.second_size != 0, "a lab with two containers");
	sweep.lab = &lab;
	open_key(&sweep, argv[1]);
	judge_open(&sweep.judge, &lab);
	machine_open(&lab);
	sweep_manifest(&sweep);
	sweep_payload(&sweep);
	sweep_node(&sweep);
	sweep_pair(&sweep);
	machine_close();
	judge_close(&sweep.judge);
	lab_close(&lab);
	return sweep.judge.n_failed == 0 ? 0 : 1;
}
