/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_LIFE_H
#define LAC_ENGINE_LIFE_H

#include "engine/course.h"

/* A child while it is looked after, and what happens to it next if nothing else does.
 *
 * Its exit and its next move each have an exponential number, drawn once, and happen in the month in
 * which the hazards that it has faced exceed it: one draw an event, not one a month, and the same draw
 * in every scenario.
 *
 * Words of LAC_LUCK_LIFE, occurrence = period of care: exit, first move, what the child is like (age,
 * placement), moment of arrival. Of LAC_LUCK_LEAVING: route, whether an intervention adds the exit,
 * return, order among the month's returns. Of LAC_LUCK_MOVE, occurrence = period x 2^16 + move: where
 * to, next move, order among the month's movers. */

enum { LAC_NO_AGE = -32768, LAC_NEVER = 32767 };

typedef enum { LAC_EVENT_NONE, LAC_EVENT_LEAVES, LAC_EVENT_TURNS_18, LAC_EVENT_MOVES } lac_event;

typedef struct {
    lac_who who;
    uint64_t leave; /* what is left of its exit's number at the start of month `since` */
    uint64_t move;
    uint64_t leave_then; /* the same after the month of the event, if that is a move */
    int position;        /* among those present */
    int16_t age;      /* completed months at the start of the study, may be negative; LAC_NO_AGE */
    int16_t duration; /* months in care then, may be negative */
    int16_t since;
    int16_t at;     /* month of the event; LAC_NEVER */
    int16_t origin; /* stream; -1: opening or found */
    int16_t placement;
    uint16_t period; /* of care, from 0 */
    uint16_t moves;  /* so far in this period */
    uint8_t event;   /* lac_event */
    bool present;
} lac_child;

/* The bands of age and of months in care, and the class, that the flows of month m look at. */
typedef struct {
    int age_band;
    int duration_band;
    int class_index;
} lac_standing;

lac_standing lac_life_standing(const lac_course *course, const lac_child *child, int m);

/* Finds the child's next event from month m on (its start), where it is now. */
void lac_life_plan(const lac_course *course, lac_child *child, int m);

/* Lets it face the hazards up to the start of month m, at most its event's month + 1. */
void lac_life_pass(const lac_course *course, lac_child *child, int m);

#endif
