/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gallery.h"

#include "base/text.h"
#include "model/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The bars in their order, with the sign that they have in net = gross - support - investment. */
static const struct {
    lac_saving measure;
    const char *label;
    const char *note;
    double sign;
    lac_bar_kind kind;
} PARTS[] = {
    {LAC_SAVING_GROSS, "Gross saving", "on placements", 1, LAC_BAR_SAVING},
    {LAC_SAVING_SUPPORT, "Support", "after leaving care", -1, LAC_BAR_COST},
    {LAC_SAVING_INVESTMENT, "Investment", "in programmes", -1, LAC_BAR_COST},
    {LAC_SAVING_NET, "Net saving", NULL, 1, LAC_BAR_NET},
};

enum { N_PARTS = sizeof PARTS / sizeof PARTS[0], NET = N_PARTS - 1 };

/* What is drawn of a scenario in a year; NaN for what is not known. */
typedef struct {
    double value[N_PARTS]; /* with their signs, pounds */
    double low;            /* of net, 5 and 95 % */
    double high;
    double target;
    const char *target_name; /* NULL for none */
    bool at_most;
    lac_chart_number number;
    int decimals;
} waterfall;

size_t lac_gallery_saver(const lac_gallery *self)
{
    const lac_results *results = self->results;
    size_t best = 0;
    double most = -INFINITY;
    for (size_t s = 1; s < results->n_scenarios; s++) {
        const lac_series *savings = &results->savings[s];
        const double value = lac_gallery_value(savings, LAC_SAVING_CUMULATIVE_NET, savings->n - 2);
        if (value > most) {
            most = value;
            best = s;
        }
    }
    return best;
}

/* Whether the study covers all twelve months of a year. */
static bool is_whole(const lac_gallery *self, int year)
{
    return lac_financial_year_first(year) >= self->results->monthly[0].first &&
           lac_financial_year_last(year) <= lac_gallery_last_month(self);
}

/* The first target on net whose time is, or lies in, a year (any: -1) of the study; NULL for none. */
static const lac_plan_item *find_target(const lac_gallery *self, int wanted, int *year)
{
    const lac_plan *plan = self->results->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_TARGET, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_TARGET, item)) {
        const char *of = lac_item_text(item, 0, "measure");
        const lac_plan_cell *by = lac_item_value(item, 0, "by");
        if (of == NULL || by == NULL || !lac_name_equal(of, "net")) {
            continue;
        }
        *year = lac_month_financial_year((lac_month)by->number);
        if (is_whole(self, *year) && (wanted < 0 || wanted == *year)) {
            return item;
        }
    }
    return NULL;
}

/* The year to draw: that of a target, else the last whole one, else the last; NaN-free. -1 for none. */
static int find_year(const lac_gallery *self, const lac_series *savings)
{
    int year = -1;
    if (find_target(self, -1, &year) != NULL &&
        !isnan(lac_gallery_value(savings, LAC_SAVING_NET, year - savings->first))) {
        return year;
    }
    for (int whole = 1; whole >= 0; whole--) {
        for (int t = savings->n - 2; t >= 0; t--) { /* the last entry is the horizon's */
            if (!isnan(lac_gallery_value(savings, LAC_SAVING_NET, t)) &&
                (whole == 0 || is_whole(self, savings->first + t))) {
                return savings->first + t;
            }
        }
    }
    return -1;
}

static waterfall make_waterfall(lac_gallery *self, const lac_series *savings, int year)
{
    const int t = year - savings->first;
    waterfall out = {.target = NAN};
    double greatest = 0;
    for (int i = 0; i < N_PARTS; i++) {
        out.value[i] =
            PARTS[i].sign * lac_gallery_value(savings, (int)PARTS[i].measure, t) + 0.0; /* no -0 */
        greatest = fmax(greatest, fabs(out.value[i]));
    }
    out.low = lac_gallery_quantile(savings, 0, LAC_SAVING_NET, t);
    out.high = lac_gallery_quantile(savings, LAC_QUANTILES - 1, LAC_SAVING_NET, t);
    const lac_plan_item *target = find_target(self, year, &year);
    if (target != NULL && lac_target_value(target, &out.target, &out.at_most)) {
        out.target_name = target->name;
    } else {
        out.target = NAN;
    }
    greatest = fmax(greatest, fmax(fabs(out.low), fabs(out.high)));
    greatest = fmax(greatest, fabs(out.target));
    out.number = lac_axis_pounds(greatest);
    out.decimals = lac_axis_decimals(out.number, greatest * lac_axis_scale(out.number));
    return out;
}

static const char *pounds(lac_gallery *self, const waterfall *from, double value)
{
    return lac_gallery_keep(self, lac_axis_text(&self->arena, value * lac_axis_scale(from->number),
                                      from->number, from->decimals));
}

/* "£0.80m to £1.60m", NULL where there is no range. */
static const char *range_of(lac_gallery *self, const waterfall *from)
{
    if (isnan(from->low) || isnan(from->high)) {
        return NULL;
    }
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s to %s", pounds(self, from, from->low),
                  pounds(self, from, from->high)));
}

/* The table: what is drawn, with its signs, and the range of each. */
static void add_table(
    lac_gallery *self, lac_rows *rows, const waterfall *from, const lac_series *savings, int t)
{
    static const char *const HEADS[] = {"part", "pounds", "1 in 20 below", "1 in 20 above"};
    enum { COLUMNS = sizeof HEADS / sizeof HEADS[0] };
    lac_row_cell *cells = lac_gallery_take(self, (size_t)(N_PARTS + 1) * COLUMNS, sizeof *cells);
    if (cells == NULL) {
        return;
    }
    lac_row_cell *line = cells;
    for (int i = 0; i < N_PARTS; i++) {
        const int at = (int)PARTS[i].measure;
        if (isnan(from->value[i])) {
            continue;
        }
        const double low = lac_gallery_quantile(savings, 0, at, t) * PARTS[i].sign;
        const double high = lac_gallery_quantile(savings, LAC_QUANTILES - 1, at, t) * PARTS[i].sign;
        line[0] = (lac_row_cell){PARTS[i].label, NAN};
        line[1] = (lac_row_cell){NULL, from->value[i]};
        line[2] = (lac_row_cell){NULL, fmin(low, high) + 0.0};
        line[3] = (lac_row_cell){NULL, fmax(low, high) + 0.0};
        line += COLUMNS;
    }
    if (from->target_name != NULL) {
        line[0] = (lac_row_cell){rows->rule_word, NAN};
        line[1] = (lac_row_cell){NULL, from->target};
        line[2] = line[3] = (lac_row_cell){NULL, NAN};
        line += COLUMNS;
    }
    rows->n_columns = COLUMNS;
    rows->heads = HEADS;
    rows->cells = cells;
    rows->n_lines = (size_t)(line - cells) / COLUMNS;
}

static const lac_rows *make_rows(
    lac_gallery *self, const waterfall *from, const lac_series *savings, int t)
{
    lac_rows *rows = lac_gallery_take(self, 1, sizeof *rows);
    lac_row *items = lac_gallery_take(self, N_PARTS, sizeof *items);
    lac_row_bar *bars = lac_gallery_take(self, N_PARTS, sizeof *bars);
    if (rows == NULL || items == NULL || bars == NULL) {
        return NULL;
    }
    *rows = (lac_rows){.axis = LAC_ROWS_VALUES, .rows = items, .rule = from->target};
    for (int i = 0; i < N_PARTS; i++) {
        const char *end = pounds(self, from, from->value[i]);
        const char *range = i == NET ? range_of(self, from) : NULL;
        if (isnan(from->value[i])) {
            continue;
        }
        if (range != NULL) {
            end = lac_gallery_keep(self, lac_arena_format(&self->arena, "%s (%s)", end, range));
        }
        bars[i] = (lac_row_bar){.to = from->value[i], .kind = PARTS[i].kind};
        items[rows->n++] = (lac_row){.label = PARTS[i].label,
            .note = PARTS[i].note,
            .n_bars = 1,
            .bars = &bars[i],
            .dot = NAN,
            .low = NAN,
            .high = NAN,
            .end = end};
    }
    if (from->target_name != NULL) {
        rows->rule_word = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "Target %s, net %s: %s", from->target_name,
                      from->at_most ? "at most" : "at least", pounds(self, from, from->target)));
    }
    add_table(self, rows, from, savings, t);
    return rows;
}

/* "Plan: £1.21m net saving in 2018/19". */
static const char *title_of(
    lac_gallery *self, const waterfall *from, const char *scenario, const char *when)
{
    return lac_gallery_keep(
        self, from->value[NET] < 0
                  ? lac_arena_format(&self->arena, "%s: costs %s more than it saves in %s",
                        scenario, pounds(self, from, -from->value[NET]), when)
                  : lac_arena_format(&self->arena, "%s: %s net saving in %s", scenario,
                        pounds(self, from, from->value[NET]), when));
}

/* "Against No programme, Herefordshire; net saving in 9 of 10 simulations £0.80m to £1.60m; the scenario
 * of 4 that saves most". */
static const char *subtitle_of(lac_gallery *self, const waterfall *from)
{
    const lac_results *results = self->results;
    const char *against = lac_gallery_keep(
        self, lac_arena_format(&self->arena, "Against %s", results->models[0].scenario_name));
    const char *text = lac_gallery_subtitle(self, against);
    const char *range = range_of(self, from);
    if (range != NULL) {
        text = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s; net saving in 9 of 10 simulations %s%s", text,
                      range, lac_gallery_left_out(self)));
    }
    if (results->n_scenarios > 2) {
        text = lac_gallery_keep(self,
            lac_arena_format(&self->arena, "%s; of %zu scenarios the one that %s", text,
                results->n_scenarios - 1, from->value[NET] < 0 ? "costs least" : "saves most"));
    }
    return text;
}

static const char *alt_of(lac_gallery *self, const lac_chart *chart, const waterfall *from)
{
    const char *alt = lac_gallery_keep(
        self, lac_arena_format(&self->arena,
                  "Bar chart of savings and costs in one financial year. %s. ", chart->title));
    for (int i = 0; i < N_PARTS; i++) {
        const char *range = i == NET ? range_of(self, from) : NULL;
        if (isnan(from->value[i])) {
            continue;
        }
        alt = lac_gallery_keep(self,
            lac_arena_format(&self->arena, "%s%s%s%s: %s%s%s. ", alt, PARTS[i].label,
                PARTS[i].note == NULL ? "" : " ", PARTS[i].note == NULL ? "" : PARTS[i].note,
                pounds(self, from, from->value[i]),
                range == NULL ? "" : "; 90 % of simulations from ", range == NULL ? "" : range));
    }
    if (from->target_name != NULL) {
        alt = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s%s.", alt, chart->rows->rule_word));
    }
    return alt;
}

void lac_gallery_add_savings(lac_gallery *self)
{
    const size_t scenario = lac_gallery_saver(self);
    if (scenario == 0) {
        return;
    }
    const lac_series *savings = &self->results->savings[scenario];
    const int year = find_year(self, savings);
    if (year < 0) {
        return;
    }
    lac_chart *chart = &self->charts[self->n];
    char name[8];
    const waterfall from = make_waterfall(self, savings, year);
    lac_financial_year_format(year, name);
    const char *when = lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s%s", is_whole(self, year) ? "" : "part of ", name));
    *chart = (lac_chart){.kind = LAC_CHART_ROWS,
        .number = from.number,
        .name = lac_gallery_keep(self, lac_arena_format(&self->arena, "savings_%s",
                                           self->results->models[scenario].scenario_slug)),
        .title = title_of(self, &from, savings->scenario, when),
        .subtitle = subtitle_of(self, &from),
        .source = self->source,
        .unit = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s in %s, %s, prices of the year",
                      from.number == LAC_CHART_MONEY ? "£ million" : "£", when, savings->scenario)),
        .rows = make_rows(self, &from, savings, year - savings->first)};
    if (self->failed) {
        return;
    }
    chart->alt = alt_of(self, chart, &from);
    self->n++;
}
