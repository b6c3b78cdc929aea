/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exits by count, and what unreconciled takes away: the picking of engine/replicate.h. */
#include "engine/replicate.h"

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
        status = lac_replicate_leave(self, snapshot->child[at], part->route, m, part->besides[g]);
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
    self->unmet += (int64_t)(wanted - picked) * LAC_UNMET_PARTS;
    return take(self, part, m, picked, main_draw && part->weighted);
}

/* What a filtered factor above 1 adds: in each group the share of the count that falls there, times the
 * excess. means: by group, from before anybody left by this part. */
static int take_besides(
    lac_stochastic *self, const lac_course_part *part, int m, lac_eligible eligible)
{
    int status = LAC_OK;
    for (int g = 0; g < self->course->model->grid.n_groups && status == LAC_OK; g++) {
        if (self->means[g] > 0) {
            const uint32_t word = month_word(self, part->route, UINT32_C(0x10000) + (uint32_t)g, m);
            eligible.only = g;
            status = pick_and_take(self, part, m, &eligible,
                lac_number_invert(word, self->means[g], part->ratio));
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
    const uint32_t wanted = course->tables ? lac_number_draw(&part->number, word)
                                           : lac_number_invert(word, part->mean, part->ratio);
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

int lac_replicate_counts(lac_stochastic *self, int m)
{
    const lac_course *course = self->course;
    int status = LAC_OK;
    for (int i = 0; i < course->n_parts[m] && status == LAC_OK; i++) {
        status = leave_by_part(self, &course->parts[m * course->parts_room + i], m);
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
        lac_crowd_remove(&self->crowd, snapshot->child[snapshot->picked[i]]);
    }
    *taken = (int)picked;
    return LAC_OK;
}
