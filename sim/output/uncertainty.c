/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/uncertainty.h"

#include "base/text.h"
#include "model/unknown.h"
#include "output/assumptions.h"
#include "output/wording.h"

#include <string.h>

/* Where the default of a drift's number comes from. */
static const char PANEL[] = "DfE, Children looked after in England including adoptions, reporting "
                            "year 2025: 142 councils, years ending March 2021 to 2023";

static void put(lac_csv *csv, const char *item, const char *field, const char *value,
    const char *unit, const char *source, const char *note, lac_origin origin)
{
    const lac_assumption row = {.scenario = LAC_ALL_SCENARIOS,
        .section = lac_section_name(LAC_SECTION_UNCERTAINTY),
        .item = item,
        .field = field,
        .value = value,
        .unit = unit,
        .source = source,
        .note = note,
        .origin = origin};
    lac_assumption_put(csv, &row);
}

/* A number of the drift, unless it is the sheet's own. */
static int put_number(lac_csv *csv, lac_arena *arena, const lac_plan *plan, const char *field,
    double value, const char *from, const char *note)
{
    const lac_field *known = lac_field_find(LAC_SECTION_UNCERTAINTY, field);
    const bool panel = strcmp(from, LAC_DRIFT_PANEL.admissions_origin) == 0;
    char number[32];
    char unit[64] = "number";
    const char *text = NULL;
    if (strcmp(from, "given") == 0) {
        return LAC_OK; /* among the rows of the sheet */
    }
    if (known != NULL) {
        lac_field_unit(known, unit);
        text = lac_wording_number(arena, known, value);
    } else {
        lac_number_format(value, number);
        text = lac_arena_copy(arena, number);
    }
    if (text == NULL) {
        return LAC_MEMORY;
    }
    put(csv, "drift", field, text, unit, panel ? PANEL : lac_wording_file(plan, plan->history.file),
        note, panel ? LAC_ORIGIN_DEFAULT : LAC_ORIGIN_ESTIMATED);
    return LAC_OK;
}

static int put_drift(lac_csv *csv, lac_arena *arena, const lac_plan *plan, const lac_drift *drift)
{
    static const char SD[] =
        "standard deviation of the logarithm of a financial year's factor, beyond chance";
    const struct {
        const char *field;
        double value;
        const char *from;
        const char *note;
    } ROWS[] = {{"admissions_sd", drift->admissions_sd, drift->admissions_origin, SD},
        {"exits_sd", drift->exits_sd, drift->exits_origin, SD},
        {"correlation", drift->correlation, drift->correlation_origin,
            "of a year's admissions with its exits"},
        {"persistence", drift->persistence, LAC_DRIFT_PANEL.admissions_origin,
            "correlation of a year with the next"}};
    int status = LAC_OK;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0] && status == LAC_OK; i++) {
        status =
            put_number(csv, arena, plan, ROWS[i].field, ROWS[i].value, ROWS[i].from, ROWS[i].note);
    }
    return status;
}

int lac_uncertainty_put(
    lac_csv *csv, lac_arena *arena, const lac_plan *plan, const lac_drift *drift, unsigned wanted)
{
    for (unsigned layer = LAC_LAYER_PROCESS; layer < LAC_LAYERS_ALL; layer <<= 1) {
        const char *name = lac_layers_text(layer, arena);
        const lac_plan_item *item =
            name == NULL ? NULL : lac_plan_find(plan, LAC_SECTION_UNCERTAINTY, name);
        const char *active = lac_item_text(item, 0, "active");
        if (name == NULL) {
            return LAC_MEMORY;
        }
        if ((wanted & layer) == 0 && (active == NULL || !lac_name_equal(active, "no"))) {
            put(csv, name, "active", "no", "", NULL, "left out by --uncertainty", LAC_ORIGIN_GIVEN);
        }
    }
    return drift == NULL ? LAC_OK : put_drift(csv, arena, plan, drift);
}
