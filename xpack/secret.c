/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "access.h"
#include "memory.h"
#include "prompt.h"

struct secret {
	size_t size;
	char text[SECRET_MAX_SIZE + 1];
};

static struct secret *secret_new(void)
{
	struct secret *secret = mmap(NULL, sizeof(*secret), PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (secret == MAP_FAILED)
		memory_exhausted();
	(void)mlock(secret, sizeof(*secret)); /* as far as the limit allows it */
	(void)madvise(secret, sizeof(*secret), MADV_DONTDUMP);
	return secret;
}

void secret_forget(struct secret *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret, sizeof(*secret));
	munmap(secret, sizeof(*secret));
}

const char *secret_text(const struct secret *secret)
{
	return secret->text;
}

size_t secret_size(const struct secret *secret)
{
	return secret->size;
}

/* Byte by byte: what follows the line is for whoever reads the descriptor next. */
static int read_line(int fd, struct secret *secret)
{
	for (;;) {
		char byte = 0;
		ssize_t n = read(fd, &byte, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0 || byte == '\n')
			return 0;
		if (secret->size == SECRET_MAX_SIZE)
			return EFBIG;
		secret->text[secret->size++] = byte;
	}
}

static int fail(struct diag *diag, struct location at, const char *id, const char *what,
		const char *from, int error)
{
	bool names_nothing = error == ENOENT || error == ENOTDIR || error == EISDIR;

	diag_fail(diag, names_nothing ? EXIT_INPUT : EXIT_MACHINE, at, id,
		  "cannot read the %s from %s: %s", what, from, strerror(error));
	return -1;
}

/* What was read is a secret. */
static int judge(struct diag *diag, struct location at, const char *id, const char *what,
		 const char *from, const struct secret *secret, int error)
{
	if (error != 0 && error != EFBIG)
		return fail(diag, at, id, what, from, error);
	if (error == 0 && secret->size > 0 && strlen(secret->text) == secret->size)
		return 0;
	diag_error(diag, at, id, "the %s from %s %s", what, from,
		   error == EFBIG      ? "is too long"
		   : secret->size == 0 ? "is empty"
				       : "has a NUL character");
	return -1;
}

static int from_file(struct diag *diag, struct location at, const char *id, const char *what,
		     const char *path, struct secret *secret)
{
	/* A FIFO without writer is empty rather than waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int result;

	if (fd < 0)
		return fail(diag, at, id, what, path, errno);
	(void)fcntl(fd, F_SETFL, O_RDONLY);
	access_warn(diag, path, fd);
	result = judge(diag, at, id, what, path, secret, read_line(fd, secret));
	close(fd);
	return result;
}

static int from_descriptor(struct diag *diag, struct location at, const char *id, const char *what,
			   const char *number, struct secret *secret)
{
	char *end;
	long fd = strtol(number, &end, 10);

	if (*end != '\0' || number[0] < '0' || number[0] > '9' || fd > INT_MAX ||
	    fcntl((int)fd, F_GETFD) < 0) {
		diag_fail(diag, EXIT_USAGE, at, id, "--passphrase-fd %s is not an open descriptor",
			  number);
		return -1;
	}
	return judge(diag, at, id, what, "the descriptor", secret, read_line((int)fd, secret));
}

static int fail_prompt(struct diag *diag, struct location at, const char *id, const char *what,
		       enum prompt prompt)
{
	if (prompt == PROMPT_NO_TERMINAL) {
		diag_fail(diag, EXIT_USAGE, at, id,
			  "a %s is needed, and there is no terminal to ask for it", what);
		diag_help(diag, at, "--passphrase-file FILE or --passphrase-fd N give it");
	} else {
		diag_fail(diag, EXIT_MACHINE, at, id, "reading the %s from the terminal failed",
			  what);
	}
	return -1;
}

/* A new one is typed twice, so that nobody locks a key with a slip of the finger. */
static int from_terminal(struct diag *diag, struct location at, const char *id, const char *what,
			 bool is_new, struct secret *secret)
{
	struct secret *again = secret_new();
	enum prompt prompt = prompt_ask(what, at.file, false, secret->text, SECRET_MAX_SIZE);
	int result;

	secret->size = strlen(secret->text);
	if (prompt == PROMPT_DONE && is_new)
		prompt = prompt_ask(what, at.file, true, again->text, SECRET_MAX_SIZE);
	if (prompt == PROMPT_DONE && is_new && strcmp(secret->text, again->text) != 0) {
		diag_error(diag, at, id, "the two %ss differ", what);
		result = -1;
	} else if (prompt != PROMPT_DONE && prompt != PROMPT_TOO_LONG) {
		result = fail_prompt(diag, at, id, what, prompt);
	} else {
		result = judge(diag, at, id, what, "the terminal", secret,
			       prompt == PROMPT_TOO_LONG ? EFBIG : 0);
	}
	secret_forget(again);
	return result;
}

struct secret *secret_get(struct diag *diag, struct location at, const struct secret_source *source,
			  const char *id, const char *what, bool is_new)
{
	struct secret *secret = secret_new();
	int result;

	if (source->file != NULL)
		result = from_file(diag, at, id, what, source->file, secret);
	else if (source->descriptor != NULL)
		result = from_descriptor(diag, at, id, what, source->descriptor, secret);
	else
		result = from_terminal(diag, at, id, what, is_new, secret);
	if (result == 0)
		return secret;
	secret_forget(secret);
	return NULL;
}
