/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STARTS_H
#define LAC_ENGINE_STARTS_H

#include "engine/caseload.h"

/* Lets waiting cases start on the days of month m (model rule 20), in the order of the queue, as far as the
 * starts of the month and the places of the staff allow. A place is free from the day on which a stage's end
 * gives it back; those of children who leave care in a month, from the first day of the next. */
void lac_starts_run(lac_caseload *caseload, int m);

#endif
