/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "storage.h"

#include <inttypes.h>
#include <unistd.h>

#include "bootimage.h"
#include "quantity.h"
#include "setup.h"

#define SIZE_STEP 1024u /* bytes; what is proposed is a multiple */

/* A kind of key, and the boot image that goes with it. */
struct choice {
	const char *name;
	enum crypto_algorithm algorithm;
	struct bootimage_size size;
	bool known; /* its loader is installed */
};

#define N_CHOICES 2u

struct storage {
	struct arena *arena;
	struct diag *diag;
	struct location at; /* of what says how large it is */
	struct choice choices[N_CHOICES];
};

static bool fits(const struct choice *choice)
{
	return choice->known && choice->size.need <= choice->size.room;
}

static const char *size_of(const struct storage *storage, const struct choice *choice)
{
	return quantity_text(storage->arena, QUANTITY_SIZE, align_up(choice->size.need, SIZE_STEP));
}

/* One that is not installed cannot be asked; that is for 'xpack build' to say. */
static int measure(struct storage *storage, const struct system *system,
		   const struct bootimage_contents *contents)
{
	for (size_t i = 0; i < N_CHOICES; i++) {
		struct choice *choice = &storage->choices[i];
		const struct key key = { .public = { .algorithm = choice->algorithm } };
		const char *loader =
			bootimage_loader(storage->arena, arch_traits(system->board.arch), &key);

		if (access(loader, R_OK) != 0)
			continue;
		if (bootimage_measure(storage->arena, storage->diag, storage->at, contents, &key,
				      &choice->size) != 0)
			return -1;
		choice->known = true;
	}
	return 0;
}

/* What would be large enough for this key. */
static void help_with(const struct storage *storage, const struct choice *choice)
{
	if (choice->size.has_second)
		diag_help(storage->diag, storage->at,
			  "for a key of %s %s in front of the second container are enough",
			  choice->name,
			  quantity_text(storage->arena, QUANTITY_SIZE,
					align_up(choice->size.need, BOOTIMAGE_ALIGN)));
	else
		diag_help(storage->diag, storage->at,
			  "for a key of %s the Loader's region is to be a Memory of kind rom of %s "
			  "at least",
			  choice->name, size_of(storage, choice));
}

static void report_none(const struct storage *storage)
{
	const struct choice *least = NULL;

	for (size_t i = 0; i < N_CHOICES; i++)
		if (storage->choices[i].known &&
		    (least == NULL || storage->choices[i].size.need < least->size.need))
			least = &storage->choices[i];
	if (least->size.has_second)
		diag_error(storage->diag, storage->at, "bootimage-size",
			   "loader and container need %" PRIu64
			   " bytes at least, in front of the second container there are %" PRIu64,
			   least->size.need, least->size.room);
	else
		diag_error(storage->diag, storage->at, "bootimage-size",
			   "the boot image needs %" PRIu64
			   " bytes at least, its storage has %" PRIu64,
			   least->size.need, least->size.room);
	for (size_t i = 0; i < N_CHOICES; i++)
		if (storage->choices[i].known)
			help_with(storage, &storage->choices[i]);
}

static void report_some(const struct storage *storage)
{
	for (size_t i = 0; i < N_CHOICES; i++) {
		const struct choice *choice = &storage->choices[i];

		if (!choice->known || fits(choice))
			continue;
		diag_info(storage->diag, storage->at, "bootimage-key",
			  "signed with a key of %s %s needs %" PRIu64 " bytes, its storage has "
			  "%" PRIu64,
			  choice->name,
			  choice->size.has_second ? "the first container, with the loader,"
						  : "the boot image",
			  choice->size.need, choice->size.room);
		diag_help(storage->diag, storage->at, "%s would hold it, or sign with the other",
			  size_of(storage, choice));
	}
}

/* Returns the size of the largest that fits. */
static uint64_t judge(const struct storage *storage)
{
	uint64_t largest = 0;
	bool is_known = false;

	for (size_t i = 0; i < N_CHOICES; i++) {
		const struct choice *choice = &storage->choices[i];

		is_known = is_known || choice->known;
		if (fits(choice) && choice->size.whole > largest)
			largest = choice->size.whole;
	}
	if (!is_known)
		diag_skip(storage->diag, "bootimage-size", "the loaders, which are not installed");
	else if (largest == 0)
		report_none(storage);
	else
		report_some(storage);
	return largest;
}

uint64_t storage_check(struct arena *arena, struct diag *diag, const struct system *system,
		       const struct imagefile_made *made)
{
	struct storage storage = {
		.arena = arena,
		.diag = diag,
		.at = setup_storage_at(system),
		.choices = { { .name = "P-256", .algorithm = CRYPTO_ECDSA_P256_SHA256 },
			     { .name = "RSA", .algorithm = CRYPTO_RSA_PKCS1_SHA256 } },
	};
	struct container parsed;
	const struct bootimage_contents contents = { made->size, &parsed, made->tree };

	if (imagefile_parse_made(arena, diag, made, &parsed) != 0 ||
	    measure(&storage, system, &contents) != 0)
		return 0;
	return judge(&storage);
}
