/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/replicates.h"

#include "results/digest.h"
#include "results/shares.h"
#include "results/simulation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const unsigned LAYERS[] = {
    LAC_LAYER_PROCESS, LAC_LAYER_PARAMETER, LAC_LAYER_DRIFT, LAC_LAYER_ASSUMPTION};
enum { N_LAYERS = sizeof LAYERS / sizeof LAYERS[0] };

typedef struct {
    lac_results *results;
    lac_unknowns unknowns;
    unsigned layers;             /* those that are on and have something to act on */
    unsigned added[N_LAYERS];    /* them one by one */
    const char *names[N_LAYERS]; /* of those added */
    int n_added;
    lac_share_choice choice;
    double *variance; /* n_added x choice.n: of the first few replicates */
    double *whole;    /* choice.n: of all of them, with all layers */
    size_t done;      /* replicates of the runs that are over */
    size_t all;
} runs;

/* ---- which layers ---- */

static bool has_layer(const lac_unknowns *unknowns, unsigned layer)
{
    for (int i = 0; i < unknowns->n; i++) {
        if (unknowns->items[i].layer == layer) {
            return true;
        }
    }
    return false;
}

/* Whether there are admissions, or exits by rate or count, in any scenario: what years can change. */
static bool anything_drifts(const lac_results *results)
{
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_model *model = &results->models[s];
        for (int k = 0; k < model->n_streams; k++) {
            if (model->streams[k].form != LAC_BY_NOTHING) {
                return true;
            }
        }
        for (int r = 0; r < model->n_routes; r++) {
            if (model->routes[r].form != LAC_BY_NOTHING) {
                return true;
            }
        }
    }
    return false;
}

/* Keeps of the layers that are wanted and switched on those that have something to act on. */
static void choose_layers(runs *self, lac_diagnostics *diagnostics)
{
    lac_results *results = self->results;
    self->layers = results->replicates.layers & self->unknowns.layers;
    if ((self->layers & LAC_LAYER_PARAMETER) != 0 &&
        !has_layer(&self->unknowns, LAC_LAYER_PARAMETER)) {
        self->layers &= ~(unsigned)LAC_LAYER_PARAMETER;
        lac_diagnostics_add(diagnostics, LAC_NOTE, NULL,
            "give `events`, the number of cases behind a count or rate",
            "no flow has events, so the ranges leave out that its rates are estimates");
    }
    if ((self->layers & LAC_LAYER_ASSUMPTION) != 0 &&
        !has_layer(&self->unknowns, LAC_LAYER_ASSUMPTION)) {
        self->layers &= ~(unsigned)LAC_LAYER_ASSUMPTION;
    }
    if (!anything_drifts(results)) {
        self->layers &= ~(unsigned)LAC_LAYER_DRIFT;
    }
    if ((self->layers & LAC_LAYER_DRIFT) != 0) {
        lac_drift_find(&results->drift, results->plan, &results->models[0], diagnostics);
        if (!(results->drift.admissions_sd > 0) && !(results->drift.exits_sd > 0)) {
            self->layers &= ~(unsigned)LAC_LAYER_DRIFT;
        }
    }
    results->drifts = (self->layers & LAC_LAYER_DRIFT) != 0;
    for (int i = 0; i < N_LAYERS; i++) {
        if ((self->layers & LAYERS[i]) != 0) {
            self->added[self->n_added++] = LAYERS[i];
        }
    }
}

/* ---- runs ---- */

static void take_variances(runs *self, const lac_simulation *simulation, int layer)
{
    for (size_t i = 0; i < self->choice.n; i++) {
        const double sd = lac_tally_sd(&simulation->chosen_tally, i);
        self->variance[(size_t)layer * self->choice.n + i] = sd * sd;
    }
    for (size_t i = 0; i < self->choice.n && layer == self->n_added - 1; i++) {
        size_t series = 0;
        const lac_tally *tally = lac_simulation_tally(simulation, self->choice.numbers[i], &series);
        const double sd = lac_tally_sd(tally, series);
        self->whole[i] = sd * sd;
    }
}

/* An intervention that takes too much: which one, in which scenario, from what, and when first. */
static void say_overdraw(
    const lac_results *results, const lac_overdraw *overdraw, lac_diagnostics *diagnostics)
{
    const lac_model *model = &results->models[overdraw->scenario];
    const lac_lever *lever = overdraw->excess.lever;
    const lac_plan_item *item = model->interventions[lever->number].item;
    char month[8];
    lac_month_format(model->start + overdraw->excess.month, month);
    lac_diagnostics_add(diagnostics, LAC_ERROR, lever->place,
        "make the amount smaller, give a factor instead, or narrow the range",
        "scenario %s: in simulation %zu intervention %s takes more from %s than there is in %s",
        model->scenario_name, overdraw->replicate + 1, lever->name,
        lac_item_text(item, model->scenario, "acts_on"), month);
}

static int say_failure(int status, const lac_simulation *simulation, lac_diagnostics *diagnostics)
{
    if (status == LAC_INPUT && simulation->overdraw.excess.lever != NULL) {
        say_overdraw(simulation->results, &simulation->overdraw, diagnostics);
    } else if (status == LAC_INPUT) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, NULL,
            "look at the weekly costs and the numbers",
            "a number of a simulation is too large to be counted");
    }
    return status;
}

/* How many replicates the shares are worked out from. */
static size_t share_runs(const lac_results *results)
{
    const size_t n = results->replicates.n;
    const size_t part = n / LAC_SHARES_PART;
    const size_t wanted = part < LAC_SHARES_LEAST  ? LAC_SHARES_LEAST
                          : part > LAC_SHARES_MOST ? LAC_SHARES_MOST
                                                   : part;
    return n < wanted ? n : wanted;
}

/* One run with the layers up to number `last` of those added. */
static int run(runs *self, int last, lac_diagnostics *diagnostics)
{
    lac_results *results = self->results;
    const size_t n = results->replicates.n;
    const bool whole = last == self->n_added - 1;
    const size_t chosen = share_runs(results);
    lac_simulation simulation = {.results = results,
        .unknowns = &self->unknowns,
        .drift = &self->results->drift,
        .n = whole ? n : chosen,
        .chosen = self->choice.numbers,
        .n_chosen_series = self->choice.n,
        .n_chosen = chosen,
        .only_chosen = !whole,
        .done_before = self->done,
        .all = self->all};
    for (int l = 0; l <= last; l++) {
        simulation.layers |= self->added[l];
    }
    int status = lac_simulation_run(&simulation);
    self->done += simulation.n;
    if (status == LAC_OK && self->variance != NULL) {
        take_variances(self, &simulation, last);
    }
    if (status == LAC_OK && whole) {
        status = lac_digest_put(results, &simulation, diagnostics);
    }
    status = say_failure(status, &simulation, diagnostics);
    lac_simulation_free(&simulation);
    return status;
}

/* Room for the variances, where there are layers to compare. */
static int prepare_shares(runs *self)
{
    if (self->n_added < 1 || self->results->replicates.n < 2) {
        return LAC_OK;
    }
    const int status = lac_share_choice_make(&self->choice, self->results);
    if (status != LAC_OK) {
        return status;
    }
    self->variance = calloc(self->choice.n * (size_t)self->n_added + 1, sizeof *self->variance);
    self->whole = calloc(self->choice.n + 1, sizeof *self->whole);
    return self->variance == NULL || self->whole == NULL ? LAC_MEMORY : LAC_OK;
}

static int name_layers(runs *self)
{
    lac_results *results = self->results;
    results->layers = lac_layers_text(self->layers, &results->arena);
    bool named = results->layers != NULL;
    for (int i = 0; i < self->n_added; i++) {
        self->names[i] = lac_layers_text(self->added[i], &results->arena);
        named = named && self->names[i] != NULL;
    }
    return named ? LAC_OK : LAC_MEMORY;
}

static int make_shares(runs *self)
{
    lac_results *results = self->results;
    lac_shares *shares = &results->shares;
    const size_t n = self->choice.n;
    for (size_t i = 0; i < n * (size_t)self->n_added; i++) {
        const double few = self->variance[n * (size_t)(self->n_added - 1) + i % n];
        self->variance[i] = lac_shares_refine(self->variance[i], few, self->whole[i % n]);
    }
    const int status =
        lac_shares_make(shares, results, &self->choice, self->names, self->n_added, self->variance);
    if (status != LAC_OK || self->n_added < 2) {
        return status;
    }
    results->widest =
        lac_arena_alloc(&results->arena, results->n_scenarios, sizeof *results->widest);
    for (size_t s = 0; s < results->n_scenarios && results->widest != NULL; s++) {
        results->widest[s] = lac_shares_widest(shares, s);
    }
    return results->widest == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_replicates_run(lac_results *self, lac_diagnostics *diagnostics)
{
    runs job = {.results = self};
    int status = lac_unknowns_make(&job.unknowns, self->plan, diagnostics);
    if (status == LAC_OK) {
        choose_layers(&job, diagnostics);
        self->seed = self->replicates.seed;
        self->n_replicates = (int)self->replicates.n;
        status = name_layers(&job);
        status = status == LAC_OK ? prepare_shares(&job) : status;
    }
    const int last = job.n_added - 1; /* -1: no layer at all */
    job.all = self->replicates.n + (job.variance == NULL ? 0 : (size_t)last * share_runs(self));
    for (int l = job.variance == NULL ? last : 0; l <= last && status == LAC_OK; l++) {
        status = run(&job, l, diagnostics);
    }
    if (status == LAC_OK && job.variance != NULL) {
        status = make_shares(&job);
    }
    free(job.variance);
    free(job.whole);
    lac_share_choice_free(&job.choice);
    lac_unknowns_free(&job.unknowns);
    return status;
}
