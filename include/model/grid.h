/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_GRID_H
#define LAC_MODEL_GRID_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

/* The dimensions of a study: age by month, completed months in care, placement. Data that is not
 * there has one position, so less data means fewer cells and not another program.
 *
 * Age rows 0 to 215 are completed months; a last row, unknown_row, holds children of unknown age.
 * Months in care run from 0 to n_durations - 1, the last one open ("24 or more").
 *
 * Rates are equal inside a class: a band of ages (completed years, between the ends of all filters and
 * tables) x a band of months in care x a placement. A group is a band of ages x a placement: what the
 * filters of routes and interventions can tell apart. */
enum { LAC_ADULT_MONTHS = 216, LAC_ADULT_YEARS = 18 };

typedef struct {
    bool ages_known;
    int n_ages;      /* rows: 216 or 0, and one for unknown ages */
    int unknown_row; /* -1 for none */
    int n_durations;
    int n_placements; /* at least 1: without placements all are in one */

    int n_age_bands;
    int *age_band_first; /* row, n_age_bands + 1 of them */
    int *age_band_of;    /* the band of each row */
    int n_duration_bands;
    int *duration_band_first; /* months, n_duration_bands + 1 of them */

    int n_groups;  /* age bands x placements */
    int n_classes; /* age bands x duration bands x placements */
    int n_cells;   /* durations x placements x ages */
} lac_grid;

/* Makes a grid from the ages (completed years, 1 to 17) and months in care (1 to 1200) at which any
 * rate or filter changes: year_break[y], month_break[m] are flags. Arrays belong to the arena. */
int lac_grid_make(lac_grid *self, lac_arena *arena, bool ages_known, bool any_unknown,
    int n_placements, const bool year_break[LAC_ADULT_YEARS], const bool *month_break,
    int n_month_breaks) LAC_CHECKED;

/* Cells are laid out by months in care, then placement by placement, ages last. */
static inline int lac_grid_cell(const lac_grid *self, int age, int placement, int duration)
{
    return (duration * self->n_placements + placement) * self->n_ages + age;
}

static inline int lac_grid_group(const lac_grid *self, int age_band, int placement)
{
    return age_band * self->n_placements + placement;
}

static inline int lac_grid_class(
    const lac_grid *self, int age_band, int duration_band, int placement)
{
    return (age_band * self->n_duration_bands + duration_band) * self->n_placements + placement;
}

/* The group of a class. */
static inline int lac_grid_group_of_class(const lac_grid *self, int class_index)
{
    if (self->n_duration_bands == 1) {
        return class_index;
    }
    const int age_band = class_index / (self->n_duration_bands * self->n_placements);
    return age_band * self->n_placements + class_index % self->n_placements;
}

/* The band of an age row. */
static inline int lac_grid_age_band(const lac_grid *self, int age)
{
    return self->age_band_of[age];
}

/* First and last completed year of a band; false for the band of unknown ages. */
bool lac_grid_band_years(const lac_grid *self, int age_band, int *first, int *last);

#endif
