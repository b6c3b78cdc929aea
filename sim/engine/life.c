/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/life.h"

/* Months first .. end - 1 in which a child stays in one class and rates do not change. */
typedef struct {
    int first;
    int end;
    int age_band;
    int age_end; /* the month in which the next band begins */
    int duration_band;
    int duration_end;
    int regime;
} stretch;

static void find_end(stretch *self, const lac_course *course, int last)
{
    const int regime_end = course->regimes[self->regime].end;
    self->end = self->age_end < last ? self->age_end : last;
    self->end = self->duration_end < self->end ? self->duration_end : self->end;
    self->end = regime_end < self->end ? regime_end : self->end;
}

static int duration_end(const lac_grid *grid, const lac_child *child, int band)
{
    return band + 1 < grid->n_duration_bands ? grid->duration_band_first[band + 1] - child->duration
                                             : LAC_NEVER;
}

static int age_end(const lac_grid *grid, const lac_child *child, int band)
{
    return child->age == LAC_NO_AGE ? LAC_NEVER : grid->age_band_first[band + 1] - child->age;
}

/* The stretch that begins with month m, ended by `last`. */
static stretch begin(const lac_course *course, const lac_child *child, int m, int last)
{
    const lac_grid *grid = &course->model->grid;
    stretch out = {.first = m, .regime = course->regime[m]};
    out.age_band =
        lac_grid_age_band(grid, child->age == LAC_NO_AGE ? grid->unknown_row : child->age + m);
    out.age_end = age_end(grid, child, out.age_band);
    while (out.duration_band + 1 < grid->n_duration_bands &&
           child->duration + m >= grid->duration_band_first[out.duration_band + 1]) {
        out.duration_band++;
    }
    out.duration_end = duration_end(grid, child, out.duration_band);
    find_end(&out, course, last);
    return out;
}

/* The one after it, where there is one. */
static void next(stretch *self, const lac_course *course, const lac_child *child, int last)
{
    const lac_grid *grid = &course->model->grid;
    self->first = self->end;
    if (self->first == self->age_end) {
        self->age_band++;
        self->age_end = age_end(grid, child, self->age_band);
    }
    if (self->first == self->duration_end) {
        self->duration_band++;
        self->duration_end = duration_end(grid, child, self->duration_band);
    }
    if (self->first == course->regimes[self->regime].end) {
        self->regime++;
    }
    find_end(self, course, last);
}

/* The month of first .. end - 1 in which a hazard of exits exceeds what is left; it does by the end. */
static int find(const lac_course *course, uint64_t hazard, uint64_t left, int first, int end)
{
    for (;;) {
        const lac_year *year = &course->years[course->year_of[first]];
        const uint64_t month = lac_year_hazard(year, hazard);
        const uint64_t faced = month * (uint64_t)(year->end - first);
        if (left < faced || year->end >= end) {
            return first + (int)(left / month);
        }
        left -= faced;
        first = year->end;
    }
}

/* What a child's plan says when it leaves, moves or both within a stretch; false when it does neither, or
 * turns 18 before it can move. c: its class. */
static bool settle(const lac_course *course, lac_child *child, lac_hazard hazard, int c, int first,
    int end, uint64_t leave, uint64_t move, int birthday)
{
    const bool leaves = leave < lac_course_faced(course, hazard.leave, first, end);
    const bool moves = move < hazard.move * (uint64_t)(end - first);
    const int leaves_at = leaves ? find(course, hazard.leave, leave, first, end) : LAC_NEVER;
    const int moves_at = moves ? first + (int)(move / hazard.move) : LAC_NEVER;
    child->class_then = c;
    if (leaves_at <= moves_at) {
        child->event = LAC_EVENT_LEAVES;
        child->at = (int16_t)leaves_at;
        return true;
    }
    if (moves_at != birthday) {
        child->event = LAC_EVENT_MOVES;
        child->at = (int16_t)moves_at;
        child->leave_then = leave - lac_course_faced(course, hazard.leave, first, moves_at + 1);
        return true;
    }
    return false;
}

/* The plan of a child on the ladder. Returns whether it leaves or moves. */
static bool plan_by_ladder(const lac_course *course, lac_child *child, int m)
{
    const lac_ladder *ladder = &course->ladder;
    const bool known = child->age != LAC_NO_AGE;
    const int origin = known ? child->age : 0;
    const int row = child->placement + (known ? 0 : ladder->n_placements);
    const lac_climb climb =
        lac_ladder_climb(ladder, row, origin, origin + m, child->leave, child->move);
    if (!climb.leaves && !climb.moves) {
        return false;
    }
    child->event = climb.leaves ? LAC_EVENT_LEAVES : LAC_EVENT_MOVES;
    child->at = (int16_t)(climb.at - origin);
    child->class_then = ladder->class_of[row * ladder->stride + climb.at];
    child->leave_then = climb.leave;
    return true;
}

/* The plan where rates depend on age and placement alone and change only as years differ. */
static bool plan_by_band(const lac_course *course, lac_child *child, int m, int last, int birthday)
{
    const lac_grid *grid = &course->model->grid;
    const int n_placements = grid->n_placements;
    const bool known = child->age != LAC_NO_AGE;
    const int age = known ? child->age : 0;
    uint64_t leave = child->leave;
    uint64_t move = child->move;
    int band = lac_grid_age_band(grid, known ? age + m : grid->unknown_row);
    const lac_hazard *hazard = course->regimes[0].hazards + band * n_placements + child->placement;
    for (; m < last; band++, hazard += n_placements) {
        const int band_end = known ? grid->age_band_first[band + 1] - age : last;
        const int end = band_end < last ? band_end : last;
        const uint64_t leave_faced = lac_course_faced(course, hazard->leave, m, end);
        const uint64_t move_faced = hazard->move * (uint64_t)(end - m);
        if ((leave < leave_faced || move < move_faced) &&
            settle(course, child, *hazard, band * n_placements + child->placement, m, end, leave,
                move, birthday)) {
            return true;
        }
        leave -= leave_faced;
        move -= move_faced;
        m = end;
    }
    return false;
}

/* The same with months in care and changing rates. */
static bool plan_by_stretch(
    const lac_course *course, lac_child *child, int m, int last, int birthday)
{
    const lac_grid *grid = &course->model->grid;
    uint64_t leave = child->leave;
    uint64_t move = child->move;
    for (stretch now = begin(course, child, m, last);; next(&now, course, child, last)) {
        const int c = lac_grid_class(grid, now.age_band, now.duration_band, child->placement);
        const lac_hazard hazard = course->regimes[now.regime].hazards[c];
        const uint64_t leave_faced = lac_course_faced(course, hazard.leave, now.first, now.end);
        const uint64_t move_faced = hazard.move * (uint64_t)(now.end - now.first);
        if ((leave < leave_faced || move < move_faced) &&
            settle(course, child, hazard, c, now.first, now.end, leave, move, birthday)) {
            return true;
        }
        if (now.end == last) {
            return false;
        }
        leave -= leave_faced;
        move -= move_faced;
    }
}

void lac_life_plan(const lac_course *course, lac_child *child, int m)
{
    const int n = course->model->n_months;
    const int birthday = child->age == LAC_NO_AGE ? LAC_NEVER : LAC_ADULT_MONTHS - 1 - child->age;
    const int last = birthday < n ? birthday + 1 : n;
    child->since = (int16_t)m;
    bool settled = false;
    if (m >= last || course->still) {
        settled = false;
    } else if (course->climbs) {
        settled = plan_by_ladder(course, child, m);
    } else if (course->by_band) {
        settled = plan_by_band(course, child, m, last, birthday);
    } else {
        settled = plan_by_stretch(course, child, m, last, birthday);
    }
    if (settled) {
        return;
    }
    child->event = birthday < n ? LAC_EVENT_TURNS_18 : LAC_EVENT_NONE;
    child->at = (int16_t)(birthday < n ? birthday : LAC_NEVER);
}

void lac_life_pass(const lac_course *course, lac_child *child, int m)
{
    const lac_grid *grid = &course->model->grid;
    if (child->since >= m) {
        return;
    }
    for (stretch now = begin(course, child, child->since, m);; next(&now, course, child, m)) {
        const int c = lac_grid_class(grid, now.age_band, now.duration_band, child->placement);
        const lac_hazard hazard = course->regimes[now.regime].hazards[c];
        const uint64_t leave = lac_course_faced(course, hazard.leave, now.first, now.end);
        const uint64_t move = hazard.move * (uint64_t)(now.end - now.first);
        child->leave -= leave < child->leave ? leave : child->leave;
        child->move -= move < child->move ? move : child->move;
        if (now.end == m) {
            break;
        }
    }
    child->since = (int16_t)m;
}
