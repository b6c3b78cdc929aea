/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/course.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t ONE = UINT64_C(1) << 32;

/* ---- making ---- */

/* Of a mix: what is in a placement. */
static double share_in(const lac_grid *grid, const double *mix, int placement)
{
    double sum = 0;
    for (int a = 0; a < grid->n_ages; a++) {
        sum += mix[a * grid->n_placements + placement];
    }
    return sum;
}

/* The same of all streams alike, for returns where nobody was there at the start. */
static double share_of_streams(const lac_model *model, int placement)
{
    double sum = 0;
    for (int k = 0; k < model->n_streams; k++) {
        sum += share_in(&model->grid, model->streams[k].mix, placement) / model->n_streams;
    }
    return sum;
}

static int make_blends(lac_course *self)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const size_t streams = (size_t)model->n_streams;
    int status = LAC_OK;
    self->blends = lac_arena_alloc(&self->arena, streams + 1, sizeof *self->blends);
    self->placement = lac_arena_alloc(
        &self->arena, (streams + 1) * (size_t)grid->n_placements, sizeof *self->placement);
    if (self->blends == NULL || self->placement == NULL) {
        return LAC_MEMORY;
    }
    for (int k = 0; k <= model->n_streams && status == LAC_OK; k++) {
        const bool opening = k == model->n_streams;
        const double *mix = opening ? model->opening_mix : model->streams[k].mix;
        uint64_t *upto = self->placement + k * grid->n_placements;
        double sum = 0;
        const bool known = !opening || model->opening_mix != NULL;
        if (known) {
            status = lac_blend_make(
                opening ? &self->opening : &self->blends[k], &self->arena, grid, mix);
        }
        for (int p = 0; p < grid->n_placements; p++) {
            sum += known ? share_in(grid, mix, p) : share_of_streams(model, p);
            upto[p] = lac_luck_threshold(sum);
        }
        upto[grid->n_placements - 1] = ONE;
    }
    return status;
}

static int make_returns(lac_course *self)
{
    const lac_model *model = self->model;
    self->returns =
        lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof *self->returns);
    if (self->returns == NULL) {
        return LAC_MEMORY;
    }
    for (int r = 0; r < model->n_routes; r++) {
        const lac_flow *route = &model->routes[r];
        if (route->reentry == NULL) {
            continue;
        }
        self->returns[r] =
            lac_arena_alloc(&self->arena, (size_t)route->n_reentry + 1, sizeof(uint64_t));
        if (self->returns[r] == NULL) {
            return LAC_MEMORY;
        }
    }
    return LAC_OK;
}

/* The flows whose filters let a class through. */
static lac_course_range range_of(const lac_grid *grid, const lac_flow *flows, int n, int c)
{
    const int g = lac_grid_group_of_class(grid, c);
    lac_course_range out = {0, 0};
    for (int i = n - 1; i >= 0; i--) {
        if (flows[i].groups[g]) {
            out.first = i;
            out.end = out.end == 0 ? i + 1 : out.end;
        }
    }
    return out;
}

static int make_ranges(lac_course *self)
{
    const lac_model *model = self->model;
    const size_t classes = (size_t)model->grid.n_classes;
    self->routes_of = lac_arena_alloc(&self->arena, classes, sizeof *self->routes_of);
    self->moves_of = lac_arena_alloc(&self->arena, classes, sizeof *self->moves_of);
    if (self->routes_of == NULL || self->moves_of == NULL) {
        return LAC_MEMORY;
    }
    for (int c = 0; c < model->grid.n_classes; c++) {
        self->routes_of[c] = range_of(&model->grid, model->routes, model->n_routes, c);
        self->moves_of[c] = range_of(&model->grid, model->moves, model->n_moves, c);
    }
    return LAC_OK;
}

/* Whether anybody is ever picked by key among those who are present. */
static bool picks(const lac_model *model, const lac_stages *stages)
{
    bool any = model->n_lists > 0 || model->n_shifts > 0 || stages->any;
    for (int r = 0; r < model->n_routes; r++) {
        any = any || model->routes[r].form == LAC_BY_COUNT;
    }
    for (int m = 0; m < model->n_months; m++) {
        any = any || model->unreconciled[m] < 0;
    }
    return any;
}

static bool finds(const lac_model *model)
{
    bool any = false;
    for (int m = 0; m < model->n_months; m++) {
        any = any || model->unreconciled[m] > 0;
    }
    return any;
}

/* Where rates may turn out to depend on age and placement alone. */
static int make_ladder(lac_course *self)
{
    const lac_grid *grid = &self->model->grid;
    return grid->n_duration_bands > 1
               ? LAC_OK
               : lac_ladder_make(&self->ladder, &self->arena, grid, self->model->n_months);
}

/* What no draw of the unknowns changes. */
static void make_sums(lac_course *self)
{
    const lac_model *model = self->model;
    const int n = model->n_months;
    for (int l = 0; l < model->n_lists + model->n_shifts; l++) {
        const lac_leaver_list *list =
            l < model->n_lists ? &model->lists[l] : &model->shifts[l - model->n_lists];
        double sum = 0;
        for (int m = 0; m < n && list->children > 0; m++) {
            sum += list->attempts[m];
            /* months beyond the study have the rest; a whole missed by rounding is the whole */
            self->attempts[l * n + m] = list->children - sum < 1e-9 * list->children
                                            ? ONE
                                            : lac_luck_threshold(sum / list->children);
        }
    }
    double sum = 0;
    for (int m = 0; m < n; m++) {
        sum += model->unreconciled[m];
        const double whole = nearbyint(sum);
        self->unreconciled[m] = fabs(sum - whole) < 1e-9 ? whole : sum;
    }
}

static int make(lac_course *self)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const size_t months = (size_t)model->n_months;
    const size_t starts = months * (size_t)model->n_streams + 1;
    const size_t groups = (size_t)grid->n_groups;
    const size_t lists = (size_t)(model->n_lists + model->n_shifts) * months + 1;
    lac_arena *arena = &self->arena;
    self->without = *model;
    self->without.n_levers = 0;
    if (lac_stages_make(&self->stages, arena, model) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->picks = picks(model, &self->stages);
    self->plain_starts = model->n_levers == 0 && !finds(model) && !model->any_reentry;
    for (int r = 0; r < model->n_routes; r++) {
        self->plain_starts = self->plain_starts && model->routes[r].form != LAC_BY_COUNT;
    }
    self->capped = model->capacity != NULL;
    self->parts_room = model->n_routes + model->n_levers + 1;
    if (lac_rates_init(&self->rates, model) != LAC_OK ||
        lac_rates_init(&self->plain, &self->without) != LAC_OK || make_blends(self) != LAC_OK ||
        make_returns(self) != LAC_OK || make_ranges(self) != LAC_OK ||
        make_ladder(self) != LAC_OK) {
        return LAC_MEMORY;
    }
    const size_t parts = months * (size_t)self->parts_room;
    self->years = lac_arena_alloc(arena, months, sizeof *self->years);
    self->year_of = lac_arena_alloc(arena, months, sizeof *self->year_of);
    self->regimes = lac_arena_alloc(arena, months, sizeof *self->regimes);
    self->regime = lac_arena_alloc(arena, months, sizeof *self->regime);
    self->pooled = lac_arena_alloc(arena, starts, sizeof *self->pooled);
    self->starts = lac_arena_alloc(arena, starts, sizeof *self->starts);
    self->extra = lac_arena_alloc(arena, starts, sizeof *self->extra);
    self->any_thin = lac_arena_alloc(arena, starts, sizeof(bool));
    self->parts = lac_arena_alloc(arena, parts, sizeof *self->parts);
    self->n_parts = lac_arena_alloc(arena, months, sizeof *self->n_parts);
    self->attempts = lac_arena_alloc(arena, lists, sizeof *self->attempts);
    self->unreconciled = lac_arena_alloc(arena, months, sizeof(double));
    if (self->years == NULL || self->year_of == NULL || self->regimes == NULL ||
        self->regime == NULL || self->pooled == NULL || self->starts == NULL ||
        self->extra == NULL || self->any_thin == NULL || self->parts == NULL ||
        self->n_parts == NULL || self->attempts == NULL || self->unreconciled == NULL) {
        return LAC_MEMORY;
    }
    if (model->n_levers > 0) {
        self->thin = lac_arena_alloc(arena, starts * groups, sizeof *self->thin);
        self->extra_upto = lac_arena_alloc(arena, starts * groups, sizeof *self->extra_upto);
        if (self->thin == NULL || self->extra_upto == NULL) {
            return LAC_MEMORY;
        }
    }
    if (finds(model)) {
        self->found_upto = lac_arena_alloc(arena, starts * groups, sizeof *self->found_upto);
        if (self->found_upto == NULL) {
            return LAC_MEMORY;
        }
    }
    make_sums(self);
    return LAC_OK;
}

lac_course *lac_course_make(const lac_model *model, const lac_measures *measures)
{
    lac_course *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return NULL;
    }
    self->model = model;
    self->measures = measures;
    if (make(self) != LAC_OK) {
        lac_course_free(self);
        return NULL;
    }
    return self;
}

void lac_course_free(lac_course *self)
{
    if (self != NULL) {
        lac_rates_free(&self->rates);
        lac_rates_free(&self->plain);
        lac_arena_free(&self->arena);
        lac_arena_free(&self->set_arena);
        free(self);
    }
}

/* ---- rates ---- */

/* The share of a flow's exits that interventions add. */
static uint64_t besides(double with, double without)
{
    return with > without ? lac_luck_threshold((with - without) / with) : 0;
}

static int make_regime(lac_course *self, lac_regime *regime)
{
    const lac_model *model = self->model;
    const size_t classes = (size_t)model->grid.n_classes;
    lac_arena *arena = &self->arena;
    regime->route = lac_arena_alloc(arena, classes * (size_t)model->n_routes + 1, sizeof(uint64_t));
    regime->move = lac_arena_alloc(arena, classes * (size_t)model->n_moves + 1, sizeof(uint64_t));
    regime->hazards = lac_arena_alloc(arena, classes, sizeof *regime->hazards);
    regime->last_route = lac_arena_alloc(arena, classes, sizeof(int));
    regime->first_move = lac_arena_alloc(arena, classes, sizeof(int));
    regime->last_move = lac_arena_alloc(arena, classes, sizeof(int));
    if (model->any_reentry) {
        regime->besides =
            lac_arena_alloc(arena, classes * (size_t)model->n_routes + 1, sizeof(uint64_t));
    }
    return regime->hazards == NULL || regime->route == NULL || regime->move == NULL ||
                   regime->last_route == NULL || regime->first_move == NULL ||
                   regime->last_move == NULL || (model->any_reentry && regime->besides == NULL)
               ? LAC_MEMORY
               : LAC_OK;
}

/* Cumulative shares of the rates of a class, for those below the last that is above 0, whose number is
 * returned (-1: none is). */
static int split(
    const double *rate, lac_course_range range, int n_classes, int c, uint64_t *upto, double *total)
{
    double sum = 0;
    double upto_here = 0;
    int last = -1;
    for (int i = range.first; i < range.end; i++) {
        const double one = rate[i * n_classes + c];
        sum += one;
        last = one > 0 ? i : last;
    }
    for (int i = range.first; i < last; i++) {
        upto_here += rate[i * n_classes + c];
        upto[i] = lac_luck_threshold(upto_here / sum);
    }
    *total = sum;
    return last;
}

static uint64_t hazard(double rate)
{
    const double month = rate / 12 * 0x1p32 + 0.5;
    return month < (double)LAC_HAZARD_MOST ? (uint64_t)(int64_t)month : LAC_HAZARD_MOST;
}

/* The hazards and splits of a regime. */
static void set_regime(lac_course *self, lac_regime *regime)
{
    const lac_model *model = self->model;
    const int n = model->grid.n_classes;
    for (int c = 0; c < n; c++) {
        double leave = 0;
        double move = 0;
        int first = self->moves_of[c].first;
        const int last = split(self->rates.move_rate, self->moves_of[c], n, c,
            regime->move + c * model->n_moves, &move);
        while (first < last && self->rates.move_rate[first * n + c] == 0) {
            first++;
        }
        regime->first_move[c] = first;
        regime->last_move[c] = last;
        regime->last_route[c] = split(self->rates.exit_rate, self->routes_of[c], n, c,
            regime->route + c * model->n_routes, &leave);
        regime->hazards[c] = (lac_hazard){hazard(leave), hazard(move)};
        for (int r = 0; r < model->n_routes && regime->besides != NULL; r++) {
            regime->besides[c * model->n_routes + r] =
                model->first_entries_only
                    ? ONE
                    : besides(self->rates.exit_rate[r * n + c], self->plain.exit_rate[r * n + c]);
        }
    }
}

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
                           : model->first_entries_only || amount ? ONE
                           : in ? besides(from->per_group[g], without)
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
            more < 0 && !same ? lac_luck_threshold(arrivals[g] / plain) : ONE;
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
            self->returns[r][i + 1] = self->returns[r][i] + hazard(model->routes[r].reentry[i]);
        }
    }
}

/* Works out the rates of month m; *regime is that of the month. */
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
        status = make_regime(self, &self->regimes[self->n_made]);
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
            set_regime(self, &self->regimes[self->n_regimes - 1]);
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
