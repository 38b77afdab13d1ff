/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * usage: run a command, and say what it used.
 *
 *	usage FILE COMMAND...		append "WALL CPU PEAK" to FILE
 *
 * Seconds by the clock, seconds of processors (user and system), and the greatest size in memory
 * in KiB, files that are mapped included (getrusage(2)).  Exits as the command does.
 */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double begin = now();
	double wall;
	int status;
	FILE *to;
	pid_t child;

	if (argc < 3)
		errx(2, "usage: usage FILE COMMAND...");
	child = fork();
	if (child < 0)
		err(99, "fork");
	if (child == 0) {
		execvp(argv[2], argv + 2);
		warn("%s", argv[2]);
		_exit(99);
	}
	if (wait4(child, &status, 0, &usage) != child)
		err(99, "wait4");
	wall = now() - begin;
	to = fopen(argv[1], "a");
	if (to == NULL ||
	    fprintf(to, "%.6f %.6f %ld\n", wall, seconds(usage.ru_utime) + seconds(usage.ru_stime),
		    usage.ru_maxrss) < 0 ||
	    fclose(to) != 0)
		err(99, "%s", argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
