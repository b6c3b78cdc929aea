/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/itinerary.h"

/* The rest of a stage that has not ended in `elapsed` days (-1: that begins). */
static int rest_of_stage(
    lac_stage_end *out, lac_arena *arena, const lac_stage *stage, int elapsed, int n_days)
{
    const int gone = elapsed > 0 ? elapsed : 0;
    const int skipped = elapsed + 1 > stage->least_days ? elapsed + 1 - stage->least_days : 0;
    double sum = 0;
    for (int d = skipped; d < stage->n_days; d++) {
        sum += stage->days[d];
    }
    const bool overdue = sum <= 0;
    out->first = overdue ? 0 : stage->least_days + skipped - gone;
    out->n = overdue ? 1 : stage->n_days - skipped;
    if (out->n > n_days - out->first) {
        out->n = n_days > out->first ? n_days - out->first : 0;
    }
    out->p = lac_arena_alloc(arena, (size_t)out->n + 1, sizeof *out->p);
    for (int d = 0; d < out->n && out->p != NULL; d++) {
        out->p[d] = overdue ? 1 : stage->days[skipped + d] / sum;
    }
    return out->p == NULL ? LAC_MEMORY : LAC_OK;
}

/* The end of a stage that begins when another ends. */
static int convolve(lac_stage_end *out, lac_arena *arena, const lac_stage_end *before,
    const lac_stage *stage, int n_days)
{
    out->first = before->first + stage->least_days;
    out->n = before->n > 0 ? before->n + stage->n_days - 1 : 0;
    if (out->n > n_days - out->first) {
        out->n = n_days > out->first ? n_days - out->first : 0;
    }
    out->p = lac_arena_alloc(arena, (size_t)out->n + 1, sizeof *out->p);
    for (int a = 0; a < before->n && out->p != NULL; a++) {
        for (int d = 0; d < stage->n_days && a + d < out->n; d++) {
            out->p[a + d] += before->p[a] * stage->days[d];
        }
    }
    return out->p == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_itinerary_make(lac_itinerary *self, lac_arena *arena, const lac_pathway *pathway,
    double success, int stage, int elapsed, int n_days)
{
    const int n = pathway->n_stages;
    *self = (lac_itinerary){.first_stage = stage,
        .n_stages = n,
        .ends = lac_arena_alloc(arena, (size_t)n, sizeof *self->ends),
        .fresh = elapsed < 0,
        .holds = stage <= pathway->last_council};
    int status = self->ends == NULL ? LAC_MEMORY : LAC_OK;
    double reach = 1;
    for (int i = stage; i < n && status == LAC_OK; i++) {
        const lac_stage *of = &pathway->stages[i];
        lac_stage_end *end = &self->ends[i];
        status = i == stage ? rest_of_stage(end, arena, of, elapsed, n_days)
                            : convolve(end, arena, &self->ends[i - 1], of, n_days);
        end->passed = reach * of->approval * (i == n - 1 ? success : 1);
        end->refused = reach - end->passed;
        end->frees = i < pathway->last_council    ? end->refused
                     : i == pathway->last_council ? reach
                                                  : 0;
        if (status == LAC_OK && end->n > 0 && end->first == 0) {
            self->at_once += end->frees * end->p[0];
        }
        reach = end->passed;
    }
    return status;
}
