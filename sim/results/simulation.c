/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/simulation.h"

#include "engine/fate.h"
#include "model/sway.h"

#include <stdlib.h>
#include <string.h>

/* Replicates that a thread holds before it adds them to the tallies: fewer where they would take more
 * than BATCH_BYTES on all threads. */
enum { BATCH = 64, BATCH_BYTES = 16 * 1024 * 1024 };

/* What one thread works with. */
typedef struct {
    lac_stochastic *engine;
    lac_fate fate;
    lac_sway *sways;      /* by scenario; NULL where every replicate has the numbers of the sheet */
    lac_course **courses; /* by scenario; those of the crew where every replicate has the same */
    int64_t *values;      /* a batch */
    int64_t *picked;      /* the chosen numbers of a batch */
} hand;

typedef struct {
    lac_simulation *simulation;
    bool process;
    bool varies;          /* replicates differ in more than luck: unknowns or years */
    lac_course **courses; /* by scenario, for all threads, when nothing varies but luck */
    hand *hands;
    size_t n_hands;
    size_t n_first;
    size_t batch;
    int64_t *first;    /* the numbers of the first replicates */
    bool *every_month; /* by month, true: with drift rates change in each */
    lac_lock **locks;  /* by tally, and the last: of chosen_tally and of the two below */
    size_t done;
    bool negative;
} crew;

static lac_course **make_courses(const crew *self, const hand *own)
{
    const lac_results *results = self->simulation->results;
    lac_course **courses = calloc(results->n_scenarios, sizeof *courses);
    for (size_t s = 0; courses != NULL && s < results->n_scenarios; s++) {
        const lac_model *model =
            own != NULL && own->sways != NULL ? &own->sways[s].model : &results->models[s];
        courses[s] = lac_course_make(model, &results->measures);
    }
    return courses;
}

static void free_courses(lac_course **courses, size_t n)
{
    for (size_t s = 0; courses != NULL && s < n; s++) {
        if (courses[s] != NULL) {
            lac_course_free(courses[s]);
        }
    }
    free(courses);
}

static bool all_made(lac_course *const *courses, size_t n)
{
    for (size_t s = 0; courses != NULL && s < n; s++) {
        if (courses[s] == NULL) {
            return false;
        }
    }
    return courses != NULL;
}

static int make_sways(const crew *self, hand *own)
{
    const lac_simulation *simulation = self->simulation;
    const lac_results *results = simulation->results;
    int status = LAC_OK;
    own->sways = calloc(results->n_scenarios, sizeof *own->sways);
    if (own->sways == NULL) {
        return LAC_MEMORY;
    }
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        status =
            lac_sway_make(&own->sways[s], &results->models[s], results->plan, simulation->unknowns);
    }
    return status;
}

static int make_hand(const crew *self, hand *own)
{
    const lac_simulation *simulation = self->simulation;
    const lac_results *results = simulation->results;
    const lac_model *model = &results->models[0];
    int status = LAC_OK;
    own->values = calloc(self->batch * simulation->outcome.n, sizeof *own->values);
    own->picked = calloc(self->batch * simulation->n_chosen_series + 1, sizeof *own->picked);
    if (own->values == NULL || own->picked == NULL) {
        return LAC_MEMORY;
    }
    if (self->varies) {
        status = lac_fate_make(
            &own->fate, simulation->unknowns, simulation->drift, model->start, model->n_months);
        status = status == LAC_OK ? make_sways(self, own) : status;
    }
    if (status == LAC_OK && self->process) {
        own->engine = lac_stochastic_make();
        own->courses = self->varies ? make_courses(self, own) : self->courses;
        status = own->engine != NULL && all_made(own->courses, results->n_scenarios) ? LAC_OK
                                                                                     : LAC_MEMORY;
    }
    return status;
}

static void free_hand(const crew *self, hand *own)
{
    const size_t n = self->simulation->results->n_scenarios;
    if (own->engine != NULL) {
        lac_stochastic_free(own->engine);
    }
    if (self->varies) {
        free_courses(own->courses, n);
        lac_fate_free(&own->fate);
    }
    for (size_t s = 0; own->sways != NULL && s < n; s++) {
        lac_sway_free(&own->sways[s]);
    }
    free(own->sways);
    free(own->values);
    free(own->picked);
}

/* ---- one replicate ---- */

static int simulate(const crew *self, hand *own, size_t s, const lac_luck *luck, int64_t *values,
    lac_shortfalls *shortfalls)
{
    const lac_outcome *outcome = &self->simulation->outcome;
    const bool drifts = (self->simulation->layers & LAC_LAYER_DRIFT) != 0;
    const int status =
        self->varies ? lac_course_set(own->courses[s], drifts ? own->fate.month : NULL) : LAC_OK;
    return status != LAC_OK ? status
                            : lac_stochastic_run(own->engine, own->courses[s], luck,
                                  lac_outcome_monthly(outcome, s, values), shortfalls);
}

/* Without chance: what `expected` makes of the draw. */
static int expect(
    const crew *self, const hand *own, size_t s, int64_t *values, lac_shortfalls *shortfalls)
{
    const lac_results *results = self->simulation->results;
    lac_track track = {0};
    lac_model model = self->varies ? own->sways[s].model : results->models[s];
    if ((self->simulation->layers & LAC_LAYER_DRIFT) != 0) {
        model.drift = own->fate.month;
        model.rates_change = self->every_month;
    }
    const int status = lac_expected_run(&track, &model, &results->measures);
    if (status == LAC_OK) {
        lac_outcome_put(&self->simulation->outcome, s, &track, values);
        *shortfalls = (lac_shortfalls){.unmet = track.unmet, .shortage = track.shortage};
    }
    lac_track_free(&track);
    return status;
}

static int run_replicate(const crew *self, hand *own, size_t replicate, int64_t *values)
{
    const lac_simulation *simulation = self->simulation;
    const lac_results *results = simulation->results;
    const lac_luck luck = {results->replicates.seed, (uint32_t)replicate};
    int status = LAC_OK;
    if (self->varies) {
        lac_fate_draw(&own->fate, &luck, simulation->layers);
    }
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        lac_shortfalls shortfalls = {0};
        if (self->varies) {
            lac_sway_set(&own->sways[s], own->fate.draw);
        }
        status = self->process ? simulate(self, own, s, &luck, values, &shortfalls)
                               : expect(self, own, s, values, &shortfalls);
        if (status == LAC_OK) {
            const lac_model *model = self->varies ? &own->sways[s].model : &results->models[s];
            lac_outcome_finish(&simulation->outcome, s, model, &shortfalls, values);
        }
    }
    return status;
}

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

/* Replicates from .. from + n - 1, one behind the other. */
static int run_replicates(crew *self, hand *own, size_t from, size_t n, int64_t *values)
{
    const size_t stride = self->simulation->outcome.n;
    int status = LAC_OK;
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        if (i > 0 && !self->process && !self->varies) {
            memcpy(values + i * stride, values, stride * sizeof *values);
            continue;
        }
        status = interrupted(self) ? LAC_INTERRUPTED
                                   : run_replicate(self, own, from + i, values + i * stride);
    }
    if (status == LAC_INPUT) {
        lac_lock_take(self->locks[self->simulation->n_tallies]);
        self->negative = true;
        lac_lock_give(self->locks[self->simulation->n_tallies]);
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
        self, &self->hands[thread], job, 1, self->first + job * self->simulation->outcome.n);
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
static int add(crew *self, const hand *own, size_t from, size_t n)
{
    lac_simulation *simulation = self->simulation;
    const size_t n_tallies = simulation->n_tallies;
    const size_t start = n_tallies * (size_t)(own - self->hands) / self->n_hands;
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
    hand *own = &self->hands[thread];
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

static int prepare(crew *self)
{
    lac_simulation *simulation = self->simulation;
    const lac_results *results = simulation->results;
    const size_t n_months = (size_t)simulation->outcome.n_months;
    const size_t threads = results->n_threads < 1 ? 1 : (size_t)results->n_threads;
    const size_t bytes = simulation->outcome.n * sizeof(int64_t);
    const size_t fit = BATCH_BYTES / (bytes * threads);
    self->batch = fit < 1 ? 1 : fit < BATCH ? fit : BATCH;
    self->n_first = simulation->n < LAC_FIRST_REPLICATES ? simulation->n : LAC_FIRST_REPLICATES;
    self->n_hands = threads;
    simulation->n_tallies =
        simulation->only_chosen ? 0 : (simulation->outcome.n + LAC_TALLY_PART - 1) / LAC_TALLY_PART;
    simulation->tallies = calloc(simulation->n_tallies + 1, sizeof *simulation->tallies);
    self->hands = calloc(threads, sizeof *self->hands);
    self->first = calloc(self->n_first * simulation->outcome.n, sizeof *self->first);
    self->every_month = calloc(n_months, sizeof *self->every_month);
    self->locks = calloc(simulation->n_tallies + 1, sizeof(lac_lock *));
    if (simulation->tallies == NULL || self->hands == NULL || self->first == NULL ||
        self->every_month == NULL || self->locks == NULL) {
        return LAC_MEMORY;
    }
    memset(self->every_month, true, n_months * sizeof *self->every_month);
    for (size_t i = 0; i <= simulation->n_tallies; i++) {
        self->locks[i] = lac_lock_make();
        if (self->locks[i] == NULL) {
            return LAC_MEMORY;
        }
    }
    if (self->process && !self->varies) {
        self->courses = make_courses(self, NULL);
        int status = all_made(self->courses, results->n_scenarios) ? LAC_OK : LAC_MEMORY;
        for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
            status = lac_course_set(self->courses[s], NULL);
        }
        if (status != LAC_OK) {
            self->negative = status == LAC_INPUT;
            return status;
        }
    }
    int status = LAC_OK;
    for (size_t i = 0; i < threads && status == LAC_OK; i++) {
        status = make_hand(self, &self->hands[i]);
    }
    return status;
}

static void dismiss(crew *self)
{
    const lac_simulation *simulation = self->simulation;
    for (size_t i = 0; self->hands != NULL && i < self->n_hands; i++) {
        free_hand(self, &self->hands[i]);
    }
    for (size_t i = 0; self->locks != NULL && i <= simulation->n_tallies; i++) {
        lac_lock_free(self->locks[i]);
    }
    free_courses(self->courses, simulation->results->n_scenarios);
    free(self->hands);
    free(self->first);
    free(self->every_month);
    free(self->locks);
}

int lac_simulation_run(lac_simulation *self, bool *negative)
{
    const unsigned beyond_luck = LAC_LAYER_PARAMETER | LAC_LAYER_DRIFT | LAC_LAYER_ASSUMPTION;
    crew shared = {.simulation = self,
        .process = (self->layers & LAC_LAYER_PROCESS) != 0,
        .varies = (self->layers & beyond_luck) != 0};
    lac_ensemble ensemble = {.work = run_first, .context = &shared};
    int status = lac_outcome_make(&self->outcome, self->results, shared.process);
    if (status == LAC_OK) {
        status = prepare(&shared);
    }
    if (status == LAC_OK) {
        status = lac_ensemble_run(&ensemble, shared.n_first, (int)shared.n_hands);
    }
    if (status == LAC_OK) {
        status = begin_tallies(&shared);
        free(shared.first);
        shared.first = NULL;
    }
    if (status == LAC_OK && self->n > shared.n_first) {
        const size_t left = self->n - shared.n_first;
        ensemble.work = run_batch;
        status = lac_ensemble_run(
            &ensemble, (left + shared.batch - 1) / shared.batch, (int)shared.n_hands);
    }
    *negative = shared.negative;
    dismiss(&shared);
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
