/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/simulation.h"

#include <stdlib.h>
#include <string.h>

/* Replicates that a thread holds before it adds them to the tallies: fewer where they would take more
 * than BATCH_BYTES on all threads. */
enum { BATCH = 64, BATCH_BYTES = 16 * 1024 * 1024 };

/* What one thread works with. */
typedef struct {
    lac_hand hand;
    int64_t *values; /* a batch */
    int64_t *picked; /* the chosen numbers of a batch */
} worker;

typedef struct {
    lac_simulation *simulation;
    lac_setup setup;
    worker *workers;
    size_t n_workers;
    size_t n_first;
    size_t batch;
    int64_t *first;   /* the numbers of the first replicates */
    lac_lock **locks; /* by tally, and the last: of chosen_tally and of the two below */
    size_t done;
} crew;

/* ---- jobs ---- */

static bool interrupted(const crew *self)
{
    const lac_results *results = self->simulation->results;
    lac_lock *lock = self->locks[self->simulation->n_tallies];
    if (results->interrupted == NULL) {
        return false;
    }
    lac_lock_take(lock);
    const bool stop = results->interrupted(results->context);
    lac_lock_give(lock);
    return stop;
}

/* Keeps the first. Jobs begin in order and end once begun, so it does not hang on the threads. */
static void note_overdraw(crew *self, const lac_overdraw *found)
{
    lac_overdraw *first = &self->simulation->overdraw;
    lac_lock *lock = self->locks[self->simulation->n_tallies];
    lac_lock_take(lock);
    if (first->excess.lever == NULL || found->replicate < first->replicate) {
        *first = *found;
    }
    lac_lock_give(lock);
}

/* Replicates from .. from + n - 1, one behind the other. */
static int run_replicates(crew *self, worker *own, size_t from, size_t n, int64_t *values)
{
    const size_t stride = self->simulation->outcome.n;
    int status = LAC_OK;
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        if (i > 0 && self->setup.layers == 0) {
            memcpy(values + i * stride, values, stride * sizeof *values);
            continue;
        }
        status = interrupted(self) ? LAC_INTERRUPTED
                                   : lac_hand_run(&own->hand, from + i, values + i * stride);
    }
    if (status == LAC_INPUT) {
        note_overdraw(self, &own->hand.overdraw);
    }
    return status;
}

static void report(crew *self, size_t n)
{
    const lac_simulation *simulation = self->simulation;
    const lac_replicates_options *options = &simulation->results->replicates;
    lac_lock *lock = self->locks[simulation->n_tallies];
    lac_lock_take(lock);
    self->done += n;
    if (options->progress != NULL) {
        options->progress(options->context, simulation->done_before + self->done, simulation->all);
    }
    lac_lock_give(lock);
}

static int run_first(void *crew_, size_t job, int thread)
{
    crew *self = crew_;
    const int status = run_replicates(
        self, &self->workers[thread], job, 1, self->first + job * self->simulation->outcome.n);
    if (status == LAC_OK) {
        report(self, 1);
    }
    return status;
}

/* How many of the replicates from .. from + n - 1 are among those whose chosen numbers count; those
 * numbers, side by side. */
static size_t pick(const crew *self, size_t from, size_t n, const int64_t *values, int64_t *picked)
{
    const lac_simulation *simulation = self->simulation;
    const size_t last = from + n < simulation->n_chosen ? from + n : simulation->n_chosen;
    const size_t count = last > from && simulation->n_chosen_series > 0 ? last - from : 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < simulation->n_chosen_series; j++) {
            *picked++ = values[i * simulation->outcome.n + simulation->chosen[j]];
        }
    }
    return count;
}

/* Adds to every tally, each thread beginning with another. */
static int add(crew *self, const worker *own, size_t from, size_t n)
{
    lac_simulation *simulation = self->simulation;
    const size_t n_tallies = simulation->n_tallies;
    const size_t start = n_tallies * (size_t)(own - self->workers) / self->n_workers;
    int status = LAC_OK;
    for (size_t i = 0; i < n_tallies && status == LAC_OK; i++) {
        const size_t at = (start + i) % n_tallies;
        lac_lock_take(self->locks[at]);
        status = lac_tally_add(
            &simulation->tallies[at], own->values + at * LAC_TALLY_PART, n, simulation->outcome.n);
        lac_lock_give(self->locks[at]);
    }
    const size_t count = pick(self, from, n, own->values, own->picked);
    if (count > 0 && status == LAC_OK) {
        lac_lock_take(self->locks[n_tallies]);
        status = lac_tally_add(
            &simulation->chosen_tally, own->picked, count, simulation->n_chosen_series);
        lac_lock_give(self->locks[n_tallies]);
    }
    return status;
}

static int run_batch(void *crew_, size_t job, int thread)
{
    crew *self = crew_;
    worker *own = &self->workers[thread];
    const size_t from = self->n_first + job * self->batch;
    const size_t left = self->simulation->n - from;
    const size_t n = left < self->batch ? left : self->batch;
    int status = run_replicates(self, own, from, n, own->values);
    status = status == LAC_OK ? add(self, own, from, n) : status;
    if (status == LAC_OK) {
        report(self, n);
    }
    return status;
}

/* ---- a run ---- */

/* The first replicates fix the bins, and are then added. */
static int begin_tallies(crew *self)
{
    lac_simulation *simulation = self->simulation;
    const size_t stride = simulation->outcome.n;
    int status = LAC_OK;
    for (size_t i = 0; i < simulation->n_tallies && status == LAC_OK; i++) {
        const size_t at = i * LAC_TALLY_PART;
        const size_t n = stride - at < LAC_TALLY_PART ? stride - at : LAC_TALLY_PART;
        lac_tally *tally = &simulation->tallies[i];
        status = lac_tally_begin(tally, n, self->first + at, self->n_first, stride);
        if (status == LAC_OK) {
            status = lac_tally_add(tally, self->first + at, self->n_first, stride);
        }
    }
    int64_t *picked = calloc(self->n_first * simulation->n_chosen_series + 1, sizeof *picked);
    const size_t n = picked == NULL ? 0 : pick(self, 0, self->n_first, self->first, picked);
    if (picked == NULL) {
        status = LAC_MEMORY;
    }
    if (n > 0 && status == LAC_OK) {
        status = lac_tally_begin(&simulation->chosen_tally, simulation->n_chosen_series, picked, n,
            simulation->n_chosen_series);
        if (status == LAC_OK) {
            status =
                lac_tally_add(&simulation->chosen_tally, picked, n, simulation->n_chosen_series);
        }
    }
    free(picked);
    return status;
}

static int make_workers(crew *self)
{
    const lac_simulation *simulation = self->simulation;
    int status = LAC_OK;
    self->workers = calloc(self->n_workers, sizeof *self->workers);
    if (self->workers == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < self->n_workers && status == LAC_OK; i++) {
        worker *own = &self->workers[i];
        own->values = calloc(self->batch * simulation->outcome.n, sizeof *own->values);
        own->picked = calloc(self->batch * simulation->n_chosen_series + 1, sizeof *own->picked);
        status = own->values == NULL || own->picked == NULL
                     ? LAC_MEMORY
                     : lac_hand_make(&own->hand, &self->setup);
    }
    return status;
}

static int make_tallies(crew *self)
{
    lac_simulation *simulation = self->simulation;
    simulation->n_tallies =
        simulation->only_chosen ? 0 : (simulation->outcome.n + LAC_TALLY_PART - 1) / LAC_TALLY_PART;
    simulation->tallies = calloc(simulation->n_tallies + 1, sizeof *simulation->tallies);
    self->first = calloc(self->n_first * simulation->outcome.n, sizeof *self->first);
    self->locks = calloc(simulation->n_tallies + 1, sizeof(lac_lock *));
    if (simulation->tallies == NULL || self->first == NULL || self->locks == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i <= simulation->n_tallies; i++) {
        self->locks[i] = lac_lock_make();
        if (self->locks[i] == NULL) {
            return LAC_MEMORY;
        }
    }
    return LAC_OK;
}

static int prepare(crew *self)
{
    lac_simulation *simulation = self->simulation;
    const lac_results *results = simulation->results;
    const size_t threads = results->n_threads < 1 ? 1 : (size_t)results->n_threads;
    self->n_workers = threads < simulation->n ? threads : simulation->n;
    const size_t bytes = simulation->outcome.n * sizeof(int64_t) * self->n_workers;
    const size_t fit = BATCH_BYTES / bytes;
    self->batch = fit < 1 ? 1 : fit < BATCH ? fit : BATCH;
    self->n_first = simulation->n < LAC_FIRST_REPLICATES ? simulation->n : LAC_FIRST_REPLICATES;
    int status = lac_setup_make(&self->setup, results, simulation->unknowns, simulation->drift,
        &simulation->outcome, simulation->layers);
    status = status == LAC_OK ? make_tallies(self) : status;
    return status == LAC_OK ? make_workers(self) : status;
}

static void dismiss(crew *self)
{
    for (size_t i = 0; self->workers != NULL && i < self->n_workers; i++) {
        lac_hand_free(&self->workers[i].hand);
        free(self->workers[i].values);
        free(self->workers[i].picked);
    }
    for (size_t i = 0; self->locks != NULL && i <= self->simulation->n_tallies; i++) {
        lac_lock_free(self->locks[i]);
    }
    free(self->workers);
    free(self->first);
    free(self->locks);
    lac_setup_free(&self->setup);
}

int lac_simulation_run(lac_simulation *self)
{
    crew all = {.simulation = self};
    lac_ensemble ensemble = {.work = run_first, .context = &all};
    int status =
        lac_outcome_make(&self->outcome, self->results, (self->layers & LAC_LAYER_PROCESS) != 0);
    if (status == LAC_OK) {
        status = prepare(&all);
    }
    if (status == LAC_OK) {
        status = lac_ensemble_run(&ensemble, all.n_first, (int)all.n_workers);
    }
    if (status == LAC_OK) {
        status = begin_tallies(&all);
        free(all.first);
        all.first = NULL;
    }
    if (status == LAC_OK && self->n > all.n_first) {
        const size_t left = self->n - all.n_first;
        ensemble.work = run_batch;
        status =
            lac_ensemble_run(&ensemble, (left + all.batch - 1) / all.batch, (int)all.n_workers);
    }
    dismiss(&all);
    return status;
}

void lac_simulation_free(lac_simulation *self)
{
    for (size_t i = 0; self->tallies != NULL && i < self->n_tallies; i++) {
        lac_tally_free(&self->tallies[i]);
    }
    free(self->tallies);
    lac_tally_free(&self->chosen_tally);
    lac_outcome_free(&self->outcome);
    memset(self, 0, sizeof *self);
}
