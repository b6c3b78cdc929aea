/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/tracker_chart.h"

#include "base/version.h"
#include "output/case_chart.h"

#include <stdio.h>
#include <string.h>

static lac_case_day day_of(lac_day day)
{
    lac_case_day out = {LAC_NO_MONTH, 0};
    out.month = lac_day_month(day, &out.day);
    return out;
}

/* The bars of a case from its present stage on. NULL when there is no memory. */
static const lac_case_bar *bars_of(lac_arena *arena, const lac_timeline_case *one, size_t *n)
{
    *n = (size_t)(one->pathway->n_stages - one->stage);
    lac_case_bar *bars = lac_arena_alloc(arena, *n, sizeof *bars);
    lac_day first = one->begun;
    for (size_t i = 0; i < *n && bars != NULL; i++) {
        const lac_day last = one->ends[i][LAC_TIMELINE_P50];
        const int stage = one->stage + (int)i;
        bars[i] = (lac_case_bar){.first = day_of(first),
            .last = day_of(last),
            .control = one->pathway->stages[stage].control,
            .word = lac_arena_format(arena, "%d", stage + 1),
            .overdue = i == 0 && one->late};
        bars = bars[i].word == NULL ? NULL : bars;
        first = last;
    }
    return bars;
}

static const lac_case_row *rows_of(
    lac_arena *arena, const lac_timeline *timeline, const lac_plan *plan)
{
    lac_case_row *rows = lac_arena_alloc(arena, (size_t)timeline->n_cases, sizeof *rows);
    for (int c = 0; c < timeline->n_cases && rows != NULL; c++) {
        const lac_timeline_case *one = &timeline->cases[c];
        const char *label = plan->tracker.rows[c].label;
        const lac_day *order = lac_timeline_order(one);
        lac_case_row *row = &rows[c];
        *row = (lac_case_row){
            .label = one->waits ? lac_arena_format(arena, "%s (waits)", label) : label,
            .p10 = day_of(order[LAC_TIMELINE_P10]),
            .median = day_of(order[LAC_TIMELINE_P50]),
            .p90 = day_of(order[LAC_TIMELINE_P90])};
        row->bars = bars_of(arena, one, &row->n_bars);
        rows = row->label == NULL || row->bars == NULL ? NULL : rows;
    }
    return rows;
}

/* "SGO and Reunification, Exampleshire": the pathways that have cases, and where. */
static const char *subtitle_of(lac_arena *arena, const lac_timeline *timeline, const lac_plan *plan)
{
    const char *out = "";
    for (int p = 0; p < timeline->model->n_pathways && out != NULL; p++) {
        const lac_pathway *pathway = &timeline->model->pathways[p];
        int n = 0;
        for (int i = -1; i < pathway->n_stages; i++) {
            n += lac_timeline_count(timeline, pathway, i);
        }
        if (n > 0) {
            out = lac_arena_format(
                arena, "%s%s%s", out, *out == '\0' ? "" : " and ", pathway->label.name);
        }
    }
    return out == NULL || *plan->area == '\0' ? out
                                              : lac_arena_format(arena, "%s, %s", out, plan->area);
}

/* "" for a file that was not read. */
static const char *sha256_of(const lac_plan *plan, const char *file)
{
    for (size_t i = 0; i < plan->n_inputs; i++) {
        if (strcmp(plan->inputs[i].name, file) == 0) {
            return plan->inputs[i].sha256;
        }
    }
    return "";
}

int lac_tracker_chart_write(const lac_timeline *self, const lac_plan *plan, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics)
{
    lac_arena arena = {0};
    lac_chart chart = {0};
    const lac_case_chart cases = {.name = "tracker",
        .subtitle = subtitle_of(&arena, self, plan),
        .source = lac_arena_format(&arena, "Source: table of cases %.8s; Lacflow %s, study %.8s",
            sha256_of(plan, plan->tracker.file), LAC_VERSION, plan->inputs[0].sha256),
        .today = day_of(lac_day_of(self->model->start, 1)),
        .n = (size_t)self->n_cases,
        .rows = rows_of(&arena, self, plan)};
    int status = cases.subtitle == NULL || cases.source == NULL || cases.rows == NULL
                     ? LAC_MEMORY
                     : lac_case_chart_make(&arena, &cases, &chart);
    if (status == LAC_OK) {
        status = lac_plot_write(&chart, 1, folder, options, diagnostics);
    }
    lac_arena_free(&arena);
    return status == LAC_USAGE ? LAC_INTERNAL : status;
}
