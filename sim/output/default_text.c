/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/default_text.h"

#include "base/text.h"
#include "output/in_force.h"

#include <math.h>
#include <string.h>

static bool is(const lac_field *field, const char *name)
{
    return strcmp(field->name, name) == 0;
}

static char *month_text(lac_arena *arena, lac_month month)
{
    char text[8];
    lac_month_format(month, text);
    return lac_arena_copy(arena, text);
}

/* The filters of routes and interventions. */
static const char *filter_default(const lac_model *model, const lac_field *field)
{
    if (is(field, "from_age") || is(field, "to_age")) {
        return model->grid.ages_known ? "all" : NULL;
    }
    return is(field, "placement") && model->n_placements > 0 ? "all" : NULL;
}

static const char *intervention_default(
    lac_arena *arena, const lac_model *model, const lac_plan_item *item, const lac_field *field)
{
    if (is(field, "active")) {
        return "yes";
    }
    if (!lac_field_is_used(model, item, field)) {
        return NULL; /* it uses nothing */
    }
    if (is(field, "start")) {
        return month_text(arena, model->start);
    }
    if (is(field, "end")) {
        return month_text(arena, model->start + model->n_months - 1);
    }
    const char *effect = lac_item_text(item, 0, "effect");
    const bool pathway = effect != NULL && lac_name_equal(effect, "pathway");
    if (is(field, "ramp_months")) {
        return pathway ? NULL : "0";
    }
    if (is(field, "starts_per_month") || is(field, "staff")) {
        return pathway ? "none" : NULL;
    }
    if (is(field, "success")) {
        const bool list =
            effect != NULL && (lac_name_equal(effect, "exits") || lac_name_equal(effect, "shift"));
        return pathway || list ? "100%" : NULL;
    }
    if (is(field, "cost_one_off") || is(field, "cost_per_year")) {
        return lac_default_has_prices(model) ? "0" : NULL;
    }
    return filter_default(model, field);
}

/* What is not costed matters where anything is. */
static const char *exit_default(
    const lac_model *model, const lac_plan_item *item, const lac_field *field)
{
    if (is(field, "cost_one_off")) {
        return lac_default_has_prices(model) ? "none" : NULL;
    }
    if (model->ageing_out >= 0 &&
        lac_name_equal(item->name, model->routes[model->ageing_out].label.name)) {
        return NULL; /* nothing else can be said of it */
    }
    if (is(field, "variance_ratio")) {
        return "1";
    }
    if (is(field, "support_weekly")) {
        return lac_default_has_prices(model) ? "none" : NULL;
    }
    if (is(field, "support_weeks")) {
        return !lac_item_has(item, model->scenario, "support_weekly") ? NULL
               : model->grid.ages_known                               ? "to the 18th birthday"
                                                                      : "to the end of the study";
    }
    return filter_default(model, field);
}

/* A move without a rate is 0 unless the rates table has it. */
static const char *move_default(const lac_model *model, const lac_plan_item *item)
{
    for (int i = 0; i < model->n_moves; i++) {
        if (lac_name_equal(model->moves[i].label.name, item->name)) {
            return model->moves[i].form == LAC_BY_NOTHING ? "0" : NULL;
        }
    }
    return NULL;
}

static const char *finance_default(lac_arena *arena, const lac_model *model, const lac_field *field)
{
    char year[8];
    if (!lac_default_has_prices(model)) {
        return NULL;
    }
    if (is(field, "price_base")) {
        lac_financial_year_format(model->price_base, year);
        return lac_arena_copy(arena, year);
    }
    if (is(field, "discount_rate")) {
        return model->deflator == NULL ? NULL : "3.5%";
    }
    return is(field, "inflation") ? "0%" : is(field, "deflator") ? "none" : NULL;
}

const char *lac_default_text(
    lac_arena *arena, const lac_model *model, const lac_plan_item *item, const lac_field *field)
{
    switch (field->section) {
    case LAC_SECTION_TIME:
        return is(field, "start") ? month_text(arena, model->start) : NULL;
    case LAC_SECTION_UNRECONCILED:
        return "0";
    case LAC_SECTION_ADMISSIONS:
        if (is(field, "first_entries_only")) {
            return model->any_reentry ? "no" : NULL;
        }
        return is(field, "growth") ? "0%" : is(field, "variance_ratio") ? "1" : NULL;
    case LAC_SECTION_EXIT:
        return exit_default(model, item, field);
    case LAC_SECTION_MOVE:
        return is(field, "rate") ? move_default(model, item) : NULL;
    case LAC_SECTION_PLACEMENT:
        return is(field, "weekly_cost") ? "none" : NULL;
    case LAC_SECTION_PATHWAY:
        return is(field, "approval") ? "100%" : is(field, "cost") ? "0" : NULL;
    case LAC_SECTION_INTERVENTION:
        return intervention_default(arena, model, item, field);
    case LAC_SECTION_FINANCE:
        return finance_default(arena, model, field);
    case LAC_SECTION_TARGET:
        return is(field, "confidence") ? "80%" : NULL;
    default:
        return NULL;
    }
}

bool lac_default_has_unit(const char *text)
{
    return strcmp(text, "none") != 0 && strcmp(text, "all") != 0 &&
           strncmp(text, "to the ", strlen("to the ")) != 0;
}

bool lac_default_has_prices(const lac_model *model)
{
    const int n = model->n_months * (model->n_placements > 0 ? model->n_placements : 1);
    for (int i = 0; i < n; i++) {
        if (!isnan(model->price[i])) {
            return true;
        }
    }
    return false;
}
