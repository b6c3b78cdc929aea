/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "base/text.h"
#include "input/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 8, PATH_BYTES = 256 };

/* ---- studies ---- */

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void read_and_run(test_study *self, const char *path)
{
    memset(self, 0, sizeof *self);
    self->status = lac_study_read(&self->plan, path, &self->diagnostics);
    if (self->status == LAC_OK) {
        self->status = lac_results_run(&self->results, &self->plan, NULL, 0, &self->diagnostics);
    }
}

void study_run_texts(test_study *self, const char *const *texts)
{
    char folder[] = "/tmp/lacflow-study-XXXXXX";
    char paths[MOST_FILES][PATH_BYTES];
    int n = 1;
    assert_non_null(mkdtemp(folder));
    snprintf(paths[0], PATH_BYTES, "%s/study.csv", folder);
    write_file(paths[0], texts[0]);
    for (const char *const *table = texts + 1; *table != NULL; table += 2, n++) {
        assert_true(n < MOST_FILES);
        snprintf(paths[n], PATH_BYTES, "%s/%s", folder, table[0]);
        write_file(paths[n], table[1]);
    }
    read_and_run(self, paths[0]);
    for (int i = 0; i < n; i++) {
        assert_int_equal(unlink(paths[i]), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void must_have_run(const test_study *self)
{
    if (self->status != LAC_OK) {
        lac_diagnostics_print(&self->diagnostics, LAC_NOTE, stderr);
        fail_msg("the study did not run: %s", lac_status_text(self->status));
    }
}

void study_must_run_texts(test_study *self, const char *const *texts)
{
    study_run_texts(self, texts);
    must_have_run(self);
}

void study_must_run_file(test_study *self, const char *path)
{
    read_and_run(self, path);
    must_have_run(self);
}

void study_free(test_study *self)
{
    lac_results_free(&self->results);
    lac_plan_free(&self->plan);
    lac_diagnostics_free(&self->diagnostics);
}

void study_simulate(test_study *self, size_t n, unsigned layers)
{
    lac_results_free(&self->results);
    self->results.replicates = (lac_replicates_options){.n = n, .seed = 20260101, .layers = layers};
    self->status = lac_results_run(&self->results, &self->plan, NULL, 0, &self->diagnostics);
    must_have_run(self);
}

/* ---- values ---- */

size_t scenario_of(const test_study *self, const char *scenario)
{
    for (size_t s = 0; s < self->results.n_scenarios; s++) {
        if (strcmp(self->results.models[s].scenario_name, scenario) == 0) {
            return s;
        }
    }
    fail_msg("there is no scenario %s", scenario);
    return 0;
}

int measure_of(const test_study *self, const char *measure)
{
    const int at = lac_measure_find(&self->results.measures, measure);
    if (at < 0) {
        fail_msg("there is no measure %s", measure);
    }
    return at;
}

/* Where a value stands in a series. */
static int entry(const test_study *self, const lac_series *series, const char *measure, int t)
{
    assert_true(t >= 0 && t < series->n);
    return lac_series_at(series, measure_of(self, measure), t);
}

double mean_of(const test_study *self, const char *scenario, const char *measure, int m)
{
    const lac_series *series = &self->results.monthly[scenario_of(self, scenario)];
    return series->mean[entry(self, series, measure, m)];
}

double sd_of(const test_study *self, const char *scenario, const char *measure, int m)
{
    const lac_series *series = &self->results.monthly[scenario_of(self, scenario)];
    return series->sd[entry(self, series, measure, m)];
}

double saving_of(const test_study *self, const char *scenario, const char *measure, int year)
{
    const lac_series *series = &self->results.savings[scenario_of(self, scenario)];
    const int t = year == WHOLE_STUDY ? series->n - 1 : year - series->first;
    for (int i = 0; i < series->n_measures; i++) {
        if (strcmp(lac_results_saving(&self->results, i).name, measure) == 0) {
            assert_true(t >= 0 && t < series->n);
            return series->mean[lac_series_at(series, i, t)];
        }
    }
    fail_msg("there is no saving %s", measure);
    return NAN;
}

static const lac_series *annual_of(const test_study *self, const char *scenario)
{
    return strcmp(scenario, "history") == 0 ? &self->results.history_annual
                                            : &self->results.annual[scenario_of(self, scenario)];
}

double year_of(const test_study *self, const char *scenario, const char *measure, int year)
{
    const lac_series *series = annual_of(self, scenario);
    return series->mean[entry(self, series, measure, year - series->first)];
}

double year_sd_of(const test_study *self, const char *scenario, const char *measure, int year)
{
    const lac_series *series = annual_of(self, scenario);
    return series->sd[entry(self, series, measure, year - series->first)];
}

lac_row_status year_status_of(
    const test_study *self, const char *scenario, const char *measure, int year)
{
    const lac_series *series = annual_of(self, scenario);
    return (lac_row_status)series->status[entry(self, series, measure, year - series->first)];
}

/* ---- checks ---- */

void check_near(double actual, double expected, double tolerance, const char *file, int line)
{
    const bool equal = isnan(expected) ? isnan(actual) : fabs(actual - expected) <= tolerance;
    if (!equal) {
        print_error("%.17g is not %.17g (difference %g)\n", actual, expected, actual - expected);
        _fail(file, line);
    }
}

static const char *base_name(const char *path)
{
    const char *slash = path == NULL ? NULL : strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

void check_told(const test_study *self, lac_severity severity, const char *in_file, int at_line,
    const char *message, const char *file, int line)
{
    int found = 0;
    bool right = false;
    for (size_t i = 0; i < self->diagnostics.n; i++) {
        const lac_diagnostic *item = &self->diagnostics.items[i];
        if (strcmp(item->message, message) != 0) {
            continue;
        }
        const char *name = base_name(item->place.file);
        const bool same_file =
            name == NULL || in_file == NULL ? name == in_file : strcmp(name, in_file) == 0;
        found++;
        right = item->severity == severity && same_file && item->place.line == at_line;
    }
    if (found != 1 || !right) {
        lac_diagnostics_print(&self->diagnostics, LAC_NOTE, stderr);
        print_error("\"%s\" is told %d times, %s\n", message, found,
            right ? "in the right place" : "but not with this severity and place");
        _fail(file, line);
    }
}

void assert_all_told(const told_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const told_case *one = &cases[i];
        test_study s;
        if (one->table == NULL) {
            study_run(&s, one->sheet, NULL);
        } else {
            study_run(&s, one->sheet, one->table, one->text, NULL);
        }
        assert_told(&s, one->severity, one->file, one->line, one->message);
        const int expected = one->severity == LAC_ERROR ? LAC_INPUT : LAC_OK;
        if (s.status != expected) {
            lac_diagnostics_print(&s.diagnostics, LAC_NOTE, stderr);
            fail_msg("status %d after: %s", s.status, one->message);
        }
        study_free(&s);
    }
}

void check_not_told(const test_study *self, const char *beginning, const char *file, int line)
{
    for (size_t i = 0; i < self->diagnostics.n; i++) {
        const char *message = self->diagnostics.items[i].message;
        if (strncmp(message, beginning, strlen(beginning)) == 0) {
            print_error("\"%s\" is told\n", message);
            _fail(file, line);
        }
    }
}

void assert_printed_from(
    const lac_diagnostics *diagnostics, lac_severity least, const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    lac_diagnostics_print(diagnostics, least, out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    free(text);
}

int with_arena(void **state)
{
    static lac_arena arena;
    arena = (lac_arena){0};
    *state = &arena;
    return 0;
}

int without_arena(void **state)
{
    lac_arena_free(*state);
    return 0;
}
