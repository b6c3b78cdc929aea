/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/manifest.h"

#include "base/text.h"
#include "base/version.h"
#include "output/folder.h"
#include "output/json_text.h"
#include "output/tree.h"
#include "output/wording.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int tell(const char *path, lac_diagnostics *diagnostics)
{
    const lac_place place = {.file = path};
    lac_diagnostics_add(
        diagnostics, LAC_ERROR, &place, NULL, "cannot be written: %s", strerror(errno));
    return LAC_IO;
}

/* Takes value over and says whether it could be added. */
static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static bool append(json_t *array, json_t *value)
{
    return json_array_append_new(array, value) == 0;
}

static json_t *arguments_of(const lac_manifest *self)
{
    json_t *out = json_array();
    for (size_t i = 0; i < self->n_arguments; i++) {
        if (!append(out, lac_json_text(self->arguments[i]))) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

static json_t *study_of(const lac_results *results)
{
    const lac_plan *plan = results->plan;
    const lac_model *model = &results->models[0];
    char start[8];
    char end[8];
    lac_month_format(model->start, start);
    lac_month_format(model->start + model->n_months - 1, end);
    json_t *out = json_object();
    if (!set(out, "name", lac_json_text(plan->name)) ||
        !set(out, "title", lac_json_text(plan->title)) ||
        !set(out, "area", lac_json_text(plan->area)) ||
        !set(out, "author", lac_json_text(plan->author)) ||
        !set(out, "start", json_string(start)) || !set(out, "end", json_string(end))) {
        json_decref(out);
        return NULL;
    }
    return out;
}

static json_t *inputs_of(const lac_plan *plan)
{
    json_t *out = json_array();
    for (size_t i = 0; i < plan->n_inputs; i++) {
        json_t *input = json_object();
        const bool whole =
            set(input, "name", lac_json_text(lac_wording_file(plan, plan->inputs[i].name))) &&
            set(input, "sha256", json_string(plan->inputs[i].sha256)) &&
            set(input, "bytes", json_integer((json_int_t)plan->inputs[i].bytes));
        if (!append(out, input) || !whole) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

static json_t *libraries_of(const lac_manifest *self)
{
    json_t *out = json_object();
    bool whole = set(out, "jansson", json_string(jansson_version_str()));
    for (size_t i = 0; i < self->n_libraries && whole; i++) {
        whole = set(out, self->libraries[i].name, lac_json_text(self->libraries[i].version));
    }
    if (!whole) {
        json_decref(out);
        return NULL;
    }
    return out;
}

static json_t *scenarios_of(const lac_results *results)
{
    json_t *out = json_array();
    for (size_t s = 0; s < results->n_scenarios; s++) {
        if (!append(out, lac_json_text(results->models[s].scenario_name))) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

/* "file:line: message". */
static json_t *message_of(const lac_plan *plan, const lac_diagnostic *item)
{
    lac_arena arena = {0};
    const char *file = lac_wording_file(plan, item->place.file);
    const char *text =
        file == NULL ? item->message
        : item->place.line == 0
            ? lac_arena_format(&arena, "%s: %s", file, item->message)
            : lac_arena_format(&arena, "%s:%d: %s", file, item->place.line, item->message);
    json_t *out = text == NULL ? NULL : lac_json_text(text);
    lac_arena_free(&arena);
    return out;
}

static bool has_text(const json_t *array, const json_t *text)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (json_equal(json_array_get(array, i), text)) {
            return true;
        }
    }
    return false;
}

/* Every message of a severity once: scenarios may share one. */
static json_t *messages_of(const lac_manifest *self, lac_severity severity)
{
    json_t *out = json_array();
    for (size_t l = 0; l < self->n_lists; l++) {
        if (self->lists[l]->out_of_memory) {
            json_decref(out); /* the manifest has every message, or there is none */
            return NULL;
        }
        for (size_t i = 0; i < self->lists[l]->n; i++) {
            if (self->lists[l]->items[i].severity != severity) {
                continue;
            }
            json_t *message = message_of(self->results->plan, &self->lists[l]->items[i]);
            if (message != NULL && has_text(out, message)) {
                json_decref(message);
            } else if (!append(out, message)) {
                json_decref(out);
                return NULL;
            }
        }
    }
    return out;
}

/* Adds a number that is above nothing. */
static bool set_above_nothing(json_t *object, const char *key, double value)
{
    return !lac_shortfall_is_any(value) || set(object, key, json_real(value));
}

/* What could not be done as the study says, over the horizon. */
static json_t *shortfalls_of(const lac_results *results)
{
    json_t *out = json_array();
    for (size_t s = 0; s < results->n_scenarios && results->shortfalls != NULL; s++) {
        const lac_shortfalls *of = &results->shortfalls[s];
        if (!lac_shortfall_is_any(of->unmet) && !lac_shortfall_is_any(of->shortage) &&
            !lac_shortfall_is_any(of->homeless) && !lac_shortfall_is_any(of->unshifted) &&
            !lac_shortfall_is_any(of->unidentified)) {
            continue;
        }
        json_t *shortfall = json_object();
        const bool whole =
            set(shortfall, "scenario", lac_json_text(results->models[s].scenario_name)) &&
            set_above_nothing(shortfall, "unmet_exits", of->unmet) &&
            set_above_nothing(shortfall, "unreconciled", of->shortage) &&
            set_above_nothing(shortfall, "over_capacity", of->homeless) &&
            set_above_nothing(shortfall, "unshifted", of->unshifted) &&
            set_above_nothing(shortfall, "unidentified", of->unidentified);
        if (!append(out, shortfall) || !whole) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}

/* Whether a placement (or all) lacks a price in a month of any scenario. */
static bool is_unpriced(const lac_results *results, int placement)
{
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_model *model = &results->models[s];
        for (int m = 0; m < model->n_months; m++) {
            if (isnan(model->price[placement * model->n_months + m])) {
                return true;
            }
        }
    }
    return false;
}

/* Adds a text, in two parts, where wanted. */
static bool append_if(
    bool wanted, json_t *array, lac_arena *arena, const char *what, const char *of)
{
    char *text = wanted ? lac_arena_format(arena, "%s%s", what, of) : NULL;
    return !wanted || (text != NULL && append(array, lac_json_text(text)));
}

/* Prices and costs that the study does not give: what hangs on them is left out, or taken as 0. */
static json_t *missing_of(const lac_results *results)
{
    json_t *out = json_array();
    lac_arena arena = {0};
    const lac_model *model = &results->models[0];
    const int first = lac_month_financial_year(model->start);
    bool whole = append_if(model->n_placements == 0 && is_unpriced(results, 0), out, &arena,
        "weekly cost of all placements", "");
    for (int p = 0; p < model->n_placements; p++) {
        whole = append_if(is_unpriced(results, p), out, &arena, "weekly cost of ",
                    model->placements[p].name) &&
                whole;
    }
    whole = append_if(results->measures.cost_support < 0, out, &arena, "support after exits", "") &&
            append_if(results->measures.cost_programme < 0 && model->n_interventions > 0, out,
                &arena, "programme costs", "") &&
            append_if(model->deflator == NULL, out, &arena, "deflator", "") && whole;
    int budgets = 0;
    for (int t = 0; t < model->n_years; t++) {
        budgets += !isnan(model->budget[t]);
    }
    whole = append_if(budgets == 0, out, &arena, "budget", "") && whole;
    for (int t = 0; t < model->n_years && budgets > 0; t++) {
        char year[8];
        lac_financial_year_format(first + t, year);
        whole = append_if(isnan(model->budget[t]), out, &arena, "budget of ", year) && whole;
    }
    lac_arena_free(&arena);
    if (!whole) {
        json_decref(out);
        return NULL;
    }
    return out;
}

/* The engine, and what its numbers hang on: nothing but the seed in the numbers depends on luck, and
 * nothing on the threads. */
static bool set_engine(json_t *object, const lac_manifest *self)
{
    const lac_results *results = self->results;
    if (self->engine != NULL) {
        return set(object, "engine", json_string(self->engine)) && set(object, "seed", json_null());
    }
    if (results->n_replicates == 0) {
        return set(object, "engine", json_string("expected")) && set(object, "seed", json_null());
    }
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, results->seed);
    /* a reader of JSON may hold a number as a double: what that cannot hold is a text */
    const bool small = results->seed <= UINT64_C(1) << 53;
    return set(object, "engine", json_string("stochastic")) &&
           set(object, "seed",
               small ? json_integer((json_int_t)results->seed) : json_string(text)) &&
           set(object, "replicates", json_integer(results->n_replicates)) &&
           set(object, "layers", json_string(results->layers)) &&
           set(object, "threads", json_integer(results->n_threads));
}

/* Adds what is known of one file; LAC_OK, LAC_IO (with errno) or LAC_MEMORY. */
static int add_output(json_t *outputs, lac_arena *arena, const char *folder, const char *name)
{
    struct stat about;
    const char *path = lac_arena_format(arena, "%s/%s", folder, name);
    if (path == NULL) {
        return LAC_MEMORY;
    }
    if (stat(path, &about) != 0) {
        return LAC_IO;
    }
    json_t *output = json_object();
    const bool whole = set(output, "name", lac_json_text(name)) &&
                       set(output, "bytes", json_integer((json_int_t)about.st_size));
    return append(outputs, output) && whole ? LAC_OK : LAC_MEMORY;
}

static int outputs_of(json_t **out, const char *folder)
{
    lac_arena arena = {0};
    const char **names = NULL;
    size_t n = 0;
    *out = json_array();
    int status = *out == NULL ? LAC_MEMORY : lac_tree_list(folder, &arena, &names, &n);
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        status = add_output(*out, &arena, folder, names[i]);
    }
    lac_arena_free(&arena);
    return status;
}

static json_t *started_of(time_t started)
{
    char text[sizeof "2000-01-01T00:00:00Z"] = "";
    struct tm parts;
    if (gmtime_r(&started, &parts) != NULL) {
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    return json_string(text);
}

/* Writes bytes to a new file; LAC_OK or LAC_IO with errno. */
static int write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return LAC_IO;
    }
    const bool written = fputs(text, file) >= 0 && fputc('\n', file) != EOF;
    const int error = errno;
    if (fclose(file) != 0) {
        return LAC_IO;
    }
    errno = error;
    return written ? LAC_OK : LAC_IO;
}

int lac_manifest_write(const lac_manifest *self, const char *folder, lac_diagnostics *diagnostics)
{
    char *text = NULL;
    json_t *outputs = NULL;
    json_t *object = json_object();
    lac_arena arena = {0};
    const char *path = lac_arena_format(&arena, "%s/" LAC_MANIFEST_NAME, folder);
    int status = path == NULL ? LAC_MEMORY : outputs_of(&outputs, folder);
    if (status == LAC_IO) {
        status = tell(path, diagnostics);
    }
    if (status != LAC_OK) {
        goto out;
    }
    const bool whole = set(object, "program", json_string(LAC_PROGRAM)) &&
                       set(object, "version", json_string(LAC_VERSION)) &&
                       set(object, "schema_version", json_integer(LAC_SCHEMA_VERSION)) &&
                       set(object, "arguments", arguments_of(self)) &&
                       set(object, "started", started_of(self->started)) &&
                       set(object, "seconds", json_real(self->seconds)) &&
                       set_engine(object, self) && set(object, "study", study_of(self->results)) &&
                       set(object, "scenarios", scenarios_of(self->results)) &&
                       set(object, "inputs", inputs_of(self->results->plan)) &&
                       set(object, "libraries", libraries_of(self)) &&
                       set(object, "warnings", messages_of(self, LAC_WARNING)) &&
                       set(object, "notes", messages_of(self, LAC_NOTE)) &&
                       set(object, "shortfalls", shortfalls_of(self->results)) &&
                       set(object, "missing", missing_of(self->results)) &&
                       set(object, "outputs", json_incref(outputs));
    text = whole ? json_dumps(object, JSON_INDENT(2)) : NULL;
    status = text == NULL ? LAC_MEMORY : write_text(path, text);
    if (status == LAC_IO) {
        status = tell(path, diagnostics);
    }
out:
    free(text);
    json_decref(outputs);
    json_decref(object);
    lac_arena_free(&arena);
    return status;
}
