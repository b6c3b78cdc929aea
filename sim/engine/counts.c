/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exits by count, and what unreconciled takes away: the picking of engine/replicate.h. */
#include "engine/replicate.h"

#include <string.h>

/* Members of the draws of a count: its parts from 0 on, what a factor above 1 adds to a group, and exits
 * beyond all who are eligible. */
static const uint32_t BESIDES = UINT32_C(0x10000);
static const uint32_t EXCESS = UINT32_C(0x40000000);

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

/* Words of the part for everybody: 0 whether it is spared, 1 the key of what comes besides. */
static const uint32_t *part_words(
    lac_stochastic *self, const lac_course_part *part, int m, uint32_t which)
{
    return lac_roll_keys(
        &self->crowd.roll, LAC_LUCK_PART_KEY, occurrence(part->route, part->nth, m), which);
}

/* The keys of the count itself: routes share a block by four. */
static const uint32_t *count_keys(lac_stochastic *self, const lac_course_part *part, int m)
{
    const uint32_t route = (uint32_t)part->route;
    return lac_roll_keys(
        &self->crowd.roll, LAC_LUCK_COUNT_KEY, (uint64_t)m << 4 | route / 4, route % 4);
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
    const lac_crowd *crowd = &self->crowd;
    const uint32_t *spare = sparing ? part_words(self, part, m, 0) : NULL;
    int status = LAC_OK;
    for (size_t i = 0; i < picked && status == LAC_OK; i++) {
        const int number = crowd->roll.picked[i];
        const int g = lac_crowd_group(crowd, number, m);
        if (sparing && part->weight[g] < 1 &&
            spare[crowd->children[number].position] >= lac_luck_threshold(part->weight[g])) {
            continue;
        }
        status = lac_replicate_leave(self, number, part->route, m, added_by(self, part)[g]);
    }
    return status;
}

/* Of the first n who were picked, and are still there, the one of a group whose word spared it by least; there
 * is one. */
static int least_spared(
    lac_stochastic *self, const lac_course_part *part, int m, size_t n, int group)
{
    const lac_crowd *crowd = &self->crowd;
    const uint32_t *spare = part_words(self, part, m, 0);
    int least = -1;
    for (size_t i = 0; i < n; i++) {
        const int number = crowd->roll.picked[i];
        const lac_child *child = &crowd->children[number];
        if (child->present && lac_crowd_group(crowd, number, m) == group &&
            (least < 0 || spare[child->position] < spare[crowd->children[least].position])) {
            least = number;
        }
    }
    return least;
}

/* A count above all who are eligible has been spared by a filtered factor in part: the `more` of it that
 * are beyond the first n (those picked) fall among these evenly too, each spared like them, and take
 * who of the same group was spared before by least. */
static int take_excess(
    lac_stochastic *self, const lac_course_part *part, int m, size_t n, size_t more)
{
    const lac_crowd *crowd = &self->crowd;
    const int *picked = crowd->roll.picked;
    int status = LAC_OK;
    memset(self->spared, 0, (size_t)self->course->model->grid.n_groups * sizeof *self->spared);
    for (size_t i = 0; i < n; i++) {
        self->spared[lac_crowd_group(crowd, picked[i], m)] += crowd->children[picked[i]].present;
    }
    for (size_t j = 0; j < more && status == LAC_OK; j++) {
        const lac_draw draw = lac_luck_draw(self->luck,
            (lac_who){LAC_FAMILY_COUNTS + (uint32_t)part->route, EXCESS + (uint32_t)j},
            LAC_LUCK_NUMBER, (uint64_t)m);
        const int g = lac_crowd_group(crowd, picked[draw.word[0] * (uint64_t)n >> 32], m);
        if (draw.word[1] >= lac_luck_threshold(part->weight[g])) {
            continue;
        }
        if (self->spared[g] == 0) {
            self->unmet += LAC_UNMET_PARTS;
            continue;
        }
        self->spared[g]--;
        status = lac_replicate_leave(
            self, least_spared(self, part, m, n, g), part->route, m, added_by(self, part)[g]);
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
    const uint32_t *keys = main_draw ? count_keys(self, part, m) : part_words(self, part, m, 1);
    const size_t picked = lac_pick(&self->crowd, eligible, keys, wanted);
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

/* How many of those present (by group) are in these groups, and within those. */
static double count(const lac_stochastic *self, const bool *groups, const bool *within)
{
    size_t n = 0;
    for (int g = 0; g < self->course->model->grid.n_groups; g++) {
        n += groups[g] && (within == NULL || within[g]) ? self->present[g] : 0;
    }
    return (double)n;
}

/* The means of what a filtered factor above 1 adds, by group; whether there are any. */
static bool find_besides(lac_stochastic *self, const lac_course_part *part, int m)
{
    const lac_model *model = self->course->model;
    const bool *groups = model->routes[part->route].groups;
    bool any = false;
    lac_crowd_count(&self->crowd, m, self->present);
    const double all = count(self, groups, part->groups);
    for (int g = 0; g < model->grid.n_groups && all > 0; g++) {
        const bool more = part->weight[g] > 1 && groups[g] && part->groups[g];
        self->means[g] =
            more ? part->mean * (part->weight[g] - 1) * (double)self->present[g] / all : 0;
        any = any || self->means[g] > 0;
    }
    return any;
}

static int leave_by_part(lac_stochastic *self, const lac_course_part *part, int m)
{
    const lac_course *course = self->course;
    const lac_eligible eligible = {.month = m,
        .groups = course->model->routes[part->route].groups,
        .within = part->groups,
        .only = -1,
        .list = -1};
    const uint32_t word = month_word(self, part->route, (uint32_t)part->nth, m);
    const uint32_t wanted = lac_number_draw(&part->number, word);
    const bool more = part->weighted && find_besides(self, part, m);
    const int status = pick_and_take(self, part, m, &eligible, wanted);
    return status == LAC_OK && more ? take_besides(self, part, m, eligible) : status;
}

/* Where filtered amounts stand beside a route's count: the share of the exits of each group that
 * interventions add is of all its parts together, which are spread evenly over those who are there. */
static void weigh_parts(lac_stochastic *self, const lac_course_part *first, int n, int m)
{
    const lac_model *model = self->course->model;
    const bool *route = model->routes[first->route].groups;
    lac_crowd_count(&self->crowd, m, self->present);
    const double all = count(self, route, NULL);
    for (int g = 0; g < model->grid.n_groups; g++) {
        self->means[g] = 0;
    }
    for (int i = 0; i < n; i++) {
        const double children = count(self, route, first[i].groups);
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
            if (self->weigh) {
                weigh_parts(self, &parts[i], n, m);
            }
        }
        status = leave_by_part(self, &parts[i], m);
    }
    return status;
}

int lac_replicate_take_away(lac_stochastic *self, int m, int wanted)
{
    const lac_eligible everybody = {.month = m, .only = -1, .list = -1};
    const uint32_t *keys =
        lac_roll_keys(&self->crowd.roll, LAC_LUCK_GONE_KEY, (uint64_t)m / 4, (uint32_t)m % 4);
    const size_t picked = lac_pick(&self->crowd, &everybody, keys, (size_t)wanted);
    for (size_t i = 0; i < picked; i++) {
        lac_replicate_remove(self, self->crowd.roll.picked[i], LAC_CASE_LEFT);
    }
    return (int)picked;
}
