/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/records.h"

#include "base/text.h"
#include "input/bands.h"
#include "input/list.h"
#include "input/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    FLOW,
    FROM_AGE,
    TO_AGE,
    FROM_MONTHS,
    TO_MONTHS,
    PLACEMENT,
    EVENTS,
    CHILD_YEARS,
    POST_EVENTS,
    POST_CHILD_YEARS,
    RATE,
    LOW,
    HIGH,
    SOURCE,
    N_COLUMNS
};

static const lac_column COLUMNS[N_COLUMNS] = {{"flow", true, NULL}, {"from_age", false, NULL},
    {"to_age", false, NULL}, {"from_months", false, NULL}, {"to_months", false, NULL},
    {"placement", false, NULL}, {"events", false, NULL}, {"child_years", false, NULL},
    {"post_events", false, NULL}, {"post_child_years", false, NULL}, {"rate", false, NULL},
    {"low", false, NULL}, {"high", false, NULL}, {"source", false, NULL}};

/* Indexed by lac_flow_kind. */
static const char *const KIND_NAMES[] = {"admissions", "exit", "move", "reentry"};

static const lac_rows_number_rule OBSERVED = {.high = 1e9};
static const lac_rows_number_rule PER_CHILD_YEAR = {.high = 50};
static const lac_rows_number_rule PER_YEAR = {.high = 1e6};

/* What the rows share. */
typedef struct {
    lac_rows rows;
    lac_rates_table rates;
    lac_bands bands;
} reader;

/* ---- the flow ---- */

static bool find_kind(const char *name, lac_flow_kind *out)
{
    for (size_t i = 0; i < sizeof KIND_NAMES / sizeof KIND_NAMES[0]; i++) {
        if (lac_name_equal(name, KIND_NAMES[i])) {
            *out = (lac_flow_kind)i;
            return true;
        }
    }
    return false;
}

/* "exit/sgo", "move/a > b". */
static bool read_flow(reader *self, const lac_record *record, lac_rate_row *out)
{
    static const char HINT[] = "write exit/route, move/a > b, admissions/stream or reentry/route";
    lac_diagnostics *diagnostics = self->rows.diagnostics;
    const char *text = lac_header_text(&self->rows.header, record, FLOW);
    if (*text == '\0') {
        lac_rows_add_blank(&self->rows, record, FLOW);
        return false;
    }
    if (*text == '=') {
        return false;
    }
    const lac_place place = lac_rows_place(&self->rows, record, FLOW);
    char *copy = lac_arena_copy(&self->rows.plan->arena, text);
    if (copy == NULL) {
        diagnostics->out_of_memory = true;
        return false;
    }
    char *slash = strchr(copy, '/');
    if (slash != NULL) {
        *slash = '\0';
    }
    if (slash == NULL || !find_kind(copy, &out->kind)) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place, HINT, "flow \"%s\" is not known", text);
        return false;
    }
    char *name = lac_trim(slash + 1);
    const char *fault = NULL;
    if (out->kind == LAC_FLOW_MOVE) {
        char *arrow = strchr(name, '>');
        if (arrow == NULL) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, &place, HINT,
                "flow \"%s\" is not of the form move/a > b", text);
            return false;
        }
        *arrow = '\0';
        name = lac_trim(name);
        out->to = lac_trim(arrow + 1);
        fault = lac_placement_fault(out->to);
        fault = fault == NULL ? lac_placement_fault(name) : fault;
    } else {
        fault = lac_name_fault(name);
    }
    if (fault == NULL && out->to != NULL && lac_name_equal(name, out->to)) {
        fault = "of both placements is the same";
    }
    if (fault != NULL) {
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, &place, NULL, "flow \"%s\": the name %s", text, fault);
        return false;
    }
    out->name = name;
    return true;
}

/* The placement of a move is the one moved from. */
static bool read_placement(const reader *self, const lac_record *record, lac_rate_row *out)
{
    if (!lac_rows_placement(&self->rows, record, PLACEMENT, &out->placement)) {
        return false;
    }
    if (out->kind != LAC_FLOW_MOVE || out->name == NULL) {
        return true;
    }
    if (out->placement != NULL && !lac_name_equal(out->placement, out->name)) {
        const lac_place place = lac_rows_place(&self->rows, record, PLACEMENT);
        lac_diagnostics_add(self->rows.diagnostics, LAC_ERROR, &place, "leave it blank",
            "placement \"%s\" is not the one moved from, \"%s\"", out->placement, out->name);
        return false;
    }
    out->placement = out->name;
    return true;
}

/* ---- the rate ---- */

/* Events over child-years, both given and positive; the two columns stand side by side. */
static bool divide(const reader *self, const lac_record *record, size_t events_column,
    double events, double child_years, const lac_rows_number_rule *rule, double *out)
{
    const size_t years_column = events_column + 1;
    const lac_rows *rows = &self->rows;
    if (isnan(events) || isnan(child_years)) {
        const size_t blank = isnan(events) ? events_column : years_column;
        const size_t given = isnan(events) ? years_column : events_column;
        const lac_place place = lac_rows_place(rows, record, blank);
        lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place, "give both or none",
            "%s has no %s", COLUMNS[given].name, COLUMNS[blank].name);
        return false;
    }
    const lac_place place = lac_rows_place(rows, record, years_column);
    if (child_years <= 0) {
        lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place,
            "give a rate, or take the row out", "%s is 0: no rate follows from it",
            COLUMNS[years_column].name);
        return false;
    }
    *out = events / child_years;
    if (*out > rule->high) {
        char rate[32];
        char most[32];
        lac_number_format(*out, rate);
        lac_number_format(rule->high, most);
        lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place, NULL,
            "%s / %s is %s, outside 0 to %s", COLUMNS[events_column].name,
            COLUMNS[years_column].name, rate, most);
        return false;
    }
    return true;
}

/* Events that no child could have had. */
static bool check_exposure(const reader *self, const lac_record *record, size_t events_column,
    double events, double child_years)
{
    if (!(events > 0 && child_years <= 0)) {
        return true;
    }
    const size_t years_column = events_column + 1;
    const lac_place place = lac_rows_place(&self->rows, record, years_column);
    lac_diagnostics_add(self->rows.diagnostics, LAC_ERROR, &place, "correct one of them",
        "%s is 0 although %s is %s", COLUMNS[years_column].name, COLUMNS[events_column].name,
        lac_header_text(&self->rows.header, record, events_column));
    return false;
}

/* The rate as given, else the posterior mean, else events / child_years. */
static bool settle_rate(const reader *self, const lac_record *record,
    const lac_rows_number_rule *rule, lac_rate_row *out)
{
    bool ok = check_exposure(self, record, EVENTS, out->events, out->child_years);
    ok = check_exposure(self, record, POST_EVENTS, out->post_events, out->post_child_years) && ok;
    if (!ok || !isnan(out->rate)) {
        return ok;
    }
    if (!isnan(out->post_events) || !isnan(out->post_child_years)) {
        return divide(
            self, record, POST_EVENTS, out->post_events, out->post_child_years, rule, &out->rate);
    }
    if (!isnan(out->events) || !isnan(out->child_years)) {
        return divide(self, record, EVENTS, out->events, out->child_years, rule, &out->rate);
    }
    const lac_place place = lac_rows_place(&self->rows, record, RATE);
    lac_diagnostics_add(self->rows.diagnostics, LAC_ERROR, &place,
        "give rate, or events and child_years", "the row has no rate");
    return false;
}

/* low <= rate <= high, as far as they are given. */
static void check_range(const reader *self, const lac_record *record, const lac_rate_row *row)
{
    lac_diagnostics *diagnostics = self->rows.diagnostics;
    const char *low = lac_header_text(&self->rows.header, record, LOW);
    const char *high = lac_header_text(&self->rows.header, record, HIGH);
    const lac_place low_place = lac_rows_place(&self->rows, record, LOW);
    const lac_place high_place = lac_rows_place(&self->rows, record, HIGH);
    char rate[32];
    lac_number_format(row->rate, rate);
    if (row->low > row->high) {
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, &low_place, "swap them", "low %s is above high %s", low, high);
    } else if (row->low > row->rate) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &low_place, "widen low and high",
            "low %s is above the rate, %s", low, rate);
    } else if (row->high < row->rate) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &high_place, "widen low and high",
            "high %s is below the rate, %s", high, rate);
    }
}

/* ---- rows ---- */

/* The row among those that may not overlap. */
static int add_band(reader *self, const lac_record *record, const lac_rate_row *row)
{
    const lac_band band = {.group = lac_arena_format(&self->bands.keys, "%s/%s>%s",
                               KIND_NAMES[row->kind], row->name, row->to == NULL ? "" : row->to),
        .placement = row->placement,
        .from_age = row->from_age,
        .to_age = row->to_age,
        .from_months = row->from_months,
        .to_months = row->to_months,
        .shown = lac_header_text(&self->rows.header, record, FLOW),
        .place = &row->place};
    return band.group == NULL ? LAC_MEMORY : lac_bands_add(&self->bands, &band);
}

static int read_row(reader *self, const lac_record *record, lac_rate_row *out)
{
    const lac_rows *rows = &self->rows;
    bool ok = lac_rows_check(rows, record);
    bool has_band = read_flow(self, record, out);
    const lac_rows_number_rule *rule =
        has_band && out->kind != LAC_FLOW_ADMISSIONS ? &PER_CHILD_YEAR : &PER_YEAR;
    has_band =
        lac_rows_age_band(rows, record, FROM_AGE, TO_AGE, &out->from_age, &out->to_age) && has_band;
    has_band = lac_rows_month_band(
                   rows, record, FROM_MONTHS, TO_MONTHS, &out->from_months, &out->to_months) &&
               has_band;
    has_band = read_placement(self, record, out) && has_band;
    ok = lac_rows_number(rows, record, EVENTS, &OBSERVED, &out->events) && ok;
    ok = lac_rows_number(rows, record, CHILD_YEARS, &OBSERVED, &out->child_years) && ok;
    ok = lac_rows_number(rows, record, POST_EVENTS, &OBSERVED, &out->post_events) && ok;
    ok = lac_rows_number(rows, record, POST_CHILD_YEARS, &OBSERVED, &out->post_child_years) && ok;
    ok = lac_rows_number(rows, record, RATE, rule, &out->rate) && ok;
    ok = lac_rows_number(rows, record, LOW, rule, &out->low) && ok;
    ok = lac_rows_number(rows, record, HIGH, rule, &out->high) && ok;
    out->source =
        lac_arena_copy(&rows->plan->arena, lac_header_text(&rows->header, record, SOURCE));
    if (out->source == NULL) {
        return LAC_MEMORY;
    }
    if (ok && rows->whole && settle_rate(self, record, rule, out)) {
        check_range(self, record, out);
    }
    const int status = lac_rows_keep_place(rows, record, FLOW, &out->place);
    return status == LAC_OK && has_band && rows->whole ? add_band(self, record, out) : status;
}

/* Reads the table that self->rows holds. */
static int read_rates(reader *self)
{
    const lac_rows *rows = &self->rows;
    const size_t n = rows->table.n_records - 1;
    lac_rates_table *rates = &self->rates;
    rates->file = rows->file;
    rates->n_rows = n;
    rates->rows = lac_arena_alloc(&rows->plan->arena, n, sizeof *rates->rows);
    int status = rates->rows == NULL ? LAC_MEMORY : LAC_OK;
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        status = read_row(self, &rows->table.records[i + 1], &rates->rows[i]);
    }
    if (status == LAC_OK) {
        status = lac_bands_check(&self->bands, true, rows->diagnostics);
    }
    if (status == LAC_OK && !lac_rows_faulty(rows)) {
        rows->plan->rates = *rates;
    }
    return status;
}

/* ---- public ---- */

int lac_rates_read(
    lac_plan *plan, const char *path, const char *shown_name, lac_diagnostics *diagnostics)
{
    reader self = {0};
    int status = lac_rows_open(&self.rows, plan, path, shown_name, COLUMNS, N_COLUMNS, diagnostics);
    if (status == LAC_OK) {
        status = read_rates(&self);
    }
    lac_bands_free(&self.bands);
    return lac_rows_close(&self.rows, status);
}
