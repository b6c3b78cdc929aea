/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define L LAC_RANGE_ALLOWED
#define T LAC_DATED
#define S LAC_SAME
#define R LAC_REQUIRED

#define TEXT_FIELD(section, name, type, flags, dflt, help)                                         \
    {                                                                                              \
        LAC_SECTION_##section, name, LAC_TYPE_##type, flags, 0, 0, "", dflt, NAN, NULL, help       \
    }
#define CHOICE_FIELD(section, name, flags, choices, dflt, help)                                    \
    {                                                                                              \
        LAC_SECTION_##section, name, LAC_TYPE_CHOICE, flags, 0, 0, "", dflt, NAN, choices, help    \
    }
#define NUMBER_FIELD(section, name, type, flags, low, high, units, dflt, number, help)             \
    {                                                                                              \
        LAC_SECTION_##section, name, LAC_TYPE_##type, flags, low, high, units, dflt, number, NULL, \
            help                                                                                   \
    }

#define PER_YEAR "children per year|children a year|per year"
#define PER_CHILD_YEAR "per child-year|per child year|per child per year"
#define PER_10K "per 10000|per 10000 per year|per 10k|per 10000 of 0-17 per year"
#define PER_WEEK "£ per week|GBP per week"
#define POUNDS "£|GBP"
#define PER_CHILD "£ per child|GBP per child"

const lac_field LAC_FIELDS[] = {
    TEXT_FIELD(STUDY, "title", TEXT, S, "file name", "title of tables and charts"),
    TEXT_FIELD(STUDY, "area", TEXT, S, "blank", "the council"),
    TEXT_FIELD(STUDY, "author", TEXT, S, "blank", "who made the study"),
    TEXT_FIELD(TIME, "start", MONTH, S, "month after the history", "first simulated month"),
    TEXT_FIELD(TIME, "end", MONTH, S | R, "required", "last simulated month, included"),
    TEXT_FIELD(DATA, "history", FILE, S, "none", "what was observed: stock, admissions, ceased"),
    TEXT_FIELD(DATA, "opening", FILE, S, "none", "children at the start by age, time, placement"),
    TEXT_FIELD(DATA, "rates", FILE, S, "none", "rates by age, months in care and placement"),
    TEXT_FIELD(DATA, "admission_ages", FILE, S, "none", "age and placement mix of each stream"),
    TEXT_FIELD(DATA, "population", FILE, S, "none", "children aged 0 to 17 by period"),
    TEXT_FIELD(DATA, "tracker", FILE, S, "none", "cases on a legal pathway"),
    NUMBER_FIELD(POPULATION, "children", NUMBER, L, 1, 1e7, "children", "linear between years", NAN,
        "children aged 0 to 17 at that year's March"),
    NUMBER_FIELD(STOCK, "children", WHOLE, 0, 0, 1e6, "children",
        "opening table, else last history stock", NAN, "looked after before the first month"),
    NUMBER_FIELD(UNRECONCILED, "count", NUMBER, T, -1e6, 1e6, PER_YEAR, "0", 0,
        "yearly change of the stock that admissions and exits do not explain, signed"),
    NUMBER_FIELD(ADMISSIONS, "count", NUMBER, L | T, 0, 1e6, PER_YEAR, "one of count, rate, table",
        NAN, "starts of a period of care"),
    NUMBER_FIELD(ADMISSIONS, "rate", NUMBER, L | T, 0, 1e4, PER_10K, "one of count, rate, table",
        NAN, "starts per 10,000 children aged 0 to 17 a year"),
    NUMBER_FIELD(ADMISSIONS, "events", NUMBER, 0, 0, 1e9, "events|children",
        "none: no parameter uncertainty", NAN, "observed events behind the number"),
    NUMBER_FIELD(ADMISSIONS, "growth", PERCENT, L, -50, 100, "% per year|%|% a year", "0", 0,
        "(1+g)^(m/12), m months since the start"),
    NUMBER_FIELD(ADMISSIONS, "ages", AGES, 0, 0, 0, "share|%|shares", "admission_ages", NAN,
        "completed years : share"),
    NUMBER_FIELD(ADMISSIONS, "placement", PLACEMENTS, 0, 0, 0, "share|%|shares", "opening mix", NAN,
        "placement : share"),
    NUMBER_FIELD(ADMISSIONS, "variance_ratio", NUMBER, 0, 1, 100, "ratio", "1", 1,
        "variance / mean of a month's number within a year"),
    CHOICE_FIELD(ADMISSIONS, "first_entries_only", 0, "yes|no", "no",
        "whether returns to care are left out of the number"),
    NUMBER_FIELD(EXIT, "count", NUMBER, L | T, 0, 1e6, PER_YEAR, "one of count, rate, table", NAN,
        "children who leave by the route"),
    NUMBER_FIELD(EXIT, "rate", NUMBER, L | T, 0, 50, PER_CHILD_YEAR, "one of count, rate, table",
        NAN, "hazard of leaving by the route"),
    NUMBER_FIELD(EXIT, "events", NUMBER, 0, 0, 1e9, "events|children",
        "none: no parameter uncertainty", NAN, "observed events behind the number"),
    NUMBER_FIELD(EXIT, "variance_ratio", NUMBER, 0, 1, 100, "ratio", "1", 1,
        "variance / mean of a month's number within a year"),
    NUMBER_FIELD(EXIT, "from_age", WHOLE, 0, 0, 17, "years|age", "all", NAN, "completed years"),
    NUMBER_FIELD(
        EXIT, "to_age", WHOLE, 0, 0, 17, "years|age", "all", NAN, "completed years, included"),
    NUMBER_FIELD(EXIT, "placement", NAMES, 0, 0, 0, "placement|placements", "all", NAN,
        "placements the route applies to, separated by ;"),
    NUMBER_FIELD(EXIT, "cost_one_off", NUMBER, L | T, 0, 1e7, PER_CHILD, "not costed", NAN,
        "cost of an exit"),
    NUMBER_FIELD(EXIT, "support_weekly", NUMBER, L | T, 0, 1e5, PER_WEEK, "not costed", NAN,
        "support after an exit"),
    NUMBER_FIELD(EXIT, "support_weeks", NUMBER, L | T, 0, 1e4, "weeks", "to the 18th birthday", NAN,
        "how long support lasts"),
    NUMBER_FIELD(REENTRY, "rates", MONTH_RATES, 0, 0, 50, PER_CHILD_YEAR, "none", NAN,
        "completed months since exit : per child-year"),
    NUMBER_FIELD(MOVE, "rate", NUMBER, L | T, 0, 50, PER_CHILD_YEAR, "0", NAN,
        "hazard of moving from the one placement to the other"),
    NUMBER_FIELD(MOVE, "events", NUMBER, 0, 0, 1e9, "events|moves",
        "none: no parameter uncertainty", NAN, "observed events behind the rate"),
    NUMBER_FIELD(PLACEMENT, "weekly_cost", NUMBER, L | T, 0, 1e5, PER_WEEK, "not costed, said", NAN,
        "cost of a child-week, at price_base prices"),
    NUMBER_FIELD(PLACEMENT, "capacity", WHOLE, T, 0, 1e6, "places", "no limit", NAN, "places"),
    NUMBER_FIELD(PLACEMENT, "overflow", NAME, 0, 0, 0, "placement", "no limit", NAN,
        "where a child goes when the placement is full"),
    NUMBER_FIELD(
        PATHWAY, "weeks", NUMBER, L | R, 0, 520, "weeks", "required", NAN, "length of the stage"),
    NUMBER_FIELD(PATHWAY, "approval", SHARE, L, 0, 100, "%|share", "100 %", 1,
        "share approved at the end of the stage"),
    CHOICE_FIELD(
        PATHWAY, "control", R, "council|carer|court", "required", "who controls the stage"),
    NUMBER_FIELD(
        PATHWAY, "cost", NUMBER, 0, 0, 1e7, PER_CHILD, "0", 0, "cost per child entering the stage"),
    NUMBER_FIELD(
        STAFF, "workers", NUMBER, T | R, 0, 1e3, "workers", "required", NAN, "workers in the pool"),
    NUMBER_FIELD(STAFF, "cases_each", NUMBER, T | R, 0, 1e3, "cases per worker|cases", "required",
        NAN, "cases a worker can carry"),
    CHOICE_FIELD(INTERVENTION, "active", 0, "yes|no", "yes", "no: no effect and no cost"),
    CHOICE_FIELD(INTERVENTION, "effect", S | R, "exits|pathway|multiply|add|shift", "required",
        "what the intervention does"),
    TEXT_FIELD(INTERVENTION, "acts_on", NAME, 0, "required: multiply, add, shift",
        "admissions, admissions/stream, exit/route or move/a > b"),
    TEXT_FIELD(INTERVENTION, "route", NAME, 0, "required: exits, pathway", "route of the leavers"),
    TEXT_FIELD(INTERVENTION, "pathway", NAME, 0, "required: pathway", "the legal pathway"),
    NUMBER_FIELD(INTERVENTION, "children", WHOLE, 0, 0, 1e6, "children",
        "required: exits, pathway, shift", NAN, "children on the list"),
    NUMBER_FIELD(INTERVENTION, "success", SHARE, L, 0, 100, "%|share", "100 %", 1,
        "share of them for whom it works"),
    TEXT_FIELD(INTERVENTION, "start", MONTH, 0, "study start", "first month"),
    TEXT_FIELD(INTERVENTION, "end", MONTH, 0, "study end", "last month, included"),
    NUMBER_FIELD(INTERVENTION, "ramp_months", WHOLE, 0, 0, 600, "months", "0", 0,
        "month k (from 0) has the share min(1, (k+1/2)/n)"),
    NUMBER_FIELD(INTERVENTION, "factor", NUMBER, L | T, 0, 100, "ratio", "required: multiply", NAN,
        "the flow is multiplied by it"),
    NUMBER_FIELD(INTERVENTION, "amount", NUMBER, L | T, -1e6, 1e6,
        PER_YEAR "|" PER_10K "|" PER_CHILD_YEAR, "required: add", NAN,
        "added to the flow, in the unit of the flow; the result may not be negative"),
    NUMBER_FIELD(
        INTERVENTION, "from_age", WHOLE, 0, 0, 17, "years|age", "all", NAN, "completed years"),
    NUMBER_FIELD(INTERVENTION, "to_age", WHOLE, 0, 0, 17, "years|age", "all", NAN,
        "completed years, included"),
    NUMBER_FIELD(INTERVENTION, "placement", NAMES, 0, 0, 0, "placement|placements", "all", NAN,
        "placements, separated by ;"),
    NUMBER_FIELD(INTERVENTION, "starts_per_month", WHOLE, T, 0, 1e6, "children|children per month",
        "no limit", NAN, "cases that can start in a month"),
    TEXT_FIELD(INTERVENTION, "staff", NAME, 0, "no limit", "pool of workers"),
    NUMBER_FIELD(
        INTERVENTION, "cost_one_off", NUMBER, 0, 0, 1e9, POUNDS, "0", 0, "in the month of start"),
    NUMBER_FIELD(INTERVENTION, "cost_per_year", NUMBER, 0, 0, 1e9, "£ per year|GBP per year", "0",
        0, "while active"),
    NUMBER_FIELD(
        INTERVENTION, "cost_per_child", NUMBER, 0, 0, 1e7, PER_CHILD, "0", 0, "per child started"),
    TEXT_FIELD(FINANCE, "price_base", YEAR, S, "start's year", "every pound is at its prices"),
    NUMBER_FIELD(FINANCE, "discount_rate", PERCENT, S, 0, 100, "%|% real|% per year", "3.5", 0.035,
        "real, a year"),
    NUMBER_FIELD(FINANCE, "inflation", PERCENT, T | L, -50, 100, "%|% per year|% a year", "0", 0,
        "price rise on 1 April of that year; holds until the next"),
    NUMBER_FIELD(FINANCE, "deflator", PERCENT, T | S, -50, 100, "%|% per year|% a year",
        "none: present values are left out", NAN, "general price rise, for present values"),
    NUMBER_FIELD(
        FINANCE, "budget", NUMBER, S, 0, 1e12, POUNDS, "none", NAN, "budget of the financial year"),
    TEXT_FIELD(TARGET, "measure", NAME, R | S, "required", "name of a measure"),
    NUMBER_FIELD(TARGET, "at_most", NUMBER, S, -1e12, 1e12,
        POUNDS "|children|per 10000|months|child-weeks|probability", "one of at_most, at_least",
        NAN, "the measure should not be above"),
    NUMBER_FIELD(TARGET, "at_least", NUMBER, S, -1e12, 1e12,
        POUNDS "|children|per 10000|months|child-weeks|probability", "one of at_most, at_least",
        NAN, "the measure should not be below"),
    TEXT_FIELD(TARGET, "by", PERIOD, R | S, "required", "financial year or month"),
    NUMBER_FIELD(
        TARGET, "confidence", SHARE, S, 0, 100, "%|share", "80 %", 0.8, "wanted probability"),
    CHOICE_FIELD(UNCERTAINTY, "active", S, "yes|no", "yes", "whether the layer is simulated"),
    NUMBER_FIELD(UNCERTAINTY, "admissions_sd", PERCENT, S, 0, 100, "%",
        "history, else English councils", NAN,
        "drift: how far admissions of a year are from the forecast, beyond chance"),
    NUMBER_FIELD(UNCERTAINTY, "exits_sd", PERCENT, S, 0, 100, "%", "history, else English councils",
        NAN, "drift: how far exits of a year are from the forecast, beyond chance"),
    NUMBER_FIELD(UNCERTAINTY, "correlation", NUMBER, S, -1, 1, "number",
        "history, else English councils", NAN, "drift: admissions with exits"),
};
const size_t LAC_N_FIELDS = sizeof LAC_FIELDS / sizeof LAC_FIELDS[0];

#undef L
#undef T
#undef S
#undef R

typedef struct {
    const char *name;
    lac_item_kind item;
    const char *item_help;
} section_row;

static const section_row SECTIONS[] = {
#define LAC_SECTION_ROW(code, name, item, help) {name, LAC_##item, help},
    LAC_SECTION_LIST(LAC_SECTION_ROW)
#undef LAC_SECTION_ROW
};

/* Folds a word for comparison: lower case ASCII, no spaces, hyphens or commas, '/' read as "per". */
static void fold_word(const char *text, bool unit, char out[64])
{
    size_t n = 0;
    for (; *text != '\0' && n < 60; text++) {
        const char c = *text;
        if (c == ' ' || c == '\t' || (unit && (c == ',' || c == '-'))) {
            continue;
        }
        if (unit && c == '/') {
            memcpy(out + n, "per", 3);
            n += 3;
            continue;
        }
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    out[n] = '\0';
}

static bool word_equal(const char *a, const char *b)
{
    char fa[64];
    char fb[64];
    fold_word(a, false, fa);
    fold_word(b, false, fb);
    return strcmp(fa, fb) == 0;
}

const char *lac_section_name(lac_section section)
{
    return SECTIONS[section].name;
}

lac_item_kind lac_section_item(lac_section section)
{
    return SECTIONS[section].item;
}

const char *lac_section_item_help(lac_section section)
{
    return SECTIONS[section].item_help;
}

lac_section lac_section_find(const char *name)
{
    for (int s = 0; s < LAC_N_SECTIONS; s++) {
        if (word_equal(name, SECTIONS[s].name)) {
            return (lac_section)s;
        }
    }
    return LAC_N_SECTIONS;
}

const lac_field *lac_field_find(lac_section section, const char *name)
{
    for (size_t i = 0; i < LAC_N_FIELDS; i++) {
        if (LAC_FIELDS[i].section == section && word_equal(name, LAC_FIELDS[i].name)) {
            return &LAC_FIELDS[i];
        }
    }
    return NULL;
}

const char *lac_section_nearest(const char *name)
{
    const char *best = NULL;
    size_t distance = 3;
    for (int s = 0; s < LAC_N_SECTIONS; s++) {
        const size_t d = lac_edit_distance(name, SECTIONS[s].name, 2);
        if (d < distance) {
            distance = d;
            best = SECTIONS[s].name;
        }
    }
    return best;
}

const char *lac_field_nearest(lac_section section, const char *name)
{
    const char *best = NULL;
    size_t distance = 3;
    for (size_t i = 0; i < LAC_N_FIELDS; i++) {
        if (LAC_FIELDS[i].section != section) {
            continue;
        }
        const size_t d = lac_edit_distance(name, LAC_FIELDS[i].name, 2);
        if (d < distance) {
            distance = d;
            best = LAC_FIELDS[i].name;
        }
    }
    return best;
}

/* Copies the option at text up to the next '|' and returns what follows it, or NULL at the end. */
static const char *next_option(const char *text, char out[64])
{
    const char *bar = strchr(text, '|');
    const size_t length = bar == NULL ? strlen(text) : (size_t)(bar - text);
    snprintf(out, 64, "%.*s", (int)(length < 63 ? length : 63), text);
    return bar == NULL ? NULL : bar + 1;
}

bool lac_field_unit_fits(const lac_field *field, const char *unit)
{
    if (*unit == '\0' || field->units[0] == '\0') {
        return true;
    }
    const bool shares = field->type == LAC_TYPE_SHARE || field->type == LAC_TYPE_AGES ||
                        field->type == LAC_TYPE_PLACEMENTS;
    if (shares && *unit == '%') {
        return true;
    }
    char wanted[64];
    fold_word(unit, true, wanted);
    const char *rest = field->units;
    while (rest != NULL) {
        char option[64];
        char folded[64];
        rest = next_option(rest, option);
        fold_word(option, true, folded);
        if (strcmp(folded, wanted) == 0) {
            return true;
        }
    }
    return false;
}

void lac_field_unit(const lac_field *field, char out[64])
{
    (void)next_option(field->units, out);
}

const char *lac_type_text(lac_type type)
{
    switch (type) {
    case LAC_TYPE_TEXT:
        return "text";
    case LAC_TYPE_FILE:
        return "file name";
    case LAC_TYPE_NAME:
        return "name";
    case LAC_TYPE_NAMES:
        return "names separated by ;";
    case LAC_TYPE_CHOICE:
        return "word";
    case LAC_TYPE_MONTH:
        return "month";
    case LAC_TYPE_YEAR:
        return "financial year";
    case LAC_TYPE_PERIOD:
        return "financial year or month";
    case LAC_TYPE_NUMBER:
        return "number";
    case LAC_TYPE_WHOLE:
        return "whole number";
    case LAC_TYPE_SHARE:
        return "share";
    case LAC_TYPE_PERCENT:
        return "per cent";
    case LAC_TYPE_AGES:
        return "list of ages : share";
    case LAC_TYPE_PLACEMENTS:
        return "list of placements : share";
    case LAC_TYPE_MONTH_RATES:
        return "list of months : rate";
    }
    return "";
}
