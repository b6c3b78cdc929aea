/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/case_page.h"

#include "cli/columns.h"
#include "cli/terminal.h"
#include "model/grid.h"
#include "output/case_tables.h"
#include "output/control.h"
#include "output/label.h"

#include <math.h>
#include <string.h>

enum {
    LINE_WIDTH = 96,
    STAGE_WIDTH = 24,
    YEARS = 4 /* columns of financial years at most */
};

_Static_assert(5 + YEARS + 1 <= LAC_COLUMNS_MOST, "a case has five other columns, and later years");

typedef struct {
    const lac_timeline *timeline;
    const lac_plan *plan;
    FILE *out;
    bool bold;
    int n_years; /* with a column of their own */
    bool more;   /* and one for all later years */
    lac_arena arena;
    bool out_of_memory;
} page;

/* ---- cells ---- */

static const char *keep(page *self, const char *text)
{
    self->out_of_memory = self->out_of_memory || text == NULL;
    return text == NULL ? "" : text;
}

static const char *day_text(page *self, lac_day day)
{
    char text[11];
    lac_day_format(day, text);
    return keep(self, lac_arena_copy(&self->arena, text));
}

static const char *month_text(page *self, lac_day day)
{
    char text[8];
    lac_month_format(lac_day_month(day, NULL), text);
    return keep(self, lac_arena_copy(&self->arena, text));
}

/* "2018-07 to 2018-10", "" where both are one month. */
static const char *range_text(page *self, lac_day from, lac_day to)
{
    const char *first = month_text(self, from);
    const char *last = month_text(self, to);
    return strcmp(first, last) == 0
               ? ""
               : keep(self, lac_arena_format(&self->arena, "%s to %s", first, last));
}

/* "50%"; "<1%" and ">99%" for what is not quite none and all, "-" for none. */
static const char *chance_text(page *self, double share)
{
    const double percent = 100 * share;
    if (percent < 1e-9) {
        return "-";
    }
    if (percent < 0.5) {
        return "<1%";
    }
    if (percent >= 99.5 && percent < 100 - 1e-9) {
        return ">99%";
    }
    return keep(self, lac_arena_format(&self->arena, "%.0f%%", percent));
}

static const char *number_text(page *self, double value)
{
    return keep(self, lac_arena_format(&self->arena, "%.1f", value));
}

static const char *count_text(page *self, int value)
{
    return value == 0 ? "-" : keep(self, lac_arena_format(&self->arena, "%d", value));
}

static const char *stage_text(page *self, const lac_pathway *pathway, int stage)
{
    const char *text = keep(self, lac_stage_text(&self->arena, pathway, stage));
    size_t next = 0;
    if (lac_terminal_width(text) <= STAGE_WIDTH) {
        return text;
    }
    const size_t length = lac_terminal_break(text, STAGE_WIDTH - 2, &next);
    return keep(self, lac_arena_format(&self->arena, "%.*s..", (int)length, text));
}

/* What a list of years comes to in a column: the year, or all from it on in the last. */
static double in_column(const page *self, const double *years, int column)
{
    double sum = years[column];
    for (int y = column + 1; column == self->n_years && y < self->timeline->n_years; y++) {
        sum += years[y];
    }
    return sum;
}

static int n_year_columns(const page *self)
{
    return self->n_years + (self->more ? 1 : 0);
}

static void put_year_heads(page *self, lac_columns *to)
{
    for (int y = 0; y < self->n_years; y++) {
        char year[8];
        lac_financial_year_format(self->timeline->first_year + y, year);
        to->heads[to->n_columns++] = keep(self, lac_arena_copy(&self->arena, year));
    }
    if (self->more) {
        to->heads[to->n_columns++] = "later";
    }
}

/* ---- tables ---- */

static bool make_rows(page *self, lac_columns *to, int n)
{
    const bool made = lac_columns_make(to, &self->arena, n) == LAC_OK;
    self->out_of_memory = self->out_of_memory || !made;
    return made;
}

/* Whether the child turns 18 in the month of its likely order or before it; that of an age that is not
 * known never does. A child of 215 completed months turns 18 in the first month of the study. */
static bool comes_of_age(const page *self, int i)
{
    const lac_tracker_row *row = &self->plan->tracker.rows[i];
    const lac_day order = lac_timeline_order(&self->timeline->cases[i])[LAC_TIMELINE_P50];
    return row->age_months >= 0 &&
           self->timeline->model->start + (LAC_ADULT_MONTHS - 1) - row->age_months <=
               lac_day_month(order, NULL);
}

/* The cases of a pathway that are under way, or those that wait. */
static void print_cases(page *self, const lac_pathway *pathway, bool waiting)
{
    const lac_timeline *timeline = self->timeline;
    const char *title = keep(self, lac_label_clean(&self->arena, pathway->label.name));
    lac_columns cases = {
        .heads = {title, waiting ? "waits since" : "stage", "since", "order", "likely"},
        .n_columns = waiting ? 2 : 3,
        .n_left = waiting ? 4 : 5};
    cases.heads[cases.n_columns++] = "order";
    cases.heads[cases.n_columns++] = "likely";
    put_year_heads(self, &cases);
    if (!make_rows(self, &cases, timeline->n_cases)) {
        return;
    }
    for (int i = 0; i < timeline->n_cases; i++) {
        const lac_timeline_case *one = &timeline->cases[i];
        const lac_tracker_row *row = &self->plan->tracker.rows[i];
        if (one->pathway != pathway || one->waits != waiting) {
            continue;
        }
        const char **cells = cases.rows[cases.n_rows++];
        const lac_day *order = lac_timeline_order(one);
        const char *since = row->has_started ? day_text(self, row->started) : "-";
        int n = 0;
        cells[n++] = row->label;
        if (!waiting) {
            cells[n++] = stage_text(self, pathway, one->stage);
        }
        cells[n++] = one->late ? keep(self, lac_arena_format(&self->arena, "%s*", since)) : since;
        const char *month = month_text(self, order[LAC_TIMELINE_P50]);
        cells[n++] = comes_of_age(self, i)
                         ? keep(self, lac_arena_format(&self->arena, "%s\xE2\x80\xA0", month))
                         : month;
        cells[n++] = range_text(self, order[LAC_TIMELINE_P05], order[LAC_TIMELINE_P95]);
        for (int y = 0; y < n_year_columns(self); y++) {
            cells[n++] = chance_text(self, in_column(self, one->years, y));
        }
    }
    if (cases.n_rows > 0) {
        lac_columns_print(self->out, &cases, self->bold);
    }
}

static bool has_cases(const lac_timeline *timeline, const lac_pathway *pathway)
{
    int i = timeline->n_cases - 1;
    while (i >= 0 && timeline->cases[i].pathway != pathway) {
        i--;
    }
    return i >= 0;
}

static void print_stages(page *self)
{
    const lac_timeline *timeline = self->timeline;
    const lac_model *model = timeline->model;
    lac_columns stages = {
        .heads = {"Cases by stage", "", "with", "cases", "late"}, .n_columns = 5, .n_left = 3};
    int n = 0;
    for (int p = 0; p < model->n_pathways; p++) {
        n += model->pathways[p].n_stages + 1;
    }
    if (!make_rows(self, &stages, n)) {
        return;
    }
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        const char *name = keep(self, lac_label_clean(&self->arena, pathway->label.name));
        int shown = 0;
        if (!has_cases(timeline, pathway)) {
            continue;
        }
        for (int i = -1; i < pathway->n_stages; i++) {
            const int cases = lac_timeline_count(timeline, pathway, i);
            if (i < 0 && cases == 0) {
                continue;
            }
            const char **cells = stages.rows[stages.n_rows++];
            cells[0] = shown++ == 0 ? name : "";
            cells[1] = i < 0 ? "waiting" : stage_text(self, pathway, i);
            cells[2] = i < 0 ? "" : lac_control_word(pathway->stages[i].control);
            cells[3] = count_text(self, cases);
            cells[4] = i < 0 ? "" : count_text(self, lac_timeline_late(timeline, pathway, i));
        }
    }
    lac_columns_print(self->out, &stages, self->bold);
}

static void print_controllers(page *self)
{
    int waiting = 0;
    for (int i = 0; i < self->timeline->n_cases; i++) {
        waiting += self->timeline->cases[i].waits;
    }
    fprintf(self->out, "With the council %d, with carers %d, with the court %d",
        lac_timeline_controlled(self->timeline, LAC_CONTROL_COUNCIL),
        lac_timeline_controlled(self->timeline, LAC_CONTROL_CARER),
        lac_timeline_controlled(self->timeline, LAC_CONTROL_COURT));
    if (waiting > 0) {
        fprintf(self->out, "; %d wait%s for a start", waiting, waiting == 1 ? "s" : "");
    }
    fputs(".\n\n", self->out);
}

static void put_orders(page *self, lac_columns *to, const char *label, const double *years)
{
    const char **cells = to->rows[to->n_rows++];
    double sum = 0;
    cells[0] = label;
    for (int y = 0; y < n_year_columns(self); y++) {
        const double orders = in_column(self, years, y);
        cells[y + 1] = number_text(self, orders);
        sum += orders;
    }
    cells[to->n_columns - 1] = number_text(self, sum);
}

static void print_orders(page *self, bool any_under_way, bool any_waiting)
{
    lac_columns orders = {.heads = {"Orders to be expected"}, .n_columns = 1, .n_left = 1};
    put_year_heads(self, &orders);
    orders.heads[orders.n_columns++] = "in all";
    if (!make_rows(self, &orders, 2)) {
        return;
    }
    if (any_under_way) {
        put_orders(self, &orders, "cases under way", self->timeline->years);
    }
    if (any_waiting) {
        put_orders(self, &orders, "cases that wait", self->timeline->waiting_years);
    }
    lac_columns_print(self->out, &orders, self->bold);
}

static void print_notes(page *self, bool any_late, bool any_waiting, bool any_adult)
{
    const char *first = day_text(self, lac_day_of(self->timeline->model->start, 1));
    const char *notes[5];
    int n = 0;
    notes[n++] =
        "Order: the month by which it is as likely made as not, if the case is not refused; "
        "likely: nine in ten come within these months.";
    notes[n++] =
        "The chance of an order contains the approvals that are left and the success of the "
        "intervention. It holds if the child stays looked after: one that leaves another "
        "way or turns 18 first has no order.";
    if (any_waiting) {
        notes[n++] =
            keep(self, lac_arena_format(&self->arena,
                           "Cases that wait: as if they all started on %s. When staff are free for "
                           "them is not known here.",
                           first));
    }
    if (any_late) {
        notes[n++] = "* late: longer in its stage than 90 % of the stage's range.";
    }
    if (any_adult) {
        notes[n++] =
            "\xE2\x80\xA0 the child turns 18 in that month or before it, and has no order then.";
    }
    for (int i = 0; i < n; i++) {
        lac_terminal_paragraph(self->out, notes[i], 0, LINE_WIDTH);
    }
}

/* ---- public ---- */

int lac_case_page_print(FILE *out, const lac_timeline *timeline, const lac_plan *plan, bool bold)
{
    page self = {.timeline = timeline, .plan = plan, .out = out, .bold = bold};
    const lac_model *model = timeline->model;
    self.more = timeline->n_years > YEARS;
    self.n_years = self.more ? YEARS : timeline->n_years;
    bool late = false;
    bool adult = false;
    int waiting = 0;
    for (int i = 0; i < timeline->n_cases; i++) {
        late = late || timeline->cases[i].late;
        adult = adult || comes_of_age(&self, i);
        waiting += timeline->cases[i].waits;
    }
    lac_terminal_paragraph(
        out, keep(&self, lac_label_clean(&self.arena, plan->title)), 0, LINE_WIDTH);
    fprintf(out, "%d case%s on %s, the first day of the study", timeline->n_cases,
        timeline->n_cases == 1 ? "" : "s", day_text(&self, lac_day_of(model->start, 1)));
    if (plan->n_scenarios > 1) {
        fprintf(out, "; numbers of scenario \"%s\"",
            keep(&self, lac_label_clean(&self.arena, model->scenario_name)));
    }
    fputs("\n\n", out);
    for (int p = 0; p < model->n_pathways; p++) {
        print_cases(&self, &model->pathways[p], false);
    }
    for (int p = 0; p < model->n_pathways; p++) {
        print_cases(&self, &model->pathways[p], true);
    }
    print_stages(&self);
    print_controllers(&self);
    print_orders(&self, waiting<timeline->n_cases, waiting> 0);
    print_notes(&self, late, waiting > 0, adult);
    lac_arena_free(&self.arena);
    return self.out_of_memory ? LAC_MEMORY : LAC_OK;
}
