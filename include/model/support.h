/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_SUPPORT_H
#define LAC_MODEL_SUPPORT_H

#include "model/model.h"

/* Support after exits (model rule 29). Who leaves in month m is under support from then until the month in
 * which it ends: half a month of support in m, whole months between, half a month in the month of its end,
 * and half a month in all where that is m. */

/* After how many months support ends that lasts so many weeks: to the nearest whole number, at 365.25 / 12
 * days a month; -1, not before the 18th birthday, for NaN. */
int lac_support_months(double weeks);

/* The month in which support ends of a child who leaves by the route in month m, turns 18 in month
 * `birthday` (at least m) and does not come back. Birthday and end may lie behind the study. The route has
 * support. */
static inline int lac_support_end(const lac_flow *route, int m, int birthday)
{
    const int months = route->support_months[m];
    return months >= 0 && months < birthday - m ? m + months : birthday;
}

#endif
