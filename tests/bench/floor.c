/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * floor: what packing costs at least: each file read once, hashed with SHA-256 by OpenSSL, and
 * written behind the one before, on one thread.  Without an output nothing is written.
 *
 *	floor [-o FILE] INPUT...
 *
 * The file is synced, as outputs of xpack are.
 */

#include <err.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEP (256u << 10) /* bytes, as in xpack/payload.h */

static uint8_t buffer[STEP];

static void write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0)
			err(4, "write");
		bytes += n;
		size -= (size_t)n;
	}
}

static void take(EVP_MD_CTX *context, const char *path, int to)
{
	int from = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (from < 0)
		err(4, "%s", path);
	while ((n = read(from, buffer, sizeof(buffer))) > 0) {
		if (EVP_DigestUpdate(context, buffer, (size_t)n) != 1)
			errx(4, "hashing failed");
		if (to >= 0)
			write_all(to, buffer, (size_t)n);
	}
	if (n < 0)
		err(4, "%s", path);
	close(from);
}

int main(int argc, char **argv)
{
	EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char hash[EVP_MAX_MD_SIZE];
	int first = 1, to = -1;

	if (argc > 2 && strcmp(argv[1], "-o") == 0) {
		to = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (to < 0)
			err(4, "%s", argv[2]);
		first = 3;
	}
	for (int i = first; i < argc; i++) {
		if (EVP_DigestInit_ex2(context, sha256, NULL) != 1)
			errx(4, "hashing failed");
		take(context, argv[i], to);
		if (EVP_DigestFinal_ex(context, hash, NULL) != 1)
			errx(4, "hashing failed");
	}
	if (to >= 0 && (fsync(to) != 0 || close(to) != 0))
		err(4, "%s", argv[2]);
	EVP_MD_CTX_free(context);
	EVP_MD_free(sha256);
	return 0;
}
