/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exits by count, and what unreconciled takes away: the picking of engine/replicate.h. */
#include "engine/replicate.h"

#include <string.h>

/* Members of the draws of a count: its parts from 0 on, what a factor above 1 adds to a group, and exits
 * beyond all who are eligible. */
static const uint32_t BESIDES = UINT32_C(0x10000);
static const uint32_t EXCESS = UINT32_C(0x40000000);

int lac_replicate_look(lac_stochastic *self, int m)
{
    if (self->taken) {
        return LAC_OK;
    }
    self->taken = true;
    return lac_snapshot_take(&self->snapshot, &self->crowd, m);
}

/* A draw for a month and thing, for which four months share a block. */
static uint32_t month_word(const lac_stochastic *self, int route, uint32_t member, int m)
{
    const lac_who who = {LAC_FAMILY_COUNTS + (uint32_t)route, member};
    return lac_luck_draw(self->luck, who, LAC_LUCK_NUMBER, (uint64_t)m / 4).word[m % 4];
}

/* Which part of which route's count in which month. */
static uint64_t occurrence(int route, int number, int m)
{
    return (uint64_t)m | (uint64_t)route << 10 | (uint64_t)number << 16;
}

/* Words of the part for all in the snapshot: 0 whether it is spared, 1 the key of what comes besides. */
static const uint32_t *part_words(lac_stochastic *self, const lac_course_part *part, int m)
{
    return lac_snapshot_words(
        &self->snapshot, self->luck, LAC_LUCK_PART_KEY, occurrence(part->route, part->nth, m));
}

/* The keys of the count itself: routes share a block by four. */
static const uint32_t *count_keys(lac_stochastic *self, const lac_course_part *part, int m)
{
    const uint32_t *words = lac_snapshot_words(&self->snapshot, self->luck, LAC_LUCK_COUNT_KEY,
        (uint64_t)m << 4 | (uint64_t)part->route / 4);
    return words + (size_t)(part->route % 4) * self->snapshot.n;
}

/* The shares of a route's exits that interventions add, by group. */
static const uint64_t *added_by(const lac_stochastic *self, const lac_course_part *part)
{
    return self->weigh ? self->besides : part->besides;
}

/* Those picked leave, but for those whom a filtered factor below 1 spares. */
static int take(
    lac_stochastic *self, const lac_course_part *part, int m, size_t picked, bool sparing)
{
    lac_snapshot *snapshot = &self->snapshot;
    const uint32_t *spare = sparing ? part_words(self, part, m) : NULL;
    int status = LAC_OK;
    for (size_t i = 0; i < picked && status == LAC_OK; i++) {
        const size_t at = snapshot->picked[i];
        const int g = snapshot->group[at];
        if (sparing && part->weight[g] < 1 && spare[at] >= lac_luck_threshold(part->weight[g])) {
            continue;
        }
        snapshot->gone[at] = true;
        status =
            lac_replicate_leave(self, snapshot->child[at], part->route, m, added_by(self, part)[g]);
    }
    return status;
}

/* A count above all who are eligible has been spared by a filtered factor in part: the `more` of it that
 * are beyond the first n (those picked) fall among these evenly too, each spared like them, and take
 * who of the same group was spared before. */
static int take_excess(
    lac_stochastic *self, const lac_course_part *part, int m, size_t n, size_t more)
{
    lac_snapshot *snapshot = &self->snapshot;
    int status = LAC_OK;
    memset(self->spared, 0, (size_t)self->course->model->grid.n_groups * sizeof *self->spared);
    for (size_t i = 0; i < n; i++) {
        self->spared[snapshot->group[snapshot->picked[i]]] += !snapshot->gone[snapshot->picked[i]];
    }
    for (size_t j = 0; j < more && status == LAC_OK; j++) {
        const lac_draw draw = lac_luck_draw(self->luck,
            (lac_who){LAC_FAMILY_COUNTS + (uint32_t)part->route, EXCESS + (uint32_t)j},
            LAC_LUCK_NUMBER, (uint64_t)m);
        const int g = snapshot->group[snapshot->picked[draw.word[0] * (uint64_t)n >> 32]];
        if (draw.word[1] >= lac_luck_threshold(part->weight[g])) {
            continue;
        }
        if (self->spared[g] == 0) {
            self->unmet += LAC_UNMET_PARTS;
            continue;
        }
        size_t i = 0;
        while (snapshot->gone[snapshot->picked[i]] || snapshot->group[snapshot->picked[i]] != g) {
            i++;
        }
        self->spared[g]--;
        snapshot->gone[snapshot->picked[i]] = true;
        status = lac_replicate_leave(
            self, snapshot->child[snapshot->picked[i]], part->route, m, added_by(self, part)[g]);
    }
    return status;
}

/* Picks `wanted` and lets them leave; who is not there is unmet. */
static int pick_and_take(lac_stochastic *self, const lac_course_part *part, int m,
    const lac_eligible *eligible, uint32_t wanted)
{
    if (wanted == 0) {
        return LAC_OK;
    }
    const bool main_draw = part->nth == 0 && eligible->only < 0;
    const uint32_t *keys =
        main_draw ? count_keys(self, part, m) : part_words(self, part, m) + self->snapshot.n;
    const size_t picked = lac_snapshot_pick(&self->snapshot, eligible, keys, wanted);
    const bool sparing = main_draw && part->weighted;
    const int status = take(self, part, m, picked, sparing);
    if (sparing && picked > 0 && picked < wanted && status == LAC_OK) {
        return take_excess(self, part, m, picked, wanted - picked);
    }
    self->unmet += (int64_t)(wanted - picked) * LAC_UNMET_PARTS;
    return status;
}

/* What a filtered factor above 1 adds: in each group the share of the count that falls there, times the
 * excess. means: by group, from before anybody left by this part. */
static int take_besides(
    lac_stochastic *self, const lac_course_part *part, int m, lac_eligible eligible)
{
    int status = LAC_OK;
    for (int g = 0; g < self->course->model->grid.n_groups && status == LAC_OK; g++) {
        if (self->means[g] > 0) {
            const uint32_t word = month_word(self, part->route, BESIDES + (uint32_t)g, m);
            eligible.only = g;
            status = pick_and_take(
                self, part, m, &eligible, lac_number_invert(word, self->means[g], part->ratio));
        }
    }
    return status;
}

static int leave_by_part(lac_stochastic *self, const lac_course_part *part, int m)
{
    const lac_course *course = self->course;
    const int n_groups = course->model->grid.n_groups;
    lac_eligible eligible = {
        .groups = course->model->routes[part->route].groups, .within = part->groups, .only = -1};
    const uint32_t word = month_word(self, part->route, (uint32_t)part->nth, m);
    const uint32_t wanted = lac_number_draw(&part->number, word);
    bool more = false;
    if (wanted == 0 && !part->weighted) {
        return LAC_OK;
    }
    int status = lac_replicate_look(self, m);
    if (status != LAC_OK) {
        return status;
    }
    const double all = part->weighted ? (double)lac_snapshot_count(&self->snapshot, &eligible) : 0;
    for (int g = 0; g < n_groups && all > 0; g++) {
        self->means[g] = 0;
        if (part->weight[g] > 1) {
            eligible.only = g;
            self->means[g] = part->mean * (part->weight[g] - 1) *
                             (double)lac_snapshot_count(&self->snapshot, &eligible) / all;
            more = more || self->means[g] > 0;
        }
    }
    eligible.only = -1;
    status = pick_and_take(self, part, m, &eligible, wanted);
    return status == LAC_OK && more ? take_besides(self, part, m, eligible) : status;
}

/* Where filtered amounts stand beside a route's count: the share of the exits of each group that
 * interventions add is of all its parts together, which are spread evenly over those who are there. */
static int weigh_parts(lac_stochastic *self, const lac_course_part *first, int n, int m)
{
    const lac_model *model = self->course->model;
    const bool *route = model->routes[first->route].groups;
    const int status = lac_replicate_look(self, m);
    if (status != LAC_OK) {
        return status;
    }
    lac_eligible eligible = {.groups = route, .only = -1};
    const double all = (double)lac_snapshot_count(&self->snapshot, &eligible);
    for (int g = 0; g < model->grid.n_groups; g++) {
        self->means[g] = 0;
    }
    for (int i = 0; i < n; i++) {
        eligible.within = first[i].groups;
        const double children = (double)lac_snapshot_count(&self->snapshot, &eligible);
        for (int g = 0; g < model->grid.n_groups && children > 0; g++) {
            self->means[g] +=
                route[g] && first[i].groups[g] ? first[i].mean * first[i].weight[g] / children : 0;
        }
    }
    for (int g = 0; g < model->grid.n_groups; g++) {
        const double plain = all > 0 ? first->plain / all : 0;
        self->besides[g] = self->means[g] > plain
                               ? lac_luck_threshold((self->means[g] - plain) / self->means[g])
                               : 0;
    }
    return LAC_OK;
}

int lac_replicate_counts(lac_stochastic *self, int m)
{
    const lac_course *course = self->course;
    int status = LAC_OK;
    const lac_course_part *parts = course->parts + m * course->parts_room;
    for (int i = 0; i < course->n_parts[m] && status == LAC_OK; i++) {
        if (i == 0 || parts[i].route != parts[i - 1].route) {
            int n = 1;
            while (i + n < course->n_parts[m] && parts[i + n].route == parts[i].route) {
                n++;
            }
            self->weigh = n > 1 && course->returns[parts[i].route] != NULL &&
                          !course->model->first_entries_only;
            status = self->weigh ? weigh_parts(self, &parts[i], n, m) : LAC_OK;
        }
        status = status == LAC_OK ? leave_by_part(self, &parts[i], m) : status;
    }
    return status;
}

int lac_replicate_take_away(lac_stochastic *self, int m, int wanted, int *taken)
{
    lac_snapshot *snapshot = &self->snapshot;
    const lac_eligible everybody = {.only = -1};
    self->taken = false;
    const int status = lac_replicate_look(self, m);
    if (status != LAC_OK) {
        return status;
    }
    const uint32_t *words =
        lac_snapshot_words(snapshot, self->luck, LAC_LUCK_GONE_KEY, (uint64_t)m / 4);
    const size_t picked = lac_snapshot_pick(
        snapshot, &everybody, words + (size_t)(m % 4) * snapshot->n, (size_t)wanted);
    for (size_t i = 0; i < picked; i++) {
        lac_replicate_remove(self, snapshot->child[snapshot->picked[i]], LAC_CASE_LEFT);
    }
    *taken = (int)picked;
    return LAC_OK;
}
