/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_CASE_PAGE_H
#define LAC_CLI_CASE_PAGE_H

#include "base/status.h"
#include "model/plan.h"
#include "results/timeline.h"

#include <stdbool.h>
#include <stdio.h>

/* Prints the answer of `lacflow tracker` for people: by pathway its cases with their stage, the month of their
 * order and the chance of it in each financial year, those that wait apart; then how many cases are in each
 * stage and with whom, and the expected orders. plan: the one of the model. LAC_OK or LAC_MEMORY; the caller
 * checks the stream. */
int lac_case_page_print(
    FILE *out, const lac_timeline *timeline, const lac_plan *plan, bool bold) LAC_CHECKED;

/* Prints the same as one JSON object: schema_version, program, version, study, title, area, scenario,
 * first_day, and cases (each with its timeline: the stages from the present one on), stages and orders,
 * unrounded. LAC_OK or LAC_MEMORY. */
int lac_case_answer_print(
    FILE *out, const lac_timeline *timeline, const lac_plan *plan) LAC_CHECKED;

#endif
