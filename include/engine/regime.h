/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_REGIME_H
#define LAC_ENGINE_REGIME_H

#include "engine/course.h"

/* How the rates of a month become the whole numbers of a lac_regime (engine/course.h). */

/* A regime's arrays, which belong to the course. LAC_OK or LAC_MEMORY. */
int lac_regime_make(lac_regime *regime, lac_course *self) LAC_CHECKED;

/* Its hazards and splits from the rates that the course has worked out. */
void lac_regime_set(lac_regime *regime, const lac_course *self);

/* A month's hazard of a rate a year. */
uint64_t lac_regime_hazard(double rate);

/* The share of a flow's exits that interventions add, in 2^-32. */
uint64_t lac_regime_besides(double with, double without);

#endif
