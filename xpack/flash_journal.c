/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flash_journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "settings.h"

#define JOURNAL_MAGIC 0x58504b4au /* "XPKJ" */
#define JOURNAL_VERSION 3u
#define HEADER_SIZE 80u
#define LEAST_SIZE 8u /* of any version: its name and its number */
#define AT_OFFSET 8u
#define AT_SIZE 16u
#define AT_START 24u
#define AT_TARGET_SIZE 32u
#define AT_BLOCK 40u
#define AT_PIECES 44u
#define AT_DIGEST 48u
#define PIECE_HEADER_SIZE 12u
#define MAX_SIZE ((uint64_t)64 << 20) /* two blocks of the largest that a target may have */
#define ID_SIZE 8u                    /* bytes of the digest in the file's name */

static const char *path_of(const struct flash_job *job)
{
	const struct span name = { (const uint8_t *)flash_target_name(job),
				   strlen(flash_target_name(job)) };
	const char *directory = settings_directory(job->arena, "XDG_STATE_HOME", ".local/state");
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	char id[2 * ID_SIZE + 1] = "";

	if (directory == NULL)
		return NULL;
	crypto_sha256(&name, 1, digest);
	for (size_t i = 0; i < ID_SIZE; i++)
		(void)snprintf(id + 2 * i, 3, "%02x", digest[i]);
	return arena_printf(job->arena, "%s/flash-%s.journal", directory, id);
}

static void put_be64(struct buf *buf, uint64_t value)
{
	buf_put_be32(buf, (uint32_t)(value >> 32));
	buf_put_be32(buf, (uint32_t)value);
}

static uint64_t get_be64(const uint8_t *from)
{
	return (uint64_t)get_be32(from) << 32 | get_be32(from + 4);
}

static void put_header(const struct flash_job *job, size_t n_pieces, struct buf *buf)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	buf_put_be32(buf, JOURNAL_MAGIC);
	buf_put_be32(buf, JOURNAL_VERSION);
	put_be64(buf, job->offset);
	put_be64(buf, job->bytes.size);
	put_be64(buf, job->identity.start);
	put_be64(buf, job->identity.size);
	buf_put_be32(buf, job->identity.block);
	buf_put_be32(buf, (uint32_t)n_pieces);
	crypto_sha256(&job->bytes, 1, digest);
	buf_put(buf, digest, sizeof(digest));
}

static int refuse_and_advise(const struct flash_job *job, const char *path, const char *why,
			     const char *advice)
{
	struct location at = location_of_file(path);

	diag_error(job->diag, at, "flash-journal", "%s", why);
	if (advice != NULL)
		diag_help(job->diag, at, "%s", advice);
	diag_help(job->diag, at, "where that does not matter, remove the file");
	return -1;
}

static int refuse(const struct flash_job *job, const char *path, const char *why)
{
	return refuse_and_advise(job, path, why, NULL);
}

/* What the target is: its name as it was typed, and what it was found to be. */
static void put_target(const struct flash_job *job, struct buf *buf)
{
	buf_put(buf, flash_target_name(job), strlen(flash_target_name(job)) + 1);
	buf_put(buf, job->identity.text, strlen(job->identity.text) + 1);
}

/* Behind the pieces: two texts and nothing else, of which the first is the name. */
static bool read_target(const struct flash_job *job, struct span rest, const char **text)
{
	const struct span name = { (const uint8_t *)flash_target_name(job),
				   strlen(flash_target_name(job)) + 1 };

	if (rest.size <= name.size || memcmp(rest.data, name.data, name.size) != 0)
		return false;
	*text = (const char *)rest.data + name.size;
	return memchr(*text, 0, rest.size - name.size) == rest.data + rest.size - 1;
}

static bool read_pieces(const struct flash_job *job, struct span rest, uint32_t n,
			struct flash_journal *journal, const char **text)
{
	if (n > FLASH_JOURNAL_PIECES)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct flash_piece *piece = &journal->pieces[journal->n++];
		uint32_t size;

		if (rest.size < PIECE_HEADER_SIZE)
			return false;
		piece->offset = get_be64(rest.data);
		size = get_be32(rest.data + 8);
		if (!span_fits(rest.size, PIECE_HEADER_SIZE, size))
			return false;
		piece->bytes = span_part(rest, PIECE_HEADER_SIZE, size);
		rest = span_part(rest, PIECE_HEADER_SIZE + size,
				 rest.size - PIECE_HEADER_SIZE - size);
	}
	return read_target(job, rest, text);
}

/* Whole, and unchanged since it was written? */
static bool is_whole(struct span file)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct span body;

	if (file.size < LEAST_SIZE + sizeof(digest))
		return false;
	body = span_part(file, 0, file.size - sizeof(digest));
	crypto_sha256(&body, 1, digest);
	return memcmp(file.data + body.size, digest, sizeof(digest)) == 0 &&
	       get_be32(file.data) == JOURNAL_MAGIC;
}

static bool is_read(const struct flash_job *job, struct span file, struct flash_journal *journal,
		    const char **text)
{
	return file.size >= HEADER_SIZE + CRYPTO_DIGEST_SIZE &&
	       read_pieces(
		       job,
		       span_part(file, HEADER_SIZE, file.size - HEADER_SIZE - CRYPTO_DIGEST_SIZE),
		       get_be32(file.data + AT_PIECES), journal, text);
}

/* A run keeps at most a block at once, of the target. */
static bool are_on_target(const struct flash_job *job, const struct flash_journal *journal)
{
	for (size_t i = 0; i < journal->n; i++)
		if (journal->pieces[i].bytes.size > job->identity.block ||
		    !range_fits(job->identity.size, journal->pieces[i].offset,
				journal->pieces[i].bytes.size))
			return false;
	return true;
}

/* Is it the board that is there? */
static bool is_same_board(const struct flash_job *job, const uint8_t *header, const char *text)
{
	const struct target_identity *identity = &job->identity;

	return strcmp(text, identity->text) == 0 &&
	       get_be64(header + AT_START) == identity->start &&
	       get_be64(header + AT_TARGET_SIZE) == identity->size &&
	       get_be32(header + AT_BLOCK) == identity->block;
}

static int judge(const struct flash_job *job, struct span file, struct flash_journal *journal)
{
	static const char damaged[] = "this is no whole journal of xpack flash";
	const char *text;

	if (!is_whole(file))
		return refuse(job, journal->path, damaged);
	if (get_be32(file.data + 4) != JOURNAL_VERSION)
		return refuse(job, journal->path,
			      arena_printf(job->arena,
					   "another version of xpack was interrupted here, which "
					   "has to resume: its journal has format %u, not %u",
					   get_be32(file.data + 4), JOURNAL_VERSION));
	if (!is_read(job, file, journal, &text))
		return refuse(job, journal->path, damaged);
	if (!job->resume)
		return refuse_and_advise(
			job, journal->path, "an earlier run on this target was interrupted",
			"--resume goes on with it, and puts back what stood beside the image");
	if (!is_same_board(job, file.data, text))
		return refuse(job, journal->path,
			      arena_printf(job->arena,
					   "another board was interrupted here: %s, %" PRIu64
					   " bytes",
					   text, get_be64(file.data + AT_TARGET_SIZE)));
	if (!are_on_target(job, journal))
		return refuse(job, journal->path, damaged);
	journal->offset = get_be64(file.data + AT_OFFSET);
	journal->size = get_be64(file.data + AT_SIZE);
	memcpy(journal->digest, file.data + AT_DIGEST, sizeof(journal->digest));
	return 0;
}

int flash_journal_find(const struct flash_job *job, struct flash_journal *journal)
{
	struct buf file;
	struct span kept;

	*journal = (struct flash_journal){ .path = path_of(job) };
	if (journal->path == NULL ||
	    (access(journal->path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)))
		return 0;
	if (file_read(job->diag, location_of_file(journal->path), journal->path, MAX_SIZE, &file) !=
	    0)
		return -1;
	kept = (struct span){ (uint8_t *)arena_text(job->arena, (const char *)file.data, file.size),
			      file.size };
	buf_free(&file);
	journal->found = true;
	return judge(job, kept, journal);
}

int flash_journal_test(const struct flash_job *job, const struct flash_journal *journal)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	if (!journal->found)
		return 0;
	if (journal->offset != job->offset || journal->size != job->bytes.size)
		return refuse(job, journal->path,
			      "an image of another place or size was interrupted on this target");
	crypto_sha256(&job->bytes, 1, digest);
	if (memcmp(digest, journal->digest, sizeof(digest)) != 0)
		return refuse(job, journal->path, "another image was interrupted on this target");
	return 0;
}

int flash_journal_refuse_stale(const struct flash_job *job, const struct flash_journal *journal,
			       uint64_t offset)
{
	struct location at = location_of_file(journal->path);

	diag_error(job->diag, at, "flash-journal",
		   "something newer than it has stands beside the image, at 0x%08" PRIx64
		   ": this board was completed by other means",
		   job->identity.start + offset);
	diag_help(job->diag, at, "to keep what is there, remove the file");
	diag_help(job->diag, at,
		  "to put back what the file has, erase the image's first block by other means "
		  "first");
	return -1;
}

/* All directories on the way.  One that is missing afterwards is told when the file is written. */
static void make_directories(struct arena *arena, const char *path)
{
	for (const char *slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/'))
		(void)mkdir(arena_text(arena, path, (size_t)(slash - path)), 0700);
}

/* The whole file; the caller frees it. */
static struct buf bytes_of(const struct flash_job *job, const struct flash_journal *journal)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct buf file = { 0 };
	struct span body;

	put_header(job, journal->n, &file);
	for (size_t i = 0; i < journal->n; i++) {
		const struct span bytes = journal->pieces[i].bytes;

		put_be64(&file, journal->pieces[i].offset);
		buf_put_be32(&file, (uint32_t)bytes.size);
		buf_put(&file, bytes.data, bytes.size);
	}
	put_target(job, &file);
	body = buf_span(&file);
	crypto_sha256(&body, 1, digest);
	buf_put(&file, digest, sizeof(digest));
	return file;
}

int flash_journal_save(const struct flash_job *job, const struct flash_journal *journal)
{
	struct output output = { journal->path, { 0 }, 0600 };
	struct buf file;
	int result;

	if (journal->path == NULL) {
		diag_fail(job->diag, EXIT_MACHINE, location_of_file(flash_target_name(job)),
			  "flash-journal",
			  "there is no place to keep what stands beside the image");
		diag_help(job->diag, location_of_file(flash_target_name(job)),
			  "set HOME or XDG_STATE_HOME: it would be lost in a power cut");
		return -1;
	}
	file = bytes_of(job, journal);
	output.bytes = buf_span(&file);
	make_directories(job->arena, journal->path);
	result = file_write_all(job->diag, &output, 1);
	buf_free(&file);
	return result;
}

void flash_journal_put_back(const struct flash_journal *journal, uint64_t offset, uint8_t *bytes,
			    size_t size)
{
	for (size_t i = 0; i < journal->n; i++) {
		const struct flash_piece *piece = &journal->pieces[i];
		uint64_t low = piece->offset > offset ? piece->offset : offset;
		uint64_t end = piece->offset + piece->bytes.size;
		uint64_t high = end < offset + size ? end : offset + size;

		if (low < high)
			memcpy(bytes + (low - offset), piece->bytes.data + (low - piece->offset),
			       (size_t)(high - low));
	}
}

int flash_journal_drop(const struct flash_job *job, const struct flash_journal *journal)
{
	if (journal->path == NULL || unlink(journal->path) == 0 || errno == ENOENT ||
	    errno == ENOTDIR)
		return 0;
	diag_fail(job->diag, EXIT_MACHINE, location_of_file(journal->path), "file-write",
		  "cannot remove it: %s", strerror(errno));
	return -1;
}
