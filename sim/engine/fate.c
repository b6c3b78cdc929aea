/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/fate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* Numbers of a replicate's draw, in words of one lac_draw. */
enum { ADMISSIONS_WORD, EXITS_WORD, FLOWS };

/* Unknowns and years are numbered by the study alone: their luck is the same whatever the scenario and
 * the layers. */
static lac_who who_is(int index)
{
    return (lac_who){.family = 0, .member = (uint32_t)index};
}

/* The unknowns of the layer of parameters come first. */
static int make_gammas(lac_fate *self)
{
    const lac_unknowns *unknowns = self->unknowns;
    size_t n = 0;
    double *shapes = lac_arena_alloc(&self->arena, (size_t)unknowns->n + 1, sizeof *shapes);
    if (shapes == NULL) {
        return LAC_MEMORY;
    }
    for (int u = 0; u < unknowns->n && unknowns->items[u].layer == LAC_LAYER_PARAMETER; u++) {
        shapes[n++] = unknowns->items[u].events;
    }
    return lac_gammas_make(&self->gammas, shapes, n, &self->arena);
}

static int year_of(const lac_fate *self, int month)
{
    return lac_month_financial_year(self->start + month) - lac_month_financial_year(self->start);
}

int lac_fate_make(lac_fate *self, const lac_unknowns *unknowns, const lac_drift *drift,
    lac_month start, int n_months)
{
    self->unknowns = unknowns;
    self->drift = drift;
    self->start = start;
    self->n_months = n_months;
    self->n_years = year_of(self, n_months - 1) + 1;
    const size_t years = (size_t)self->n_years * FLOWS;
    self->draw = lac_arena_alloc(&self->arena, (size_t)unknowns->n + 1, sizeof *self->draw);
    self->month = lac_arena_alloc(&self->arena, (size_t)n_months * FLOWS, sizeof *self->month);
    self->normal = lac_arena_alloc(&self->arena, years, sizeof *self->normal);
    self->year = lac_arena_alloc(&self->arena, years, sizeof *self->year);
    return self->draw == NULL || self->month == NULL || self->normal == NULL ||
                   self->year == NULL || make_gammas(self) != LAC_OK
               ? LAC_MEMORY
               : LAC_OK;
}

static void draw_unknowns(lac_fate *self, const lac_luck *luck, unsigned layers)
{
    for (int u = 0; u < self->unknowns->n; u++) {
        self->draw[u] = NAN;
        if ((layers & self->unknowns->items[u].layer) == LAC_LAYER_ASSUMPTION) {
            const lac_draw draw = lac_luck_draw(luck, who_is(u), LAC_LUCK_ASSUMPTION, 0);
            self->draw[u] = lac_luck_uniform(draw.word[0]);
        }
    }
    if ((layers & LAC_LAYER_PARAMETER) != 0) {
        lac_gammas_draw(&self->gammas, luck, self->draw);
    }
}

static void draw_years(lac_fate *self, const lac_luck *luck)
{
    for (int y = 0; y < self->n_years; y++) {
        const lac_draw draw = lac_luck_draw(luck, who_is(y), LAC_LUCK_DRIFT, 0);
        for (int flow = ADMISSIONS_WORD; flow < FLOWS; flow++) {
            self->normal[FLOWS * y + flow] =
                gsl_cdf_ugaussian_Pinv(lac_luck_uniform(draw.word[flow]));
        }
    }
    lac_drift_years(self->drift, self->normal, self->n_years, self->year);
    for (int m = 0; m < self->n_months; m++) {
        memcpy(&self->month[FLOWS * m], &self->year[FLOWS * year_of(self, m)],
            FLOWS * sizeof *self->month);
    }
}

void lac_fate_draw(lac_fate *self, const lac_luck *luck, unsigned layers)
{
    draw_unknowns(self, luck, layers);
    if ((layers & LAC_LAYER_DRIFT) != 0) {
        draw_years(self, luck);
        return;
    }
    for (int i = 0; i < FLOWS * self->n_months; i++) {
        self->month[i] = 1;
    }
}

void lac_fate_free(lac_fate *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
