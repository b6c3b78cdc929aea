/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_RECORDS_H
#define LAC_INPUT_RECORDS_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "model/plan.h"

/* Read one data table (contract, section 2) from path, shown to people as shown_name, into the plan
 * and note it among the plan's inputs. Faults go to diagnostics. LAC_OK, LAC_INPUT, LAC_IO or
 * LAC_MEMORY. */
int lac_history_read(lac_plan *plan, const char *path, const char *shown_name,
    lac_diagnostics *diagnostics) LAC_CHECKED;
int lac_opening_read(lac_plan *plan, const char *path, const char *shown_name,
    lac_diagnostics *diagnostics) LAC_CHECKED;
int lac_rates_read(lac_plan *plan, const char *path, const char *shown_name,
    lac_diagnostics *diagnostics) LAC_CHECKED;
int lac_admission_ages_read(lac_plan *plan, const char *path, const char *shown_name,
    lac_diagnostics *diagnostics) LAC_CHECKED;
int lac_population_read(lac_plan *plan, const char *path, const char *shown_name,
    lac_diagnostics *diagnostics) LAC_CHECKED;

/* At most LAC_MAX_CASES cases. No message holds the label of a case or the cells of a column that may say who a child is. */
int lac_tracker_read(lac_plan *plan, const char *path, const char *shown_name,
    lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
