/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/aim.h"

#include <math.h>

static const double SAME = 1e-6; /* a target that is missed by rounding only is reached */

/* What the months of the history add to a year: all of it that the forecast's months do not give. */
static double history_part(const lac_results *results, size_t s, int measure, int t)
{
    const lac_series *monthly = &results->monthly[s];
    const lac_series *annual = &results->annual[s];
    const int at = lac_series_at(annual, measure, t);
    double rest = annual->mean[at];
    if (annual->status[at] != LAC_STATUS_MIXED && annual->status[at] != LAC_STATUS_PARTIAL) {
        return 0;
    }
    if (results->measures.items[measure].kind != LAC_MEASURE_FLOW) {
        return annual->status[at] == LAC_STATUS_MIXED ? rest : 0; /* an opening stock */
    }
    for (int m = 0; m < monthly->n; m++) {
        const double here = monthly->mean[lac_series_at(monthly, measure, m)];
        if (lac_month_financial_year(monthly->first + m) == annual->first + t && !isnan(here)) {
            rest -= here;
        }
    }
    return rest;
}

static bool is_known(const lac_series *series, int measure, int t)
{
    return t >= 0 && t < series->n && !isnan(series->mean[lac_series_at(series, measure, t)]);
}

/* Whether a year's sum lacks no month of the study: spend may be missing in some, and what is left of the
 * year says nothing about the year. */
static bool is_whole(const lac_series *monthly, int measure, int year)
{
    const int april = lac_financial_year_first(year) - monthly->first;
    const int march = lac_financial_year_last(year) - monthly->first;
    bool whole = true;
    for (int m = april > 0 ? april : 0; m <= march && m < monthly->n; m++) {
        whole = whole && !isnan(monthly->mean[lac_series_at(monthly, measure, m)]);
    }
    return whole;
}

lac_aim lac_aim_find(const lac_results *results, size_t s, int i)
{
    const lac_target *target = &results->targets[i];
    const lac_series *annual = &results->annual[s];
    const lac_series *monthly = &results->monthly[s];
    const lac_series *savings = &results->savings[s];
    const int year = target->monthly ? lac_month_financial_year(target->by) : target->by;
    lac_aim out = {.saving = target->saving >= 0,
        .monthly = target->monthly,
        .measure = target->saving >= 0 ? target->saving : target->of,
        .t = target->monthly ? target->by - monthly->first : target->by - annual->first,
        .year = year - annual->first};
    if (out.year < 0 || out.year >= annual->n) {
        return out;
    }
    if (!out.saving) {
        out.known = is_known(out.monthly ? monthly : annual, out.measure, out.t);
        if (!out.monthly && results->measures.items[out.measure].kind == LAC_MEASURE_FLOW) {
            out.known = out.known && is_whole(monthly, out.measure, year);
        }
        out.certain = out.known && !out.monthly ? history_part(results, s, out.measure, out.t) : 0;
    } else if (out.measure == LAC_SAVING_PAYBACK_MONTH) {
        out.t =
            savings->n - 1; /* there is one for the whole study, wherever net savings are known */
        out.known = is_known(savings, LAC_SAVING_NET, out.t);
    } else {
        out.known = is_known(savings, out.measure, out.t) && out.t < savings->n - 1;
    }
    return out;
}

lac_savings_measure lac_aim_measure(const lac_results *results, int i)
{
    const lac_target *target = &results->targets[i];
    if (target->saving >= 0) {
        return lac_results_saving(results, target->saving);
    }
    const lac_measure *measure = &results->measures.items[target->of];
    return (lac_savings_measure){.name = measure->name, .unit = measure->unit};
}

double lac_aim_mean(const lac_results *results, size_t s, int i)
{
    const lac_aim aim = lac_aim_find(results, s, i);
    const lac_series *series = aim.saving    ? &results->savings[s]
                               : aim.monthly ? &results->monthly[s]
                                             : &results->annual[s];
    return aim.known ? series->mean[lac_series_at(series, aim.measure, aim.t)] : NAN;
}

double lac_aim_miss(const lac_target *target, double value)
{
    const double miss = target->at_most ? value - target->value : target->value - value;
    return miss > SAME ? miss : 0;
}

double lac_aim_probability(const lac_results *results, size_t s, int i)
{
    const lac_aim aim = lac_aim_find(results, s, i);
    const lac_series *savings = &results->savings[s];
    const int t = aim.year;
    return t < 0 || t >= savings->n
               ? NAN
               : savings->mean[lac_series_at(savings, LAC_N_SAVINGS_MEASURES + i, t)];
}
