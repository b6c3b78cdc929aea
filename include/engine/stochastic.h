/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STOCHASTIC_H
#define LAC_ENGINE_STOCHASTIC_H

#include "base/status.h"
#include "engine/luck.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/shortfalls.h"

/* Simulates whole children: the same model, the same rules as `expected` (model rules 1 to 27), with work
 * in proportion to what happens to the children and not to cells x months. */

/* Numbers of children in a scenario's replicate: entry [measure * n_months + m], in whole children, of
 * the measures that lac_stochastic_measures names; the others are left alone. unmet_exits is in
 * LAC_UNMET_PARTS-ths of a child, because success x a dropped attempt is no whole number. */
enum { LAC_UNMET_PARTS = 10000 };

/* What is worked out once for a scenario and only read by its replicates: cumulative hazards by class and
 * month, splits by route, numbers of admissions. */
typedef struct lac_course lac_course;

/* model is one of a scenario, or the model of a lac_sway; it and measures outlive the course. Returns
 * NULL when there is no memory. */
lac_course *lac_course_make(const lac_model *model, const lac_measures *measures);
/* Works everything out, at first and anew after the numbers (not the shape) of the model have changed.
 * drift (NULL: none) has for each month the factor on admissions [2 * m] and on exits by rate or count
 * [2 * m + 1]. LAC_OK, LAC_MEMORY, or LAC_INPUT when an intervention makes a flow negative. */
int lac_course_set(lac_course *self, const double *drift) LAC_CHECKED;
void lac_course_free(lac_course *self);

/* The children of a replicate while it runs: one a thread. */
typedef struct lac_stochastic lac_stochastic;
lac_stochastic *lac_stochastic_make(void); /* NULL: no memory */
/* Runs a replicate. counts as above. LAC_OK, LAC_MEMORY, or LAC_INTERNAL when a sum does not hold. */
int lac_stochastic_run(lac_stochastic *self, const lac_course *course, const lac_luck *luck,
    int64_t *counts, lac_shortfalls *shortfalls) LAC_CHECKED;
void lac_stochastic_free(lac_stochastic *self);

#endif
