/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_REPLICATE_H
#define LAC_ENGINE_REPLICATE_H

#include "engine/lives.h"
#include "engine/pick.h"
#include "engine/support_tally.h"

/* A child who moves this month. */
typedef struct {
    uint32_t order;
    int child;
    lac_draw draw;
} lac_mover;

/* A child whom a programme identifies. */
typedef struct {
    uint32_t key;
    lac_who who;
    int child;
} lac_identified;

/* One replicate in the month that is being worked out: the inside of lac_stochastic. */
struct lac_stochastic {
    const lac_course *course;
    const lac_luck *luck;
    lac_lives *lives; /* where no child's luck touches another's; NULL until it is needed */
    bool by_month;    /* even there: for the tests */
    lac_crowd crowd;
    lac_cases cases;
    lac_mover *movers; /* scratch */
    size_t movers_room;
    lac_identified *identified; /* scratch */
    size_t identified_room;
    lac_shortfalls *shortfalls;
    int *numbers; /* what follows lies in it: the month's numbers, all set to 0 when it begins */
    size_t numbers_room;
    size_t n_numbers;
    int *exits;                /* by route */
    int *started;              /* by stream */
    int *moved;                /* by move */
    int *overflow;             /* by placement */
    lac_support_tally support; /* of all months so far */
    int reentries;
    int found;     /* added, or (negative) taken away, as unreconciled */
    int64_t unmet; /* in LAC_UNMET_PARTS-ths of a child */
    double *means; /* by group: scratch */
    size_t means_room;
    /* by group: what stands for lac_course_part.besides where a route has more parts */
    uint64_t *besides;
    size_t besides_room;
    bool weigh;      /* whether it does for the route whose children leave */
    size_t *present; /* by group: scratch */
    size_t present_room;
    size_t *spared; /* by group: scratch */
    size_t spared_room;
    int *attempts; /* of all lists, then shifts, each in order of its months */
    size_t attempts_room;
    int *first_attempt; /* (list, then shift) x n_months + 1: where its attempts of a month begin */
    size_t first_room;
};

/* leaving.c: model rules 5a, 6 and 25. A child is no longer looked after, whatever takes it away; nobody
 * else does that. how: what that is to a case on a pathway, if the child has one. */
void lac_replicate_remove(lac_stochastic *self, int number, lac_case_loss how);
/* added: the share of such exits that interventions add, in 2^-32. */
int lac_replicate_leave(
    lac_stochastic *self, int number, int route, int m, uint64_t added) LAC_CHECKED;
int lac_replicate_leave_by_rates(lac_stochastic *self, int number, int m) LAC_CHECKED;
/* A child that arrives in month m and leaves in it again by the rates of its class; it was never in the
 * crowd. from: see lac_crowd_add. */
int lac_replicate_pass_through(
    lac_stochastic *self, const lac_child *child, int m, int from) LAC_CHECKED;

/* counts.c: rules 5b and 10. */
int lac_replicate_counts(lac_stochastic *self, int m) LAC_CHECKED;
/* Takes `wanted` children away, evenly from all present: how many there were. */
int lac_replicate_take_away(lac_stochastic *self, int m, int wanted);

/* lists.c: rules 5c, 8 and 18. Draws in which month each attempt of the lists and shifts happens. */
int lac_replicate_attempts(lac_stochastic *self) LAC_CHECKED;
int lac_replicate_lists(lac_stochastic *self, int m) LAC_CHECKED;
int lac_replicate_shifts(lac_stochastic *self, int m) LAC_CHECKED;

/* pathways.c: rules 7 and 19 to 23. What happens on pathways in the days of month m: before anybody leaves. */
int lac_replicate_cases(lac_stochastic *self, int m) LAC_CHECKED;
/* Orders are made, and refusals take effect. */
int lac_replicate_orders(lac_stochastic *self, int m) LAC_CHECKED;

/* moving.c: rules 8 and 26. Where a child who is to come into a placement comes to. */
int lac_replicate_place(lac_stochastic *self, int placement, int m);
int lac_replicate_moves(lac_stochastic *self, int m) LAC_CHECKED;
/* A child moves at the end of month m, whatever was planned for it. */
int lac_replicate_move(lac_stochastic *self, int number, int to, int m) LAC_CHECKED;

/* arriving.c: rules 4, 9, 10 and 25. */
int lac_replicate_opening(lac_stochastic *self) LAC_CHECKED;
int lac_replicate_arrivals(lac_stochastic *self, int m) LAC_CHECKED;
int lac_replicate_find(lac_stochastic *self, int m, int wanted) LAC_CHECKED;

#endif
