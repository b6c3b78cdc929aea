/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/replicate.h"

#include <math.h>
#include <string.h>

/* ---- leaving ---- */

/* Plans the return of a child who leaves by a route with rates of return (model rule 25). number is that
 * by which lists know it, -1 for none. */
static int plan_return(lac_stochastic *self, const lac_child *child, int number, int route, int m,
    const lac_draw *draw)
{
    const lac_course *course = self->course;
    const uint64_t *hazards = course->returns[route];
    const int n = course->model->routes[route].n_reentry;
    const uint64_t left = lac_luck_exponential(draw->word[2]);
    int months = 0; /* completed since the exit, at the return */
    while (months < n && left >= hazards[months + 1]) {
        months++;
    }
    const int at = m + 1 + months;
    if (months == n || at >= course->model->n_months ||
        (child->age != LAC_NO_AGE && child->age + at + 1 >= LAC_ADULT_MONTHS)) {
        return LAC_OK;
    }
    const lac_return back = {.who = child->who,
        .order = draw->word[3],
        .age = child->age,
        .origin = child->origin,
        .period = (uint16_t)(child->period + 1),
        .child = number};
    return lac_crowd_return(&self->crowd, &back, at);
}

static lac_draw draw_leaving(const lac_stochastic *self, const lac_child *child)
{
    return lac_luck_draw(self->luck, child->who, LAC_LUCK_LEAVING, child->period);
}

/* A child leaves by a route; added is the share of such exits that interventions add, in 2^-32. */
static int leave(lac_stochastic *self, const lac_child *child, int number, int route, int m,
    uint64_t added, const lac_draw *draw)
{
    self->exits[route]++;
    return self->course->returns[route] != NULL && draw->word[1] < added
               ? plan_return(self, child, number, route, m, draw)
               : LAC_OK;
}

/* The same for a child of the crowd. */
static int leave_crowd(lac_stochastic *self, int number, int route, int m, uint64_t added)
{
    const lac_child *child = &self->crowd.children[number];
    const lac_draw draw = draw_leaving(self, child);
    lac_crowd_remove(&self->crowd, number);
    return leave(self, child, number, route, m, added, &draw);
}

int lac_replicate_pass_through(
    lac_stochastic *self, const lac_child *child, int m, int class_index, int from)
{
    const lac_course *course = self->course;
    const int n = course->model->n_routes;
    const lac_regime *regime = &course->regimes[course->regime[m]];
    const lac_draw draw = draw_leaving(self, child);
    const int route = lac_course_choose(
        regime->route + class_index * n, regime->last_route[class_index] + 1, draw.word[0]);
    const uint64_t added = regime->besides == NULL ? 0 : regime->besides[class_index * n + route];
    return leave(self, child, from, route, m, added, &draw);
}

int lac_replicate_leave_by_rates(lac_stochastic *self, int number, int m, int class_index)
{
    lac_crowd_remove(&self->crowd, number);
    return lac_replicate_pass_through(self, &self->crowd.children[number], m, class_index, number);
}

/* ---- picking ---- */

static int group_of(const lac_stochastic *self, const lac_child *child, int m)
{
    const lac_grid *grid = &self->course->model->grid;
    const int row = child->age == LAC_NO_AGE ? grid->unknown_row : child->age + m;
    return lac_grid_group(grid, lac_grid_age_band(grid, row), child->placement);
}

/* A draw for a month and thing, for which four months share a block. */
static uint32_t month_word(const lac_stochastic *self, uint32_t family, uint32_t member, int m)
{
    const lac_who who = {family, member};
    return lac_luck_draw(self->luck, who, LAC_LUCK_NUMBER, (uint64_t)m / 4).word[m % 4];
}

static uint32_t number_of(const lac_course_part *part, bool tables, uint32_t word)
{
    return tables ? lac_number_draw(&part->number, word)
                  : lac_number_invert(word, part->mean, part->ratio);
}

/* Which part of which count in which month, as an occurrence. */
static uint64_t occurrence(int route, int part, int m)
{
    return (uint64_t)m | (uint64_t)route << 10 | (uint64_t)part << 16;
}

/* Picks `wanted` children, evenly from those present who are in the groups; they come first among the
 * candidates. With group above -1 only from that one, and by the keys of PART. */
static int pick(lac_stochastic *self, const lac_course_part *part, int nth, int group, int m,
    uint32_t wanted, size_t *picked)
{
    lac_crowd *crowd = &self->crowd;
    const bool *route = self->course->model->routes[part->route].groups;
    size_t n = 0;
    if (lac_crowd_candidates(crowd, crowd->n_present) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < crowd->n_present; i++) {
        const lac_child *child = &crowd->children[crowd->present[i]];
        const int g = group_of(self, child, m);
        if (!route[g] || !part->groups[g] || (group >= 0 && g != group)) {
            continue;
        }
        const bool main_draw = nth == 0 && group < 0;
        const lac_draw draw = main_draw ? lac_luck_draw(self->luck, child->who, LAC_LUCK_COUNT_KEY,
                                              (uint64_t)m << 4 | (uint64_t)part->route / 4)
                                        : lac_luck_draw(self->luck, child->who, LAC_LUCK_PART_KEY,
                                              occurrence(part->route, nth, m));
        crowd->candidates[n++] = (lac_candidate){
            main_draw ? draw.word[part->route % 4] : draw.word[1], crowd->present[i]};
    }
    *picked = lac_crowd_pick(crowd, crowd->candidates, n, wanted);
    self->unmet += (int64_t)(wanted - *picked) * LAC_UNMET_PARTS;
    return LAC_OK;
}

/* Those who were picked first leave, but for those whom an intervention spares. */
static int take(lac_stochastic *self, const lac_course_part *part, int nth, int m, size_t picked)
{
    lac_crowd *crowd = &self->crowd;
    int status = LAC_OK;
    for (size_t i = 0; i < picked && status == LAC_OK; i++) {
        const int number = crowd->candidates[i].child;
        const lac_child *child = &crowd->children[number];
        const int g = group_of(self, child, m);
        if (part->weight[g] < 1) {
            const lac_draw spared = lac_luck_draw(
                self->luck, child->who, LAC_LUCK_PART_KEY, occurrence(part->route, nth, m));
            if (spared.word[0] >= lac_luck_threshold(part->weight[g])) {
                continue;
            }
        }
        status = leave_crowd(self, number, part->route, m, part->besides[g]);
    }
    return status;
}

/* Children of group g among those who may leave by the part. */
static int eligible(
    const lac_stochastic *self, const lac_course_part *part, int group, int m, int *in_group)
{
    const lac_crowd *crowd = &self->crowd;
    const bool *route = self->course->model->routes[part->route].groups;
    int all = 0;
    *in_group = 0;
    for (size_t i = 0; i < crowd->n_present; i++) {
        const int g = group_of(self, &crowd->children[crowd->present[i]], m);
        all += route[g] && part->groups[g];
        *in_group += g == group && route[g] && part->groups[g];
    }
    return all;
}

/* What a filtered factor above 1 adds: in each group the share of the count that falls there, times
 * the excess. means has room for all groups. */
static int take_besides(
    lac_stochastic *self, const lac_course_part *part, int nth, int m, const double *means)
{
    const int n_groups = self->course->model->grid.n_groups;
    for (int g = 0; g < n_groups; g++) {
        if (means[g] <= 0) {
            continue;
        }
        const uint32_t word = month_word(
            self, LAC_FAMILY_COUNTS + (uint32_t)part->route, UINT32_C(0x10000) + (uint32_t)g, m);
        const uint32_t wanted = lac_number_invert(word, means[g], part->ratio);
        size_t picked = 0;
        int status = LAC_OK;
        if (wanted > 0) {
            status = pick(self, part, nth, g, m, wanted, &picked);
        }
        for (size_t i = 0; i < picked && status == LAC_OK; i++) {
            status = leave_crowd(
                self, self->crowd.candidates[i].child, part->route, m, part->besides[g]);
        }
        if (status != LAC_OK) {
            return status;
        }
    }
    return LAC_OK;
}

int lac_replicate_counts(lac_stochastic *self, int m)
{
    const lac_course *course = self->course;
    const int n_groups = course->model->grid.n_groups;
    int status = LAC_OK;
    for (int i = 0, nth = 0; i < course->n_parts[m] && status == LAC_OK; i++) {
        const lac_course_part *part = &course->parts[m * course->parts_room + i];
        const bool same = i > 0 && part[-1].route == part->route;
        nth = same ? nth + 1 : 0;
        double *means = self->means;
        for (int g = 0; g < n_groups && part->weighted; g++) {
            int in_group = 0;
            means[g] = 0;
            if (part->weight[g] > 1) {
                const int all = eligible(self, part, g, m, &in_group);
                means[g] = all > 0 ? part->mean * (part->weight[g] - 1) * in_group / all : 0;
            }
        }
        const uint32_t word =
            month_word(self, LAC_FAMILY_COUNTS + (uint32_t)part->route, (uint32_t)nth, m);
        const uint32_t wanted = number_of(part, course->tables, word);
        size_t picked = 0;
        if (wanted > 0) {
            status = pick(self, part, nth, -1, m, wanted, &picked);
        }
        if (status == LAC_OK) {
            status = take(self, part, nth, m, picked);
        }
        if (status == LAC_OK && part->weighted) {
            status = take_besides(self, part, nth, m, means);
        }
    }
    return status;
}

int lac_replicate_take_away(lac_stochastic *self, int m, int wanted, int *taken)
{
    lac_crowd *crowd = &self->crowd;
    if (lac_crowd_candidates(crowd, crowd->n_present) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < crowd->n_present; i++) {
        const lac_draw draw = lac_luck_draw(
            self->luck, crowd->children[crowd->present[i]].who, LAC_LUCK_GONE_KEY, (uint64_t)m / 4);
        crowd->candidates[i] = (lac_candidate){draw.word[m % 4], crowd->present[i]};
    }
    const size_t picked =
        lac_crowd_pick(crowd, crowd->candidates, crowd->n_present, (size_t)wanted);
    for (size_t i = 0; i < picked; i++) {
        lac_crowd_remove(crowd, crowd->candidates[i].child);
    }
    *taken = (int)picked;
    return LAC_OK;
}

/* ---- lists and shifts ---- */

static const lac_leaver_list *list_of(const lac_model *model, int l)
{
    return l < model->n_lists ? &model->lists[l] : &model->shifts[l - model->n_lists];
}

/* The month of an attempt of list l (shifts follow the lists); n_months: outside the study. */
static int month_of(const lac_stochastic *self, int l, uint32_t attempt)
{
    const lac_course *course = self->course;
    const int n = course->model->n_months;
    const lac_who who = {LAC_FAMILY_LISTS + (uint32_t)l, 0};
    const uint32_t word =
        lac_luck_draw(self->luck, who, LAC_LUCK_ATTEMPT, attempt / 4).word[attempt % 4];
    const uint64_t *upto = course->attempts + l * n;
    int m = 0;
    while (m < n && word >= upto[m]) {
        m++;
    }
    return m;
}

int lac_replicate_attempts(lac_stochastic *self)
{
    const lac_model *model = self->course->model;
    const size_t n = (size_t)model->n_months;
    const size_t lists = (size_t)(model->n_lists + model->n_shifts);
    size_t all = 0;
    for (size_t l = 0; l < lists; l++) {
        all += (size_t)list_of(model, (int)l)->children;
    }
    if (lac_grow(&self->attempts, &self->attempts_room, all + 1, sizeof *self->attempts) !=
            LAC_OK ||
        lac_grow(&self->first_attempt, &self->first_room, lists * (n + 2) + 1,
            sizeof *self->first_attempt) != LAC_OK) {
        return LAC_MEMORY;
    }
    memset(self->first_attempt, 0, (lists * (n + 2) + 1) * sizeof *self->first_attempt);
    int base = 0;
    for (size_t l = 0; l < lists; l++) {
        /* counted by month, then each put where its month begins */
        const uint32_t children = (uint32_t)list_of(model, (int)l)->children;
        int *first = self->first_attempt + l * (n + 2);
        for (uint32_t i = 0; i < children; i++) {
            first[month_of(self, (int)l, i) + 1]++;
        }
        first[0] = base;
        for (size_t m = 0; m <= n; m++) {
            first[m + 1] += first[m];
        }
        for (uint32_t i = children; i-- > 0;) {
            self->attempts[--first[month_of(self, (int)l, i) + 1]] = (int)i;
        }
        base += (int)children;
    }
    return LAC_OK;
}

/* The child with the least key whom list l may name, -1 when there is none. */
static int name(lac_stochastic *self, const lac_leaver_list *list, int l, int attempt, int m)
{
    const lac_crowd *crowd = &self->crowd;
    const bool shift = l >= self->course->model->n_lists;
    const int from = shift ? self->course->model->moves[list->move].from : -1;
    lac_candidate best = {0, -1};
    for (size_t i = 0; i < crowd->n_present; i++) {
        const int number = crowd->present[i];
        const lac_child *child = &crowd->children[number];
        if (crowd->named[(size_t)number * (size_t)crowd->n_named + (size_t)l] ||
            (from >= 0 && child->placement != from) || !list->groups[group_of(self, child, m)]) {
            continue;
        }
        const lac_draw draw = lac_luck_draw(
            self->luck, child->who, LAC_LUCK_LIST_KEY, (uint64_t)l << 20 | (uint64_t)attempt / 4);
        const lac_candidate one = {draw.word[attempt % 4], number};
        if (best.child < 0 || lac_crowd_before(crowd, one, best)) {
            best = one;
        }
    }
    return best.child;
}

/* Makes the attempts of a month; succeed is called for each child who is named and succeeds. */
static int attempt(lac_stochastic *self, const lac_leaver_list *list, int l, int m,
    int (*succeed)(lac_stochastic *self, const lac_leaver_list *list, int child, int m),
    int *dropped)
{
    lac_crowd *crowd = &self->crowd;
    const int *first = self->first_attempt + l * (self->course->model->n_months + 2) + m;
    const uint64_t success = lac_luck_threshold(list->success);
    int status = LAC_OK;
    *dropped = 0;
    for (int i = first[1]; i < first[2] && status == LAC_OK; i++) {
        const int number = name(self, list, l, self->attempts[i], m);
        if (number < 0) {
            ++*dropped;
            continue;
        }
        crowd->named[(size_t)number * (size_t)crowd->n_named + (size_t)l] = true;
        const lac_draw draw =
            lac_luck_draw(self->luck, crowd->children[number].who, LAC_LUCK_SUCCESS, (uint64_t)l);
        if (draw.word[0] < success) {
            status = succeed(self, list, number, m);
        }
    }
    return status;
}

static int leave_by_list(lac_stochastic *self, const lac_leaver_list *list, int number, int m)
{
    return leave_crowd(self, number, list->route, m, UINT64_C(1) << 32);
}

int lac_replicate_lists(lac_stochastic *self, int m)
{
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    for (int l = 0; l < model->n_lists && status == LAC_OK; l++) {
        int dropped = 0;
        status = attempt(self, &model->lists[l], l, m, leave_by_list, &dropped);
        self->unmet += llrint(model->lists[l].success * dropped * LAC_UNMET_PARTS);
    }
    return status;
}

static int shift(lac_stochastic *self, const lac_leaver_list *list, int number, int m)
{
    self->moved[list->move]++;
    return lac_replicate_move(self, number, self->course->model->moves[list->move].to, m);
}

int lac_replicate_shifts(lac_stochastic *self, int m)
{
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    for (int i = 0; i < model->n_shifts && status == LAC_OK; i++) {
        int dropped = 0;
        status = attempt(self, &model->shifts[i], model->n_lists + i, m, shift, &dropped);
        self->shortfalls->unshifted += dropped;
    }
    return status;
}
