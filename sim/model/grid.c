/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/grid.h"

int lac_grid_make(lac_grid *self, lac_arena *arena, bool ages_known, bool any_unknown,
    int n_placements, const bool year_break[LAC_ADULT_YEARS], const bool *month_break,
    int n_month_breaks)
{
    self->ages_known = ages_known;
    self->unknown_row = any_unknown || !ages_known ? (ages_known ? LAC_ADULT_MONTHS : 0) : -1;
    self->n_ages = (ages_known ? LAC_ADULT_MONTHS : 0) + (self->unknown_row >= 0);
    self->n_placements = n_placements;
    self->age_band_first = lac_arena_alloc(arena, LAC_ADULT_YEARS + 2, sizeof(int));
    self->age_band_of = lac_arena_alloc(arena, (size_t)self->n_ages, sizeof(int));
    self->duration_band_first = lac_arena_alloc(arena, (size_t)n_month_breaks + 2, sizeof(int));
    if (self->age_band_first == NULL || self->age_band_of == NULL ||
        self->duration_band_first == NULL) {
        return LAC_MEMORY;
    }
    int n = 0;
    for (int year = 0; ages_known && year < LAC_ADULT_YEARS; year++) {
        if (year == 0 || year_break[year]) {
            self->age_band_first[n++] = year * 12;
        }
    }
    if (self->unknown_row >= 0) {
        self->age_band_first[n++] = self->unknown_row;
    }
    self->age_band_first[n] = self->n_ages;
    self->n_age_bands = n;
    for (int age = 0, band = 0; age < self->n_ages; age++) {
        band += age == self->age_band_first[band + 1];
        self->age_band_of[age] = band;
    }

    n = 0;
    int last = 0;
    self->duration_band_first[n++] = 0;
    for (int month = 1; month < n_month_breaks; month++) {
        if (month_break[month]) {
            self->duration_band_first[n++] = month;
            last = month;
        }
    }
    self->n_durations = last + 1;
    self->duration_band_first[n] = self->n_durations;
    self->n_duration_bands = n;

    self->n_groups = self->n_age_bands * n_placements;
    self->n_classes = self->n_groups * self->n_duration_bands;
    self->n_cells = self->n_ages * n_placements * self->n_durations;
    return LAC_OK;
}

bool lac_grid_band_years(const lac_grid *self, int age_band, int *first, int *last)
{
    if (self->age_band_first[age_band] == self->unknown_row) {
        return false;
    }
    *first = self->age_band_first[age_band] / 12;
    *last = self->age_band_first[age_band + 1] / 12 - 1;
    return true;
}
