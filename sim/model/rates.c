/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rates.h"

#include <math.h>
#include <string.h>

/* A rounding error below nothing is nothing. */
static const double TOLERANCE = 1e-12;

/* Notes the classes that each flow lets through. */
static int find_classes(lac_rates *self, const lac_model *model)
{
    const lac_grid *grid = &model->grid;
    const int flows = model->n_routes + model->n_moves;
    int n = 0;
    self->first = lac_arena_alloc(&self->arena, (size_t)flows + 1, sizeof *self->first);
    self->classes = lac_arena_alloc(
        &self->arena, (size_t)flows * (size_t)grid->n_classes + 1, sizeof *self->classes);
    if (self->first == NULL || self->classes == NULL) {
        return LAC_MEMORY;
    }
    for (int i = 0; i < flows; i++) {
        const lac_flow *flow =
            i < model->n_routes ? &model->routes[i] : &model->moves[i - model->n_routes];
        for (int c = 0; c < grid->n_classes; c++) {
            if (flow->groups[lac_grid_group_of_class(grid, c)]) {
                self->classes[n++] = c;
            }
        }
        self->first[i + 1] = n;
    }
    return LAC_OK;
}

int lac_rates_init(lac_rates *self, const lac_model *model)
{
    const size_t classes = (size_t)model->grid.n_classes;
    const size_t groups = (size_t)model->grid.n_groups;
    memset(self, 0, sizeof *self);
    const size_t parts = (size_t)model->n_routes + (size_t)model->n_levers;
    self->exit_rate =
        lac_arena_alloc(&self->arena, (size_t)model->n_routes * classes, sizeof(double));
    self->move_rate =
        lac_arena_alloc(&self->arena, (size_t)model->n_moves * classes, sizeof(double));
    self->arrivals =
        lac_arena_alloc(&self->arena, (size_t)model->n_streams * groups, sizeof(double));
    self->multiplied =
        lac_arena_alloc(&self->arena, (size_t)model->n_streams * groups, sizeof(double));
    self->parts = lac_arena_alloc(&self->arena, parts + 1, sizeof *self->parts);
    if (self->multiplied == NULL || self->exit_rate == NULL || self->move_rate == NULL ||
        self->arrivals == NULL || self->parts == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < parts; i++) {
        self->parts[i].per_group = lac_arena_alloc(&self->arena, groups, sizeof(double));
        if (self->parts[i].per_group == NULL) {
            return LAC_MEMORY;
        }
    }
    return find_classes(self, model);
}

static bool acts(const lac_lever *lever, lac_target_kind target, int index, int m)
{
    return lever->target == target && lever->index == index && !isnan(lever->value[m]);
}

/* A flow given by rates: every class by itself. */
static int set_rates(const lac_rates *self, const lac_model *model, lac_target_kind target,
    int index, int m, const lac_lever **culprit)
{
    const lac_grid *grid = &model->grid;
    const bool route = target == LAC_TARGET_ROUTE;
    const lac_flow *flow = route ? &model->routes[index] : &model->moves[index];
    double *rate = (route ? self->exit_rate : self->move_rate) + index * grid->n_classes;
    const int *first = self->first + (route ? index : model->n_routes + index);
    const double same = flow->form == LAC_BY_RATE ? flow->value[m] : 0;
    const bool table = flow->form == LAC_BY_TABLE;
    bool changed = false;
    for (int i = first[0]; i < first[1]; i++) {
        const int c = self->classes[i];
        rate[c] = table ? flow->class_rate[c] : same;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < model->n_levers; i++) {
            const lac_lever *lever = &model->levers[i];
            if (lever->is_factor != (pass == 0) || !acts(lever, target, index, m)) {
                continue;
            }
            changed = true;
            for (int j = first[0]; j < first[1]; j++) {
                const int c = self->classes[j];
                if (!lever->groups[lac_grid_group_of_class(grid, c)]) {
                    continue;
                }
                rate[c] = lever->is_factor ? rate[c] * lever->value[m] : rate[c] + lever->value[m];
                if (!lever->is_factor) {
                    *culprit = lever;
                }
            }
        }
    }
    for (int i = first[0]; i < first[1] && changed; i++) {
        const int c = self->classes[i];
        if (rate[c] < -TOLERANCE) {
            return LAC_INPUT;
        }
        rate[c] = rate[c] < 0 ? 0 : rate[c];
    }
    return LAC_OK;
}

/* Whether a lever lets through all that the flow does. */
static bool covers(const lac_lever *lever, const lac_flow *flow, int n_groups)
{
    for (int g = 0; g < n_groups; g++) {
        if (flow->groups[g] && !lever->groups[g]) {
            return false;
        }
    }
    return true;
}

/* A route by count: the part of it that falls inside a factor's filter is multiplied; an amount without
 * a narrower filter joins it, another is a part of its own. */
static int set_count(
    lac_rates *self, const lac_model *model, int route, int m, const lac_lever **culprit)
{
    const lac_flow *flow = &model->routes[route];
    const int n_groups = model->grid.n_groups;
    lac_count_part *main_part = &self->parts[self->n_parts++];
    main_part->route = route;
    main_part->number = 0;
    main_part->groups = flow->groups;
    main_part->amount = 0;
    main_part->when_none = flow->value[m];
    double *per_group = main_part->per_group;
    for (int g = 0; g < n_groups; g++) {
        per_group[g] = flow->groups[g] ? flow->value[m] : 0;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < model->n_levers; i++) {
            const lac_lever *lever = &model->levers[i];
            if (lever->is_factor != (pass == 0) || !acts(lever, LAC_TARGET_ROUTE, route, m)) {
                continue;
            }
            const bool whole = covers(lever, flow, n_groups);
            if (!lever->is_factor && !whole) {
                lac_count_part *part = &self->parts[self->n_parts++];
                part->route = route;
                part->number = 1 + lever->number;
                part->groups = lever->groups;
                part->amount = part->when_none = lever->value[m];
                memset(part->per_group, 0, (size_t)n_groups * sizeof(double));
                if (part->amount < 0) {
                    *culprit = lever;
                    return LAC_INPUT;
                }
                continue;
            }
            for (int g = 0; g < n_groups; g++) {
                if (!flow->groups[g] || !lever->groups[g]) {
                    continue;
                }
                per_group[g] = lever->is_factor ? per_group[g] * lever->value[m]
                                                : per_group[g] + lever->value[m];
            }
            if (whole) {
                main_part->when_none = lever->is_factor ? main_part->when_none * lever->value[m]
                                                        : main_part->when_none + lever->value[m];
            }
            if (!lever->is_factor) {
                *culprit = lever;
            }
        }
    }
    for (int g = 0; g < n_groups; g++) {
        if (per_group[g] < -TOLERANCE) {
            return LAC_INPUT;
        }
        per_group[g] = per_group[g] < 0 ? 0 : per_group[g];
    }
    return LAC_OK;
}

/* By what an amount is shared out: the numbers after all factors (so that the order of amounts does not
 * matter), those before where factors have left none, the mix of a single stream that never had any. */
typedef enum { SHARE_BY_NUMBERS, SHARE_BY_BASE, SHARE_BY_MIX } share_basis;

static double share_weight(
    const lac_rates *self, const lac_model *model, share_basis basis, int k, int g, int m)
{
    const lac_stream *stream = &model->streams[k];
    return basis == SHARE_BY_NUMBERS ? self->multiplied[k * model->grid.n_groups + g]
           : basis == SHARE_BY_BASE  ? stream->monthly[m] * stream->group_mix[g]
                                     : stream->group_mix[g];
}

static bool reaches(const lac_lever *lever, int k, int g)
{
    return lever->groups[g] && (lever->target == LAC_TARGET_ALL_STREAMS || lever->index == k);
}

/* Adds one total to the streams and groups that the lever reaches, in proportion to their numbers. */
static int add_amount(lac_rates *self, const lac_model *model, const lac_lever *lever, int m)
{
    const int n_groups = model->grid.n_groups;
    const bool single = lever->target == LAC_TARGET_STREAM || model->n_streams == 1;
    if (lever->value[m] == 0) {
        return LAC_OK;
    }
    share_basis basis = SHARE_BY_NUMBERS;
    double total = 0;
    for (; total <= 0 && basis <= (single ? SHARE_BY_MIX : SHARE_BY_BASE); basis++) {
        for (int i = 0; i < model->n_streams * n_groups; i++) {
            total += reaches(lever, i / n_groups, i % n_groups)
                         ? share_weight(self, model, basis, i / n_groups, i % n_groups, m)
                         : 0;
        }
        if (total > 0) {
            break;
        }
    }
    if (total <= 0) {
        return LAC_INPUT;
    }
    for (int i = 0; i < model->n_streams * n_groups; i++) {
        const int k = i / n_groups;
        const int g = i % n_groups;
        if (reaches(lever, k, g)) {
            self->arrivals[i] +=
                lever->value[m] * share_weight(self, model, basis, k, g, m) / total;
        }
    }
    return LAC_OK;
}

static int set_arrivals(lac_rates *self, const lac_model *model, int m, const lac_lever **culprit)
{
    const int n_groups = model->grid.n_groups;
    for (int k = 0; k < model->n_streams; k++) {
        for (int g = 0; g < n_groups; g++) {
            self->arrivals[k * n_groups + g] =
                model->streams[k].monthly[m] * model->streams[k].group_mix[g];
        }
    }
    for (int i = 0; i < model->n_levers; i++) {
        const lac_lever *lever = &model->levers[i];
        if (!lever->is_factor || isnan(lever->value[m]) || lever->target > LAC_TARGET_STREAM) {
            continue;
        }
        for (int j = 0; j < model->n_streams * n_groups; j++) {
            const bool mine =
                lever->target == LAC_TARGET_ALL_STREAMS || lever->index == j / n_groups;
            if (mine && lever->groups[j % n_groups]) {
                self->arrivals[j] *= lever->value[m];
            }
        }
    }
    memcpy(self->multiplied, self->arrivals,
        (size_t)(model->n_streams * n_groups) * sizeof *self->multiplied);
    for (int i = 0; i < model->n_levers; i++) {
        const lac_lever *lever = &model->levers[i];
        if (lever->is_factor || isnan(lever->value[m]) || lever->target > LAC_TARGET_STREAM) {
            continue;
        }
        *culprit = lever;
        if (add_amount(self, model, lever, m) != LAC_OK) {
            return LAC_INPUT;
        }
    }
    for (int j = 0; j < model->n_streams * n_groups; j++) {
        if (self->arrivals[j] < -TOLERANCE) {
            return LAC_INPUT;
        }
        self->arrivals[j] = self->arrivals[j] < 0 ? 0 : self->arrivals[j];
    }
    return LAC_OK;
}

/* Years differ: all admissions, and all exits by rate or count, times the month's factors. */
static void drift(lac_rates *self, const lac_model *model, int m, bool rates_too)
{
    const int n_groups = model->grid.n_groups;
    const double admissions = model->drift[2 * m];
    const double exits = model->drift[2 * m + 1];
    for (int j = 0; j < model->n_streams * n_groups; j++) {
        self->arrivals[j] *= admissions;
        self->multiplied[j] *= admissions;
    }
    for (int i = 0; i < self->n_parts; i++) {
        lac_count_part *part = &self->parts[i];
        part->amount *= exits;
        part->when_none *= exits;
        for (int g = 0; g < n_groups; g++) {
            part->per_group[g] *= exits;
        }
    }
    for (int i = 0; i < model->n_routes * model->grid.n_classes && rates_too; i++) {
        self->exit_rate[i] *= exits; /* of routes by count: 0 */
    }
}

int lac_rates_set(
    lac_rates *self, const lac_model *model, int m, bool rates_too, const lac_lever **culprit)
{
    int status = set_arrivals(self, model, m, culprit);
    self->n_parts = 0;
    for (int r = 0; r < model->n_routes && status == LAC_OK; r++) {
        if (model->routes[r].form == LAC_BY_COUNT) {
            status = set_count(self, model, r, m, culprit);
        } else if (rates_too) {
            status = set_rates(self, model, LAC_TARGET_ROUTE, r, m, culprit);
        }
    }
    for (int i = 0; i < model->n_moves && rates_too && status == LAC_OK; i++) {
        status = set_rates(self, model, LAC_TARGET_MOVE, i, m, culprit);
    }
    if (model->drift != NULL && status == LAC_OK) {
        drift(self, model, m, rates_too);
    }
    return status;
}

bool lac_rates_change(const lac_model *model, int m)
{
    for (int r = 0; r < model->n_routes; r++) {
        if (model->routes[r].value[m] != model->routes[r].value[m - 1]) {
            return true;
        }
    }
    for (int i = 0; i < model->n_moves; i++) {
        if (model->moves[i].value[m] != model->moves[i].value[m - 1]) {
            return true;
        }
    }
    for (int i = 0; i < model->n_levers; i++) {
        const double *value = model->levers[i].value;
        const bool same = value[m] == value[m - 1] || (isnan(value[m]) && isnan(value[m - 1]));
        if (model->levers[i].target >= LAC_TARGET_ROUTE && !same) {
            return true;
        }
    }
    return false;
}

void lac_rates_free(lac_rates *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
