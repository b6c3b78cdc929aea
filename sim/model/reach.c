/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach.h"

#include "base/text.h"
#include "model/build.h"
#include "model/population.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { NONE = LAC_REACH_NONE };

/* ---- small parts ---- */

static void *room(lac_reach *self, int n, size_t size)
{
    return lac_arena_alloc(&self->arena, (size_t)n + 1, size);
}

/* A copy of n numbers that a draw may change. */
static double *copy(lac_reach *self, const double *from, int n)
{
    double *out = room(self, n, sizeof *out);
    if (out != NULL) {
        memcpy(out, from, (size_t)n * sizeof *out);
    }
    return out;
}

/* The unknown that a row's number is in this scenario. */
static int unknown_of(const lac_reach *self, const lac_plan_row *row)
{
    const int u = lac_unknowns_of_row(self->unknowns, row);
    return u >= 0 && self->ranges[u].pert != NULL ? u : NONE;
}

/* The factor on what the sheet gives for a flow. */
static int factor_of(const lac_reach *self, const lac_plan_item *item)
{
    return lac_item_number(item, self->scenario, "events", 0) > 0
               ? lac_unknowns_of_item(self->unknowns, item)
               : NONE;
}

/* A line of the field of an item, to be kept by end_line or not. NULL when there is no memory. */
static lac_reach_line *begin_line(
    lac_reach *self, const lac_plan_item *item, const char *field, const double *base)
{
    const int n = self->base->n_months;
    const lac_plan_row *rows[LAC_MAX_MONTHS];
    lac_reach_line *out = &self->lines[self->n_lines];
    *out = (lac_reach_line){.base = base,
        .cell = room(self, n, sizeof(double)),
        .of = room(self, n, sizeof(int)),
        .unit = room(self, n, sizeof(double)),
        .factor = NONE,
        .growth = NONE,
        .uses = room(self, n, sizeof(int))};
    if (out->cell == NULL || out->of == NULL || out->unit == NULL || out->uses == NULL) {
        return NULL;
    }
    lac_item_rows(item, self->scenario, field, self->base->start, n, rows);
    for (int m = 0; m < n; m++) {
        const bool same = m > 0 && rows[m] == rows[m - 1];
        const bool given = rows[m] != NULL;
        out->cell[m] = given ? lac_plan_row_cell(rows[m], self->scenario)->number : NAN;
        out->of[m] = same ? out->of[m - 1] : given ? unknown_of(self, rows[m]) : NONE;
        out->unit[m] = 1;
        if (out->of[m] != NONE && !same) {
            out->uses[out->n_uses++] = out->of[m];
        }
    }
    return out;
}

/* Keeps the line if an unknown reaches it: then *numbers becomes a copy that it writes to. */
static bool end_line(lac_reach *self, lac_reach_line *line, double **numbers)
{
    const bool population = line->by_population && self->population != NULL;
    if (line->n_uses == 0 && line->factor == NONE && line->growth == NONE && !population) {
        return true;
    }
    line->out = copy(self, line->base, self->base->n_months);
    *numbers = line->out;
    self->n_lines++;
    return line->out != NULL;
}

/* Rates may change in months in which they do not in the base: another row begins there, or a ramp goes on
 * whose factor was 1. */
static void mark_changes(lac_model *model, const lac_reach_line *line)
{
    for (int m = 1; m < model->n_months; m++) {
        if (line->of[m] != line->of[m - 1] ||
            (line->of[m] != NONE && line->unit[m] != line->unit[m - 1])) {
            model->rates_change[m] = true;
        }
    }
}

/* ---- what the sheet and the tables give ---- */

static bool make_stream(lac_reach *self, lac_stream *stream)
{
    const int n = self->base->n_months;
    const lac_plan_item *item =
        lac_plan_find(self->plan, LAC_SECTION_ADMISSIONS, stream->label.name);
    const lac_plan_row *growth = lac_item_row(item, "growth");
    lac_reach_line *made =
        begin_line(self, item, stream->form == LAC_BY_RATE ? "rate" : "count", stream->monthly);
    if (made == NULL) {
        return false;
    }
    made->factor = factor_of(self, item);
    if (stream->form == LAC_BY_TABLE) {
        made->factor = NONE;
        for (size_t i = 0; i < self->plan->rates.n_rows; i++) {
            const lac_rate_row *row = &self->plan->rates.rows[i];
            if (lac_rate_row_is(row, LAC_FLOW_ADMISSIONS, stream->label.name, NULL)) {
                made->factor = lac_unknowns_of_rate(self->unknowns, row);
                for (int m = 0; m < n; m++) {
                    made->cell[m] = row->rate;
                }
            }
        }
    }
    made->growth = growth == NULL ? NONE : unknown_of(self, growth);
    made->growth_plain = lac_item_number(item, self->scenario, "growth", 0);
    made->by_population = stream->form == LAC_BY_RATE;
    for (int m = 0; m < n; m++) {
        made->cell[m] = isnan(made->cell[m]) ? 0 : made->cell[m];
        made->unit[m] = made->by_population ? 1 / 12.0 / 10000 : 1 / 12.0;
    }
    return end_line(self, made, &stream->monthly);
}

/* Of n numbers, those that have a factor; factor keeps theirs alone. */
static bool add_scaling(lac_reach *self, double **numbers, int n, int *factor)
{
    int *at = room(self, n, sizeof *at);
    int scaled = 0;
    for (int i = 0; i < n && at != NULL; i++) {
        if (factor[i] != NONE) {
            factor[scaled] = factor[i];
            at[scaled++] = i;
        }
    }
    if (at == NULL || scaled == 0) {
        return at != NULL;
    }
    const double *base = *numbers;
    *numbers = copy(self, base, n);
    self->scalings[self->n_scalings++] = (lac_reach_scaling){*numbers, base, at, factor, scaled};
    return *numbers != NULL;
}

static bool make_classes(lac_reach *self, lac_flow *flow)
{
    const int n = self->base->grid.n_classes;
    int *factor = room(self, n, sizeof(int));
    for (int c = 0; c < n && factor != NULL; c++) {
        const int row = flow->class_row[c];
        factor[c] =
            row < 0 ? NONE : lac_unknowns_of_rate(self->unknowns, &self->plan->rates.rows[row]);
    }
    return factor != NULL && add_scaling(self, &flow->class_rate, n, factor);
}

/* Rates of return that stand in the rates table. */
static bool make_reentry(lac_reach *self, lac_flow *flow)
{
    const lac_rates_table *rates = &self->plan->rates;
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_REENTRY, flow->label.name);
    if (flow->reentry == NULL || lac_item_has(item, self->scenario, "rates")) {
        return true;
    }
    int *factor = room(self, flow->n_reentry, sizeof(int));
    for (int i = 0; i < flow->n_reentry && factor != NULL; i++) {
        factor[i] = NONE;
        for (size_t r = 0; r < rates->n_rows; r++) {
            const lac_rate_row *row = &rates->rows[r];
            if (lac_rate_row_is(row, LAC_FLOW_REENTRY, flow->label.name, NULL) &&
                (row->from_months < 0 || i >= row->from_months) &&
                (row->to_months < 0 || i <= row->to_months)) {
                factor[i] = lac_unknowns_of_rate(self->unknowns, row);
            }
        }
    }
    return factor != NULL && add_scaling(self, &flow->reentry, flow->n_reentry, factor);
}

static bool make_flow(lac_reach *self, lac_model *model, lac_flow *flow, lac_section section)
{
    const lac_plan_item *item = lac_plan_find(self->plan, section, flow->label.name);
    const bool count = flow->form == LAC_BY_COUNT;
    if (!make_reentry(self, flow)) {
        return false;
    }
    if (flow->form == LAC_BY_TABLE) {
        return make_classes(self, flow);
    }
    if (flow->form == LAC_BY_NOTHING) {
        return true;
    }
    lac_reach_line *made = begin_line(self, item, count ? "count" : "rate", flow->value);
    if (made == NULL) {
        return false;
    }
    made->factor = factor_of(self, item);
    for (int m = 0; m < self->base->n_months; m++) {
        made->cell[m] = isnan(made->cell[m]) ? 0 : made->cell[m];
        made->unit[m] = count ? 1 / 12.0 : 1;
    }
    mark_changes(model, made);
    return end_line(self, made, &flow->value);
}

/* Whether the flow that a lever acts on is given per 10,000 children, or as a count of children. */
static lac_flow_form form_of(const lac_model *model, const lac_lever *lever)
{
    switch (lever->target) {
    case LAC_TARGET_ALL_STREAMS: /* all in one unit, or the study would not run */
        return model->n_streams > 0 ? model->streams[0].form : LAC_BY_COUNT;
    case LAC_TARGET_STREAM:
        return model->streams[lever->index].form;
    case LAC_TARGET_ROUTE:
        return model->routes[lever->index].form;
    case LAC_TARGET_MOVE:
        break;
    }
    return LAC_BY_RATE;
}

static bool make_lever(lac_reach *self, lac_model *model, lac_lever *lever)
{
    const lac_model *base = self->base;
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_INTERVENTION, lever->name);
    const bool stream = lever->target <= LAC_TARGET_STREAM;
    const lac_flow_form form = form_of(base, lever);
    const lac_span span = lac_effect_span_of(item, self->scenario, base);
    lac_reach_line *made =
        begin_line(self, item, lever->is_factor ? "factor" : "amount", lever->value);
    if (made == NULL) {
        return false;
    }
    made->kind = lever->is_factor ? LAC_REACH_RATIO : LAC_REACH_PLAIN;
    made->by_population = !lever->is_factor && stream && form == LAC_BY_RATE;
    const bool monthly = !lever->is_factor && (stream || form == LAC_BY_COUNT);
    for (int m = 0; m < base->n_months; m++) {
        made->unit[m] = lac_effect_share(&span, base->start + m) * (monthly ? 1 / 12.0 : 1) *
                        (made->by_population ? 1e-4 : 1);
        if (isnan(lever->value[m])) { /* outside its span */
            made->cell[m] = NAN;
            made->of[m] = NONE;
        }
    }
    if (!stream) {
        mark_changes(model, made);
    }
    return end_line(self, made, &lever->value);
}

/* A number that the field of an item gives by itself. */
static void make_single(lac_reach *self, const lac_plan_item *item, const char *field, double *out)
{
    const lac_plan_row *row = lac_item_row(item, field);
    const int u = row == NULL ? NONE : unknown_of(self, row);
    if (u != NONE) {
        lac_reach_single *made = &self->singles[self->n_singles++];
        made->out = out;
        made->base = *out;
        made->of = u;
    }
}

static void make_success(lac_reach *self, const char *intervention, double *success)
{
    make_single(self, lac_plan_find(self->plan, LAC_SECTION_INTERVENTION, intervention), "success",
        success);
}

static bool make_pathway(lac_reach *self, lac_pathway *pathway)
{
    lac_stage *stages = room(self, pathway->n_stages, sizeof *stages);
    if (stages == NULL) {
        return false;
    }
    memcpy(stages, pathway->stages, (size_t)pathway->n_stages * sizeof *stages);
    pathway->stages = stages;
    for (int i = 0; i < pathway->n_stages; i++) {
        make_single(self, stages[i].item, "approval", &stages[i].approval);
    }
    return true;
}

static bool make_population(lac_reach *self, lac_model *model)
{
    const int n = model->n_months;
    lac_population_line points = {0};
    if (lac_population_line_make(&points, &self->arena, self->plan, self->scenario, model->start) !=
        LAC_OK) {
        return false;
    }
    bool any = false;
    self->points = room(self, points.n, sizeof *self->points);
    self->point_of = room(self, points.n, sizeof *self->point_of);
    self->between = room(self, n, sizeof *self->between);
    if (self->points == NULL || self->point_of == NULL || self->between == NULL) {
        return false;
    }
    for (int i = 0; i < points.n; i++) {
        self->points[i] = points.points[i].children;
        self->point_of[i] =
            points.points[i].row == NULL ? NONE : unknown_of(self, points.points[i].row);
        any = any || self->point_of[i] != NONE;
    }
    for (int m = 0; m < n && any; m++) {
        lac_reach_between *at = &self->between[m];
        const lac_month month = model->start + m;
        lac_population_line_ends(&points, month, &at->a, &at->b);
        const lac_month first = points.points[at->a].month;
        const lac_month last = points.points[at->b].month;
        at->share = at->a == at->b ? 0 : (double)(month - first) / (last - first);
    }
    if (any) {
        self->population = model->population = copy(self, model->population, n);
    }
    return !any || self->population != NULL;
}

static void add_step(lac_reach *self, int year, int month, bool divides)
{
    const int first = lac_month_financial_year(self->base->start);
    const lac_plan_row *row = lac_finance_row(self->plan, self->scenario, "inflation", first, year);
    if (row != NULL) {
        self->steps[self->n_steps++] = (lac_reach_step){.month = month,
            .divides = divides,
            .cell = lac_plan_row_cell(row, self->scenario)->number,
            .of = unknown_of(self, row)};
    }
}

/* The steps in the order in which lac_finance_index takes them. */
static bool make_index(lac_reach *self, lac_model *model)
{
    const int first = lac_month_financial_year(model->start);
    const int away =
        model->price_base > first ? model->price_base - first : first - model->price_base;
    self->steps = room(self, away + model->n_months / 12 + 1, sizeof *self->steps);
    if (self->steps == NULL) {
        return false;
    }
    for (int year = model->price_base + 1; year <= first; year++) {
        add_step(self, year, 0, false);
    }
    for (int year = first + 1; year <= model->price_base; year++) {
        add_step(self, year, 0, true);
    }
    for (int m = 1; m < model->n_months; m++) {
        if ((model->start + m) % 12 == 3) {
            add_step(self, lac_month_financial_year(model->start + m), m, false);
        }
    }
    bool any = false;
    for (int i = 0; i < self->n_steps; i++) {
        any = any || self->steps[i].of != NONE;
    }
    if (any) {
        self->index = model->index = copy(self, model->index, model->n_months);
    }
    return !any || self->index != NULL;
}

/* The prices of a placement; those of the model are one array, copied when the first of them is reached. */
static bool make_price(lac_reach *self, lac_model *model, int p)
{
    const int n = model->n_months;
    const int all = n * (model->n_placements > 0 ? model->n_placements : 1);
    const char *name = model->n_placements == 0 ? "all" : model->placements[p].name;
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_PLACEMENT, name);
    lac_reach_line *made = begin_line(self, item, "weekly_cost", &self->base->price[p * n]);
    if (made == NULL) {
        return false;
    }
    made->kind = LAC_REACH_PRICE;
    if (made->n_uses == 0 && self->index == NULL) {
        return true;
    }
    if (model->price == self->base->price) {
        model->price = copy(self, self->base->price, all);
    }
    made->out = model->price == NULL ? NULL : &model->price[p * n];
    self->n_lines++;
    return made->out != NULL;
}

/* What an exit or support after it costs; NULL: nothing. */
static bool make_cost(
    lac_reach *self, const lac_plan_item *item, const char *field, double **numbers)
{
    const int n = self->base->n_months;
    if (*numbers == NULL) {
        return true;
    }
    lac_reach_line *made = begin_line(self, item, field, *numbers);
    if (made == NULL) {
        return false;
    }
    made->kind = LAC_REACH_PRICE;
    if (made->n_uses == 0 && self->index == NULL) {
        return true;
    }
    for (int m = 0; m < n; m++) {
        made->cell[m] = isnan(made->cell[m]) ? 0 : made->cell[m];
    }
    made->out = *numbers = copy(self, made->base, n);
    self->n_lines++;
    return made->out != NULL;
}

static bool make_support(lac_reach *self, lac_flow *route)
{
    const int n = self->base->n_months;
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_EXIT, route->label.name);
    if (!make_cost(self, item, "cost_one_off", &route->exit_cost) ||
        !make_cost(self, item, "support_weekly", &route->support)) {
        return false;
    }
    if (route->support_months == NULL) {
        return true;
    }
    lac_reach_line *made = begin_line(self, item, "support_weeks", NULL);
    if (made == NULL || made->n_uses == 0) {
        return made != NULL;
    }
    made->kind = LAC_REACH_WEEKS;
    made->base = made->cell;
    made->out = copy(self, made->cell, n);
    made->months = room(self, n, sizeof *made->months);
    if (made->out == NULL || made->months == NULL) {
        return false;
    }
    memcpy(made->months, route->support_months, (size_t)n * sizeof *made->months);
    route->support_months = made->months;
    self->n_lines++;
    return true;
}

/* ---- all of it ---- */

static bool read_ranges(lac_reach *self)
{
    const lac_unknowns *unknowns = self->unknowns;
    for (int u = 0; u < unknowns->n; u++) {
        const lac_plan_row *row = unknowns->items[u].row;
        double low = 0;
        double high = 0;
        if (unknowns->items[u].layer == LAC_LAYER_ASSUMPTION) {
            self->assumptions[self->n_assumptions++] = u;
        }
        if (row == NULL || !lac_plan_row_range(row, self->scenario, &low, &high) || !(high > low)) {
            continue;
        }
        const double mode = lac_plan_row_cell(row, self->scenario)->number;
        self->ranges[u] = (lac_reach_range){
            lac_unknowns_pert(unknowns, (mode - low) / (high - low)), low, high - low};
        assert(self->ranges[u].pert != NULL);
    }
    return true;
}

/* The arrays of structs whose numbers may change. False when there is no memory. */
static bool copy_structs(lac_reach *self, lac_model *model)
{
#define COPY(member, n)                                                                            \
    do {                                                                                           \
        void *to = room(self, n, sizeof *model->member);                                           \
        if (to == NULL) {                                                                          \
            return false;                                                                          \
        }                                                                                          \
        if ((n) > 0) {                                                                             \
            memcpy(to, model->member, (size_t)(n) * sizeof *model->member);                        \
        }                                                                                          \
        model->member = to;                                                                        \
    } while (0)
    COPY(streams, model->n_streams);
    COPY(routes, model->n_routes);
    COPY(moves, model->n_moves);
    COPY(levers, model->n_levers);
    COPY(lists, model->n_lists);
    COPY(shifts, model->n_shifts);
    COPY(pathways, model->n_pathways);
    COPY(programmes, model->n_programmes);
    COPY(rates_change, model->n_months);
#undef COPY
    return true;
}

static bool begin(lac_reach *self, const lac_model *base)
{
    const int n = self->unknowns->n;
    const int flows = base->n_routes + base->n_moves;
    self->ranges = room(self, n, sizeof *self->ranges);
    self->assumptions = room(self, n, sizeof *self->assumptions);
    self->now = room(self, n, sizeof *self->now);
    self->on = room(self, n, sizeof *self->on);
    const int lines =
        base->n_streams + flows + base->n_levers + base->n_placements + 1 + 3 * base->n_routes;
    self->lines = room(self, lines, sizeof *self->lines);
    self->scalings = room(self, 2 * flows, sizeof *self->scalings);
    int singles = base->n_lists + base->n_shifts + base->n_programmes;
    for (int i = 0; i < base->n_pathways; i++) {
        singles += base->pathways[i].n_stages;
    }
    self->singles = room(self, singles, sizeof *self->singles);
    return self->ranges != NULL && self->assumptions != NULL && self->now != NULL &&
           self->on != NULL && self->lines != NULL && self->scalings != NULL &&
           self->singles != NULL && read_ranges(self);
}

int lac_reach_make(lac_reach *self, lac_model *model, const lac_model *base, const lac_plan *plan,
    const lac_unknowns *unknowns)
{
    self->base = base;
    self->plan = plan;
    self->unknowns = unknowns;
    self->scenario = base->scenario;
    /* population and index first: others follow them */
    bool ok = begin(self, base) && copy_structs(self, model) && make_population(self, model) &&
              make_index(self, model);
    for (int i = 0; i < model->n_streams && ok; i++) {
        ok = make_stream(self, &model->streams[i]);
    }
    for (int i = 0; i < model->n_routes && ok; i++) {
        ok = make_flow(self, model, &model->routes[i], LAC_SECTION_EXIT) &&
             make_support(self, &model->routes[i]);
    }
    for (int i = 0; i < model->n_moves && ok; i++) {
        ok = make_flow(self, model, &model->moves[i], LAC_SECTION_MOVE);
    }
    for (int i = 0; i < model->n_levers && ok; i++) {
        ok = make_lever(self, model, &model->levers[i]);
    }
    for (int i = 0; i < model->n_lists && ok; i++) {
        make_success(self, model->lists[i].label.name, &model->lists[i].success);
    }
    for (int i = 0; i < model->n_shifts && ok; i++) {
        make_success(self, model->shifts[i].label.name, &model->shifts[i].success);
    }
    for (int i = 0; i < model->n_programmes && ok; i++) {
        make_success(self, model->programmes[i].label.name, &model->programmes[i].success);
    }
    for (int i = 0; i < model->n_pathways && ok; i++) {
        ok = make_pathway(self, &model->pathways[i]);
    }
    const int n_prices = model->n_placements > 0 ? model->n_placements : 1;
    for (int p = 0; p < n_prices && ok; p++) {
        ok = make_price(self, model, p);
    }
    return ok ? LAC_OK : LAC_MEMORY;
}
