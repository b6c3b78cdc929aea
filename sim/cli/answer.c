/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/answer.h"

#include "base/text.h"
#include "base/version.h"
#include "output/case_tables.h"
#include "output/control.h"
#include "output/json_text.h"
#include "output/tables.h"
#include "results/aim.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Null for what is not known; JSON has no number for never. */
static json_t *number_of(double value)
{
    return isnan(value) ? json_null() : isinf(value) ? json_string("inf") : json_real(value);
}

static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* Adds p05 to p95 where they are known. */
static bool set_quantiles(json_t *row, const lac_series *series, int at)
{
    static const char *const KEYS[LAC_QUANTILES] = {"p05", "p25", "p50", "p75", "p95"};
    bool whole = true;
    for (int q = 0; q < LAC_QUANTILES && whole; q++) {
        const double value = lac_series_quantile(series, q, at);
        whole = isnan(value) || set(row, KEYS[q], number_of(value));
    }
    return whole;
}

/* Which uncertainty the sd and quantiles of a value contain. */
static const char *layers_of(const lac_results *results, const lac_series *series, int at)
{
    if (isnan(series->sd[at]) && isnan(lac_series_quantile(series, 0, at))) {
        return "none";
    }
    return results->layers == NULL ? "process" : results->layers;
}

/* The layer that makes most of each scenario's range, null where nothing varies; widest_layer and
 * widest_share are those of the first scenario, where it has one. */
static bool set_widest(json_t *object, const lac_results *results)
{
    const lac_widest *first = &results->widest[0];
    json_t *rows = json_array();
    bool whole = true;
    for (size_t s = 0; s < results->n_scenarios && whole; s++) {
        const lac_widest *widest = &results->widest[s];
        json_t *row = json_object();
        whole =
            set(row, "scenario", lac_json_text(results->annual[s].scenario)) &&
            set(row, "layer", widest->layer == NULL ? json_null() : json_string(widest->layer)) &&
            set(row, "share", number_of(widest->share));
        whole = json_array_append_new(rows, row) == 0 && whole;
    }
    whole = whole &&
            (first->layer == NULL || (set(object, "widest_layer", json_string(first->layer)) &&
                                         set(object, "widest_share", number_of(first->share))));
    return set(object, "widest", rows) && whole;
}

/* What a stochastic run says of itself. A seed that a double cannot hold is a text, as in run.json. */
static bool set_simulation(json_t *object, const lac_results *results)
{
    char seed[24];
    if (results->n_replicates == 0) {
        return true;
    }
    snprintf(seed, sizeof seed, "%" PRIu64, results->seed);
    return set(object, "replicates", json_integer(results->n_replicates)) &&
           set(object, "seed",
               results->seed <= UINT64_C(1) << 53 ? json_integer((json_int_t)results->seed)
                                                  : json_string(seed)) &&
           set(object, "layers", json_string(results->layers == NULL ? "none" : results->layers)) &&
           (results->widest == NULL || set_widest(object, results));
}

/* Adds one row; status is NULL where there is none. */
static bool add_row(json_t *rows, const lac_series *series, int measure, int t, const char *name,
    const char *unit, const char *status, const char *layers)
{
    char year[8] = "all";
    const int at = lac_series_at(series, measure, t);
    json_t *row = json_object();
    if (status != NULL || t < series->n - 1) { /* the last of the savings is the horizon */
        lac_financial_year_format(series->first + t, year);
    }
    const bool whole =
        set(row, "scenario", lac_json_text(series->scenario)) &&
        set(row, "financial_year", json_string(year)) && set(row, "measure", json_string(name)) &&
        set(row, "unit", json_string(unit)) &&
        (status == NULL || set(row, "status", json_string(status))) &&
        set(row, "layers", json_string(layers)) &&
        set(row, "mean", isinf(series->mean[at]) ? json_null() : number_of(series->mean[at])) &&
        set(row, "sd", number_of(series->sd[at])) && set_quantiles(row, series, at);
    return json_array_append_new(rows, row) == 0 && whole;
}

static bool add_forecast(json_t *rows, const lac_results *results, const lac_series *series)
{
    const lac_measures *measures = &results->measures;
    bool whole = true;
    for (int t = 0; t < series->n; t++) {
        for (int i = 0; i < series->n_measures && whole; i++) {
            const int at = lac_series_at(series, i, t);
            if (!isnan(series->mean[at])) {
                whole =
                    add_row(rows, series, i, t, measures->items[i].name, measures->items[i].unit,
                        lac_row_status_text((lac_row_status)series->status[at]),
                        layers_of(results, series, at));
            }
        }
    }
    return whole;
}

static bool add_savings(json_t *rows, const lac_results *results, const lac_series *series)
{
    bool whole = true;
    for (int t = 0; t < series->n; t++) {
        for (int i = 0; i < series->n_measures && whole; i++) {
            if (!isnan(series->mean[lac_series_at(series, i, t)])) {
                const lac_savings_measure measure = lac_results_saving(results, i);
                whole = add_row(rows, series, i, t, measure.name, measure.unit, NULL,
                    lac_layers_of_saving(results, series, i, t));
            }
        }
    }
    return whole;
}

static bool add_ranking(json_t *rows, const lac_results *results, const lac_ranking_entry *entry)
{
    bool whole = true;
    for (int v = 0; v < LAC_N_RANKINGS && whole; v++) {
        const lac_ranking_value *value = &entry->values[v];
        const bool ranged = !isnan(value->p50);
        json_t *row = isnan(value->mean) ? NULL : json_object();
        if (isnan(value->mean)) {
            continue;
        }
        whole = set(row, "scenario", lac_json_text(results->annual[entry->scenario].scenario)) &&
                set(row, "measure", json_string(LAC_RANKING_NAMES[v])) &&
                set(row, "unit", json_string(LAC_RANKING_UNITS[v])) &&
                set(row, "mean", number_of(value->mean)) &&
                (!ranged || (set(row, "p05", number_of(value->p05)) &&
                                set(row, "p50", number_of(value->p50)) &&
                                set(row, "p95", number_of(value->p95))));
        whole = json_array_append_new(rows, row) == 0 && whole;
    }
    return whole;
}

/* The stages of the pathways of a scenario: who controls each, and in which measure its losses are. */
static bool add_stages(json_t *rows, const lac_results *results, size_t s)
{
    const lac_model *model = &results->models[s];
    const lac_measures *measures = &results->measures;
    lac_arena arena = {0};
    bool whole = true;
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        for (int i = 0; i < pathway->n_stages && whole; i++) {
            const lac_measure *lost = &measures->items[measures->pathways[p].lost_of + i];
            const char *text = lac_stage_text(&arena, pathway, i);
            json_t *row = json_object();
            whole =
                text != NULL && set(row, "scenario", lac_json_text(model->scenario_name)) &&
                set(row, "pathway", lac_json_text(pathway->label.name)) &&
                set(row, "stage", lac_json_text(text)) &&
                set(row, "control", json_string(lac_control_word(pathway->stages[i].control))) &&
                set(row, "lost", json_string(lost->name));
            whole = json_array_append_new(rows, row) == 0 && whole;
        }
    }
    lac_arena_free(&arena);
    return whole;
}

/* Each target by scenario: what is wanted, whether the mean reaches it, and its probability, null without
 * simulations. A scenario in which it has neither has no row. */
static bool add_targets(json_t *rows, const lac_results *results, size_t s)
{
    bool whole = true;
    for (int i = 0; i < results->n_targets && whole; i++) {
        const lac_target *target = &results->targets[i];
        const lac_savings_measure measure = lac_aim_measure(results, i);
        const double mean = lac_aim_mean(results, s, i);
        const double miss = isnan(mean) ? NAN : lac_aim_miss(target, mean);
        const double probability = lac_aim_probability(results, s, i);
        char by[8];
        if (isnan(mean) && isnan(probability)) {
            continue;
        }
        if (target->monthly) {
            lac_month_format(target->by, by);
        } else {
            lac_financial_year_format(target->by, by);
        }
        json_t *row = json_object();
        whole = set(row, "scenario", lac_json_text(results->annual[s].scenario)) &&
                set(row, "target", lac_json_text(target->name)) &&
                set(row, "measure", json_string(measure.name)) &&
                set(row, "unit", json_string(measure.unit)) &&
                set(row, target->at_most ? "at_most" : "at_least", json_real(target->value)) &&
                set(row, "by", json_string(by)) &&
                set(row, "confidence", json_real(target->confidence)) &&
                set(row, "mean", isinf(mean) ? json_null() : number_of(mean)) &&
                set(row, "mean_reaches", isnan(miss) ? json_null() : json_boolean(miss == 0)) &&
                set(row, "mean_misses_by", isinf(miss) ? json_null() : number_of(miss)) &&
                set(row, "probability", number_of(probability));
        whole = json_array_append_new(rows, row) == 0 && whole;
    }
    return whole;
}

int lac_answer_print(FILE *out, const lac_results *results, const char *folder)
{
    const lac_plan *plan = results->plan;
    json_t *scenarios = json_array();
    json_t *forecast = json_array();
    json_t *savings = json_array();
    json_t *ranking = json_array();
    json_t *stages = json_array();
    json_t *targets = json_array();
    json_t *object = json_object();
    bool whole = ranking != NULL && stages != NULL &&
                 add_forecast(forecast, results, &results->history_annual);
    for (size_t s = 0; s < results->n_scenarios && whole; s++) {
        whole = json_array_append_new(scenarios, lac_json_text(results->annual[s].scenario)) == 0 &&
                add_forecast(forecast, results, &results->annual[s]) &&
                add_savings(savings, results, &results->savings[s]) &&
                add_targets(targets, results, s) && add_stages(stages, results, s);
    }
    for (size_t i = 0; i < results->ranking.n && whole; i++) {
        whole = add_ranking(ranking, results, &results->ranking.entries[i]);
    }
    whole = whole && set(object, "schema_version", json_integer(LAC_SCHEMA_VERSION)) &&
            set(object, "program", json_string(LAC_PROGRAM)) &&
            set(object, "version", json_string(LAC_VERSION)) &&
            set(object, "study", lac_json_text(plan->name)) &&
            set(object, "title", lac_json_text(plan->title)) &&
            set(object, "area", lac_json_text(plan->area)) &&
            set(object, "folder", lac_json_text(folder)) && set_simulation(object, results) &&
            set(object, "scenarios", json_incref(scenarios)) &&
            set(object, "forecast", json_incref(forecast)) &&
            set(object, "savings", json_incref(savings)) &&
            (results->ranking.n == 0 || set(object, "ranking", json_incref(ranking))) &&
            (json_array_size(targets) == 0 || set(object, "targets", json_incref(targets))) &&
            (json_array_size(stages) == 0 || set(object, "stages", json_incref(stages)));
    char *text = whole ? json_dumps(object, JSON_INDENT(1)) : NULL;
    if (text != NULL) {
        fprintf(out, "%s\n", text);
    }
    free(text);
    json_decref(scenarios);
    json_decref(forecast);
    json_decref(savings);
    json_decref(ranking);
    json_decref(stages);
    json_decref(targets);
    json_decref(object);
    return text == NULL ? LAC_MEMORY : LAC_OK;
}
