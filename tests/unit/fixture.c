/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fixture.h"

#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "xpack/check.h"

#define MAX_OPEN_DIRECTORIES 8

/* As in a command that was given no option: what is off is not reported. */
static struct diag *new_diag(void)
{
	struct diag *diag = diag_new();

	check_switch_off(diag);
	return diag;
}

int fixture_begin(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	if (fixture == NULL)
		return -1;
	fixture->arena = arena_new();
	fixture->diag = new_diag();
	*state = fixture;
	return 0;
}

int fixture_begin_in_directory(void **state)
{
	const char *base = getenv("TMPDIR");
	struct fixture *fixture;

	if (fixture_begin(state) != 0)
		return -1;
	fixture = *state;
	if (asprintf(&fixture->directory, "%s/xpack-unit.XXXXXX", base != NULL ? base : "/tmp") < 0)
		return -1;
	return mkdtemp(fixture->directory) != NULL && chdir(fixture->directory) == 0 ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

int fixture_end(void **state)
{
	struct fixture *fixture = *state;
	int result = 0;

	if (fixture->directory != NULL)
		result = chdir("/") != 0 || nftw(fixture->directory, remove_entry,
						 MAX_OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS) != 0;
	free(fixture->directory);
	diag_free(fixture->diag);
	arena_free(fixture->arena);
	free(fixture);
	return result;
}

void fixture_forget(struct fixture *fixture)
{
	diag_free(fixture->diag);
	fixture->diag = new_diag();
}

void fixture_write(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

char *fixture_read(struct fixture *fixture, const char *name)
{
	FILE *file = fopen(name, "r");
	struct buf bytes = { 0 };
	char *text;
	int c;

	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		*buf_put(&bytes, NULL, 1) = (uint8_t)c;
	assert_int_equal(fclose(file), 0);
	text = arena_text(fixture->arena, bytes.size == 0 ? "" : (const char *)bytes.data,
			  bytes.size);
	buf_free(&bytes);
	return text;
}

unsigned fixture_n_entries(const char *directory)
{
	DIR *handle = opendir(directory);
	unsigned n = 0;

	assert_non_null(handle);
	while (readdir(handle) != NULL)
		n++;
	closedir(handle);
	return n - 2;
}

int fixture_run_apart(void (*run)(void *context), void *context)
{
	pid_t child = fork();
	int status = 0;

	assert_true(child >= 0);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		run(context);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
