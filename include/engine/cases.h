/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_CASES_H
#define LAC_ENGINE_CASES_H

#include "engine/case_tally.h"
#include "engine/due.h"
#include "engine/life.h"

/* The cases on legal pathways in one replicate, day by day (model rules 19 to 23). Days are counted from
 * the first of the study. */

typedef enum {
    LAC_CASE_WAITS,
    LAC_CASE_RUNS,
    LAC_CASE_REFUSED,  /* in this month, and its child is still looked after */
    LAC_CASE_SUCCEEDS, /* the same: the order is made */
    LAC_CASE_OVER
} lac_case_state;

/* How a case ends early. */
typedef enum { LAC_CASE_LEFT, LAC_CASE_AGED } lac_case_loss;

typedef struct {
    lac_who who;
    int child; /* its number in the crowd */
    int period;
    int programme;
    int stage; /* of a case that has started */
    int until; /* the day on which that ends */
    int next;  /* behind it in the queue of its programme, -1: nobody */
    lac_case_state state;
    bool holds; /* a place with the staff */
} lac_open_case;

/* Of a programme. */
typedef struct {
    int head; /* of its queue: a case, -1 for none; those that are over are still in it */
    int tail;
    int started; /* in this month */
} lac_case_queue;

typedef struct {
    const lac_course *course;
    const lac_luck *luck;
    lac_open_case *items; /* in the order in which they came */
    int n;
    size_t room;
    int *active; /* those that were not over at the end of the month before, or came in this one */
    int n_active;
    size_t active_room;
    lac_due due;       /* those whose stage ends within the month */
    int *of_child;     /* by number in the crowd: its case + 1, 0 for none */
    size_t n_children; /* of these; children beyond have none */
    size_t children_room;
    lac_case_queue *queues; /* by programme */
    size_t queues_room;
    int *held; /* by pool: places */
    size_t held_room;
    lac_case_tally tally; /* of the month */
} lac_cases;

/* Begin with {0}; lac_cases_begin makes it empty and ready for a replicate; lac_cases_free frees. */
int lac_cases_begin(lac_cases *self, const lac_course *course, const lac_luck *luck) LAC_CHECKED;
void lac_cases_free(lac_cases *self);

/* The case of a child, -1 for none. */
static inline int lac_cases_of(const lac_cases *self, int child)
{
    return (size_t)child < self->n_children ? self->of_child[child] - 1 : -1;
}

/* A month begins. */
void lac_cases_month(lac_cases *self);

/* A child is identified: it waits behind the others of the programme. */
int lac_cases_add(lac_cases *self, int number, const lac_child *child, int programme) LAC_CHECKED;

/* A case of the tracker, by its number in the model; the cases of a programme in their order. */
int lac_cases_resume(lac_cases *self, int i, const lac_child *child) LAC_CHECKED;

/* Releases those who still wait after the end of their programme. */
void lac_cases_release(lac_cases *self, int m);

/* The days of month m: stages end and cases start. */
void lac_cases_run(lac_cases *self, int m);

/* A child is no longer looked after; nothing happens when it has no case. */
void lac_cases_lose(lac_cases *self, int child, lac_case_loss how);

/* The month's decision on a case takes effect. */
void lac_cases_settle(lac_cases *self, int number);

/* Writes the month down and ends it: see lac_case_tally_record. LAC_OK or LAC_INTERNAL. */
int lac_cases_record(lac_cases *self, int m, int64_t *counts) LAC_CHECKED;

#endif
