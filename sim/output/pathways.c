/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/control.h"
#include "output/gallery.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_OF_WEEK = 7 };

/* The stages of a pathway in a scenario, in weeks. */
typedef struct {
    const lac_pathway *pathway;
    const char *scenario; /* in the title; NULL where all scenarios have the same weeks */
    double weeks;         /* means, summed */
    double least;
    double most;
    double council;
    lac_month begun; /* a case's first month, LAC_NO_MONTH where there is no programme */
    lac_month order; /* and that of its order */
} timeline;

static double least_of(const lac_stage *stage)
{
    return (double)stage->least_days / DAYS_OF_WEEK;
}

static double most_of(const lac_stage *stage)
{
    return (double)(stage->least_days + stage->n_days - 1) / DAYS_OF_WEEK;
}

static double mean_days(const lac_stage *stage)
{
    double days = stage->least_days;
    for (int d = 0; d < stage->n_days; d++) {
        days += stage->days[d] * d;
    }
    return days;
}

/* The first month of the programme that sends children down the pathway; LAC_NO_MONTH for none. */
static lac_month first_month(const lac_model *model, int pathway)
{
    for (int i = 0; i < model->n_programmes; i++) {
        const lac_programme *programme = &model->programmes[i];
        if (programme->pathway == pathway && programme->children > 0 &&
            programme->start < model->n_months) {
            return model->start + programme->start;
        }
    }
    return LAC_NO_MONTH;
}

static timeline make_timeline(const lac_gallery *self, size_t scenario, int pathway)
{
    const lac_results *results = self->results;
    timeline out = {.pathway = &results->models[scenario].pathways[pathway]};
    double days = 0;
    for (int i = 0; i < out.pathway->n_stages; i++) {
        const lac_stage *stage = &out.pathway->stages[i];
        out.weeks += stage->weeks;
        out.least += stage->n_days > 1 ? least_of(stage) : stage->weeks;
        out.most += stage->n_days > 1 ? most_of(stage) : stage->weeks;
        out.council += stage->control == LAC_CONTROL_COUNCIL ? stage->weeks : 0;
        days += mean_days(stage);
    }
    out.begun = first_month(&results->models[scenario], pathway);
    for (size_t s = 0; s < results->n_scenarios && out.begun == LAC_NO_MONTH; s++) {
        out.begun = first_month(&results->models[s], pathway);
    }
    out.order = out.begun;
    if (out.begun != LAC_NO_MONTH) {
        double left = floor(days + 0.5);
        for (; left >= lac_month_days(out.order); out.order++) {
            left -= lac_month_days(out.order);
        }
    }
    return out;
}

/* Whether two scenarios give a stage of the pathway other lengths. */
static bool differs(const lac_pathway *a, const lac_pathway *b)
{
    for (int i = 0; i < a->n_stages; i++) {
        if (a->stages[i].weeks != b->stages[i].weeks ||
            a->stages[i].least_days != b->stages[i].least_days ||
            a->stages[i].n_days != b->stages[i].n_days) {
            return true;
        }
    }
    return false;
}

/* The scenario whose weeks differ from the first's, most in their sum; 0 for none. */
static size_t find_other(const lac_gallery *self, int pathway)
{
    const lac_results *results = self->results;
    const timeline first = make_timeline(self, 0, pathway);
    double furthest = -1;
    size_t other = 0;
    for (size_t s = 1; s < results->n_scenarios; s++) {
        const timeline here = make_timeline(self, s, pathway);
        if (differs(first.pathway, here.pathway) && fabs(here.weeks - first.weeks) > furthest) {
            furthest = fabs(here.weeks - first.weeks);
            other = s;
        }
    }
    return other;
}

/* ---- words --------------------------------------------------------------------------------------- */

/* "9", "8.7". */
static const char *number(lac_gallery *self, double weeks)
{
    char text[32];
    snprintf(text, sizeof text, "%.1f", weeks);
    char *point = strchr(text, '.');
    if (point != NULL && strcmp(point, ".0") == 0) {
        *point = '\0';
    }
    return lac_gallery_keep(self, lac_arena_copy(&self->arena, text));
}

/* "9 weeks", "9 weeks (6 to 14)". */
static const char *say_weeks(lac_gallery *self, double weeks, double least, double most)
{
    const char *mean = number(self, weeks);
    const char *unit = strcmp(mean, "1") == 0 ? "week" : "weeks";
    return lac_gallery_keep(self, most - least < 0.05
                                      ? lac_arena_format(&self->arena, "%s %s", mean, unit)
                                      : lac_arena_format(&self->arena, "%s %s (%s to %s)", mean,
                                            unit, number(self, least), number(self, most)));
}

static const char *say_stage(lac_gallery *self, const lac_stage *stage)
{
    const bool ranges = stage->n_days > 1;
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s, %s", lac_control_word(stage->control),
                  say_weeks(self, stage->weeks, ranges ? least_of(stage) : stage->weeks,
                      ranges ? most_of(stage) : stage->weeks)));
}

static const char *say_share(lac_gallery *self, const timeline *from)
{
    const char *whole = number(self, from->weeks);
    return lac_gallery_keep(self,
        lac_arena_format(&self->arena, "%s of %s %s within the council's control",
            number(self, from->council), whole, strcmp(whole, "1") == 0 ? "week is" : "weeks are"));
}

/* "; a case begun in October 2017 gets its order in September 2018", "" where nobody begins. */
static const char *say_order(lac_gallery *self, const timeline *from)
{
    return from->begun == LAC_NO_MONTH
               ? ""
               : lac_gallery_keep(self,
                     lac_arena_format(&self->arena, "; a case begun in %s gets its order in %s",
                         lac_gallery_month(self, from->begun),
                         lac_gallery_month(self, from->order)));
}

static const char *alt_of(lac_gallery *self, const timeline *from, const char *title)
{
    const char *alt = lac_gallery_keep(
        self, lac_arena_format(&self->arena, "Timeline of a pathway. %s. ", title));
    double end = 0;
    for (int i = 0; i < from->pathway->n_stages; i++) {
        const lac_stage *stage = &from->pathway->stages[i];
        end += stage->weeks;
        alt = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%sStage %d %s: %s, until week %s. ", alt, i + 1,
                      stage->label.name, say_stage(self, stage), number(self, end)));
    }
    return lac_gallery_keep(self, lac_arena_format(&self->arena, "%s%s%s.", alt,
                                      say_share(self, from), say_order(self, from)));
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static void add_table(lac_gallery *self, lac_rows *rows, const timeline *from)
{
    static const char *const HEADS[] = {
        "stage", "controller", "weeks", "shortest", "longest", "ends in week"};
    enum { COLUMNS = sizeof HEADS / sizeof HEADS[0] };
    const int n = from->pathway->n_stages;
    lac_row_cell *cells = lac_gallery_take(self, (size_t)(n + 1) * COLUMNS, sizeof *cells);
    double end = 0;
    if (cells == NULL) {
        return;
    }
    for (int i = 0; i <= n; i++) {
        lac_row_cell *line = &cells[i * COLUMNS];
        const lac_stage *stage = i < n ? &from->pathway->stages[i] : NULL;
        const bool ranges = stage != NULL && stage->n_days > 1;
        const double weeks = stage == NULL ? from->weeks : stage->weeks;
        end += stage == NULL ? 0 : weeks;
        line[0].text = rows->rows[i].label;
        line[1].text = stage == NULL ? "" : lac_control_word(stage->control);
        line[2].value = weeks;
        line[3].value = ranges ? least_of(stage) : stage == NULL ? from->least : weeks;
        line[4].value = ranges ? most_of(stage) : stage == NULL ? from->most : weeks;
        line[5].value = end;
    }
    rows->n_columns = COLUMNS;
    rows->heads = HEADS;
    rows->n_lines = (size_t)n + 1;
    rows->cells = cells;
}

/* A row a stage, its bar the mean and a pale one up to its longest, and one for the order. */
static const lac_rows *make_rows(lac_gallery *self, const timeline *from, double most)
{
    const int n = from->pathway->n_stages;
    lac_rows *rows = lac_gallery_take(self, 1, sizeof *rows);
    lac_row *items = lac_gallery_take(self, (size_t)n + 1, sizeof *items);
    lac_row_bar *bars = lac_gallery_take(self, 2 * (size_t)n, sizeof *bars);
    double end = 0;
    if (rows == NULL || items == NULL || bars == NULL) {
        return NULL;
    }
    for (int i = 0; i < n; i++) {
        const lac_stage *stage = &from->pathway->stages[i];
        const lac_bar_kind kind = lac_control_bar(stage->control);
        const double longest = end + fmax(most_of(stage), stage->weeks);
        const size_t n_bars = stage->n_days > 1 ? 2 : 1;
        const double start = end;
        end += stage->weeks;
        bars[2 * i] = (lac_row_bar){
            .from = start, .to = end, .kind = kind, .word = lac_control_word(stage->control)};
        bars[2 * i + 1] = (lac_row_bar){.from = end, .to = longest, .kind = kind, .pale = true};
        items[i] = (lac_row){.label = lac_gallery_keep(self,
                                 lac_arena_format(&self->arena, "%d %s", i + 1, stage->label.name)),
            .note = say_stage(self, stage),
            .n_bars = n_bars,
            .bars = &bars[2 * i],
            .dot = NAN,
            .low = NAN,
            .high = NAN,
            .end = lac_gallery_keep(
                self, lac_arena_format(&self->arena, "week %s", number(self, end)))};
    }
    const bool ranges = from->most - from->least >= 0.05;
    items[n] = (lac_row){.label = "Order",
        .note = say_weeks(self, from->weeks, from->least, from->most),
        .dot = end,
        .low = ranges ? from->least : NAN,
        .high = ranges ? from->most : NAN,
        .end = from->order == LAC_NO_MONTH
                   ? items[n - 1].end
                   : lac_gallery_keep(
                         self, lac_arena_format(&self->arena, "%s (%s)",
                                   lac_gallery_month(self, from->order), items[n - 1].end))};
    *rows = (lac_rows){
        .axis = LAC_ROWS_WEEKS, .most = most, .n = (size_t)n + 1, .rows = items, .rule = NAN};
    add_table(self, rows, from);
    return rows;
}

static void add_chart(lac_gallery *self, const timeline *from, double most, const char *name)
{
    lac_chart *chart = &self->charts[self->n];
    const char *pathway = from->pathway->label.name;
    const char *whole = say_weeks(self, from->weeks, from->weeks, from->weeks);
    bool ranges = false;
    for (int i = 0; i < from->pathway->n_stages; i++) {
        ranges = ranges || from->pathway->stages[i].n_days > 1;
    }
    *chart = (lac_chart){.kind = LAC_CHART_ROWS,
        .number = LAC_CHART_WHOLE,
        .name = name,
        .title =
            lac_gallery_keep(self, lac_arena_format(&self->arena, "%s%s%s: %s from start to order",
                                       pathway, from->scenario == NULL ? "" : ", ",
                                       from->scenario == NULL ? "" : from->scenario, whole)),
        .subtitle = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s%s",
                      lac_gallery_subtitle(self, say_share(self, from)), say_order(self, from))),
        .source = self->source,
        .unit = ranges ? "Weeks from the start of a case; pale: up to the longest of a stage"
                       : "Weeks from the start of a case",
        .rows = make_rows(self, from, most)};
    if (self->failed) {
        return;
    }
    chart->alt = alt_of(self, from, chart->title);
    self->n++;
}

void lac_gallery_add_pathway(lac_gallery *self, int pathway)
{
    const size_t other = find_other(self, pathway);
    timeline first = make_timeline(self, 0, pathway);
    timeline second = make_timeline(self, other, pathway);
    /* One scale for both, with room for the words beyond the last bar of either. */
    const double most = other > 0 ? 1.4 * fmax(first.most, second.most) : 0;
    const char *slug = first.pathway->label.slug;
    const char *name = lac_gallery_keep(self, lac_arena_format(&self->arena, "pathway_%s", slug));
    if (first.pathway->n_stages == 0 || first.pathway->n_stages >= LAC_ROWS_MOST) {
        return;
    }
    if (other > 0) {
        first.scenario = self->results->models[0].scenario_name;
        second.scenario = self->results->models[other].scenario_name;
    }
    add_chart(self, &first, most, name);
    if (other > 0 && !self->failed) { /* two '_' are in no slug: the name is of no other pathway */
        add_chart(self, &second, most,
            lac_gallery_keep(self, lac_arena_format(&self->arena, "%s__2", name)));
    }
}
