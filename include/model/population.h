/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_POPULATION_H
#define LAC_MODEL_POPULATION_H

#include "base/month.h"
#include "model/plan.h"

/* Children aged 0 to 17 by month (model rule 16): a year's number stands at its March, months between
 * are on a straight line, outside it is held level; the sheet beats the table and the table the
 * history, point by point. */
typedef struct {
    lac_month month;
    double children;
    const lac_plan_row *row; /* of the sheet; NULL: of a table */
} lac_population_point;

typedef struct {
    lac_population_point *points; /* ascending; owned by the arena given */
    int n;
} lac_population_line;

/* The points of a scenario, of the history only those before the start; n is 0 when no population is given. LAC_OK or LAC_MEMORY. */
int lac_population_line_make(lac_population_line *out, lac_arena *arena, const lac_plan *plan,
    size_t scenario, lac_month start) LAC_CHECKED;

/* The points (by index) between which a month lies; the same twice where the number of one point holds.
 * The line must have points. */
void lac_population_line_ends(const lac_population_line *self, lac_month month, int *a, int *b);

/* The number in a month; NaN without points. */
double lac_population_line_at(const lac_population_line *self, lac_month month);

#endif
