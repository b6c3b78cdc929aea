/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/life.h"

/* A stretch of months first .. end - 1 in which a child stays in one class. */
typedef struct {
    int age_band;
    int duration_band;
    int end;
} stretch;

static int duration_band(const lac_grid *grid, int duration)
{
    int band = 0;
    while (band + 1 < grid->n_duration_bands && duration >= grid->duration_band_first[band + 1]) {
        band++;
    }
    return band;
}

static int age_row(const lac_grid *grid, const lac_child *child, int m)
{
    return child->age == LAC_NO_AGE ? grid->unknown_row : child->age + m;
}

/* The stretch that begins with month m and ends by last. */
static stretch begin(const lac_grid *grid, const lac_child *child, int m, int last)
{
    const int row = age_row(grid, child, m);
    stretch out = {lac_grid_age_band(grid, row), 0, last};
    if (row != grid->unknown_row) {
        const int end = grid->age_band_first[out.age_band + 1] - child->age;
        out.end = end < out.end ? end : out.end;
    }
    if (grid->n_duration_bands > 1) {
        out.duration_band = duration_band(grid, child->duration + m);
        if (out.duration_band + 1 < grid->n_duration_bands) {
            const int end = grid->duration_band_first[out.duration_band + 1] - child->duration;
            out.end = end < out.end ? end : out.end;
        }
    }
    return out;
}

lac_standing lac_life_standing(const lac_course *course, const lac_child *child, int m)
{
    const lac_grid *grid = &course->model->grid;
    const stretch now = begin(grid, child, m, m + 1);
    return (lac_standing){now.age_band, now.duration_band,
        lac_grid_class(grid, now.age_band, now.duration_band, child->placement)};
}

/* The month of first .. end - 1 in which the hazards from first on exceed left; they do by the end. */
#define FIND(NAME, MEMBER)                                                                         \
    static int NAME(const lac_hazard *hazards, uint64_t left, int first, int end)                  \
    {                                                                                              \
        const uint64_t limit = hazards[first].MEMBER + left;                                       \
        int low = first;                                                                           \
        int high = end - 1;                                                                        \
        while (low < high) {                                                                       \
            const int middle = low + (high - low) / 2;                                             \
            if (limit < hazards[middle + 1].MEMBER) {                                              \
                high = middle;                                                                     \
            } else {                                                                               \
                low = middle + 1;                                                                  \
            }                                                                                      \
        }                                                                                          \
        return low;                                                                                \
    }
FIND(find_leave, leave)
FIND(find_move, move)
#undef FIND

void lac_life_plan(const lac_course *course, lac_child *child, int m)
{
    const lac_grid *grid = &course->model->grid;
    const int n = course->model->n_months;
    const int birthday = child->age == LAC_NO_AGE ? LAC_NEVER : LAC_ADULT_MONTHS - 1 - child->age;
    const int last = birthday < n ? birthday + 1 : n;
    uint64_t leave = child->leave;
    uint64_t move = child->move;
    child->since = (int16_t)m;
    while (m < last) {
        const stretch now = begin(grid, child, m, last);
        const int c = lac_grid_class(grid, now.age_band, now.duration_band, child->placement);
        const lac_hazard *hazards = course->hazards + (size_t)c * (size_t)(n + 1);
        const uint64_t leave_faced = hazards[now.end].leave - hazards[m].leave;
        const uint64_t move_faced = hazards[now.end].move - hazards[m].move;
        if (leave < leave_faced || move < move_faced) {
            const int leaves =
                leave < leave_faced ? find_leave(hazards, leave, m, now.end) : LAC_NEVER;
            const int moves = move < move_faced ? find_move(hazards, move, m, now.end) : LAC_NEVER;
            if (leaves <= moves) {
                child->event = LAC_EVENT_LEAVES;
                child->at = (int16_t)leaves;
                return;
            }
            if (moves != birthday) { /* else it turns 18 before it can move */
                child->event = LAC_EVENT_MOVES;
                child->at = (int16_t)moves;
                child->leave_then = leave - (hazards[moves + 1].leave - hazards[m].leave);
                return;
            }
        }
        leave -= leave_faced;
        move = move > move_faced ? move - move_faced : 0;
        m = now.end;
    }
    child->event = birthday < n ? LAC_EVENT_TURNS_18 : LAC_EVENT_NONE;
    child->at = birthday < n ? (int16_t)birthday : LAC_NEVER;
}

void lac_life_pass(const lac_course *course, lac_child *child, int m)
{
    const lac_grid *grid = &course->model->grid;
    const int n = course->model->n_months;
    for (int at = child->since; at < m;) {
        const stretch now = begin(grid, child, at, m);
        const int c = lac_grid_class(grid, now.age_band, now.duration_band, child->placement);
        const lac_hazard *hazards = course->hazards + (size_t)c * (size_t)(n + 1);
        const uint64_t leave = hazards[now.end].leave - hazards[at].leave;
        const uint64_t move = hazards[now.end].move - hazards[at].move;
        child->leave -= leave < child->leave ? leave : child->leave;
        child->move -= move < child->move ? move : child->move;
        at = now.end;
    }
    child->since = (int16_t)m;
}
