/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/shares.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether any scenario has the measure in any year. */
static bool exists(const lac_results *results, int measure)
{
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *annual = &results->annual[s];
        for (int t = 0; t < annual->n; t++) {
            if (!isnan(annual->mean[lac_series_at(annual, measure, t)])) {
                return true;
            }
        }
    }
    return false;
}

int lac_share_choice_make(lac_share_choice *self, const lac_results *results)
{
    const lac_measures *measures = &results->measures;
    const int wanted[] = {
        measures->closing_stock, measures->cost_total, measures->exits, measures->admissions};
    lac_outcome outcome = {0};
    memset(self, 0, sizeof *self);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (exists(results, wanted[i])) {
            self->measures[self->n_measures++] = wanted[i];
        }
    }
    int status = lac_outcome_make(&outcome, results, true);
    if (status == LAC_OK) {
        const size_t room =
            outcome.n_scenarios * (size_t)self->n_measures * (size_t)outcome.n_years;
        self->numbers = lac_arena_alloc(&self->arena, room, sizeof *self->numbers);
        status = self->numbers == NULL ? LAC_MEMORY : LAC_OK;
    }
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        for (int i = 0; i < self->n_measures; i++) {
            for (int t = 0; t < outcome.n_years; t++) {
                self->numbers[self->n++] = lac_outcome_year(&outcome, s, self->measures[i], t);
            }
        }
    }
    lac_outcome_free(&outcome);
    return status;
}

void lac_share_choice_free(lac_share_choice *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}

/* The shares of one number: what each layer adds, a step by step variance, NaN where there is none. */
static void share_out(const double *variance, size_t step, int n_layers, double *out)
{
    double all = 0;
    double before = 0;
    for (int l = 0; l < n_layers; l++) {
        const double added = variance[(size_t)l * step] - before;
        before = variance[(size_t)l * step];
        out[l] = added > 0 ? added : 0;
        all += out[l];
    }
    for (int l = 0; l < n_layers; l++) {
        out[l] = all > 0 ? out[l] / all : NAN;
    }
}

double lac_shares_refine(double variance, double of_all_layers, double of_all_replicates)
{
    const double ratio = of_all_layers > 0 ? fmin(variance / of_all_layers, 1) : 0;
    const double refined = variance + ratio * ratio * (of_all_replicates - of_all_layers);
    return of_all_replicates > 0 ? fmax(refined, 0) : 0;
}

/* Whether number i of the choice exists: a stock does not in a year whose March is not reached. */
static bool is_known(const lac_shares *self, const lac_results *results, size_t i)
{
    const size_t years = (size_t)self->n_years;
    const size_t measures = (size_t)self->n_measures;
    const lac_series *annual = &results->annual[i / years / measures];
    const int measure = self->measures[i / years % measures];
    return !isnan(annual->mean[lac_series_at(annual, measure, (int)(i % years))]);
}

int lac_shares_make(lac_shares *self, const lac_results *results, const lac_share_choice *choice,
    const char *const *names, int n_layers, const double *variance)
{
    *self = (lac_shares){.n_layers = n_layers,
        .n_measures = choice->n_measures,
        .n_years = results->annual[0].n,
        .n_scenarios = results->n_scenarios,
        .share = calloc(choice->n * (size_t)n_layers + 1, sizeof *self->share)};
    if (self->share == NULL) {
        return LAC_MEMORY;
    }
    memcpy(self->names, names, (size_t)n_layers * sizeof *names);
    memcpy(self->measures, choice->measures, sizeof self->measures);
    for (size_t i = 0; i < choice->n; i++) {
        double *share = self->share + i * (size_t)n_layers;
        share_out(variance + i, choice->n, n_layers, share);
        for (int l = 0; l < n_layers && !is_known(self, results, i); l++) {
            share[l] = NAN;
        }
    }
    return LAC_OK;
}

lac_widest lac_shares_widest(const lac_shares *self, size_t s)
{
    lac_widest widest = {NULL, NAN};
    for (int t = self->n_years - 1; t >= 0 && widest.layer == NULL && self->n_measures > 0; t--) {
        for (int l = 0; l < self->n_layers; l++) {
            const double here = lac_shares_at(self, s, 0, t, l);
            if (!isnan(here) && (widest.layer == NULL || here > widest.share)) {
                widest = (lac_widest){self->names[l], here};
            }
        }
    }
    return widest;
}
