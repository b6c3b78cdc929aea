/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_COURSE_H
#define LAC_ENGINE_COURSE_H

#include "engine/blend.h"
#include "engine/ladder.h"
#include "engine/luck.h"
#include "engine/number.h"
#include "engine/stages.h"
#include "engine/stochastic.h"
#include "model/rates.h"

/* What the replicates of a scenario read: the inside of lac_course (engine/stochastic.h). Hazards and
 * probabilities are whole numbers in units of 2^-32, so that what happens to a child does not hang on
 * the last bit of a library's exp. */

/* Families of lac_who. Months are below 2^10. */
enum {
    LAC_FAMILY_OPENING = 0 /* + opening row */
};
#define LAC_FAMILY_STREAM UINT32_C(0x40000000)   /* + stream x 2^10 + month */
#define LAC_FAMILY_EXTRA UINT32_C(0x80000000)    /* the same: those that interventions add */
#define LAC_FAMILY_FOUND UINT32_C(0xC0000000)    /* + month: those that unreconciled adds */
#define LAC_FAMILY_NUMBERS UINT32_C(0xE0000000)  /* + stream, member 0; extras member 1 */
#define LAC_FAMILY_COUNTS UINT32_C(0xE1000000)   /* + route; member: part x groups */
#define LAC_FAMILY_LISTS UINT32_C(0xE2000000)    /* + number of the list or shift */
#define LAC_FAMILY_ROUNDING UINT32_C(0xE4000000) /* unreconciled */

/* A part of a count exit in a month. */
typedef struct {
    int route;
    int nth;      /* the number of its lac_count_part */
    double mean;  /* of the number drawn for all who are eligible */
    double ratio; /* variance over mean of that number */
    lac_number number;
    const bool *groups; /* eligible inside the route's own */
    bool weighted;
    double *weight;    /* by group: 1, less (some are spared) or more (others besides) */
    uint64_t *besides; /* by group: share of its exits that interventions add, in 2^-32 */
    double plain;      /* mean of the route's number without interventions */
} lac_course_part;

/* Months in which rates do not change, but for the drift of years. */
typedef struct {
    int first;
    int end;             /* the month after its last */
    lac_hazard *hazards; /* by class */
    uint64_t *route; /* class x n_routes: shares of routes 0 to r, in 2^-32, for r below the last */
    uint64_t *move;  /* class x n_moves: the same of moves */
    uint64_t *besides; /* class x n_routes: share of its exits that interventions add; NULL: none */
    int *last_route;   /* by class: the last one with a rate; -1: none */
    int *first_move;   /* by class: the first one with a rate */
    int *last_move;
} lac_regime;

/* Flows number first .. end - 1. */
typedef struct {
    int first;
    int end;
} lac_course_range;

struct lac_course {
    const lac_model *model;
    const lac_measures *measures;
    bool tables; /* numbers from tables: it has been set once and not yet again */
    bool set_before;
    lac_rates rates;   /* of the month being set */
    lac_rates plain;   /* the same without interventions */
    lac_model without; /* the model without interventions, borrowed */
    bool even;         /* all months weigh the same */
    bool by_band; /* rates depend on age and placement alone, and change only as years differ */
    bool climbs;  /* then, and the ladder is set */
    bool still;   /* all rates are 0: nobody leaves by them or moves */
    lac_ladder ladder;
    lac_year *years; /* n_years of them: months in a row that weigh the same for exits */
    int n_years;
    int *year_of; /* by month */
    /* By class: among these are all the routes, and the moves, whose filters let it through. */
    lac_course_range *routes_of;
    lac_course_range *moves_of;
    lac_regime *regimes; /* room for n_months; n_made of them have their arrays */
    int n_regimes;
    int n_made;
    int *regime;       /* by month */
    lac_blend *blends; /* by stream */
    lac_blend opening; /* n is 0 when nobody is there at the start */
    uint64_t *pooled;  /* month x n_streams: shares of streams 0 to k among the month's starts */
    /* by stream, then of the opening mix: share of placements 0 to p, in 2^-32 */
    uint64_t *placement;
    lac_number *starts; /* month x n_streams: before interventions */
    lac_number *extra;  /* month x n_streams: those that interventions add */
    uint64_t *thin; /* (month x n_streams) x n_groups: share of the starts that is kept, 2^-32 */
    uint64_t *extra_upto; /* the same: of those added, the share of groups 0 to g */
    /* month x (n_streams x n_groups): the same of all the month's starts; NULL: unreconciled adds nobody */
    uint64_t *found_upto;
    bool *any_thin;         /* month x n_streams */
    lac_course_part *parts; /* month x parts_room */
    int *n_parts;           /* by month */
    int parts_room;
    /* by route: hazards of return summed, by months since the exit; NULL: none */
    uint64_t **returns;
    /* list x n_months, then shift x n_months: share of its attempts up to and with the month, 2^-32 */
    uint64_t *attempts;
    double *unreconciled; /* by month: summed up to and with it */
    lac_stages stages;
    bool picks; /* whether anybody is picked by key among all who are present */
    bool capped;
    bool plain_starts;   /* nothing asks for a month's arrivals and counts but by stream */
    lac_arena arena;     /* for good */
    lac_arena set_arena; /* until it is set anew */
};

/* What a month's hazard of exits makes a child face over months first .. end - 1. */
static inline uint64_t lac_course_faced(const lac_course *self, uint64_t hazard, int first, int end)
{
    uint64_t sum = 0;
    if (self->even) {
        return (hazard << LAC_WEIGHT_BITS) * (uint64_t)(end - first);
    }
    while (first < end) {
        const lac_year *year = &self->years[self->year_of[first]];
        const int upto = year->end < end ? year->end : end;
        sum += lac_year_hazard(year, hazard) * (uint64_t)(upto - first);
        first = upto;
    }
    return sum;
}

/* The first of n ascending thresholds that is above the word. */
static inline int lac_course_choose(const uint64_t *upto, int n, uint32_t word)
{
    int i = 0;
    while (i < n - 1 && word >= upto[i]) {
        i++;
    }
    return i;
}

/* The same where the thresholds below number `first` are 0 and the last one to look at is number `last`:
 * without jumps that a processor would have to guess. */
static inline int lac_course_pick(const uint64_t *upto, int first, int last, uint32_t word)
{
    int i = first;
    for (int j = first; j < last; j++) {
        i += word >= upto[j];
    }
    return i;
}

#endif
