/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * tamper LAB [STEP]: every attack on the loader's trust code, and on its whole boot sequence on a
 * double of the board.  Linked once with the tool's cryptography and once with each loader's.
 * STEP above 1 flips only every STEP-th bit of the manifest and takes the first variants of each
 * attack: for cryptography that is slow, when the rest has seen them all.
 */

#include "attacks.h"
#include "judge.h"
#include "machine.h"
#include "storage.h"

#include <limits.h>
#include <stdlib.h>

#define FIRST_VARIANTS 32u

/* What the trust code alone says of a file: it does not know which protocols the board has. */
static bool is_file_status(const struct attack *attack, enum status status)
{
	if (attack->storage_only)
		return status != STATUS_OK;
	return status == (attack->expected == STATUS_PROTOCOL ? STATUS_OK : attack->expected);
}

/* One variant; the number of wrong answers, each with a note. */
static unsigned try(struct judge *judge, const struct attack *attack, unsigned variant,
		    struct span container)
{
	enum status status = judge_file(judge, container);
	struct machine_result result = machine_boot(container, NULL);
	unsigned n_wrong = 0;

	if (!is_file_status(attack, status)) {
		judge_note("%s %u: a file of it got 0x%02x %s", attack->name, variant,
			   (unsigned)status, status_text(status));
		n_wrong++;
	}
	if (result.status != attack->expected) {
		judge_note("%s %u: the loader said 0x%02x %s", attack->name, variant,
			   (unsigned)result.status, status_text(result.status));
		n_wrong++;
	}
	if (result.complaint != NULL || result.started != (attack->expected == STATUS_OK)) {
		judge_note("%s %u: %s", attack->name, variant,
			   result.complaint != NULL ? result.complaint : "started or not");
		n_wrong++;
	}
	return n_wrong;
}

static unsigned run(struct judge *judge, const struct attack *attack, unsigned max)
{
	unsigned n_wrong = 0;
	unsigned n = 0;

	for (; n < max; n++) {
		struct specimen specimen = specimen_begin(judge->lab);
		bool is_made = attack->make(&specimen, n);

		if (is_made)
			n_wrong += try(judge, attack, n, buf_span(&specimen.container));
		specimen_end(&specimen);
		if (!is_made)
			break;
	}
	judge_report(judge, n > 0 && n_wrong == 0, "%s: %u variants, 0x%02x %s", attack->name, n,
		     (unsigned)attack->expected, status_text(attack->expected));
	return n;
}

static void run_attacks(struct judge *judge, unsigned max_variants)
{
	uint32_t algorithm = seal_algorithm(judge->lab->key);
	unsigned tally[JUDGE_N_STATUS] = { 0 };
	const struct attack *attack;
	unsigned n = 0;

	for (size_t i = 0; (attack = attacks_get(i)) != NULL; i++)
		if (attack->algorithm == 0 || attack->algorithm == algorithm) {
			unsigned n_variants = run(judge, attack, max_variants);

			tally[attack->expected] += n_variants;
			n += n_variants;
		}
	judge_note("%u variants of attacks, expected answers:", n);
	judge_tally(tally);
}

/* The scribe and the packer agree on what the one way to write a manifest is. */
static void compare_writers(struct judge *judge)
{
	struct specimen specimen = specimen_begin(judge->lab);
	struct span packed = { judge->lab->container.data, judge->lab->manifest_size };
	struct span signed_parts[2];
	struct span packed_parts[2];
	bool is_same;

	specimen_write(&specimen, FLAW_NONE, 0);
	is_same = specimen_manifest(&specimen).size == packed.size;
	if (is_same) {
		container_message(specimen_manifest(&specimen), signed_parts);
		container_message(packed, packed_parts);
		is_same = span_equal(signed_parts[0], packed_parts[0]) &&
			  span_equal(signed_parts[1], packed_parts[1]);
	}
	judge_report(judge, is_same, "an independent writer makes the same manifest");
	/* RSA signatures are a function of key and message. */
	if (seal_algorithm(judge->lab->key) == SEAL_RSA)
		judge_report(
			judge,
			span_equal(buf_span(&specimen.container), buf_span(&judge->lab->container)),
			"an independent signer makes the same container");
	specimen_end(&specimen);
}

int main(int argc, char **argv)
{
	struct judge judge;
	struct lab lab;
	unsigned step;

	lab_need(argc == 2 || argc == 3, "a lab, as operand");
	lab_open(&lab, argv[1]);
	judge_open(&judge, &lab);
	machine_open(&lab);
	compare_writers(&judge);
	step = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
	run_attacks(&judge, step == 1 ? UINT_MAX : FIRST_VARIANTS);
	storage_meddle(&judge);
	storage_keys(&judge);
	storage_reserved(&judge);
	storage_crowd(&judge);
	storage_cut(&judge);
	storage_flip_payload(&judge);
	storage_flip_manifest(&judge, step);
	machine_close();
	judge_close(&judge);
	lab_close(&lab);
	return judge.n_failed == 0 ? 0 : 1;
}
