/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/scenario.h"

#include "base/text.h"
#include "base/version.h"

#include <stdio.h>

enum { NEAR_EDITS = 2, SHOWN_SCENARIOS = 12 };

/* Names the nearest scenario, or the first ones. */
static void refuse(const lac_plan *plan, const char *command, const char *name)
{
    size_t distance = NEAR_EDITS + 1;
    const char *nearest = NULL;
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        const size_t here = lac_edit_distance(plan->scenarios[s], name, NEAR_EDITS);
        if (here < distance) {
            distance = here;
            nearest = plan->scenarios[s];
        }
    }
    fprintf(stderr, LAC_PROGRAM " %s: the study has no scenario \"%s\"; ", command, name);
    if (nearest != NULL) {
        fprintf(stderr, "did you mean \"%s\"?\n", nearest);
        return;
    }
    fputs("it has", stderr);
    for (size_t s = 0; s < plan->n_scenarios && s < SHOWN_SCENARIOS; s++) {
        fprintf(stderr, "%s \"%s\"", s == 0 ? "" : ",", plan->scenarios[s]);
    }
    if (plan->n_scenarios > SHOWN_SCENARIOS) {
        fprintf(stderr, " and %zu more", plan->n_scenarios - SHOWN_SCENARIOS);
    }
    fputc('\n', stderr);
}

bool lac_scenario_find(size_t *out, const lac_plan *plan, const char *command, const char *name)
{
    size_t s = 0;
    while (s < plan->n_scenarios && !lac_name_equal(plan->scenarios[s], name)) {
        s++;
    }
    *out = s;
    if (s == plan->n_scenarios) {
        refuse(plan, command, name);
    }
    return s < plan->n_scenarios;
}
