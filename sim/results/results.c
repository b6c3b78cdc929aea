/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/results.h"

#include "base/ensemble.h"
#include "engine/expected.h"
#include "model/target.h"
#include "results/annual.h"
#include "results/caveats.h"
#include "results/money.h"
#include "results/remarks.h"
#include "results/replicates.h"
#include "results/savings.h"
#include "results/standing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The models that are being built: each scenario has its own list of messages. */
typedef struct {
    const lac_results *results;
    const size_t *wanted;
    lac_diagnostics *diagnostics;
} build_job;

static int build_model(void *job_, size_t i, int thread)
{
    const build_job *job = job_;
    const lac_results *results = job->results;
    (void)thread;
    const int status = lac_model_build(&results->models[i], results->plan,
        job->wanted == NULL ? i : job->wanted[i], &job->diagnostics[i]);
    return status == LAC_MEMORY ? status : LAC_OK; /* so that all faults are told at once */
}

static int build_models(lac_results *self, const lac_plan *plan, const size_t *wanted,
    size_t n_wanted, lac_diagnostics *diagnostics)
{
    build_job job = {self, wanted, NULL};
    const lac_ensemble ensemble = {.work = build_model, .context = &job};
    self->plan = plan;
    self->n_scenarios = wanted == NULL ? plan->n_scenarios : n_wanted;
    self->models = calloc(self->n_scenarios + 1, sizeof *self->models);
    job.diagnostics = calloc(self->n_scenarios + 1, sizeof *job.diagnostics);
    int status = self->models == NULL || job.diagnostics == NULL ? LAC_MEMORY : LAC_OK;
    if (status == LAC_OK) {
        status = lac_ensemble_run(&ensemble, self->n_scenarios, self->n_threads);
    }
    for (size_t i = 0; i < self->n_scenarios && job.diagnostics != NULL; i++) {
        lac_diagnostics_append(diagnostics, &job.diagnostics[i]);
        lac_diagnostics_free(&job.diagnostics[i]);
    }
    free(job.diagnostics);
    return status == LAC_OK ? lac_diagnostics_status(diagnostics) : status;
}

/* The measures of the study, and the targets that name them. */
static int make_measures(lac_results *self, const lac_plan *plan, lac_diagnostics *diagnostics)
{
    const int status = lac_measures_make(&self->measures, plan, &self->models[0], diagnostics);
    if (status != LAC_OK) {
        return status;
    }
    if (lac_targets_make(&self->targets, &self->n_targets, &self->arena, plan, &self->measures,
            diagnostics) != LAC_OK) {
        return LAC_MEMORY;
    }
    return lac_diagnostics_status(diagnostics);
}

int lac_results_check(lac_results *self, const lac_plan *plan, lac_diagnostics *diagnostics)
{
    const int status = build_models(self, plan, NULL, 0, diagnostics);
    return status == LAC_OK ? make_measures(self, plan, diagnostics) : status;
}

/* What the engine is run on, and what it says, by scenario. */
typedef struct {
    const lac_results *results;
    lac_track *tracks;
    size_t *order; /* scenarios in the order in which they begin */
} engine_job;

/* Those with parts of their own cost more than the others: they begin first, so that no thread waits for them. */
static void put_in_order(engine_job *job)
{
    size_t n = 0;
    for (int listed = 1; listed >= 0; listed--) {
        for (size_t s = 0; s < job->results->n_scenarios; s++) {
            const lac_model *model = &job->results->models[s];
            if ((model->n_lists + model->n_shifts + model->n_programmes > 0) == (listed == 1)) {
                job->order[n++] = s;
            }
        }
    }
}

static int run_engine(void *job_, size_t i, int thread)
{
    const engine_job *job = job_;
    const size_t s = job->order[i];
    (void)thread;
    return lac_expected_run(&job->tracks[s], &job->results->models[s], &job->results->measures);
}

/* Makes the monthly and annual series of a scenario from what the engine says. */
static int take_track(lac_results *self, size_t s, const lac_track *track, lac_spend *spend,
    lac_diagnostics *diagnostics)
{
    const lac_model *model = &self->models[s];
    const size_t n = (size_t)model->n_months * (size_t)self->measures.n;
    const lac_counts children = {.n_months = model->n_months, .expected = track->mean};
    lac_series *monthly = &self->monthly[s];
    const int status = lac_series_init(
        monthly, model->scenario_name, false, model->start, model->n_months, self->measures.n);
    if (status != LAC_OK) {
        return status;
    }
    memcpy(monthly->mean, track->mean, n * sizeof *monthly->mean);
    memcpy(monthly->sd, track->sd, n * sizeof *monthly->sd);
    memset(monthly->status, LAC_STATUS_FORECAST, n);
    lac_money_add(monthly, &children, model, &self->measures, diagnostics);
    const lac_counts money = {.n_months = model->n_months, .expected = monthly->mean};
    lac_spend_take(spend, model, &self->measures, &money, &children, false);
    self->shortfalls[s] = track->shortfalls;
    return lac_annual_make(&self->annual[s], monthly, &self->history_monthly, &self->measures);
}

static int run_scenarios(
    lac_results *self, lac_spend *spend, lac_arena *arena, lac_diagnostics *diagnostics)
{
    engine_job job = {self, calloc(self->n_scenarios, sizeof *job.tracks),
        calloc(self->n_scenarios, sizeof *job.order)};
    const lac_ensemble ensemble = {.work = run_engine,
        .context = &job,
        .interrupted = self->interrupted,
        .caller = self->context};
    int status = job.tracks == NULL || job.order == NULL ? LAC_MEMORY : LAC_OK;
    if (status == LAC_OK) {
        put_in_order(&job);
        status = lac_ensemble_run(&ensemble, self->n_scenarios, self->n_threads);
    }
    for (size_t s = 0; s < self->n_scenarios && status == LAC_OK; s++) {
        status = lac_spend_make(&spend[s], arena, &self->models[s]);
        if (status == LAC_OK) {
            status = take_track(self, s, &job.tracks[s], &spend[s], diagnostics);
        }
    }
    for (size_t s = 0; s < self->n_scenarios && job.tracks != NULL; s++) {
        lac_track_free(&job.tracks[s]);
    }
    free(job.tracks);
    free(job.order);
    return status;
}

/* Savings are the same arithmetic for all scenarios; the probabilities of targets are left to replicates.
 * The reference has none of its own and is there for its targets. */
static int save(lac_results *self, size_t s, const lac_savings_terms *terms, const lac_spend *spend)
{
    lac_series *out = &self->savings[s];
    if (s == 0 && self->n_targets == 0) {
        return LAC_OK;
    }
    const int status = lac_series_init(out, self->models[s].scenario_name, true,
        self->annual[s].first, terms->n_years + 1, LAC_N_SAVINGS_MEASURES + self->n_targets);
    if (status == LAC_OK && s > 0) {
        lac_savings_work(terms, &spend[0], &spend[s], out->mean);
    }
    return status;
}

/* Whether a number is known in the same months of a financial year in both: total spend may be missing in
 * one of them from some month on, and the sums of different months have no difference. */
static bool same_months(const lac_series *a, const lac_series *b, int measure, int year)
{
    const int april = lac_financial_year_first(year) - a->first;
    const int march = lac_financial_year_last(year) - a->first;
    bool same = true;
    for (int m = april > 0 ? april : 0; m <= march && m < a->n; m++) {
        const int at = lac_series_at(a, measure, m);
        same = same && isnan(a->mean[at]) == isnan(b->mean[at]);
    }
    return same;
}

/* Scenario less reference, year by year. */
static int compare(lac_results *self, size_t s)
{
    const lac_series *reference = &self->annual[0];
    const lac_series *scenario = &self->annual[s];
    lac_series *out = &self->comparison[s];
    int status = lac_series_init(
        out, scenario->scenario, true, scenario->first, scenario->n, self->measures.n);
    if (status != LAC_OK) {
        return status;
    }
    for (int i = 0; i < scenario->n * self->measures.n; i++) {
        const bool like = same_months(&self->monthly[0], &self->monthly[s], i / scenario->n,
            scenario->first + i % scenario->n);
        out->mean[i] = like ? scenario->mean[i] - reference->mean[i] : NAN;
        out->status[i] = scenario->status[i];
    }
    return LAC_OK;
}

/* What `expected` says of every scenario, and what follows from it. */
static int expect(lac_results *self, lac_diagnostics *diagnostics)
{
    lac_arena arena = {0};
    lac_savings_terms terms = {0};
    lac_spend *spend = lac_arena_alloc(&arena, self->n_scenarios, sizeof *spend);
    int status = spend == NULL ? LAC_MEMORY : run_scenarios(self, spend, &arena, diagnostics);
    if (status == LAC_OK) {
        status = lac_savings_terms_make(&terms, &arena, &self->models[0], &self->measures, false);
    }
    for (size_t s = 0; s < self->n_scenarios && status == LAC_OK; s++) {
        status = s > 0 ? compare(self, s) : LAC_OK;
        status = status == LAC_OK ? save(self, s, &terms, spend) : status;
    }
    if (status == LAC_OK) {
        status = lac_ranking_make(
            &self->ranking, &self->arena, self->plan, self->models, self->n_scenarios);
    }
    if (status == LAC_OK) {
        lac_standing_begin(self);
        status = lac_standing_fill(self);
    }
    lac_arena_free(&arena);
    return status;
}

int lac_results_run(lac_results *self, const lac_plan *plan, const size_t *wanted, size_t n_wanted,
    lac_diagnostics *diagnostics)
{
    int status = build_models(self, plan, wanted, n_wanted, diagnostics);
    if (status == LAC_OK) {
        status = make_measures(self, plan, diagnostics);
    }
    if (status != LAC_OK) {
        return status;
    }
    const size_t n = self->n_scenarios;
    self->monthly = calloc(n, sizeof *self->monthly);
    self->annual = calloc(n, sizeof *self->annual);
    self->comparison = calloc(n, sizeof *self->comparison);
    self->savings = calloc(n, sizeof *self->savings);
    self->shortfalls = calloc(n, sizeof *self->shortfalls);
    if (self->monthly == NULL || self->annual == NULL || self->comparison == NULL ||
        self->savings == NULL || self->shortfalls == NULL) {
        return LAC_MEMORY;
    }
    status = lac_history_monthly(&self->history_monthly, plan, &self->models[0], &self->measures);
    if (status == LAC_OK) {
        status = lac_history_annual(
            &self->history_annual, plan, &self->models[0], &self->measures, &self->history_monthly);
    }
    if (status == LAC_OK) {
        status = expect(self, diagnostics);
    }
    if (self->replicates.n > 0 && status == LAC_OK) {
        status = lac_replicates_run(self, diagnostics);
    }
    for (size_t s = 0; s < n && status == LAC_OK; s++) {
        lac_caveats_say(self, s, diagnostics);
    }
    if (status == LAC_OK) {
        lac_remarks_say(self, diagnostics);
    }
    return status;
}

static void free_series(lac_series *series, size_t n)
{
    for (size_t i = 0; series != NULL && i < n; i++) {
        lac_series_free(&series[i]);
    }
    free(series);
}

void lac_results_free(lac_results *self)
{
    for (size_t i = 0; self->models != NULL && i < self->n_scenarios; i++) {
        lac_model_free(&self->models[i]);
    }
    free(self->models);
    free_series(self->monthly, self->n_scenarios);
    free_series(self->annual, self->n_scenarios);
    free_series(self->comparison, self->n_scenarios);
    free_series(self->savings, self->n_scenarios);
    lac_series_free(&self->history_monthly);
    lac_series_free(&self->history_annual);
    free(self->shortfalls);
    free(self->shares.share);
    lac_arena_free(&self->arena);
    lac_measures_free(&self->measures);
    memset(self, 0, sizeof *self);
}
