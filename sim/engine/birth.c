/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/birth.h"

lac_who lac_birth_who(const lac_birth *self)
{
    const uint32_t place = (uint32_t)self->index << 10 | (uint32_t)self->month;
    switch (self->kind) {
    case LAC_BIRTH_OPENING:
        return (lac_who){(uint32_t)LAC_FAMILY_OPENING + (uint32_t)self->index, self->member};
    case LAC_BIRTH_STREAM:
        return (lac_who){LAC_FAMILY_STREAM + place, self->member};
    case LAC_BIRTH_EXTRA:
        return (lac_who){LAC_FAMILY_EXTRA + place, self->member};
    case LAC_BIRTH_FOUND:
        break;
    }
    return (lac_who){LAC_FAMILY_FOUND + (uint32_t)self->month, self->member};
}

lac_child lac_birth_begin(lac_who who, int period, uint64_t leave, uint32_t route, uint64_t move)
{
    return (lac_child){.who = who,
        .leave = leave << LAC_WEIGHT_BITS,
        .move = move,
        .route = route,
        .origin = -1,
        .period = (uint16_t)period};
}

/* Age and time in care, of a child who comes in month m. */
static void set_age(const lac_course *course, lac_child *child, int age_row, int m)
{
    const bool known = age_row != course->model->grid.unknown_row;
    child->age = (int16_t)(known ? age_row - (m + 1) : LAC_NO_AGE);
    child->duration = (int16_t)(-m - 1);
}

lac_birth_outcome lac_birth_arrive(
    const lac_course *course, lac_child *child, int age_row, int m, uint32_t moment)
{
    const lac_grid *grid = &course->model->grid;
    const int c = lac_grid_class(grid, lac_grid_age_band(grid, age_row), 0, child->placement);
    const uint64_t hazard = course->regimes[course->regime[m]].hazards[c].leave;
    const uint64_t faced = lac_birth_faced(lac_course_faced(course, hazard, m, m + 1), moment);
    set_age(course, child, age_row, m);
    if (child->leave < faced) {
        child->class_then = c;
        return LAC_BIRTH_PASSES;
    }
    child->leave -= faced;
    return LAC_BIRTH_STAYS;
}

static lac_birth_outcome begin_looked_after(
    const lac_course *course, const lac_birth *self, uint32_t like, lac_child *out)
{
    const lac_opening_group *group = &course->model->opening[self->index];
    const uint64_t ages = (uint64_t)group->last_age - (uint64_t)group->first_age + 1;
    const int age = group->first_age + (int)(like * ages >> 32);
    out->age = (int16_t)(age == course->model->grid.unknown_row ? LAC_NO_AGE : age);
    out->duration = (int16_t)group->duration;
    out->placement = (int16_t)group->placement;
    return LAC_BIRTH_STAYS;
}

static lac_birth_outcome admit(const lac_course *course, const lac_luck *luck,
    const lac_birth *self, uint32_t like, uint32_t moment, lac_child *out)
{
    const lac_grid *grid = &course->model->grid;
    const lac_blend *blend = &course->blends[self->index];
    const int at = self->month * course->model->n_streams + self->index;
    const bool extra = self->kind == LAC_BIRTH_EXTRA;
    const bool thinned = !extra && course->any_thin[at];
    int cell = 0;
    lac_draw more = {{0}};
    if (extra || thinned) {
        more = lac_luck_draw(luck, out->who, LAC_LUCK_THIN, 0);
    }
    if (extra) {
        const uint64_t *upto = course->extra_upto + (size_t)at * (size_t)grid->n_groups;
        cell =
            lac_blend_draw_in(blend, lac_course_choose(upto, grid->n_groups, more.word[1]), like);
    } else {
        cell = lac_blend_draw(blend, like);
    }
    if (thinned) {
        const int g =
            lac_grid_group(grid, lac_grid_age_band(grid, blend->age[cell]), blend->placement[cell]);
        if (more.word[0] >= course->thin[(size_t)at * (size_t)grid->n_groups + (size_t)g]) {
            return LAC_BIRTH_KEPT_OUT;
        }
    }
    out->placement = (int16_t)blend->placement[cell];
    out->origin = (int16_t)self->index;
    return lac_birth_arrive(course, out, blend->age[cell], self->month, moment);
}

/* Like the month's starts, else like the opening children; it cannot leave in the month (rule 10). */
static lac_birth_outcome find(const lac_course *course, const lac_luck *luck, const lac_birth *self,
    uint32_t like, lac_child *out)
{
    const lac_grid *grid = &course->model->grid;
    const int n = course->model->n_streams * grid->n_groups;
    const uint64_t *upto = course->found_upto + (size_t)self->month * (size_t)n;
    const bool any = n > 0 && upto[n - 1] > 0;
    int row = grid->unknown_row;
    if (any || course->opening.n > 0) {
        const lac_draw which = lac_luck_draw(luck, out->who, LAC_LUCK_THIN, 0);
        const int j = any ? lac_course_choose(upto, n, which.word[0]) : 0;
        const lac_blend *blend = any ? &course->blends[j / grid->n_groups] : &course->opening;
        const int cell =
            any ? lac_blend_draw_in(blend, j % grid->n_groups, like) : lac_blend_draw(blend, like);
        row = blend->age[cell];
        out->placement = (int16_t)blend->placement[cell];
    }
    set_age(course, out, row, self->month);
    return LAC_BIRTH_STAYS;
}

lac_birth_outcome lac_birth_child(const lac_course *course, const lac_luck *luck,
    const lac_birth *self, uint32_t like, uint32_t moment, lac_child *child)
{
    return self->kind == LAC_BIRTH_OPENING ? begin_looked_after(course, self, like, child)
           : self->kind == LAC_BIRTH_FOUND ? find(course, luck, self, like, child)
                                           : admit(course, luck, self, like, moment, child);
}

uint32_t lac_birth_number(const lac_course *course, const lac_luck *luck, int k, int m, bool extra)
{
    const int at = m * course->model->n_streams + k;
    const lac_number *number = extra ? &course->extra[at] : &course->starts[at];
    const lac_who who = {LAC_FAMILY_NUMBERS + (uint32_t)k, extra};
    if (number->mean <= 0) {
        return 0;
    }
    const uint32_t word = lac_luck_draw(luck, who, LAC_LUCK_NUMBER, (uint64_t)m / 4).word[m % 4];
    return lac_number_draw(number, word);
}
