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

/* The opening children's shares by age row (of those whose age is known, where the study knows ages) and
 * by placement; 1 where there is only one. */
static void opening_margins(const lac_model *model, double *ages, double *placements)
{
    const lac_grid *grid = &model->grid;
    for (int i = 0; i < grid->n_ages * grid->n_placements && model->opening_mix != NULL; i++) {
        const int age = i / grid->n_placements;
        ages[age] += grid->ages_known && age == grid->unknown_row ? 0 : model->opening_mix[i];
        placements[i % grid->n_placements] += model->opening_mix[i];
    }
    if (grid->n_ages == 1) {
        ages[0] = 1;
    }
    if (grid->n_placements == 1) {
        placements[0] = 1;
    }
    normalise(ages, grid->n_ages);
}

static const char *stream_of(const lac_stream *stream)
{
    return stream->label.name;
}

/* Index of a placement, or -1 (told). */
static int placement_index(lac_build *self, const char *name, const lac_place *place)
{
    const int p = lac_label_find(self->model->placements, self->model->n_placements, name);
    if (p < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place, LAC_PLACEMENT_HINT,
            "the placement \"%s\" is not known", name);
    }
    return p;
}

/* Placement shares of the sheet's list. */
static void list_placements(lac_build *self, const lac_plan_cell *cell, double *out)
{
    for (size_t i = 0; i < cell->n_entries; i++) {
        const int p = placement_index(self, cell->entries[i].name, &cell->place);
        if (p >= 0) {
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

static void check_sum(lac_build *self, const lac_stream *stream, double sum, const lac_place *place)
{
    char shown[32];
    lac_number_format(nearbyint(sum * 1e8) / 1e6, shown);
    if (fabs(sum - 1) > 0.005 + 1e-12) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place, "make the shares sum to 100%",
            "the shares of stream %s sum to %s%%", stream_of(stream), shown);
    } else if (fabs(sum - 1) > 1e-9) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, place, NULL,
            "the shares of stream %s sum to %s%% and were scaled to 100%%", stream_of(stream),
            shown);
    }
}

/* The joint mix of the rows of the admission ages table, where a blank age or placement takes the
 * opening children's; false when none speaks of the stream. */
static bool table_mix(lac_build *self, const lac_stream *stream, const double *opening_age,
    const double *opening_placement, double *out)
{
    const lac_admission_ages *table = &self->plan->admission_ages;
    const lac_grid *grid = &self->model->grid;
    const int n_placements = grid->n_placements;
    double sum = 0;
    const lac_place *first = NULL;
    for (size_t i = 0; i < table->n_rows; i++) {
        const lac_admission_age_row *row = &table->rows[i];
        if (!lac_name_equal(row->stream, stream_of(stream))) {
            continue;
        }
        first = first == NULL ? &row->place : first;
        sum += row->share;
        if (self->model->opening_mix == NULL && grid->n_ages * n_placements > 1 &&
            (row->placement == NULL ? n_placements > 1 : row->from_age < 0 && grid->n_ages > 1)) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                "fill in ages and placement of the row",
                "the row leaves its %s to the opening children, but there are none",
                row->placement == NULL ? "placement" : "ages");
        }
        const int only =
            row->placement == NULL ? -1 : placement_index(self, row->placement, &row->place);
        for (int p = 0; p < n_placements; p++) {
            const double placed = row->placement == NULL ? opening_placement[p] : p == only;
            const double weight = row->share * placed;
            if (row->from_age >= 0) {
                spread(out, n_placements, row->from_age, row->to_age, p, weight);
            }
            for (int a = 0; a < grid->n_ages && row->from_age < 0; a++) {
                out[a * n_placements + p] += weight * opening_age[a];
            }
        }
    }
    if (first != NULL) {
        check_sum(self, stream, sum, first);
    }
    return first != NULL;
}

/* What was taken from the opening children, said once. */
static void say_missing(
    lac_build *self, const lac_stream *stream, const lac_place *place, bool ages, bool placements)
{
    const lac_model *model = self->model;
    const bool a = ages && model->grid.ages_known;
    const bool p = placements && model->n_placements > 0;
    if (!a && !p) {
        return;
    }
    lac_diagnostics_add(self->diagnostics, LAC_NOTE, place, NULL,
        "stream %s takes its %s from the opening children", stream_of(stream),
        a && p ? "ages and placements"
        : a    ? "ages"
               : "placements");
}

/* Sets the stream's mix from the first source that has each part. The four arrays are zeroed buffers. */
static void combine(lac_build *self, lac_stream *stream, const lac_plan_item *item,
    const lac_place *place, double *ages, double *placements, double *opening_age,
    double *opening_placement)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const int n_cells = grid->n_ages * grid->n_placements;
    const lac_plan_cell *age_list = lac_item_value(item, self->scenario, "ages");
    const lac_plan_cell *placement_list = lac_item_value(item, self->scenario, "placement");
    opening_margins(model, opening_age, opening_placement);
    const bool table = table_mix(self, stream, opening_age, opening_placement, stream->mix);
    normalise(stream->mix, n_cells);
    if (age_list == NULL && placement_list == NULL) {
        if (!table && model->opening_mix != NULL) {
            memcpy(stream->mix, model->opening_mix, (size_t)n_cells * sizeof *stream->mix);
            for (int p = 0; p < grid->n_placements && grid->ages_known && grid->unknown_row >= 0;
                 p++) {
                stream->mix[grid->unknown_row * grid->n_placements + p] = 0;
            }
            say_missing(self, stream, place, true, true);
        } else if (!table && n_cells == 1) {
            stream->mix[0] = 1;
        }
        return;
    }
    /* Margins: the sheet's list, else the table's, else the opening children's. */
    for (int i = 0; i < n_cells && table; i++) {
        ages[i / grid->n_placements] += stream->mix[i];
        placements[i % grid->n_placements] += stream->mix[i];
    }
    if (age_list != NULL) {
        memset(ages, 0, (size_t)grid->n_ages * sizeof *ages);
        list_ages(age_list, ages);
    }
    if (placement_list != NULL) {
        memset(placements, 0, (size_t)grid->n_placements * sizeof *placements);
        list_placements(self, placement_list, placements);
    }
    const double *age = age_list == NULL && !table ? opening_age : ages;
    const double *placement = placement_list == NULL && !table ? opening_placement : placements;
    say_missing(self, stream, place, age == opening_age, placement == opening_placement);
    for (int i = 0; i < n_cells; i++) {
        stream->mix[i] = age[i / grid->n_placements] * placement[i % grid->n_placements];
    }
}

int lac_build_mix(lac_build *self, lac_stream *stream, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const lac_place sheet = lac_build_sheet_place(self);
    const lac_place *place = item == NULL ? &sheet : &item->rows[0]->place;
    const size_t n_ages = (size_t)grid->n_ages;
    const size_t n_placements = (size_t)grid->n_placements;
    stream->mix = lac_build_alloc(self, n_ages * n_placements, sizeof *stream->mix);
    stream->group_mix = lac_build_alloc(self, (size_t)grid->n_groups, sizeof *stream->group_mix);
    double *buffer = calloc(2 * (n_ages + n_placements), sizeof *buffer);
    if (stream->mix == NULL || stream->group_mix == NULL || buffer == NULL) {
        free(buffer);
        return LAC_MEMORY;
    }
    combine(self, stream, item, place, buffer, buffer + n_ages, buffer + n_ages + n_placements,
        buffer + 2 * n_ages + n_placements);
    free(buffer);
    normalise(stream->mix, grid->n_ages * grid->n_placements);
    double sum = 0;
    for (int a = 0; a < grid->n_ages; a++) {
        const int band = lac_grid_age_band(grid, a);
        for (int p = 0; p < grid->n_placements; p++) {
            const double share = stream->mix[a * grid->n_placements + p];
            stream->group_mix[lac_grid_group(grid, band, p)] += share;
            sum += share;
        }
    }
    if (sum < 0.5 && grid->ages_known) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
            "add a row ages such as 0-9:40%; 10-17:60%, and placements if the study has them",
            "stream %s has no ages, but the study knows ages", stream_of(stream));
    } else if (sum < 0.5) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
            "add a row placement such as Fostering:80%; Residential:20%",
            "stream %s has no placements and nobody is looked after at the start",
            stream_of(stream));
    }
    return LAC_OK;
}

void lac_build_check_mix(lac_build *self)
{
    const lac_admission_ages *table = &self->plan->admission_ages;
    for (size_t i = 0; i < table->n_rows; i++) {
        bool known = false;
        for (int k = 0; k < self->model->n_streams && !known; k++) {
            known = lac_name_equal(table->rows[i].stream, self->model->streams[k].label.name);
        }
        if (!known) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &table->rows[i].place,
                "check the spelling; streams are the items of the section admissions",
                "the stream \"%s\" is not known", table->rows[i].stream);
        }
    }
}
