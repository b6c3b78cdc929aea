/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_SCENARIO_H
#define LAC_CLI_SCENARIO_H

#include "model/plan.h"

#include <stdbool.h>
#include <stddef.h>

/* The number of the scenario that an option of the command names; false, told on standard error, when the
 * study has none of that name. */
bool lac_scenario_find(size_t *out, const lac_plan *plan, const char *command, const char *name);

#endif
