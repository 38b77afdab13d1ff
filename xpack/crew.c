/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_NS 100000000 /* between two looks at how far the others are */
#define SHOW_STEP (1u << 20)  /* bytes between two steps of progress */

/* What they share. */
struct crew {
	const struct crew_job *job;
	atomic_bool failed;
	_Atomic uint64_t done; /* bytes */
	pthread_mutex_t lock;
	pthread_cond_t left;
	unsigned n_working; /* under the lock */
};

struct crew_member {
	struct crew *crew;
	bool reports;   /* the progress: it is the caller's thread */
	uint64_t shown; /* of it, the last time */
};

void crew_step(struct crew_member *member, uint64_t size)
{
	struct crew *crew = member->crew;
	uint64_t done = atomic_fetch_add(&crew->done, size) + size;

	if (!member->reports || crew->job->progress == NULL || done - member->shown < SHOW_STEP)
		return;
	member->shown = done;
	progress_step(crew->job->progress, done);
}

void crew_fail(struct crew_member *member)
{
	atomic_store(&member->crew->failed, true);
}

bool crew_has_failed(const struct crew_member *member)
{
	return atomic_load(&member->crew->failed);
}

static void *begin(void *context)
{
	struct crew *crew = context;
	struct crew_member member = { .crew = crew };

	crew->job->work(&member, crew->job->context);
	pthread_mutex_lock(&crew->lock);
	crew->n_working--;
	pthread_cond_signal(&crew->left);
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* The caller's thread has nothing left to do but to show what the others do. */
static void watch(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	while (crew->n_working != 0) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += PROGRESS_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (pthread_cond_timedwait(&crew->left, &crew->lock, &until) == ETIMEDOUT &&
		    crew->job->progress != NULL)
			progress_step(crew->job->progress, atomic_load(&crew->done));
	}
	pthread_mutex_unlock(&crew->lock);
}

static void work_together(struct crew *crew, unsigned n)
{
	struct crew_member member = { .crew = crew, .reports = true };
	pthread_t threads[CREW_MAX];
	unsigned n_started = 0;

	crew->n_working = n - 1; /* before one of them can leave */
	while (n_started + 1 < n && pthread_create(&threads[n_started], NULL, begin, crew) == 0)
		n_started++;
	pthread_mutex_lock(&crew->lock);
	crew->n_working -= n - 1 - n_started;
	pthread_mutex_unlock(&crew->lock);
	crew->job->work(&member, crew->job->context);
	watch(crew);
	for (unsigned i = 0; i < n_started; i++)
		pthread_join(threads[i], NULL);
}

bool crew_run(const struct crew_job *job)
{
	struct crew crew = { .job = job,
			     .lock = PTHREAD_MUTEX_INITIALIZER,
			     .left = PTHREAD_COND_INITIALIZER };

	if (job->progress != NULL)
		progress_begin(job->progress, job->phase, job->size);
	work_together(&crew, job->n_threads);
	if (job->progress != NULL) {
		progress_step(job->progress, atomic_load(&crew.done));
		progress_end(job->progress);
	}
	return !atomic_load(&crew.failed);
}

unsigned crew_count(unsigned wanted, unsigned most, uint64_t n_pieces)
{
	long n = wanted;

	if (wanted == 0) {
		n = sysconf(_SC_NPROCESSORS_ONLN);
		n = n < 1 ? 1 : n > (long)most ? (long)most : n;
	}
	if (n > (long)CREW_MAX)
		n = CREW_MAX;
	return n_pieces == 0 ? 1 : n_pieces < (uint64_t)n ? (unsigned)n_pieces : (unsigned)n;
}
