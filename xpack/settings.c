/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#define SETTINGS_MAX_SIZE (64u << 10)

static const struct {
	const char *option;
	const char *environment;
	const char *line;
	const char *what;
} settings[] = {
	[SETTING_KEY] = { "-k", "XPACK_KEY", "key", "private key" },
	[SETTING_PUBKEY] = { "-p", "XPACK_PUBKEY", "pubkey", "public key" },
};

const char *settings_directory(struct arena *arena, const char *variable, const char *in_home)
{
	const char *base = getenv(variable);
	const char *home = getenv("HOME");

	if (base != NULL && base[0] == '/')
		return arena_printf(arena, "%s/xpack", base);
	if (home != NULL && home[0] == '/')
		return arena_printf(arena, "%s/%s/xpack", home, in_home);
	return NULL;
}

static const char *config_path(struct arena *arena)
{
	const char *directory = settings_directory(arena, "XDG_CONFIG_HOME", ".config");

	return directory == NULL ? NULL : arena_printf(arena, "%s/config", directory);
}

/* The text without blanks at both ends, cut in place. */
static char *trim(char *text)
{
	size_t n;

	while (isspace((unsigned char)*text))
		text++;
	n = strlen(text);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	return text;
}

static const char *expand_home(struct arena *arena, const char *path)
{
	const char *home = getenv("HOME");

	if (strncmp(path, "~/", 2) != 0 || home == NULL)
		return path;
	return arena_printf(arena, "%s/%s", home, path + 2);
}

/* One line; *value is set when it is the wanted one.  -1 when the line is none of the known. */
static int read_line(char *line, const char *wanted, const char **value)
{
	char *equals;

	line = trim(line);
	if (line[0] == '\0' || line[0] == '#')
		return 0;
	equals = strchr(line, '=');
	if (equals == NULL)
		return -1;
	*equals = '\0';
	line = trim(line);
	if (strcmp(line, wanted) == 0)
		*value = trim(equals + 1);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (strcmp(line, settings[i].line) == 0)
			return 0;
	return -1;
}

static int read_config(struct arena *arena, struct diag *diag, const char *wanted,
		       const char **value)
{
	const char *path = config_path(arena);
	uint32_t number = 0;
	struct buf text;
	char *next;
	int result = 0;

	if (path == NULL || (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)))
		return 0;
	if (file_read(diag, location_of_file(path), path, SETTINGS_MAX_SIZE, &text) != 0)
		return -1;
	next = arena_text(arena, (const char *)text.data, text.size);
	buf_free(&text);
	while (next != NULL) {
		char *line = strsep(&next, "\n");

		number++;
		if (read_line(line, wanted, value) != 0) {
			diag_fail(diag, EXIT_USAGE, (struct location){ path, number, 1 }, "config",
				  "expected 'key = PATH' or 'pubkey = PATH'");
			result = -1;
		}
	}
	return result;
}

const char *settings_find(struct arena *arena, struct diag *diag, enum setting setting,
			  const char *option)
{
	const char *environment = getenv(settings[setting].environment);
	const char *value = NULL;

	if (option != NULL)
		return option;
	if (environment != NULL && environment[0] != '\0')
		return environment;
	if (read_config(arena, diag, settings[setting].line, &value) != 0)
		return NULL;
	if (value != NULL && value[0] != '\0')
		return expand_home(arena, value);
	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "no-key",
		  "no %s: give %s FILE, set %s, or write '%s = PATH' into ~/.config/xpack/config",
		  settings[setting].what, settings[setting].option, settings[setting].environment,
		  settings[setting].line);
	diag_help(diag, (struct location){ 0 },
		  "'xpack keygen FILE' makes a private key FILE and its public key FILE.pub");
	return NULL;
}

int settings_public_keys(struct arena *arena, struct diag *diag, const char *const *given, size_t n,
			 struct key *keys)
{
	const char *found;

	if (n > 0)
		return key_read_set(diag, given, n, keys);
	found = settings_find(arena, diag, SETTING_PUBKEY, NULL);
	return found == NULL ? -1 : key_read_set(diag, &found, 1, keys);
}

const char *settings_libdir(void)
{
	const char *environment = getenv("XPACK_LIBDIR");

	return environment != NULL && environment[0] != '\0' ? environment : XPACK_LIBDIR;
}

int settings_timestamp(struct diag *diag, uint32_t *timestamp)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	unsigned long long value;
	char *end;

	*timestamp = 0;
	if (text == NULL || text[0] == '\0')
		return 0;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || text[0] < '0' || text[0] > '9' || value > UINT32_MAX) {
		diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "source-date-epoch",
			  "SOURCE_DATE_EPOCH='%s' is not a number of seconds in 32 bits", text);
		return -1;
	}
	*timestamp = (uint32_t)value;
	return 0;
}
