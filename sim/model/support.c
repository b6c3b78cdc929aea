/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/support.h"

#include "model/build.h"

#include <math.h>

static const double DAYS_OF_MONTH = 365.25 / 12;

int lac_support_months(double weeks)
{
    return isnan(weeks) ? -1 : (int)floor(weeks * 7 / DAYS_OF_MONTH + 0.5);
}

/* The field by month in pounds of the month; *out stays NULL where the sheet gives none. */
static int read_pounds(lac_build *self, const lac_plan_item *item, const char *field, double **out)
{
    const lac_model *model = self->model;
    if (!lac_item_has(item, self->scenario, field)) {
        return LAC_OK;
    }
    double *pounds = lac_build_alloc(self, (size_t)model->n_months, sizeof *pounds);
    if (pounds == NULL) {
        return LAC_MEMORY;
    }
    lac_item_timeline(item, self->scenario, field, model->start, model->n_months, pounds);
    if (isnan(pounds[0])) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE,
            lac_item_place(item, self->scenario, field), NULL,
            "%s of exit %s is 0 before its first dated value", field, item->name);
    }
    for (int m = 0; m < model->n_months; m++) {
        pounds[m] = isnan(pounds[m]) ? 0 : pounds[m] * model->index[m];
    }
    *out = pounds;
    return LAC_OK;
}

/* How long support lasts; where nobody's age is known and nothing else ends it, that is said. */
static int read_months(lac_build *self, const lac_plan_item *item, lac_flow *flow)
{
    const lac_model *model = self->model;
    double weeks[LAC_MAX_MONTHS];
    bool open = false;
    flow->support_months =
        lac_build_alloc(self, (size_t)model->n_months, sizeof *flow->support_months);
    if (flow->support_months == NULL) {
        return LAC_MEMORY;
    }
    lac_item_timeline(item, self->scenario, "support_weeks", model->start, model->n_months, weeks);
    for (int m = 0; m < model->n_months; m++) {
        flow->support_months[m] = lac_support_months(weeks[m]);
        open = open || flow->support_months[m] < 0;
    }
    if (open && !model->grid.ages_known) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE,
            lac_item_place(item, self->scenario, "support_weekly"),
            "give support_weeks if it ends before",
            "no age is known, so support after exit %s goes on to the end of the study",
            item->name);
    }
    return LAC_OK;
}

static int build_route(lac_build *self, int route, const lac_plan_item *item)
{
    lac_flow *flow = &self->model->routes[route];
    const bool supported = lac_item_has(item, self->scenario, "support_weekly");
    int status = read_pounds(self, item, "cost_one_off", &flow->exit_cost);
    if (!supported && lac_item_has(item, self->scenario, "support_weeks")) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE,
            lac_item_place(item, self->scenario, "support_weeks"), NULL,
            "support_weeks of exit %s is not used, because it has no support_weekly", item->name);
    }
    if (supported && route == self->model->ageing_out) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING,
            lac_item_place(item, self->scenario, "support_weekly"),
            "take it out; what leaving at 18 costs once can stand in cost_one_off",
            "support after %s ends at the 18th birthday, so nothing is paid", item->name);
        return status;
    }
    if (supported && status == LAC_OK) {
        status = read_pounds(self, item, "support_weekly", &flow->support);
    }
    return supported && status == LAC_OK ? read_months(self, item, flow) : status;
}

int lac_build_support(lac_build *self)
{
    const lac_model *model = self->model;
    int status = LAC_OK;
    for (int r = 0; r < model->n_routes && status == LAC_OK; r++) {
        const lac_plan_item *item =
            lac_plan_find(self->plan, LAC_SECTION_EXIT, model->routes[r].label.name);
        status = item == NULL ? LAC_OK : build_route(self, r, item);
    }
    return status;
}
