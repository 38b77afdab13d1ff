/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "connect.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char unix_prefix[] = "unix:";

/* The parts of HOST:PORT; host is "" for this machine. */
struct endpoint {
	const char *host;
	const char *port;
};

static int split(struct arena *arena, const char *name, struct endpoint *to)
{
	const char *colon = strrchr(name, ':');
	size_t n;

	if (colon == NULL)
		return -1;
	n = (size_t)(colon - name);
	if (n >= 2 && name[0] == '[' && name[n - 1] == ']') {
		name++;
		n -= 2;
	} else if (memchr(name, ':', n) != NULL) {
		return -1;
	}
	to->host = arena_text(arena, name, n);
	to->port = colon + 1;
	n = strspn(to->port, "0123456789");
	if (n == 0 || n > 5 || to->port[n] != '\0')
		return -1;
	n = strtoul(to->port, NULL, 10);
	return n == 0 || n > UINT16_MAX ? -1 : 0;
}

/* 0 or -1 with errno. */
static int await_connection(int fd, int timeout_ms)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	socklen_t size = sizeof(int);
	int error = 0;
	int n;

	do
		n = poll(&ready, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	if (n <= 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		return -1;
	errno = error;
	return error == 0 ? 0 : -1;
}

static int connect_address(const struct sockaddr *addr, socklen_t size, int timeout_ms)
{
	int fd = socket(addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int one = 1;
	int error;

	if (fd < 0)
		return -1;
	if (connect(fd, addr, size) == 0 ||
	    (errno == EINPROGRESS && await_connection(fd, timeout_ms) == 0)) {
		if (addr->sa_family != AF_UNIX)
			(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		return fd;
	}
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static int connect_unix(struct arena *arena, const char *path, int timeout_ms, const char **why)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = -1;

	errno = ENAMETOOLONG;
	if (strlen(path) < sizeof(addr.sun_path)) {
		memcpy(addr.sun_path, path, strlen(path) + 1);
		fd = connect_address((const struct sockaddr *)(const void *)&addr, sizeof(addr),
				     timeout_ms);
	}
	if (fd < 0)
		*why = arena_printf(arena, "cannot connect to '%s': %s", path, strerror(errno));
	return fd;
}

static int connect_host(struct arena *arena, const struct endpoint *to, int timeout_ms,
			const char **why)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	const bool is_here = to->host[0] == '\0';
	const char *host = is_here ? "localhost" : to->host;
	struct addrinfo *found;
	int fd = -1;
	int code = getaddrinfo(is_here ? NULL : host, to->port, &hints, &found);

	if (code != 0) {
		*why = arena_printf(arena, "cannot find '%s': %s", host, gai_strerror(code));
		return -1;
	}
	for (const struct addrinfo *i = found; fd < 0 && i != NULL; i = i->ai_next)
		fd = connect_address(i->ai_addr, i->ai_addrlen, timeout_ms);
	if (fd < 0)
		*why = arena_printf(arena, "cannot connect to port %s of '%s': %s", to->port, host,
				    strerror(errno));
	freeaddrinfo(found);
	return fd;
}

int connect_to(struct arena *arena, const char *name, int timeout_ms, const char **why)
{
	const size_t n = sizeof(unix_prefix) - 1;
	struct endpoint to;

	if (strncmp(name, unix_prefix, n) == 0 && name[n] != '\0')
		return connect_unix(arena, name + n, timeout_ms, why);
	if (split(arena, name, &to) == 0)
		return connect_host(arena, &to, timeout_ms, why);
	*why = arena_printf(arena, "'%s' is not HOST:PORT", name);
	return -1;
}
