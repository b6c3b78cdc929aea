/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ensemble.h"

#include <pthread.h>
#include <stdlib.h>

/* What the threads share; everything but `ensemble` and `n_jobs` under the lock. */
typedef struct {
    const lac_ensemble *ensemble;
    size_t n_jobs;
    pthread_mutex_t lock;
    size_t next; /* job to begin */
    size_t done;
    int status;
    size_t failed; /* the job whose failure status is, n_jobs: none */
} job_pool;

typedef struct {
    job_pool *pool;
    int number;
    pthread_t thread;
} worker;

/* The next job, or n_jobs when there is none to begin. */
static size_t begin(job_pool *self)
{
    const lac_ensemble *ensemble = self->ensemble;
    size_t job = self->n_jobs;
    (void)pthread_mutex_lock(&self->lock);
    if (self->status == LAC_OK && self->next < self->n_jobs && ensemble->interrupted != NULL &&
        ensemble->interrupted(ensemble->caller)) {
        self->status = LAC_INTERRUPTED;
    }
    if (self->status == LAC_OK && self->next < self->n_jobs) {
        job = self->next++;
    }
    (void)pthread_mutex_unlock(&self->lock);
    return job;
}

static void end(job_pool *self, size_t job, int status)
{
    const lac_ensemble *ensemble = self->ensemble;
    (void)pthread_mutex_lock(&self->lock);
    if (status != LAC_OK && job < self->failed) {
        self->failed = job;
        self->status = status;
    }
    self->done++;
    if (status == LAC_OK && ensemble->done != NULL) {
        ensemble->done(ensemble->caller, self->done, self->n_jobs);
    }
    (void)pthread_mutex_unlock(&self->lock);
}

static void *work(void *worker_)
{
    const worker *self = worker_;
    job_pool *pool = self->pool;
    const lac_ensemble *ensemble = pool->ensemble;
    for (size_t job = begin(pool); job < pool->n_jobs; job = begin(pool)) {
        end(pool, job, ensemble->work(ensemble->context, job, self->number));
    }
    return NULL;
}

int lac_ensemble_run(const lac_ensemble *self, size_t n_jobs, int n_threads)
{
    worker workers[LAC_MAX_THREADS];
    job_pool pool = {.ensemble = self, .n_jobs = n_jobs, .status = LAC_OK, .failed = n_jobs};
    int n = n_threads < 1 ? 1 : n_threads > LAC_MAX_THREADS ? LAC_MAX_THREADS : n_threads;
    n = n_jobs < (size_t)n ? (int)n_jobs : n;
    if (pthread_mutex_init(&pool.lock, NULL) != 0) {
        return LAC_MEMORY;
    }
    int started = 1;
    for (; started < n; started++) {
        workers[started] = (worker){.pool = &pool, .number = started};
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0) {
            break; /* the threads that there are do all jobs */
        }
    }
    workers[0] = (worker){.pool = &pool};
    (void)work(&workers[0]);
    for (int i = 1; i < started; i++) {
        (void)pthread_join(workers[i].thread, NULL);
    }
    (void)pthread_mutex_destroy(&pool.lock);
    return pool.status;
}

struct lac_lock {
    pthread_mutex_t mutex;
};

lac_lock *lac_lock_make(void)
{
    lac_lock *self = malloc(sizeof *self);
    if (self != NULL && pthread_mutex_init(&self->mutex, NULL) != 0) {
        free(self);
        self = NULL;
    }
    return self;
}

void lac_lock_take(lac_lock *self)
{
    (void)pthread_mutex_lock(&self->mutex);
}

void lac_lock_give(lac_lock *self)
{
    (void)pthread_mutex_unlock(&self->mutex);
}

void lac_lock_free(lac_lock *self)
{
    if (self != NULL) {
        (void)pthread_mutex_destroy(&self->mutex);
        free(self);
    }
}
