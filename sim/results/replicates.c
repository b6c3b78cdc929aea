/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/replicates.h"

#include "results/annual.h"
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
    lac_drift drift;
    unsigned layers;             /* those that are on and have something to act on */
    unsigned added[N_LAYERS];    /* them one by one */
    const char *names[N_LAYERS]; /* of those added */
    int n_added;
    lac_share_choice choice;
    double *variance; /* n_added x choice.n */
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
    if ((self->layers & LAC_LAYER_DRIFT) != 0) {
        lac_drift_find(&self->drift, results->plan, &results->models[0], diagnostics);
        if (!(self->drift.admissions_sd > 0) && !(self->drift.exits_sd > 0)) {
            self->layers &= ~(unsigned)LAC_LAYER_DRIFT;
        }
    }
    for (int i = 0; i < N_LAYERS; i++) {
        if ((self->layers & LAYERS[i]) != 0) {
            self->added[self->n_added++] = LAYERS[i];
        }
    }
}

/* ---- from tallies to series ---- */

/* Puts number `at` of the outcome into an entry of a series that has a mean: in units, plus what is
 * known for certain. */
static void put(const lac_simulation *simulation, size_t number, double parts, double certain,
    lac_series *out, int at)
{
    size_t series = 0;
    const lac_tally *tally = lac_simulation_tally(simulation, number, &series);
    const int n = out->n * out->n_measures;
    if (isnan(out->mean[at])) {
        return;
    }
    out->mean[at] = lac_tally_mean(tally, series) / parts + certain;
    out->sd[at] = lac_tally_sd(tally, series) / parts;
    for (int q = 0; q < LAC_QUANTILES; q++) {
        out->quantiles[q * n + at] =
            lac_tally_quantile(tally, series, LAC_QUANTILE_SHARES[q]) / parts + certain;
    }
}

/* What the history adds to the years of a scenario: the years of a forecast of nothing. */
static int certain_part(lac_series *out, const lac_results *results, size_t s)
{
    const lac_series *monthly = &results->monthly[s];
    lac_series nothing = {0};
    int status = lac_series_init(
        &nothing, monthly->scenario, false, monthly->first, monthly->n, monthly->n_measures);
    for (int i = 0; status == LAC_OK && i < monthly->n * monthly->n_measures; i++) {
        nothing.mean[i] = isnan(monthly->mean[i]) ? NAN : 0;
    }
    if (status == LAC_OK) {
        status = lac_annual_make(out, &nothing, &results->history_monthly, &results->measures);
    }
    lac_series_free(&nothing);
    return status;
}

static int put_scenario(lac_results *results, const lac_simulation *simulation, size_t s)
{
    const lac_outcome *outcome = &simulation->outcome;
    lac_series *monthly = &results->monthly[s];
    lac_series *annual = &results->annual[s];
    lac_series certain = {0};
    int status = certain_part(&certain, results, s);
    status = status == LAC_OK ? lac_series_add_quantiles(monthly) : status;
    status = status == LAC_OK ? lac_series_add_quantiles(annual) : status;
    for (int i = 0; i < outcome->n_measures && status == LAC_OK; i++) {
        const double parts = outcome->parts[i];
        for (int m = 0; m < outcome->n_months; m++) {
            put(simulation, lac_outcome_month(outcome, s, i, m), parts, 0, monthly,
                lac_series_at(monthly, i, m));
        }
        for (int t = 0; t < outcome->n_years; t++) {
            const int at = lac_series_at(annual, i, t);
            put(simulation, lac_outcome_year(outcome, s, i, t), parts, certain.mean[at], annual,
                at);
        }
    }
    lac_series_free(&certain);
    return status;
}

static int put_differences(lac_results *results, const lac_simulation *simulation, size_t s)
{
    const lac_outcome *outcome = &simulation->outcome;
    lac_series *comparison = &results->comparison[s];
    lac_series *savings = &results->savings[s];
    int status = lac_series_add_quantiles(comparison);
    status = status == LAC_OK ? lac_series_add_quantiles(savings) : status;
    for (int i = 0; i < outcome->n_measures && status == LAC_OK; i++) {
        for (int t = 0; t < outcome->n_years; t++) {
            put(simulation, lac_outcome_difference(outcome, s, i, t), outcome->parts[i], 0,
                comparison, lac_series_at(comparison, i, t));
        }
    }
    const double pence = outcome->parts[results->measures.cost_total];
    for (int i = 0; i < LAC_N_SAVINGS_MEASURES && status == LAC_OK; i++) {
        for (int t = 0; t <= outcome->n_years; t++) {
            put(simulation, lac_outcome_saving(outcome, s, i, t), pence, 0, savings,
                lac_series_at(savings, i, t));
        }
    }
    return status;
}

static double shortfall(const lac_simulation *simulation, size_t s, int which)
{
    const lac_outcome *outcome = &simulation->outcome;
    size_t series = 0;
    const lac_tally *tally =
        lac_simulation_tally(simulation, lac_outcome_shortfall(outcome, s, which), &series);
    return lac_tally_mean(tally, series) / outcome->shortfall_parts;
}

/* Total spend that `expected` knows, because it expects nobody in a placement without a price, is not
 * known after all when a replicate has a child there. */
static void forget_spend(lac_results *results, size_t s, int m, int t)
{
    const int cost = results->measures.cost_total;
    lac_series *annual = &results->annual[s];
    results->monthly[s].mean[lac_series_at(&results->monthly[s], cost, m)] = NAN;
    annual->mean[lac_series_at(annual, cost, t)] = NAN;
    for (size_t other = 1; other < results->n_scenarios; other++) {
        if (s == 0 || s == other) {
            lac_series *comparison = &results->comparison[other];
            lac_series *savings = &results->savings[other];
            comparison->mean[lac_series_at(comparison, cost, t)] = NAN;
            for (int i = 0; i < savings->n * savings->n_measures; i++) {
                savings->mean[i] = NAN;
            }
        }
    }
}

static void check_prices(
    lac_results *results, const lac_simulation *simulation, size_t s, lac_diagnostics *diagnostics)
{
    const lac_outcome *outcome = &simulation->outcome;
    const lac_model *model = &results->models[s];
    for (int i = 0; i < model->n_placements * outcome->n_months; i++) {
        const int p = i / outcome->n_months;
        const int m = i % outcome->n_months;
        size_t series = 0;
        const lac_tally *weeks = lac_simulation_tally(simulation,
            lac_outcome_month(outcome, s, results->measures.child_weeks_of + p, m), &series);
        if (isnan(model->price[i]) && outcome->known[s * (size_t)outcome->n_months + (size_t)m] &&
            lac_tally_mean(weeks, series) > 0) {
            forget_spend(results, s, m, outcome->year[m]);
            lac_diagnostics_add(diagnostics, LAC_WARNING, NULL,
                "add a row placement with weekly_cost for it",
                "%s holds children in some simulations but has no weekly cost for every month: "
                "total spend and savings are left out",
                model->placements[p].name);
        }
    }
}

static int put_all(
    lac_results *results, const lac_simulation *simulation, lac_diagnostics *diagnostics)
{
    int status = LAC_OK;
    for (size_t s = 0; s < results->n_scenarios; s++) {
        check_prices(results, simulation, s, diagnostics);
    }
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        status = put_scenario(results, simulation, s);
        if (s > 0 && status == LAC_OK) {
            status = put_differences(results, simulation, s);
        }
        results->unmet[s] = shortfall(simulation, s, LAC_SHORTFALL_UNMET);
        results->shortage[s] = shortfall(simulation, s, LAC_SHORTFALL_SHORTAGE);
        results->homeless[s] = shortfall(simulation, s, LAC_SHORTFALL_HOMELESS);
        results->unshifted[s] = shortfall(simulation, s, LAC_SHORTFALL_UNSHIFTED);
        results->unidentified[s] = shortfall(simulation, s, LAC_SHORTFALL_UNIDENTIFIED);
    }
    return status;
}

/* ---- runs ---- */

static void take_variances(runs *self, const lac_simulation *simulation, int layer)
{
    for (size_t i = 0; i < self->choice.n; i++) {
        const double sd = lac_tally_sd(&simulation->chosen_tally, i);
        self->variance[(size_t)layer * self->choice.n + i] = sd * sd;
    }
}

static int say_failure(int status, bool negative, lac_diagnostics *diagnostics)
{
    if (status == LAC_INPUT && negative) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, NULL,
            "make the amount smaller, give a factor instead, or narrow the range",
            "in some simulations an intervention takes more from a flow than there is");
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
    bool negative = false;
    lac_simulation simulation = {.results = results,
        .unknowns = &self->unknowns,
        .drift = &self->drift,
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
    int status = lac_simulation_run(&simulation, &negative);
    self->done += simulation.n;
    if (status == LAC_OK && self->variance != NULL) {
        take_variances(self, &simulation, last);
    }
    if (status == LAC_OK && whole) {
        status = put_all(results, &simulation, diagnostics);
    }
    lac_simulation_free(&simulation);
    return say_failure(status, negative, diagnostics);
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
    return self->variance == NULL ? LAC_MEMORY : LAC_OK;
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
    const int status =
        lac_shares_make(shares, results, &self->choice, self->names, self->n_added, self->variance);
    if (status == LAC_OK && self->n_added > 1) {
        const int widest = lac_shares_widest(shares, &results->widest_share);
        results->widest_layer = widest < 0 ? NULL : shares->names[widest];
    }
    return status;
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
    lac_share_choice_free(&job.choice);
    lac_unknowns_free(&job.unknowns);
    return status;
}
