/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer on lac_study_parse and, when it can be read, on what `check` and `run` make of it: no crash,
 * and what is read and worked out is as promised. */
#include "base/text.h"
#include "input/study.h"
#include "model/model.h"
#include "results/results.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* Studies larger than this are read but not checked, or checked but not run, to stay fast. */
enum { CHECKED_MONTHS = 60, CHECKED_SCENARIOS = 8, RUN_MONTHS = 12, RUN_SCENARIOS = 3 };

static void require(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

/* Every message can be printed, and there are errors just when the status says so. */
static void check_messages(const lac_diagnostics *diagnostics, int status)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    require(out != NULL, "memory for the messages");
    lac_diagnostics_print(diagnostics, LAC_NOTE, out);
    require(fclose(out) == 0, "the messages are printed");
    require(lac_utf8_fault(text, length) == length, "the messages are UTF-8");
    require(strlen(text) == length, "the messages have no NUL");
    require(status == lac_diagnostics_status(diagnostics), "status and messages agree");
    free(text);
}

static void check_place(const lac_place *place)
{
    require(place->file != NULL && place->line >= 1 && place->column >= 1, "a place");
    require(place->row >= 1 && place->row <= place->line, "the row of a place");
    const size_t characters = lac_utf8_characters(place->source, strlen(place->source));
    require((size_t)place->column <= characters + 1, "the column of a place");
}

static void check_cell(const lac_field *field, const lac_plan_cell *cell)
{
    require(cell->text != NULL, "the text of a cell");
    if (cell->state != LAC_CELL_VALUE) {
        return;
    }
    check_place(&cell->place);
    double scale = 1;
    double sum = 0;
    switch (field->type) {
    case LAC_TYPE_SHARE:
    case LAC_TYPE_PERCENT:
        scale = 0.01;
        __attribute__((fallthrough));
    case LAC_TYPE_NUMBER:
    case LAC_TYPE_WHOLE:
        require(cell->number >= field->low * scale && cell->number <= field->high * scale,
            "a number within its bounds");
        require(!cell->has_range || (cell->low <= cell->number && cell->number <= cell->high),
            "a number within its range");
        break;
    case LAC_TYPE_MONTH:
    case LAC_TYPE_PERIOD:
        require(cell->number >= LAC_FIRST_MONTH - 9 && cell->number <= LAC_LAST_MONTH + 3,
            "a month within its bounds");
        break;
    case LAC_TYPE_YEAR:
        require(cell->number >= 1989 && cell->number <= 2100, "a year within its bounds");
        break;
    case LAC_TYPE_AGES:
    case LAC_TYPE_PLACEMENTS:
        for (size_t i = 0; i < cell->n_entries; i++) {
            sum += cell->entries[i].value;
        }
        require(fabs(sum - 1) < 1e-9, "the sum of shares");
        break;
    case LAC_TYPE_MONTH_RATES:
    case LAC_TYPE_NAMES:
        require(cell->n_entries > 0, "a list");
        break;
    case LAC_TYPE_TEXT:
    case LAC_TYPE_FILE:
    case LAC_TYPE_NAME:
    case LAC_TYPE_CHOICE:
        require(*cell->text != '\0', "a text");
        break;
    }
}

static void check_plan(const lac_plan *plan)
{
    size_t n_rows = 0;
    require(plan->n_scenarios >= 1 && plan->n_scenarios <= LAC_MAX_SCENARIOS, "the scenarios");
    require(plan->n_rows <= LAC_MAX_STUDY_ROWS, "the number of rows");
    require(plan->title != NULL && plan->area != NULL && plan->author != NULL, "the texts");
    for (size_t i = 0; i < plan->n_rows; i++) {
        const lac_plan_row *row = &plan->rows[i];
        check_place(&row->place);
        require(!row->has_range ||
                    (row->low <= row->cells[0].number && row->cells[0].number <= row->high),
            "low and high");
        require(row->n_cells >= 1 && row->n_cells <= plan->n_scenarios, "the number of cells");
        for (size_t s = 0; s < plan->n_scenarios; s++) {
            check_cell(row->field, lac_plan_own_cell(row, s));
        }
    }
    for (int section = 0; section < LAC_N_SECTIONS; section++) {
        for (const lac_plan_item *item = lac_plan_next(plan, (lac_section)section, NULL);
             item != NULL; item = lac_plan_next(plan, (lac_section)section, item)) {
            require(lac_plan_find(plan, (lac_section)section, item->name) == item, "an item");
            n_rows += item->n_rows;
        }
    }
    require(n_rows == plan->n_rows, "every row belongs to an item");
}

static void check_series(const lac_series *series)
{
    for (int i = 0; i < series->n * series->n_measures; i++) {
        require(!isinf(series->mean[i]) && !isinf(series->sd[i]), "finite numbers");
        require(isnan(series->sd[i]) || series->sd[i] >= 0, "a standard deviation");
    }
}

static void check_results(const lac_plan *plan, lac_diagnostics *diagnostics)
{
    lac_results results = {0};
    lac_horizon horizon;
    int status = lac_horizon_find(&horizon, plan, diagnostics);
    if (status != LAC_OK || horizon.n_months > CHECKED_MONTHS ||
        plan->n_scenarios > CHECKED_SCENARIOS) {
        return;
    }
    if (horizon.n_months > RUN_MONTHS || plan->n_scenarios > RUN_SCENARIOS) {
        status = lac_results_check(&results, plan, diagnostics);
        check_messages(diagnostics, status);
        lac_results_free(&results);
        return;
    }
    status = lac_results_run(&results, plan, NULL, 0, diagnostics);
    check_messages(diagnostics, status);
    for (size_t s = 0; s < results.n_scenarios && status == LAC_OK; s++) {
        const lac_series *series = &results.monthly[s];
        check_series(series);
        check_series(&results.annual[s]);
        for (int m = 0; m < series->n; m++) {
            const double *mean = series->mean;
            const double stock = mean[lac_series_at(series, results.measures.closing_stock, m)];
            const double sum = mean[lac_series_at(series, results.measures.opening_stock, m)] +
                               mean[lac_series_at(series, results.measures.admissions, m)] -
                               mean[lac_series_at(series, results.measures.exits, m)] +
                               mean[lac_series_at(series, results.measures.unreconciled, m)];
            require(stock >= 0, "a closing stock");
            require(fabs(stock - sum) <= 1e-9 * (1 + fabs(sum)), "the sum of the month");
        }
    }
    lac_results_free(&results);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    const int status =
        lac_study_parse(&plan, (const char *)bytes, n_bytes, "fuzz.csv", &diagnostics);
    check_messages(&diagnostics, status);
    require(status == LAC_OK || diagnostics.n_errors > 0, "a failure has a message");
    if (status == LAC_OK) {
        check_plan(&plan);
        check_results(&plan, &diagnostics);
    }
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
    return 0;
}
