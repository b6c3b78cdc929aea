/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/caveats.h"

#include <stdio.h>

enum { AMOUNT_BYTES = 48 };

/* "4.0", of simulations "on average 4.0": a mean, which may be small but is not nothing. */
static const char *amount(const lac_results *self, double value, char out[AMOUNT_BYTES])
{
    const char *average = self->replicates.n > 0 ? "on average " : "";
    if (value <= 0) {
        snprintf(out, AMOUNT_BYTES, "none");
    } else if (value < 0.05) {
        snprintf(out, AMOUNT_BYTES, "%sless than 0.1", average);
    } else {
        snprintf(out, AMOUNT_BYTES, "%s%.1f", average, value);
    }
    return out;
}

static bool looks_for_children(const lac_model *model, const lac_programme *programme)
{
    return programme->children > 0 && programme->start < model->n_months;
}

/* The one programme of a scenario that looks for children, NULL for none or several; sought has how many all
 * of them look for. */
static const lac_programme *programme_that_seeks(const lac_model *model, int *sought)
{
    const lac_programme *out = NULL;
    int n = 0;
    *sought = 0;
    for (int p = 0; p < model->n_programmes; p++) {
        const lac_programme *of = &model->programmes[p];
        if (looks_for_children(model, of)) {
            *sought += of->children;
            out = of;
            n++;
        }
    }
    return n == 1 ? out : NULL;
}

/* Rule 19: fewer than the sheet asks for. */
static void say_unidentified(const lac_results *self, size_t s, lac_diagnostics *diagnostics)
{
    const lac_model *model = &self->models[s];
    const double missed = self->shortfalls[s].unidentified;
    int sought = 0;
    const lac_programme *of = programme_that_seeks(model, &sought);
    char text[AMOUNT_BYTES];
    if (lac_shortfall_is_any(missed)) {
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, NULL,
            "scenario %s: %s identified %s of %d children: no more could be found",
            model->scenario_name, of == NULL ? "pathway interventions" : of->label.name,
            amount(self, sought - missed, text), sought);
    }
}

/* Whether cases may have to wait for their start by a programme. */
static bool has_starts(const lac_model *model, int programme)
{
    bool any = looks_for_children(model, &model->programmes[programme]);
    for (int i = 0; i < model->n_cases; i++) {
        any = any || (model->cases[i].programme == programme && model->cases[i].stage < 0);
    }
    return any;
}

/* Rule 20 on means. */
static void say_limited_starts(const lac_results *self, size_t s, lac_diagnostics *diagnostics)
{
    const lac_model *model = &self->models[s];
    for (int p = 0; p < model->n_programmes && self->replicates.n == 0; p++) {
        const lac_programme *of = &model->programmes[p];
        const bool staffed = of->pool >= 0 && model->pathways[of->pathway].last_council >= 0;
        if ((staffed || of->starts != NULL) && has_starts(model, p)) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
                "%s: the average number of cases takes up %s, an approximation; --stochastic "
                "counts "
                "whole cases",
                of->label.name,
                !staffed             ? "the starts of a month"
                : of->starts == NULL ? "the places of the staff"
                                     : "the places of the staff and the starts of a month");
        }
    }
}

void lac_caveats_say(const lac_results *self, size_t s, lac_diagnostics *diagnostics)
{
    const lac_shortfalls *of = &self->shortfalls[s];
    const char *name = self->models[s].scenario_name;
    char text[AMOUNT_BYTES];
    if (lac_shortfall_is_any(of->unmet)) {
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, NULL,
            "scenario %s: %s exits found nobody who could leave (see unmet_exits)", name,
            amount(self, of->unmet, text));
    }
    if (lac_shortfall_is_any(of->shortage)) {
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, NULL,
            "scenario %s: unreconciled takes away %s children more than are looked after", name,
            amount(self, of->shortage, text));
    }
    if (lac_shortfall_is_any(of->unshifted)) {
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, NULL,
            "scenario %s: %s attempts to move a child found nobody who could be moved", name,
            amount(self, of->unshifted, text));
    }
    if (lac_shortfall_is_any(of->homeless)) {
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, NULL,
            "scenario %s: %s children came into a placement that was full and has no overflow",
            name, amount(self, of->homeless, text));
    }
    say_unidentified(self, s, diagnostics);
    say_limited_starts(self, s, diagnostics);
    if (self->models[s].capacity != NULL && self->replicates.n == 0) {
        lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
            "capacity is applied to the average number of children in a placement, an "
            "approximation; --stochastic counts whole children in whole places");
    }
}
