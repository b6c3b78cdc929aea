/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static const double PER_10K = 10000;

/* Sets form and value of a flow from the sheet's count or rate; false when the sheet has neither. */
static bool read_sheet(
    lac_build *self, const lac_plan_item *item, lac_flow_form *form, double *value)
{
    const lac_model *model = self->model;
    const bool has_count = lac_item_has(item, self->scenario, "count");
    const bool has_rate = lac_item_has(item, self->scenario, "rate");
    if (has_count && has_rate) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR,
            lac_item_place(item, self->scenario, "rate"),
            "write none in the one that does not hold",
            "%s %s has both a count and a rate in scenario %s", lac_section_name(item->section),
            item->name, model->scenario_name);
    }
    if (!has_count && !has_rate) {
        return false;
    }
    lac_item_timeline(
        item, self->scenario, has_count ? "count" : "rate", model->start, model->n_months, value);
    *form = has_count ? LAC_BY_COUNT : LAC_BY_RATE;
    int late = 0;
    while (late < model->n_months && isnan(value[late])) {
        value[late++] = 0;
    }
    if (late > 0) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE,
            lac_item_place(item, self->scenario, has_count ? "count" : "rate"), NULL,
            "%s %s is 0 before its first dated value", lac_section_name(item->section), item->name);
    }
    return true;
}

/* The sum of the table's rows of a stream, children per year; false when there is none. */
static bool read_stream_table(lac_build *self, const char *name, double *out)
{
    const lac_rates_table *rates = &self->plan->rates;
    bool any = false;
    *out = 0;
    for (size_t i = 0; i < rates->n_rows; i++) {
        const lac_rate_row *row = &rates->rows[i];
        if (!lac_rate_row_is(row, LAC_FLOW_ADMISSIONS, name, NULL)) {
            continue;
        }
        if (any || row->from_age >= 0 || row->to_age >= 0 || row->from_months >= 0 ||
            row->to_months >= 0 || row->placement != NULL) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                "give one row without bands; ages and placements stand in admission_ages",
                "admissions of %s are given in bands", name);
        }
        any = true;
        *out += row->rate;
    }
    return any;
}

static int build_stream(lac_build *self, lac_stream *stream)
{
    lac_model *model = self->model;
    const lac_plan_item *item =
        lac_plan_find(self->plan, LAC_SECTION_ADMISSIONS, stream->label.name);
    stream->monthly = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
    if (stream->monthly == NULL) {
        return LAC_MEMORY;
    }
    stream->variance_ratio = lac_item_number(item, self->scenario, "variance_ratio", 1);
    double table = 0;
    const bool has_table = read_stream_table(self, stream->label.name, &table);
    if (item != NULL && read_sheet(self, item, &stream->form, stream->monthly)) {
        if (has_table) {
            lac_diagnostics_add(self->diagnostics, LAC_NOTE, &item->rows[0]->place, NULL,
                "admissions of %s in the sheet replace those of the rates table", item->name);
        }
    } else if (has_table) {
        stream->form = LAC_BY_TABLE;
        for (int m = 0; m < model->n_months; m++) {
            stream->monthly[m] = table;
        }
    } else if (item != NULL) { /* every stream has an item or a table row */
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &item->rows[0]->place,
            "add a row count (children per year) or rate (per 10,000 children a year)",
            "admissions of %s have no count, rate or table row in scenario %s", item->name,
            model->scenario_name);
    }
    const double growth = lac_item_number(item, self->scenario, "growth", 0);
    for (int m = 0; m < model->n_months; m++) {
        double scale = pow(1 + growth, m / 12.0) / 12;
        if (stream->form == LAC_BY_RATE) {
            scale *= model->population[m] / PER_10K;
        }
        stream->monthly[m] *= scale;
    }
    if (item != NULL && stream->form == LAC_BY_RATE && isnan(model->population[0])) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR,
            lac_item_place(item, self->scenario, "rate"),
            "add rows population,2017/18,children or a population table",
            "admissions of %s are per 10,000 children, but no population is given", item->name);
    }
    return lac_build_mix(self, stream, item);
}

/* Whether row covers a band of ages and of months in care. */
static bool row_covers(
    const lac_grid *grid, const lac_rate_row *row, int age_band, int duration_band)
{
    int first = 0;
    int last = 0;
    if (row->from_age >= 0 || row->to_age >= 0) {
        if (!lac_grid_band_years(grid, age_band, &first, &last) ||
            (row->from_age >= 0 && first < row->from_age) ||
            (row->to_age >= 0 && last > row->to_age)) {
            return false;
        }
    }
    const int month = grid->duration_band_first[duration_band];
    return (row->from_months < 0 || month >= row->from_months) &&
           (row->to_months < 0 || month <= row->to_months);
}

/* Writes the rate of a row to the classes that it covers. */
static void apply_row(lac_build *self, lac_flow *flow, const lac_rate_row *row)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    int only = row->kind == LAC_FLOW_MOVE ? flow->from : -1;
    if (row->kind != LAC_FLOW_MOVE && row->placement != NULL) {
        only = lac_label_find(model->placements, model->n_placements, row->placement);
        if (only < 0) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place, LAC_PLACEMENT_HINT,
                "the placement \"%s\" is not known", row->placement);
            return;
        }
    }
    for (int band = 0; band < grid->n_age_bands; band++) {
        for (int d = 0; d < grid->n_duration_bands; d++) {
            for (int p = 0; p < grid->n_placements && row_covers(grid, row, band, d); p++) {
                if (only < 0 || p == only) {
                    const int c = lac_grid_class(grid, band, d, p);
                    flow->class_rate[c] = row->rate;
                    flow->class_row[c] = (int)(row - self->plan->rates.rows);
                }
            }
        }
    }
}

static int build_table(
    lac_build *self, lac_flow *flow, lac_flow_kind kind, const char *name, const char *to)
{
    lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const lac_rates_table *rates = &self->plan->rates;
    flow->class_rate = lac_build_alloc(self, (size_t)grid->n_classes, sizeof(double));
    flow->class_row = lac_build_alloc(self, (size_t)grid->n_classes, sizeof(int));
    if (flow->class_rate == NULL || flow->class_row == NULL) {
        return LAC_MEMORY;
    }
    for (int c = 0; c < grid->n_classes; c++) {
        flow->class_row[c] = -1;
    }
    for (size_t i = 0; i < rates->n_rows; i++) {
        if (lac_rate_row_is(&rates->rows[i], kind, name, to)) {
            apply_row(self, flow, &rates->rows[i]);
        }
    }
    bool gap = false;
    for (int c = 0; c < grid->n_classes; c++) {
        gap = gap || (flow->class_row[c] < 0 && flow->groups[lac_grid_group_of_class(grid, c)]);
    }
    if (gap) {
        const lac_place place = {.file = rates->file};
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, &place, NULL,
            "the rates of %s%s%s do not cover every age, time in care and placement: there the "
            "rate "
            "is 0",
            name, to == NULL ? "" : " > ", to == NULL ? "" : to);
    }
    return LAC_OK;
}

/* Route or move: sheet first, then table; with neither its form is BY_NOTHING. */
static int build_flow(lac_build *self, lac_flow *flow, lac_flow_kind kind,
    const lac_plan_item *item, const char *name, const char *to)
{
    lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    lac_filter filter = {.from_age = -1, .to_age = -1, .any_placement = true};
    flow->groups = lac_build_alloc(self, (size_t)grid->n_groups, sizeof(bool));
    flow->value = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
    if (flow->groups == NULL || flow->value == NULL) {
        return LAC_MEMORY;
    }
    flow->variance_ratio = 1;
    int status = LAC_OK;
    if (item != NULL && kind == LAC_FLOW_EXIT) {
        flow->variance_ratio = lac_item_number(item, self->scenario, "variance_ratio", 1);
        status = lac_filter_read(&filter, self, item);
    }
    if (status != LAC_OK) {
        return status;
    }
    const int reached = lac_filter_groups(&filter, grid, flow->groups);
    for (int g = 0; g < grid->n_groups && kind == LAC_FLOW_MOVE; g++) {
        flow->groups[g] = g % grid->n_placements == flow->from;
    }
    bool has_table = false;
    bool banded = false;
    for (size_t i = 0; i < self->plan->rates.n_rows; i++) {
        const lac_rate_row *row = &self->plan->rates.rows[i];
        if (lac_rate_row_is(row, kind, name, to)) {
            has_table = true;
            banded = banded || row->from_age >= 0 || row->to_age >= 0 || row->from_months >= 0 ||
                     row->to_months >= 0 || (kind != LAC_FLOW_MOVE && row->placement != NULL);
        }
    }
    if (item != NULL && read_sheet(self, item, &flow->form, flow->value)) {
        if (has_table) {
            lac_diagnostics_add(self->diagnostics, banded ? LAC_WARNING : LAC_NOTE,
                lac_item_place(item, self->scenario, flow->form == LAC_BY_COUNT ? "count" : "rate"),
                NULL, "the sheet's %s of %s replaces the rates table%s",
                flow->form == LAC_BY_COUNT ? "count" : "rate", item->name,
                banded ? ": its profile by age, time or placement is lost" : "");
        }
        for (int m = 0; m < model->n_months && flow->form == LAC_BY_COUNT; m++) {
            flow->value[m] /= 12;
        }
        if (reached == 0) {
            lac_diagnostics_add(self->diagnostics, LAC_WARNING, filter.place, NULL,
                "no child can match the filter of %s", item->name);
        }
        return LAC_OK;
    }
    if (has_table) {
        flow->form = LAC_BY_TABLE;
        return build_table(self, flow, kind, name, to);
    }
    flow->form = LAC_BY_NOTHING;
    return LAC_OK;
}

bool lac_build_has_list(const lac_plan *plan, const char *route)
{
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL);
         item != NULL; item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, item)) {
        const lac_plan_row *row = lac_item_row(item, "route");
        for (size_t s = 0; row != NULL && s < row->n_cells; s++) {
            if (row->cells[s].state == LAC_CELL_VALUE &&
                lac_name_equal(row->cells[s].text, route)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a route sounds as if it counted those who turn 18. */
static bool sounds_like_18(const char *slug)
{
    static const char *const WORDS[] = {"18", "aged_out", "ageing", "aging", "care_leaver"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strstr(slug, WORDS[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* Where ages are known those who turn 18 leave by themselves: no route may count them again. */
static void check_birthdays(lac_build *self)
{
    const lac_model *model = self->model;
    double counts = 0;
    for (int r = 0; r < model->n_routes && model->grid.ages_known; r++) {
        const lac_flow *flow = &model->routes[r];
        const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_EXIT, flow->label.name);
        if (r == model->ageing_out || item == NULL) {
            continue;
        }
        counts += flow->form == LAC_BY_COUNT ? flow->value[0] * 12 : 0;
        if (sounds_like_18(flow->label.slug)) {
            lac_diagnostics_add(self->diagnostics, LAC_WARNING, &item->rows[0]->place,
                "take the route out if it counts them",
                "children who turn 18 leave as ageing_out by themselves; does %s count them again?",
                item->name);
        }
    }
    if (counts > 0) {
        char number[32];
        lac_number_format(counts, number);
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, NULL, NULL,
            "children who turn 18 leave as ageing_out, besides the %s exits a year that are given "
            "as "
            "counts: no count may contain them",
            number);
    }
}

static int build_routes(lac_build *self)
{
    lac_model *model = self->model;
    int status = LAC_OK;
    int counts = 0;
    int others = 0;
    const lac_plan_item *total = NULL;
    for (int r = 0; r < model->n_routes && status == LAC_OK; r++) {
        lac_flow *flow = &model->routes[r];
        if (r == model->ageing_out) {
            flow->form = LAC_BY_NOTHING;
            flow->variance_ratio = 1;
            flow->groups = lac_build_alloc(self, (size_t)model->grid.n_groups, sizeof(bool));
            flow->value = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
            status = flow->groups == NULL || flow->value == NULL ? LAC_MEMORY : LAC_OK;
            continue;
        }
        const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_EXIT, flow->label.name);
        status = build_flow(self, flow, LAC_FLOW_EXIT, item, flow->label.name, NULL);
        if (status == LAC_OK && flow->form == LAC_BY_NOTHING && item != NULL &&
            !lac_build_has_list(self->plan, flow->label.name)) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &item->rows[0]->place,
                "add a row count (children per year) or rate (per child-year)",
                "exit %s has no count, rate or table row in scenario %s", item->name,
                model->scenario_name);
        }
        counts += flow->form == LAC_BY_COUNT;
        others += flow->form == LAC_BY_RATE || flow->form == LAC_BY_TABLE;
        total = flow->form == LAC_BY_COUNT ? item : total;
    }
    if (model->grid.ages_known && counts == 1 && others == 0 && model->ageing_out >= 0 &&
        !lac_name_equal(total->name, model->routes[model->ageing_out].label.name) &&
        !lac_item_has(total, self->scenario, "to_age")) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, &total->rows[0]->place,
            "give the count without them, or by route",
            "if %s counts everybody who ceased, it already contains those who turn 18, who also "
            "leave "
            "as ageing_out",
            total->name);
    }
    return status;
}

int lac_build_flows(lac_build *self)
{
    lac_model *model = self->model;
    int status = LAC_OK;
    for (int k = 0; k < model->n_streams && status == LAC_OK; k++) {
        status = build_stream(self, &model->streams[k]);
    }
    lac_build_check_mix(self);
    if (status == LAC_OK) {
        status = build_routes(self);
    }
    if (status == LAC_OK) {
        check_birthdays(self);
    }
    for (int i = 0; i < model->n_moves && status == LAC_OK; i++) {
        lac_flow *flow = &model->moves[i];
        const char *from = model->placements[flow->from].name;
        const char *to = model->placements[flow->to].name;
        const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_MOVE, flow->label.name);
        status = build_flow(self, flow, LAC_FLOW_MOVE, item, from, to);
    }
    model->unreconciled = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
    if (status != LAC_OK || model->unreconciled == NULL) {
        return LAC_MEMORY;
    }
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_UNRECONCILED, "all");
    lac_item_timeline(
        item, self->scenario, "count", model->start, model->n_months, model->unreconciled);
    for (int m = 0; m < model->n_months; m++) {
        model->unreconciled[m] = isnan(model->unreconciled[m]) ? 0 : model->unreconciled[m] / 12;
    }
    if (model->n_streams == 0) {
        const lac_place place = lac_build_sheet_place(self);
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, &place, NULL,
            "the study has no admissions: nobody comes into care");
    }
    return LAC_OK;
}
