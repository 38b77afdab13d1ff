/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "rsp_peer.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "expect.h"

#define SHORT_PAUSE 10
#define REPLY_MS 300
#define LONG_PAUSE 450

const struct rsp_limits peer_limits = { .ack = REPLY_MS,
					.reply = REPLY_MS,
					.late = 100,
					.flash = REPLY_MS * 4,
					.settle = 100,
					.attempts = 3,
					.faults = 8 };

/* The frames of a text. */
size_t peer_expand(const char *text, char *to)
{
	char *at = to;

	for (; *text != '\0'; text++) {
		const char *end;
		unsigned sum = 0;

		if (*text != '<') {
			*at++ = *text;
			continue;
		}
		end = strchr(text, '>');
		*at++ = '$';
		for (text++; text < end; text++) {
			sum += (unsigned char)*text;
			*at++ = *text;
		}
		at += sprintf(at, "#%02x", sum & 0xff);
	}
	return (size_t)(at - to);
}

static void say(int fd, const char *text)
{
	static char bytes[1 << 16];
	size_t n = peer_expand(text, bytes);

	for (size_t i = 0; i < n; i++) {
		size_t part = 0;

		while (i + part < n && strchr("~^!", bytes[i + part]) == NULL)
			part++;
		if (part > 0 && send(fd, &bytes[i], part, MSG_NOSIGNAL) != (ssize_t)part)
			_exit(3);
		i += part;
		if (i == n)
			break;
		if (bytes[i] == '!')
			shutdown(fd, SHUT_RDWR);
		else
			usleep((bytes[i] == '~' ? LONG_PAUSE : SHORT_PAUSE) * 1000);
	}
}

/* The peer's process ends with 0 when it was sent what the script wants, and nothing else. */
static void follow(int fd, const struct peer_step *steps, size_t n)
{
	static char wanted[1 << 16], got[1 << 16];
	char more;

	for (size_t i = 0; i < n; i++) {
		size_t size = peer_expand(steps[i].wanted, wanted);

		if ((size > 0 && recv(fd, got, size, MSG_WAITALL) != (ssize_t)size) ||
		    memcmp(got, wanted, size) != 0) {
			fprintf(stderr, "step %zu: '%.*s' instead of '%.*s'\n", i, (int)size, got,
				(int)size, wanted);
			_exit(1);
		}
		say(fd, steps[i].said);
	}
	_exit(recv(fd, &more, 1, 0) > 0 ? 2 : 0);
}

void peer_start_traced(struct peer *peer, void **state, const struct peer_step *steps, size_t n,
		       struct trace *trace)
{
	int pair[2];

	*peer = (struct peer){ .fixture = *state };
	peer->request = (struct target_request){
		.arena = peer->fixture->arena,
		.diag = peer->fixture->diag,
		.trace = trace,
		.name = "gdb:test",
	};
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	fflush(NULL);
	peer->pid = fork();
	if (peer->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(pair[0]);
		follow(pair[1], steps, n);
	}
	close(pair[1]);
	peer->rsp = rsp_open(&peer->request, pair[0], peer_limits);
}

void peer_start(struct peer *peer, void **state, const struct peer_step *steps, size_t n)
{
	peer_start_traced(peer, state, steps, n, NULL);
}

void peer_stop(struct peer *peer)
{
	int status;

	rsp_close(peer->rsp);
	assert_int_equal(waitpid(peer->pid, &status, 0), peer->pid);
	assert_int_equal(status, 0);
}

struct span peer_bytes(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

void peer_expect_read(struct peer *peer, const char *text)
{
	char found[64] = "";

	assert_int_equal(rsp_read(peer->rsp, 0x100, (uint8_t *)found, strlen(text)), 0);
	assert_string_equal(found, text);
}

void peer_reads(void **state, const struct peer_step *steps, size_t n, const char *text)
{
	struct peer peer;

	peer_start(&peer, state, steps, n);
	assert_int_equal(rsp_begin(peer.rsp), 0);
	peer_expect_read(&peer, text);
	peer_stop(&peer);
}

void peer_fails_to_read(struct peer *peer, size_t size, const char *report)
{
	uint8_t bytes[64];

	assert_int_equal(rsp_read(peer->rsp, 0x100, bytes, size), -1);
	expect_report(peer->fixture->diag, report);
	assert_int_equal(diag_exit_code(peer->fixture->diag), EXIT_TARGET);
}
