/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/case_tables.h"

#include "output/control.h"
#include "output/csv.h"

typedef struct {
    const lac_timeline *timeline;
    const lac_plan *plan;
    lac_arena *arena;
    lac_csv csv;
    bool out_of_memory;
} writer;

typedef void (*put_rows)(writer *self);

static void put_header(writer *self, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        lac_csv_word(&self->csv, names[i]);
    }
    lac_csv_end_row(&self->csv);
}

static void put_day(writer *self, lac_day day)
{
    char text[11];
    lac_day_format(day, text);
    lac_csv_word(&self->csv, text);
}

static void put_stage(writer *self, const lac_pathway *pathway, int stage)
{
    const char *text = lac_stage_text(self->arena, pathway, stage);
    self->out_of_memory = self->out_of_memory || text == NULL;
    lac_csv_text(&self->csv, text == NULL ? "" : text);
    lac_csv_word(&self->csv, stage < 0 ? "" : lac_control_word(pathway->stages[stage].control));
}

static const char *label_of(const writer *self, int c)
{
    return self->plan->tracker.rows[c].label;
}

static const char *state_text(bool waits)
{
    return waits ? "waiting" : "under way";
}

static void put_cases(writer *self)
{
    static const char *const HEADER[] = {"case", "pathway", "stage", "control", "state",
        "stage_started", "days_in_stage", "late", "overdue", "order_p05", "order_p50", "order_p95",
        "probability"};
    put_header(self, HEADER, sizeof HEADER / sizeof HEADER[0]);
    for (int c = 0; c < self->timeline->n_cases; c++) {
        const lac_timeline_case *one = &self->timeline->cases[c];
        const lac_tracker_row *row = &self->plan->tracker.rows[c];
        const lac_day *order = lac_timeline_order(one);
        lac_csv_text(&self->csv, label_of(self, c));
        lac_csv_text(&self->csv, one->pathway->label.name);
        put_stage(self, one->pathway, one->of->stage);
        lac_csv_word(&self->csv, state_text(one->waits));
        if (row->has_started) {
            put_day(self, row->started);
        } else {
            lac_csv_word(&self->csv, "");
        }
        if (one->waits) {
            lac_csv_word(&self->csv, "");
        } else {
            lac_csv_number(&self->csv, one->of->elapsed);
        }
        lac_csv_word(&self->csv, one->late ? "yes" : "no");
        lac_csv_word(&self->csv, one->overdue ? "yes" : "no");
        put_day(self, order[LAC_TIMELINE_P05]);
        put_day(self, order[LAC_TIMELINE_P50]);
        put_day(self, order[LAC_TIMELINE_P95]);
        lac_csv_number(&self->csv, one->order);
        lac_csv_end_row(&self->csv);
    }
}

static void put_stages(writer *self)
{
    static const char *const HEADER[] = {"pathway", "stage", "control", "state", "cases", "late"};
    const lac_timeline *timeline = self->timeline;
    put_header(self, HEADER, sizeof HEADER / sizeof HEADER[0]);
    for (int p = 0; p < timeline->model->n_pathways; p++) {
        const lac_pathway *pathway = &timeline->model->pathways[p];
        for (int i = -1; i < pathway->n_stages; i++) {
            lac_csv_text(&self->csv, pathway->label.name);
            put_stage(self, pathway, i);
            lac_csv_word(&self->csv, state_text(i < 0));
            lac_csv_number(&self->csv, lac_timeline_count(timeline, pathway, i));
            lac_csv_number(&self->csv, lac_timeline_late(timeline, pathway, i));
            lac_csv_end_row(&self->csv);
        }
    }
}

static void put_timeline(writer *self)
{
    static const char *const HEADER[] = {
        "case", "pathway", "stage", "control", "begins", "ends_p05", "ends_p50", "ends_p95"};
    put_header(self, HEADER, sizeof HEADER / sizeof HEADER[0]);
    for (int c = 0; c < self->timeline->n_cases; c++) {
        const lac_timeline_case *one = &self->timeline->cases[c];
        lac_day begins = one->begun;
        for (int i = one->stage; i < one->pathway->n_stages; i++) {
            const lac_day *ends = one->ends[i - one->stage];
            lac_csv_text(&self->csv, label_of(self, c));
            lac_csv_text(&self->csv, one->pathway->label.name);
            put_stage(self, one->pathway, i);
            put_day(self, begins);
            put_day(self, ends[LAC_TIMELINE_P05]);
            put_day(self, ends[LAC_TIMELINE_P50]);
            put_day(self, ends[LAC_TIMELINE_P95]);
            lac_csv_end_row(&self->csv);
            begins = ends[LAC_TIMELINE_P50];
        }
    }
}

static void put_case_years(writer *self, const char *label, bool waits, const double *years)
{
    for (int y = 0; y < self->timeline->n_years; y++) {
        char year[8];
        lac_financial_year_format(self->timeline->first_year + y, year);
        lac_csv_text(&self->csv, label);
        lac_csv_word(&self->csv, state_text(waits));
        lac_csv_word(&self->csv, year);
        lac_csv_number(&self->csv, years[y]);
        lac_csv_end_row(&self->csv);
    }
}

static void put_years(writer *self)
{
    static const char *const HEADER[] = {"case", "state", "financial_year", "orders"};
    const lac_timeline *timeline = self->timeline;
    put_header(self, HEADER, sizeof HEADER / sizeof HEADER[0]);
    for (int c = 0; c < timeline->n_cases; c++) {
        const lac_timeline_case *one = &timeline->cases[c];
        put_case_years(self, label_of(self, c), one->waits, one->years);
    }
    put_case_years(self, "all", false, timeline->years);
    put_case_years(self, "all", true, timeline->waiting_years);
}

static int write_table(
    writer *self, const char *folder, const char *name, put_rows put, lac_diagnostics *diagnostics)
{
    const char *path = lac_arena_format(self->arena, "%s/%s", folder, name);
    int status = path == NULL ? LAC_MEMORY : lac_csv_open(&self->csv, path, diagnostics);
    if (status == LAC_OK) {
        put(self);
        status = lac_csv_close(&self->csv, diagnostics);
    }
    return status == LAC_OK && self->out_of_memory ? LAC_MEMORY : status;
}

/* ---- public ---- */

int lac_case_tables_write(const lac_timeline *self, const lac_plan *plan, const char *folder,
    lac_diagnostics *diagnostics)
{
    static const struct {
        const char *name;
        put_rows put;
    } TABLES[] = {{"tracker.csv", put_cases}, {"tracker_stages.csv", put_stages},
        {"tracker_timeline.csv", put_timeline}, {"tracker_years.csv", put_years}};
    lac_arena arena = {0};
    writer out = {.timeline = self, .plan = plan, .arena = &arena};
    int status = LAC_OK;
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0] && status == LAC_OK; i++) {
        status = write_table(&out, folder, TABLES[i].name, TABLES[i].put, diagnostics);
    }
    lac_arena_free(&arena);
    return status;
}

const char *lac_stage_text(lac_arena *arena, const lac_pathway *pathway, int stage)
{
    return stage < 0
               ? ""
               : lac_arena_format(arena, "%d %s", stage + 1, pathway->stages[stage].label.name);
}
