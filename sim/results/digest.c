/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/digest.h"

#include "results/annual.h"
#include "results/standing.h"

#include <math.h>

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

/* Months; those of the study stand for never, 0 for a saving that was never below 0. Where every
 * replicate has 0 there is no row. */
static void put_payback(lac_results *results, const lac_simulation *simulation, size_t s)
{
    const lac_outcome *outcome = &simulation->outcome;
    lac_series *savings = &results->savings[s];
    const int all = outcome->n_years;
    const int at = lac_series_at(savings, LAC_SAVING_PAYBACK_MONTH, all);
    const int n = savings->n * savings->n_measures;
    size_t series = 0;
    const lac_tally *tally = lac_simulation_tally(
        simulation, lac_outcome_saving(outcome, s, LAC_SAVING_PAYBACK_MONTH, all), &series);
    const int64_t most = tally->series[series].most;
    savings->mean[at] = NAN;
    if (isnan(savings->mean[lac_series_at(savings, LAC_SAVING_NET, all)]) || most == 0) {
        return;
    }
    const bool never = most == outcome->n_months;
    savings->mean[at] = never ? INFINITY : lac_tally_mean(tally, series);
    savings->sd[at] = never ? NAN : lac_tally_sd(tally, series);
    for (int q = 0; q < LAC_QUANTILES; q++) {
        const double months = lac_tally_quantile(tally, series, LAC_QUANTILE_SHARES[q]);
        savings->quantiles[q * n + at] = months >= outcome->n_months ? INFINITY : months;
    }
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
    for (int i = 0; i < LAC_SAVING_PAYBACK_MONTH && status == LAC_OK; i++) {
        for (int t = 0; t <= outcome->n_years; t++) {
            put(simulation, lac_outcome_saving(outcome, s, i, t), pence, 0, savings,
                lac_series_at(savings, i, t));
        }
    }
    if (status == LAC_OK) {
        put_payback(results, simulation, s);
    }
    return status;
}

/* The probabilities of the targets, each in the year that it is for. */
static void put_targets(lac_results *results, const lac_simulation *simulation, size_t s)
{
    lac_series *savings = &results->savings[s];
    for (int i = 0; i < results->n_targets; i++) {
        /* looked up again: what is spent may have turned out not to be known */
        const lac_aim aim = lac_aim_find(results, s, i);
        size_t series = 0;
        const lac_tally *tally = lac_simulation_tally(
            simulation, lac_outcome_target(&simulation->outcome, s, i), &series);
        if (aim.known) {
            savings->mean[lac_series_at(savings, LAC_N_SAVINGS_MEASURES + i, aim.year)] =
                lac_tally_mean(tally, series);
        }
    }
}

/* The quantiles of a number of the ranking, in the place of what is known of it. */
static void put_ranked(const lac_simulation *simulation, size_t i, lac_ranking_measure measure,
    double parts, lac_ranking_value *value)
{
    size_t series = 0;
    const lac_tally *tally = lac_simulation_tally(
        simulation, lac_outcome_rank(&simulation->outcome, i, (int)measure), &series);
    if (!isnan(value->mean)) {
        value->p05 = lac_tally_quantile(tally, series, LAC_QUANTILE_SHARES[0]) / parts;
        value->p50 = lac_tally_quantile(tally, series, LAC_QUANTILE_SHARES[2]) / parts;
        value->p95 =
            lac_tally_quantile(tally, series, LAC_QUANTILE_SHARES[LAC_QUANTILES - 1]) / parts;
    }
}

/* Quantiles of an entry of the ranking, whose means are there, and how sure its rank is. */
static void put_entry(lac_results *results, const lac_simulation *simulation, size_t i)
{
    const lac_outcome *outcome = &simulation->outcome;
    const double months = 2 * outcome->child_parts;
    const double pence = outcome->parts[results->measures.cost_total];
    const struct {
        lac_ranking_measure measure;
        double parts;
    } RANGES[] = {{LAC_RANKING_CHILD_MONTHS, months}, {LAC_RANKING_NET, pence},
        {LAC_RANKING_RANK, 1}, {LAC_RANKING_INTERACTION_CHILD_MONTHS, months},
        {LAC_RANKING_INTERACTION_NET, pence}};
    lac_ranking_value *values = results->ranking.entries[i].values;
    size_t series = 0;
    for (size_t r = 0; r < sizeof RANGES / sizeof RANGES[0]; r++) {
        put_ranked(simulation, i, RANGES[r].measure, RANGES[r].parts, &values[RANGES[r].measure]);
    }
    const lac_tally *tally = lac_simulation_tally(
        simulation, lac_outcome_rank(outcome, i, LAC_RANKING_COSTLESS), &series);
    if (tally->series[series].most == 0) { /* else some replicates have no cost per child-month */
        put_ranked(simulation, i, LAC_RANKING_COST, pence, &values[LAC_RANKING_COST]);
    }
    const double rank = values[LAC_RANKING_RANK].mean;
    if (!isnan(rank)) {
        tally = lac_simulation_tally(
            simulation, lac_outcome_rank(outcome, i, LAC_RANKING_RANK), &series);
        values[LAC_RANKING_BEST].mean = lac_tally_share(tally, series, 1);
        values[LAC_RANKING_OWN_RANK].mean = lac_tally_share(tally, series, (int64_t)rank);
    }
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
            forget_spend(results, s, m, outcome->terms.year[m]);
            lac_diagnostics_add(diagnostics, LAC_WARNING, NULL,
                "add a row placement with weekly_cost for it",
                "%s holds children in some simulations but has no weekly cost for every month: "
                "total spend and savings are left out",
                model->placements[p].name);
        }
    }
}

int lac_digest_put(
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
        if (status == LAC_OK) {
            put_targets(results, simulation, s);
        }
        results->shortfalls[s] =
            (lac_shortfalls){.unmet = shortfall(simulation, s, LAC_SHORTFALL_UNMET),
                .shortage = shortfall(simulation, s, LAC_SHORTFALL_SHORTAGE),
                .homeless = shortfall(simulation, s, LAC_SHORTFALL_HOMELESS),
                .unshifted = shortfall(simulation, s, LAC_SHORTFALL_UNSHIFTED),
                .unidentified = shortfall(simulation, s, LAC_SHORTFALL_UNIDENTIFIED)};
    }
    if (status == LAC_OK) {
        status = lac_standing_fill(results);
    }
    for (size_t i = 0; i < results->ranking.n && status == LAC_OK; i++) {
        put_entry(results, simulation, i);
    }
    return status;
}
