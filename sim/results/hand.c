/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/hand.h"

#include "engine/expected.h"

#include <stdlib.h>
#include <string.h>

/* ---- what all hands read ---- */

/* Courses of the models of the sheet, or of sways. NULL: no memory. */
static lac_course **make_courses(const lac_results *results, const lac_sway *sways)
{
    const size_t n = results->n_scenarios;
    lac_course **courses = calloc(n, sizeof *courses);
    for (size_t s = 0; courses != NULL && s < n; s++) {
        courses[s] = lac_course_make(
            sways == NULL ? &results->models[s] : &sways[s].model, &results->measures);
    }
    return courses;
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

static void free_courses(lac_course **courses, size_t n)
{
    for (size_t s = 0; courses != NULL && s < n; s++) {
        if (courses[s] != NULL) {
            lac_course_free(courses[s]);
        }
    }
    free(courses);
}

int lac_setup_make(lac_setup *self, const lac_results *results, const lac_unknowns *unknowns,
    const lac_drift *drift, const lac_outcome *outcome, unsigned layers)
{
    const size_t n_months = (size_t)outcome->n_months;
    *self = (lac_setup){.results = results,
        .unknowns = unknowns,
        .drift = drift,
        .outcome = outcome,
        .layers = layers,
        .process = (layers & LAC_LAYER_PROCESS) != 0,
        .varies = (layers & ~(unsigned)LAC_LAYER_PROCESS) != 0,
        .every_month = calloc(n_months, sizeof *self->every_month)};
    if (self->every_month == NULL) {
        return LAC_MEMORY;
    }
    memset(self->every_month, true, n_months * sizeof *self->every_month);
    if (!self->process || self->varies) {
        return LAC_OK;
    }
    self->courses = make_courses(results, NULL);
    int status = all_made(self->courses, results->n_scenarios) ? LAC_OK : LAC_MEMORY;
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        status = lac_course_set(self->courses[s], NULL);
    }
    return status == LAC_INPUT ? LAC_INTERNAL : status; /* the sheet has passed lac_model_build */
}

void lac_setup_free(lac_setup *self)
{
    if (self->courses != NULL) {
        free_courses(self->courses, self->results->n_scenarios);
    }
    free(self->every_month);
    memset(self, 0, sizeof *self);
}

/* ---- a hand ---- */

static int make_sways(lac_hand *self)
{
    const lac_results *results = self->setup->results;
    int status = LAC_OK;
    self->sways = calloc(results->n_scenarios, sizeof *self->sways);
    if (self->sways == NULL) {
        return LAC_MEMORY;
    }
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        status = lac_sway_make(
            &self->sways[s], &results->models[s], results->plan, self->setup->unknowns);
    }
    return status;
}

int lac_hand_make(lac_hand *self, const lac_setup *setup)
{
    const lac_results *results = setup->results;
    const lac_model *model = &results->models[0];
    int status = LAC_OK;
    *self = (lac_hand){.setup = setup,
        .courses = setup->courses,
        .counts = calloc(setup->outcome->n_counts, sizeof *self->counts)};
    if (self->counts == NULL || lac_ledger_make(&self->ledger, setup->outcome) != LAC_OK) {
        return LAC_MEMORY;
    }
    if (setup->varies) {
        status = lac_fate_make(
            &self->fate, setup->unknowns, setup->drift, model->start, model->n_months);
        status = status == LAC_OK ? make_sways(self) : status;
    }
    if (status == LAC_OK && setup->process) {
        self->engine = lac_stochastic_make();
        if (setup->varies) {
            self->courses = make_courses(results, self->sways);
        }
        const bool made = self->engine != NULL && all_made(self->courses, results->n_scenarios);
        status = made ? LAC_OK : LAC_MEMORY;
    }
    return status;
}

void lac_hand_free(lac_hand *self)
{
    if (self->setup == NULL) {
        return;
    }
    const size_t n = self->setup->results->n_scenarios;
    if (self->engine != NULL) {
        lac_stochastic_free(self->engine);
    }
    if (self->setup->varies) {
        free_courses(self->courses, n);
        lac_fate_free(&self->fate);
    }
    for (size_t s = 0; self->sways != NULL && s < n; s++) {
        lac_sway_free(&self->sways[s]);
    }
    free(self->sways);
    free(self->counts);
    lac_ledger_free(&self->ledger);
    memset(self, 0, sizeof *self);
}

/* ---- a replicate ---- */

static bool drifts(const lac_setup *setup)
{
    return (setup->layers & LAC_LAYER_DRIFT) != 0;
}

static int simulate(lac_hand *self, size_t s, const lac_luck *luck, lac_shortfalls *shortfalls)
{
    const lac_setup *setup = self->setup;
    lac_course *course = self->courses[s];
    int status = LAC_OK;
    if (setup->varies) {
        status = lac_course_set(course, drifts(setup) ? self->fate.month : NULL);
    }
    if (status == LAC_OK) {
        status = lac_stochastic_run(self->engine, course, luck, self->counts, shortfalls);
    }
    return status;
}

/* Without chance: what `expected` makes of the draw. */
static int expect(const lac_hand *self, size_t s, lac_shortfalls *shortfalls)
{
    const lac_setup *setup = self->setup;
    const lac_results *results = setup->results;
    lac_track track = {0};
    lac_model model = setup->varies ? self->sways[s].model : results->models[s];
    if (drifts(setup)) {
        model.drift = self->fate.month;
        model.rates_change = setup->every_month;
    }
    const int status = lac_expected_run(&track, &model, &results->measures);
    if (status == LAC_OK) {
        lac_outcome_put(setup->outcome, &track, self->counts);
        *shortfalls = track.shortfalls;
    }
    lac_track_free(&track);
    return status;
}

/* Notes who takes too much in scenario s, whose flows could not be worked out. LAC_INPUT, LAC_MEMORY or
 * LAC_INTERNAL. */
static int note_overdraw(lac_hand *self, size_t replicate, size_t s)
{
    lac_excess excess;
    if (lac_excess_find(&excess, &self->sways[s].model) != LAC_OK) {
        return LAC_MEMORY;
    }
    if (excess.lever == NULL) {
        return LAC_INTERNAL;
    }
    excess.lever =
        self->setup->results->models[s].levers + (excess.lever - self->sways[s].model.levers);
    self->overdraw = (lac_overdraw){replicate, s, excess};
    return LAC_INPUT;
}

int lac_hand_run(lac_hand *self, size_t replicate, int64_t *values)
{
    const lac_setup *setup = self->setup;
    const lac_results *results = setup->results;
    const lac_luck luck = {results->replicates.seed, (uint32_t)replicate};
    int status = LAC_OK;
    if (setup->varies) {
        lac_fate_draw(&self->fate, &luck, setup->layers);
    }
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        lac_shortfalls shortfalls = {0};
        if (setup->varies) {
            lac_sway_set(&self->sways[s], self->fate.draw);
        }
        status =
            setup->process ? simulate(self, s, &luck, &shortfalls) : expect(self, s, &shortfalls);
        if (status == LAC_INPUT && setup->varies) {
            status = note_overdraw(self, replicate, s);
        }
        if (status == LAC_OK) {
            const lac_model *model = setup->varies ? &self->sways[s].model : &results->models[s];
            lac_outcome_price(setup->outcome, s, model, self->counts, &self->ledger, values);
            lac_outcome_put_shortfalls(setup->outcome, s, &shortfalls, values);
        }
    }
    if (status == LAC_OK) {
        lac_outcome_judge(setup->outcome, &self->ledger, values);
    }
    return status;
}
