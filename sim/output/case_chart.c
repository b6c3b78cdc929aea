/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/case_chart.h"

#include "output/control.h"

#include <math.h>
#include <string.h>

/* What the steps below share. */
typedef struct {
    lac_arena *arena;
    const lac_case_chart *from;
    const lac_case_row **order; /* the cases in the order of the chart */
    size_t n;                   /* of them that are drawn */
    size_t n_late;
} work;

/* ---- days ---------------------------------------------------------------------------------------- */

static bool is_day(lac_case_day day)
{
    return day.month >= LAC_FIRST_MONTH && day.month <= LAC_LAST_MONTH && day.day >= 1 &&
           day.day <= lac_month_days(day.month);
}

static bool is_none(lac_case_day day)
{
    return day.month == LAC_NO_MONTH;
}

static int compare_days(lac_case_day a, lac_case_day b)
{
    return a.month != b.month ? a.month - b.month : a.day - b.day;
}

/* The start of a day on the axis, and its end. */
static double start_of(lac_case_day day)
{
    return lac_rows_date(day.month, day.day);
}

static double end_of(lac_case_day day)
{
    return lac_rows_date(day.month, day.day + 1);
}

/* "2018-03-14", "" for none. */
static const char *day_text(lac_arena *arena, lac_case_day day)
{
    char month[8];
    if (is_none(day)) {
        return "";
    }
    lac_month_format(day.month, month);
    return lac_arena_format(arena, "%s-%02d", month, day.day);
}

static bool is_case(const lac_case_row *row)
{
    for (size_t b = 0; b < row->n_bars; b++) {
        const lac_case_bar *bar = &row->bars[b];
        if (!is_day(bar->first) || !is_day(bar->last) || compare_days(bar->first, bar->last) > 0) {
            return false;
        }
    }
    if (is_none(row->p10) && is_none(row->median) && is_none(row->p90)) {
        return true;
    }
    return is_day(row->p10) && is_day(row->median) && is_day(row->p90) &&
           compare_days(row->p10, row->median) <= 0 && compare_days(row->median, row->p90) <= 0;
}

/* ---- which cases --------------------------------------------------------------------------------- */

/* Whether a case comes after another: by expected order, those without one last. */
static bool is_after(const lac_case_row *a, const lac_case_row *b)
{
    if (is_none(a->median) || is_none(b->median)) {
        return is_none(a->median) && !is_none(b->median);
    }
    return compare_days(a->median, b->median) > 0;
}

static bool is_late(const lac_case_row *row)
{
    for (size_t b = 0; b < row->n_bars; b++) {
        if (row->bars[b].overdue) {
            return true;
        }
    }
    return false;
}

static int choose_cases(work *w)
{
    w->order = lac_arena_alloc(w->arena, w->from->n, sizeof *w->order);
    if (w->order == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < w->from->n; i++) {
        const lac_case_row *row = &w->from->rows[i];
        size_t k = i;
        if (!is_case(row)) {
            return LAC_USAGE;
        }
        for (; k > 0 && is_after(w->order[k - 1], row); k--) {
            w->order[k] = w->order[k - 1];
        }
        w->order[k] = row;
        w->n_late += is_late(row) ? 1 : 0;
    }
    w->n = w->from->n < LAC_CASE_CHART_ROWS ? w->from->n : LAC_CASE_CHART_ROWS;
    return LAC_OK;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static int make_row(work *w, const lac_case_row *from, lac_row *out)
{
    lac_row_bar *bars = lac_arena_alloc(w->arena, from->n_bars, sizeof *bars);
    const bool ends = !is_none(from->median);
    if (bars == NULL) {
        return LAC_MEMORY;
    }
    for (size_t b = 0; b < from->n_bars; b++) {
        const lac_case_bar *bar = &from->bars[b];
        bars[b] = (lac_row_bar){.from = start_of(bar->first),
            .to = end_of(bar->last),
            .kind = lac_control_bar(bar->control),
            .late = bar->overdue,
            .word = bar->word};
    }
    *out = (lac_row){
        .label = is_late(from) ? lac_arena_format(w->arena, "%s, late", from->label) : from->label,
        .n_bars = from->n_bars,
        .bars = bars,
        .dot = ends ? start_of(from->median) : NAN,
        .low = ends ? start_of(from->p10) : NAN,
        .high = ends ? start_of(from->p90) : NAN,
        .end = ends ? lac_axis_month_text(w->arena, from->median.month) : NULL};
    return out->label == NULL || (ends && out->end == NULL) ? LAC_MEMORY : LAC_OK;
}

/* A line a stage; one for a case without any. */
static int make_table(work *w, lac_rows *rows)
{
    static const char *const HEADS[] = {"case", "stage", "controller", "first day", "last day",
        "late", "order, 1 in 10 earlier", "order, median", "order, 1 in 10 later"};
    enum { COLUMNS = sizeof HEADS / sizeof HEADS[0] };
    size_t room = 0;
    for (size_t i = 0; i < w->n; i++) {
        room += w->order[i]->n_bars > 0 ? w->order[i]->n_bars : 1;
    }
    lac_row_cell *cells = lac_arena_alloc(w->arena, room * COLUMNS, sizeof *cells);
    lac_row_cell *line = cells;
    if (cells == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < w->n; i++) {
        const lac_case_row *row = w->order[i];
        for (size_t b = 0; b < row->n_bars || b == 0; b++) {
            const lac_case_bar *bar = b < row->n_bars ? &row->bars[b] : NULL;
            const char *texts[COLUMNS] = {row->label,
                bar == NULL || bar->word == NULL ? "" : bar->word,
                bar == NULL ? "" : lac_control_word(bar->control),
                bar == NULL ? "" : day_text(w->arena, bar->first),
                bar == NULL ? "" : day_text(w->arena, bar->last),
                bar == NULL    ? ""
                : bar->overdue ? "yes"
                               : "no",
                day_text(w->arena, row->p10), day_text(w->arena, row->median),
                day_text(w->arena, row->p90)};
            for (size_t c = 0; c < COLUMNS; c++) {
                if (texts[c] == NULL) {
                    return LAC_MEMORY;
                }
                line[c].text = texts[c];
            }
            line += COLUMNS;
        }
    }
    rows->n_columns = COLUMNS;
    rows->heads = HEADS;
    rows->cells = cells;
    rows->n_lines = room;
    return LAC_OK;
}

/* A key for each controller that is drawn. */
static int make_keys(work *w, lac_rows *rows)
{
    static const lac_control CONTROLS[] = {
        LAC_CONTROL_COUNCIL, LAC_CONTROL_CARER, LAC_CONTROL_COURT};
    enum { N = sizeof CONTROLS / sizeof CONTROLS[0] };
    lac_row_key *keys = lac_arena_alloc(w->arena, N, sizeof *keys);
    if (keys == NULL) {
        return LAC_MEMORY;
    }
    for (size_t c = 0; c < N; c++) {
        bool any = false;
        for (size_t i = 0; i < w->n; i++) {
            for (size_t b = 0; b < w->order[i]->n_bars; b++) {
                any = any || w->order[i]->bars[b].control == CONTROLS[c];
            }
        }
        if (any) {
            keys[rows->n_keys++] =
                (lac_row_key){lac_control_bar(CONTROLS[c]), lac_control_word(CONTROLS[c])};
        }
    }
    rows->keys = keys;
    return LAC_OK;
}

static int make_rows(work *w, const lac_rows **out)
{
    const lac_case_day today = w->from->today;
    lac_rows *rows = lac_arena_alloc(w->arena, 1, sizeof *rows);
    lac_row *items = lac_arena_alloc(w->arena, w->n, sizeof *items);
    int rc = rows == NULL || items == NULL ? LAC_MEMORY : LAC_OK;
    for (size_t i = 0; rc == LAC_OK && i < w->n; i++) {
        rc = make_row(w, w->order[i], &items[i]);
    }
    if (rc != LAC_OK) {
        return rc;
    }
    *rows = (lac_rows){.axis = LAC_ROWS_MONTHS, .n = w->n, .rows = items, .rule = NAN};
    if (!is_none(today)) {
        const char *month = lac_axis_month_text(w->arena, today.month);
        rows->rule = start_of(today);
        rows->rule_word =
            month == NULL ? NULL : lac_arena_format(w->arena, "%d %s", today.day, month);
        rc = rows->rule_word == NULL ? LAC_MEMORY : LAC_OK;
    }
    rc = rc == LAC_OK ? make_keys(w, rows) : rc;
    rc = rc == LAC_OK ? make_table(w, rows) : rc;
    *out = rows;
    return rc;
}

/* ---- words --------------------------------------------------------------------------------------- */

/* "25 cases, 3 late: first order expected in Mar 2018". */
static const char *title_of(const work *w)
{
    const lac_case_row *first = w->order[0];
    const char *late = w->n_late == 0 ? "" : lac_arena_format(w->arena, ", %zu late", w->n_late);
    const char *month =
        is_none(first->median) ? "" : lac_axis_month_text(w->arena, first->median.month);
    if (late == NULL || month == NULL) {
        return NULL;
    }
    return lac_arena_format(w->arena, "%zu %s%s%s%s", w->from->n,
        w->from->n == 1 ? "case" : "cases", late,
        *month == '\0' ? ": no order expected" : ": first order expected in ", month);
}

static const char *subtitle_of(const work *w)
{
    const char *cut =
        w->n == w->from->n
            ? ""
            : lac_arena_format(w->arena, "; of %zu cases the %zu with the earliest expected orders",
                  w->from->n, w->n);
    if (cut == NULL) {
        return NULL;
    }
    return lac_arena_format(w->arena, "%s%s%s", w->from->subtitle, cut,
        w->n_late == 0 ? "" : "; late, with a dark edge: longer in its stage than 9 in 10");
}

/* Each case by its order: "case 7: order in Mar 2018 (between Jan 2018 and May 2018)". */
static const char *alt_of(const work *w, const char *title)
{
    const char *alt = lac_arena_format(w->arena, "Timeline of cases by stage. %s. ", title);
    for (size_t i = 0; i < w->n && alt != NULL; i++) {
        const lac_case_row *row = w->order[i];
        const char *late = is_late(row) ? ", late" : "";
        if (is_none(row->median)) {
            alt = lac_arena_format(w->arena, "%s%s%s: no order expected. ", alt, row->label, late);
            continue;
        }
        const char *month = lac_axis_month_text(w->arena, row->median.month);
        const char *from = lac_axis_month_text(w->arena, row->p10.month);
        const char *to = lac_axis_month_text(w->arena, row->p90.month);
        if (month == NULL || from == NULL || to == NULL) {
            return NULL;
        }
        alt = strcmp(from, to) == 0 ? lac_arena_format(w->arena, "%s%s%s: order in %s. ", alt,
                                          row->label, late, month)
                                    : lac_arena_format(w->arena,
                                          "%s%s%s: order in %s, 8 times in 10 between %s and %s. ",
                                          alt, row->label, late, month, from, to);
    }
    return alt;
}

int lac_case_chart_make(lac_arena *arena, const lac_case_chart *self, lac_chart *chart)
{
    work w = {.arena = arena, .from = self};
    if (self->n < 1 || (!is_none(self->today) && !is_day(self->today))) {
        return LAC_USAGE;
    }
    const int rc = choose_cases(&w);
    if (rc != LAC_OK) {
        return rc;
    }
    *chart = (lac_chart){.kind = LAC_CHART_ROWS,
        .name = self->name,
        .title = title_of(&w),
        .subtitle = subtitle_of(&w),
        .source = self->source,
        .unit = "Numbers are stages; a dot is the expected order, its line where it falls 8 times "
                "in 10"};
    chart->alt = chart->title == NULL ? NULL : alt_of(&w, chart->title);
    if (chart->title == NULL || chart->subtitle == NULL || chart->alt == NULL) {
        return LAC_MEMORY;
    }
    return make_rows(&w, &chart->rows);
}
