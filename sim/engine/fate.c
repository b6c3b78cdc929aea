/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/fate.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
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

static int make_luck(lac_fate *self)
{
    const size_t n = ((size_t)self->unknowns->n + 7) / 8 * 8;
    self->n_luck = n;
    self->family = lac_arena_alloc(&self->arena, n + 1, sizeof *self->family);
    self->member = lac_arena_alloc(&self->arena, n + 1, sizeof *self->member);
    self->words = lac_arena_alloc(&self->arena, 4 * n + 1, sizeof *self->words);
    if (self->family == NULL || self->member == NULL || self->words == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        self->family[i] = who_is((int)i).family;
        self->member[i] = who_is((int)i).member;
    }
    return LAC_OK;
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
    self->rng = gsl_rng_alloc(lac_luck_rng_type);
    return self->draw == NULL || self->month == NULL || self->normal == NULL ||
                   self->year == NULL || self->rng == NULL || make_luck(self) != LAC_OK
               ? LAC_MEMORY
               : LAC_OK;
}

static void draw_unknowns(lac_fate *self, const lac_luck *luck, unsigned layers)
{
    const size_t n = self->n_luck;
    if ((layers & LAC_LAYER_PARAMETER) != 0) {
        lac_luck_fill(luck, self->family, self->member, n, LAC_LUCK_PARAMETER, 0, self->words, n);
    }
    for (int u = 0; u < self->unknowns->n; u++) {
        const lac_unknown *unknown = &self->unknowns->items[u];
        if ((layers & unknown->layer) == 0) {
            self->draw[u] = NAN;
        } else if (unknown->layer == LAC_LAYER_PARAMETER) {
            const uint32_t *word = self->words + u;
            const lac_draw first = {{word[0], word[n], word[2 * n], word[3 * n]}};
            lac_luck_rng_begin(self->rng, luck, who_is(u), LAC_LUCK_PARAMETER, 0, &first);
            self->draw[u] = gsl_ran_gamma(self->rng, unknown->events, 1 / unknown->events);
        } else {
            const lac_draw draw = lac_luck_draw(luck, who_is(u), LAC_LUCK_ASSUMPTION, 0);
            self->draw[u] = lac_luck_uniform(draw.word[0]);
        }
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
    if (self->rng != NULL) {
        gsl_rng_free(self->rng);
    }
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
