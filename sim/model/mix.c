/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rule 15: a stream's ages and placements come from the sheet, else the table of admission ages; a
 * missing one takes the opening children's margin, and both missing their joint mix. */

/* Adds weight evenly to the months of completed years from..to, in one placement. */
static void spread(double *mix, int n_placements, int from, int to, int placement, double weight)
{
    const int months = (to - from + 1) * 12;
    for (int a = from * 12; a < from * 12 + months; a++) {
        mix[a * n_placements + placement] += weight / months;
    }
}

static void opening_placements(const lac_model *model, double *out)
{
    const lac_grid *grid = &model->grid;
    for (int i = 0; i < grid->n_ages * grid->n_placements; i++) {
        out[i % grid->n_placements] += model->opening_mix == NULL ? 0 : model->opening_mix[i];
    }
}

static void opening_ages(const lac_model *model, double *out)
{
    const lac_grid *grid = &model->grid;
    for (int i = 0; i < grid->n_ages * grid->n_placements; i++) {
        out[i / grid->n_placements] += model->opening_mix == NULL ? 0 : model->opening_mix[i];
    }
}

static const char *stream_of(const lac_stream *stream)
{
    return stream->label.name;
}

/* Placement shares of the sheet's list. */
static void list_placements(lac_build *self, const lac_plan_cell *cell, double *out)
{
    for (size_t i = 0; i < cell->n_entries; i++) {
        const int p = lac_label_find(
            self->model->placements, self->model->n_placements, cell->entries[i].name);
        if (p < 0) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
                LAC_PLACEMENT_HINT,
                "the placement \"%s\" is not known", cell->entries[i].name);
        } else {
            out[p] += cell->entries[i].value;
        }
    }
}

static void list_ages(const lac_plan_cell *cell, double *out)
{
    for (size_t i = 0; i < cell->n_entries; i++) {
        spread(out, 1, cell->entries[i].from, cell->entries[i].to, 0, cell->entries[i].value);
    }
}

/* The joint mix of the rows of the admission ages table; false when none speaks of the stream. */
static bool table_mix(
    lac_build *self, const lac_stream *stream, const double *opening_p, double *out)
{
    const lac_admission_ages *table = &self->plan->admission_ages;
    const lac_model *model = self->model;
    const int n_placements = model->grid.n_placements;
    double sum = 0;
    const lac_place *first = NULL;
    for (size_t i = 0; i < table->n_rows; i++) {
        const lac_admission_age_row *row = &table->rows[i];
        if (!lac_name_equal(row->stream, stream_of(stream))) {
            continue;
        }
        first = first == NULL ? &row->place : first;
        sum += row->share;
        if (row->placement == NULL) {
            for (int p = 0; p < n_placements; p++) {
                spread(out, n_placements, row->from_age, row->to_age, p, row->share * opening_p[p]);
            }
            continue;
        }
        const int p = lac_label_find(model->placements, model->n_placements, row->placement);
        if (p < 0) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                LAC_PLACEMENT_HINT,
                "the placement \"%s\" is not known", row->placement);
            continue;
        }
        spread(out, n_placements, row->from_age, row->to_age, p, row->share);
    }
    if (first == NULL) {
        return false;
    }
    if (fabs(sum - 1) > 0.005 + 1e-12) {
        char shown[32];
        lac_number_format(nearbyint(sum * 1e8) / 1e6, shown);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, first, "make the shares sum to 100%",
            "the shares of stream %s sum to %s%%", stream_of(stream), shown);
    } else if (fabs(sum - 1) > 1e-9) {
        char shown[32];
        lac_number_format(nearbyint(sum * 1e8) / 1e6, shown);
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, first, NULL,
            "the shares of stream %s sum to %s%% and were scaled to 100%%", stream_of(stream), shown);
    }
    return true;
}

static void normalise(double *values, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        sum += values[i];
    }
    for (int i = 0; i < n && sum > 0; i++) {
        values[i] /= sum;
    }
}

/* What was taken from the opening children, said once. */
static void say_missing(lac_build *self, const lac_stream *stream, const lac_place *place,
    bool ages, bool placements)
{
    const lac_model *model = self->model;
    const bool a = ages && model->grid.ages_known;
    const bool p = placements && model->n_placements > 0;
    if (!a && !p) {
        return;
    }
    lac_diagnostics_add(self->diagnostics, LAC_NOTE, place, NULL,
        "stream %s takes its %s from the opening children", stream_of(stream),
        a && p ? "ages and placements" : a ? "ages" : "placements");
}

static int combine(lac_build *self, lac_stream *stream, const lac_plan_item *item, double *ages,
    double *placements, const lac_place *place)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const int n_cells = grid->n_ages * grid->n_placements;
    const lac_plan_cell *age_list = lac_item_value(item, self->scenario, "ages");
    const lac_plan_cell *placement_list = lac_item_value(item, self->scenario, "placement");
    double opening_p[LAC_MAX_PLACEMENTS] = {0};
    if (model->n_placements <= LAC_MAX_PLACEMENTS) {
        opening_placements(model, opening_p);
    }
    const bool table = grid->ages_known && table_mix(self, stream, opening_p, stream->mix);
    normalise(stream->mix, n_cells);
    if (age_list == NULL && placement_list == NULL) {
        if (table) {
            return LAC_OK;
        }
        if (model->opening_mix == NULL) {
            /* Nobody to take it from; with a single cell there is nothing to choose. */
            if (n_cells == 1) {
                stream->mix[0] = 1;
            }
            return LAC_OK;
        }
        memcpy(stream->mix, model->opening_mix, (size_t)n_cells * sizeof *stream->mix);
        say_missing(self, stream, place, true, true);
        return LAC_OK;
    }
    /* Margins: the sheet's list, else the table's, else the opening children's. */
    for (int i = 0; i < n_cells && table; i++) {
        ages[i / grid->n_placements] += age_list == NULL ? stream->mix[i] : 0;
        placements[i % grid->n_placements] += placement_list == NULL ? stream->mix[i] : 0;
    }
    if (age_list != NULL) {
        list_ages(age_list, ages);
    } else if (!table) {
        opening_ages(model, ages);
    }
    if (placement_list != NULL) {
        list_placements(self, placement_list, placements);
    } else if (!table) {
        opening_placements(model, placements);
    }
    say_missing(self, stream, place, age_list == NULL && !table, placement_list == NULL && !table);
    for (int i = 0; i < n_cells; i++) {
        stream->mix[i] = ages[i / grid->n_placements] * placements[i % grid->n_placements];
    }
    return LAC_OK;
}

int lac_build_mix(lac_build *self, lac_stream *stream, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const lac_place sheet = lac_build_sheet_place(self);
    const lac_place *place = item == NULL ? &sheet : &item->rows[0]->place;
    stream->mix = lac_build_alloc(
        self, (size_t)grid->n_ages * (size_t)grid->n_placements, sizeof *stream->mix);
    stream->group_mix = lac_build_alloc(self, (size_t)grid->n_groups, sizeof *stream->group_mix);
    double *ages = calloc((size_t)grid->n_ages, sizeof *ages);
    double *placements = calloc((size_t)grid->n_placements, sizeof *placements);
    int status = LAC_MEMORY;
    if (stream->mix == NULL || stream->group_mix == NULL || ages == NULL || placements == NULL) {
        goto out;
    }
    status = combine(self, stream, item, ages, placements, place);
    if (status != LAC_OK) {
        goto out;
    }
    normalise(stream->mix, grid->n_ages * grid->n_placements);
    double unknown = 0;
    double sum = 0;
    for (int a = 0; a < grid->n_ages; a++) {
        const int band = lac_grid_age_band(grid, a);
        for (int p = 0; p < grid->n_placements; p++) {
            const double share = stream->mix[a * grid->n_placements + p];
            stream->group_mix[lac_grid_group(grid, band, p)] += share;
            unknown += a == grid->unknown_row ? share : 0;
            sum += share;
        }
    }
    if (sum < 0.5 && lac_diagnostics_status(self->diagnostics) == LAC_OK) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
            "give the stream ages and placements",
            "stream %s has no ages or placements and nobody is looked after at the start",
            stream_of(stream));
    }
    if (grid->ages_known && unknown > 1 - 1e-9) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
            "add a row ages such as 0-9:40%; 10-17:60%",
            "stream %s has no ages, but the study knows ages", stream_of(stream));
    }
out:
    free(ages);
    free(placements);
    return status;
}
