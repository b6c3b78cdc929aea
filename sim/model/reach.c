/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach.h"

#include "model/build.h"

#include <math.h>

/* ---- small parts ---- */

static void *room(lac_reach *self, int n, size_t size)
{
    return lac_arena_alloc(&self->arena, (size_t)n, size);
}

/* A copy of n numbers that a draw may change. */
static double *copy(lac_reach *self, const double *from, int n)
{
    return lac_arena_clone(&self->arena, from, (size_t)n, sizeof *from);
}

/* The factor on what the sheet gives for a flow. */
static int factor_of(const lac_reach *self, const lac_plan_item *item)
{
    return lac_item_number(item, self->base->scenario, "events", 0) > 0
               ? lac_unknowns_of_item(self->known.unknowns, item)
               : LAC_NO_UNKNOWN;
}

/* A line of the field of an item, to be kept or not. NULL when there is no memory. */
static lac_line *begin_line(
    lac_reach *self, const lac_plan_item *item, const char *field, const double *base)
{
    lac_line *out = &self->lines[self->n_lines];
    const int status =
        lac_line_make(out, &self->arena, self->base, &self->known, item, field, base);
    return status == LAC_OK ? out : NULL;
}

static bool is_reached(const lac_reach *self, const lac_line *line)
{
    return lac_line_is_reached(line, &self->drivers);
}

/* Keeps the line, which writes to out. */
static bool keep_line(lac_reach *self, lac_line *line, double *out)
{
    line->out = out;
    self->n_lines++;
    return out != NULL;
}

/* Keeps the line if an unknown reaches it: then *numbers becomes a copy that it writes to. */
static bool end_line(lac_reach *self, lac_line *line, double **numbers)
{
    if (!is_reached(self, line)) {
        return true;
    }
    *numbers = copy(self, line->base, self->base->n_months);
    return keep_line(self, line, *numbers);
}

/* Months in which the sheet gives nothing have 0. */
static void fill_blanks(const lac_reach *self, lac_line *line)
{
    for (int m = 0; m < self->base->n_months; m++) {
        line->cell[m] = isnan(line->cell[m]) ? 0 : line->cell[m];
    }
}

/* Rates may change in months in which they do not in the base: another row begins there, or a ramp goes on
 * whose factor was 1. */
static void mark_changes(lac_model *model, const lac_line *line)
{
    for (int m = 1; m < model->n_months; m++) {
        if (line->of[m] != line->of[m - 1] ||
            (line->of[m] != LAC_NO_UNKNOWN && line->unit[m] != line->unit[m - 1])) {
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
    lac_line *made =
        begin_line(self, item, stream->form == LAC_BY_RATE ? "rate" : "count", stream->monthly);
    if (made == NULL) {
        return false;
    }
    made->factor = factor_of(self, item);
    if (stream->form == LAC_BY_TABLE) {
        made->factor = LAC_NO_UNKNOWN;
        for (size_t i = 0; i < self->plan->rates.n_rows; i++) {
            const lac_rate_row *row = &self->plan->rates.rows[i];
            if (lac_rate_row_is(row, LAC_FLOW_ADMISSIONS, stream->label.name, NULL)) {
                made->factor = lac_unknowns_of_rate(self->known.unknowns, row);
                for (int m = 0; m < n; m++) {
                    made->cell[m] = row->rate;
                }
            }
        }
    }
    made->growth = growth == NULL ? LAC_NO_UNKNOWN : lac_known_of_row(&self->known, growth);
    made->growth_plain = lac_item_number(item, self->base->scenario, "growth", 0);
    made->by_population = stream->form == LAC_BY_RATE;
    fill_blanks(self, made);
    for (int m = 0; m < n; m++) {
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
        if (factor[i] != LAC_NO_UNKNOWN) {
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
        factor[c] = row < 0
                        ? LAC_NO_UNKNOWN
                        : lac_unknowns_of_rate(self->known.unknowns, &self->plan->rates.rows[row]);
    }
    return factor != NULL && add_scaling(self, &flow->class_rate, n, factor);
}

/* Rates of return that stand in the rates table. */
static bool make_reentry(lac_reach *self, lac_flow *flow)
{
    const lac_rates_table *rates = &self->plan->rates;
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_REENTRY, flow->label.name);
    if (flow->reentry == NULL || lac_item_has(item, self->base->scenario, "rates")) {
        return true;
    }
    int *factor = room(self, flow->n_reentry, sizeof(int));
    for (int i = 0; i < flow->n_reentry && factor != NULL; i++) {
        factor[i] = LAC_NO_UNKNOWN;
        for (size_t r = 0; r < rates->n_rows; r++) {
            const lac_rate_row *row = &rates->rows[r];
            if (lac_rate_row_is(row, LAC_FLOW_REENTRY, flow->label.name, NULL) &&
                (row->from_months < 0 || i >= row->from_months) &&
                (row->to_months < 0 || i <= row->to_months)) {
                factor[i] = lac_unknowns_of_rate(self->known.unknowns, row);
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
    lac_line *made = begin_line(self, item, count ? "count" : "rate", flow->value);
    if (made == NULL) {
        return false;
    }
    made->factor = factor_of(self, item);
    fill_blanks(self, made);
    for (int m = 0; m < self->base->n_months; m++) {
        made->unit[m] = count ? 1 / 12.0 : 1;
    }
    mark_changes(model, made);
    return end_line(self, made, &flow->value);
}

static bool make_lever(lac_reach *self, lac_model *model, lac_lever *lever)
{
    const lac_model *base = self->base;
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_INTERVENTION, lever->name);
    const bool stream = lever->target <= LAC_TARGET_STREAM;
    bool mixed = false;
    const lac_flow_form form = lac_lever_form(base, lever, &mixed);
    const lac_span span = lac_effect_span_of(item, self->base->scenario, base);
    lac_line *made = begin_line(self, item, lever->is_factor ? "factor" : "amount", lever->value);
    if (made == NULL) {
        return false;
    }
    made->kind = lever->is_factor ? LAC_LINE_RATIO : LAC_LINE_PLAIN;
    made->by_population = !lever->is_factor && stream && form == LAC_BY_RATE;
    const bool monthly = !lever->is_factor && (stream || form == LAC_BY_COUNT);
    for (int m = 0; m < base->n_months; m++) {
        made->unit[m] = lac_effect_share(&span, base->start + m) * (monthly ? 1 / 12.0 : 1) *
                        (made->by_population ? 1e-4 : 1);
        if (isnan(lever->value[m])) { /* outside its span */
            made->cell[m] = NAN;
            made->of[m] = LAC_NO_UNKNOWN;
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
    const int u = row == NULL ? LAC_NO_UNKNOWN : lac_known_of_row(&self->known, row);
    if (u != LAC_NO_UNKNOWN) {
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
    lac_stage *stages =
        lac_arena_clone(&self->arena, pathway->stages, (size_t)pathway->n_stages, sizeof *stages);
    if (stages == NULL) {
        return false;
    }
    pathway->stages = stages;
    for (int i = 0; i < pathway->n_stages; i++) {
        make_single(self, stages[i].item, "approval", &stages[i].approval);
    }
    return true;
}

/* The prices of a placement; those of the model are one array, copied when the first of them is reached. */
static bool make_price(lac_reach *self, lac_model *model, int p)
{
    const int n = model->n_months;
    const int all = n * (model->n_placements > 0 ? model->n_placements : 1);
    const char *name = model->n_placements == 0 ? "all" : model->placements[p].name;
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_PLACEMENT, name);
    lac_line *made = begin_line(self, item, "weekly_cost", &self->base->price[p * n]);
    if (made == NULL) {
        return false;
    }
    made->kind = LAC_LINE_PRICE;
    if (!is_reached(self, made)) {
        return true;
    }
    if (model->price == self->base->price) {
        model->price = copy(self, self->base->price, all);
    }
    return keep_line(self, made, model->price == NULL ? NULL : &model->price[p * n]);
}

/* What an exit or support after it costs; NULL: nothing. */
static bool make_cost(
    lac_reach *self, const lac_plan_item *item, const char *field, double **numbers)
{
    if (*numbers == NULL) {
        return true;
    }
    lac_line *made = begin_line(self, item, field, *numbers);
    if (made == NULL) {
        return false;
    }
    made->kind = LAC_LINE_PRICE;
    fill_blanks(self, made);
    return end_line(self, made, numbers);
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
    lac_line *made = begin_line(self, item, "support_weeks", NULL);
    if (made == NULL || !is_reached(self, made)) {
        return made != NULL;
    }
    made->kind = LAC_LINE_WEEKS;
    made->base = made->cell;
    made->months =
        lac_arena_clone(&self->arena, route->support_months, (size_t)n, sizeof *made->months);
    route->support_months = made->months;
    return made->months != NULL && keep_line(self, made, copy(self, made->cell, n));
}

/* ---- all of it ---- */

/* The arrays of structs whose numbers may change. False when there is no memory. */
static bool copy_structs(lac_reach *self, lac_model *model)
{
#define COPY(member, n)                                                                            \
    do {                                                                                           \
        model->member =                                                                            \
            lac_arena_clone(&self->arena, model->member, (size_t)(n), sizeof *model->member);      \
        if (model->member == NULL) {                                                               \
            return false;                                                                          \
        }                                                                                          \
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

static bool begin(lac_reach *self)
{
    const lac_model *base = self->base;
    const int flows = base->n_routes + base->n_moves;
    const int lines =
        base->n_streams + flows + base->n_levers + base->n_placements + 1 + 3 * base->n_routes;
    int singles = base->n_lists + base->n_shifts + base->n_programmes;
    for (int i = 0; i < base->n_pathways; i++) {
        singles += base->pathways[i].n_stages;
    }
    self->lines = room(self, lines, sizeof *self->lines);
    self->scalings = room(self, 2 * flows, sizeof *self->scalings);
    self->singles = room(self, singles, sizeof *self->singles);
    return self->lines != NULL && self->scalings != NULL && self->singles != NULL;
}

int lac_reach_make(lac_reach *self, lac_model *model, const lac_model *base, const lac_plan *plan,
    const lac_unknowns *unknowns)
{
    self->base = base;
    self->plan = plan;
    if (lac_known_make(&self->known, &self->arena, unknowns, base->scenario) != LAC_OK ||
        lac_drivers_make(&self->drivers, &self->arena, model, plan, &self->known) != LAC_OK) {
        return LAC_MEMORY;
    }
    bool ok = begin(self) && copy_structs(self, model);
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
