/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A course is set: lac_course_set, anew in each replicate where numbers are drawn. */
#include "engine/regime.h"

#include <math.h>

/* ---- numbers ---- */

/* With a table where it serves many replicates. */
static int make_number(lac_course *self, lac_number *number, double mean, double ratio)
{
    if (self->tables) {
        return lac_number_make(number, &self->set_arena, mean, ratio);
    }
    *number = lac_number_begin(mean, ratio);
    return LAC_OK;
}

/* ---- counts ---- */

/* What the weights of a part are relative to: the count that holds where no filtered factor does; where
 * an amount leaves nothing of that, what there is most of. */
static double base_of(const lac_count_part *from, const lac_flow *route, int n_groups)
{
    double base = from->when_none;
    for (int g = 0; g < n_groups && from->when_none <= 0 && from->amount == 0; g++) {
        base = route->groups[g] ? fmax(base, from->per_group[g]) : base;
    }
    return base;
}

static int set_part(
    lac_course *self, const lac_count_part *from, const lac_count_part *plain, int m, double drift)
{
    const lac_model *model = self->model;
    const lac_flow *route = &model->routes[from->route];
    const int n_groups = model->grid.n_groups;
    lac_course_part *part = &self->parts[m * self->parts_room + self->n_parts[m]++];
    const bool amount = from->amount != 0;
    if (part->weight == NULL) {
        part->weight = lac_arena_alloc(&self->arena, (size_t)n_groups, sizeof(double));
        part->besides = lac_arena_alloc(&self->arena, (size_t)n_groups, sizeof(uint64_t));
        if (part->weight == NULL || part->besides == NULL) {
            return LAC_MEMORY;
        }
    }
    part->route = from->route;
    part->nth = from->number;
    part->groups = from->groups;
    const double base = base_of(from, route, n_groups);
    part->mean = base * drift;
    part->ratio = route->variance_ratio;
    part->weighted = false;
    part->plain = plain == NULL ? 0 : plain->when_none * drift;
    for (int g = 0; g < n_groups; g++) {
        const bool in = route->groups[g] && from->groups[g];
        part->weight[g] = amount || !in || base <= 0 ? 1 : from->per_group[g] / base;
        part->weighted = part->weighted || part->weight[g] != 1;
        const double without = plain == NULL ? 0 : plain->per_group[g];
        part->besides[g] = route->reentry == NULL                ? 0
                           : model->first_entries_only || amount ? LAC_WHOLE
                           : in ? lac_regime_besides(from->per_group[g], without)
                                : 0;
    }
    return make_number(self, &part->number, part->mean, part->ratio);
}

static int set_parts(lac_course *self, int m, double drift)
{
    int status = LAC_OK;
    self->n_parts[m] = 0;
    for (int i = 0; i < self->rates.n_parts && status == LAC_OK; i++) {
        const lac_count_part *part = &self->rates.parts[i];
        const lac_count_part *plain = NULL;
        for (int j = 0; j < self->plain.n_parts; j++) {
            plain = self->plain.parts[j].route == part->route ? &self->plain.parts[j] : plain;
        }
        status = set_part(self, part, plain, m, drift);
    }
    return status;
}

/* ---- starts ---- */

/* How interventions change how many of a stream start in month m, group by group. */
static void set_stream(lac_course *self, int m, int k, double drift)
{
    const lac_model *model = self->model;
    const lac_stream *stream = &model->streams[k];
    const int n_groups = model->grid.n_groups;
    const int at = m * model->n_streams + k;
    const double *arrivals = self->rates.arrivals + k * n_groups;
    double extra = 0;
    self->any_thin[at] = false;
    for (int g = 0; g < n_groups; g++) {
        const double plain = stream->monthly[m] * stream->group_mix[g];
        const double more = arrivals[g] - plain;
        /* what rounding makes of the same number is the same number */
        const bool same = fabs(more) <= 1e-12 * plain;
        self->thin[at * n_groups + g] =
            more < 0 && !same ? lac_luck_threshold(arrivals[g] / plain) : LAC_WHOLE;
        self->any_thin[at] = self->any_thin[at] || (more < 0 && !same);
        extra += more > 0 && !same ? more : 0;
    }
    double sum = 0;
    for (int g = 0; g < n_groups && extra > 0; g++) {
        const double plain = stream->monthly[m] * stream->group_mix[g];
        const double more = arrivals[g] - plain;
        sum += more > 1e-12 * plain ? more : 0;
        self->extra_upto[at * n_groups + g] = lac_luck_threshold(sum / extra);
    }
    self->extra[at].mean = extra * drift;
    self->extra[at].ratio = stream->variance_ratio;
}

/* The numbers of a stream from those of month 0 on, n_streams apart: months in a row of the same mean
 * share what is made of it. */
static int set_numbers(lac_course *self, lac_number *numbers)
{
    const int n = self->model->n_months;
    const int step = self->model->n_streams;
    int status = LAC_OK;
    for (int m = 0, end = 0; m < n && status == LAC_OK; m = end) {
        const double mean = numbers[m * step].mean;
        lac_number number;
        while (end < n && numbers[end * step].mean == mean) {
            end++;
        }
        status = make_number(self, &number, mean, numbers[m * step].ratio);
        for (int i = m; i < end; i++) {
            numbers[i * step] = number;
        }
    }
    return status;
}

/* What those are like who return after a first period that began before the study, and whom
 * unreconciled adds: shares among the month's starts. */
static void set_pool(lac_course *self, int m)
{
    const lac_model *model = self->model;
    const int n_groups = model->grid.n_groups;
    const int n = model->n_streams * n_groups;
    double all = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
        all += self->rates.arrivals[i];
    }
    for (int i = 0; i < n; i++) {
        sum += self->rates.arrivals[i];
        const uint64_t upto = all > 0 ? lac_luck_threshold(sum / all) : 0;
        if (self->found_upto != NULL) {
            self->found_upto[m * n + i] = upto;
        }
        if (i % n_groups == n_groups - 1) {
            self->pooled[m * model->n_streams + i / n_groups] = upto;
        }
    }
}

/* ---- setting ---- */

/* A month joins the year of the month before when it weighs the same. */
static void set_weight(lac_course *self, int m, double on_exits)
{
    const double parts = on_exits * (1 << LAC_WEIGHT_BITS) + 0.5;
    const uint64_t weight = parts < (double)LAC_WEIGHT_MOST ? (uint64_t)parts : LAC_WEIGHT_MOST;
    int y = self->n_years - 1;
    y += m == 0 || self->years[y].weight != weight;
    self->years[y] = (lac_year){m + 1, weight};
    self->year_of[m] = y;
    self->n_years = y + 1;
}

static void set_ladder(lac_course *self)
{
    const lac_grid *grid = &self->model->grid;
    self->still = true;
    for (int i = 0; i < self->n_regimes * grid->n_classes && self->still; i++) {
        const lac_hazard *of = &self->regimes[i / grid->n_classes].hazards[i % grid->n_classes];
        self->still = of->leave == 0 && of->move == 0;
    }
    self->even = self->n_years == 1 && self->years[0].weight == 1 << LAC_WEIGHT_BITS;
    self->by_band = self->n_regimes == 1 && grid->n_duration_bands == 1;
    self->climbs = self->by_band && lac_ladder_set(&self->ladder, self->regimes[0].hazards,
                                        self->years, self->n_years);
}

/* Hazards of return. */
static void set_returns(lac_course *self)
{
    const lac_model *model = self->model;
    for (int r = 0; r < model->n_routes; r++) {
        for (int i = 0; self->returns[r] != NULL && i < model->routes[r].n_reentry; i++) {
            self->returns[r][i + 1] =
                self->returns[r][i] + lac_regime_hazard(model->routes[r].reentry[i]);
        }
    }
}

/* Works out the rates of month m; where they change, *n_regimes counts the regime that begins. */
static int set_rates(lac_course *self, int m, bool change, int *n_regimes)
{
    const lac_lever *culprit = NULL;
    int status = lac_rates_set(&self->rates, self->model, m, change, &culprit);
    if (status == LAC_OK && (self->model->any_reentry || self->model->n_levers > 0)) {
        status = lac_rates_set(&self->plain, &self->without, m, change, &culprit);
    }
    if (status != LAC_OK || !change) {
        return status;
    }
    if (*n_regimes == self->n_made) {
        status = lac_regime_make(&self->regimes[self->n_made], self);
        self->n_made += status == LAC_OK;
    }
    (*n_regimes)++;
    return status;
}

/* What else follows the rates of month m, where something asks for it. */
static int set_month(lac_course *self, int m, double on_starts, double on_exits)
{
    const lac_model *model = self->model;
    for (int k = 0; k < model->n_streams && self->thin != NULL; k++) {
        set_stream(self, m, k, on_starts);
    }
    if (self->found_upto != NULL || model->any_reentry) {
        set_pool(self, m);
    }
    return set_parts(self, m, on_exits);
}

int lac_course_set(lac_course *self, const double *drift)
{
    const lac_model *model = self->model;
    const int n = model->n_months;
    int status = LAC_OK;
    self->n_regimes = 0;
    self->n_years = 0;
    self->tables = !self->set_before;
    self->set_before = true;
    lac_arena_free(&self->set_arena);
    self->without = *model;
    self->without.n_levers = 0;
    for (int m = 0; m < n && status == LAC_OK; m++) {
        const bool change = m == 0 || (model->rates_change[m] && lac_rates_change(model, m));
        const double on_starts = drift == NULL ? 1 : drift[2 * m];
        const double on_exits = drift == NULL ? 1 : drift[2 * m + 1];
        if (change || !self->plain_starts) {
            status = set_rates(self, m, change, &self->n_regimes);
        }
        if (status != LAC_OK) {
            return status;
        }
        if (change) {
            self->regimes[self->n_regimes - 1].first = m;
            lac_regime_set(&self->regimes[self->n_regimes - 1], self);
        }
        self->regimes[self->n_regimes - 1].end = m + 1;
        self->regime[m] = self->n_regimes - 1;
        set_weight(self, m, on_exits);
        for (int k = 0; k < model->n_streams; k++) {
            lac_number *starts = &self->starts[m * model->n_streams + k];
            starts->mean = model->streams[k].monthly[m] * on_starts;
            starts->ratio = model->streams[k].variance_ratio;
        }
        if (!self->plain_starts) {
            status = set_month(self, m, on_starts, on_exits);
        }
    }
    for (int k = 0; k < model->n_streams && status == LAC_OK; k++) {
        status = set_numbers(self, self->starts + k);
        if (status == LAC_OK && self->thin != NULL) {
            status = set_numbers(self, self->extra + k);
        }
    }
    set_ladder(self);
    set_returns(self);
    lac_stages_set(&self->stages, model);
    return status;
}
