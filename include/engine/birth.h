/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_BIRTH_H
#define LAC_ENGINE_BIRTH_H

#include "engine/life.h"

/* How a child comes to be looked after. */
typedef enum {
    LAC_BIRTH_OPENING, /* there at the start; index is its opening row */
    LAC_BIRTH_STREAM,  /* admitted; index is the stream, as for the next */
    LAC_BIRTH_EXTRA,   /* admitted because an intervention adds it */
    LAC_BIRTH_FOUND    /* added by unreconciled */
} lac_birth_kind;

typedef struct {
    lac_birth_kind kind;
    int index;
    int month;       /* of arrival; 0 for those of the opening */
    uint32_t member; /* which of them */
} lac_birth;

typedef enum {
    LAC_BIRTH_KEPT_OUT, /* an intervention on admissions spares it */
    LAC_BIRTH_STAYS,    /* looked after from month `from` on */
    LAC_BIRTH_PASSES    /* has left again in the month of arrival; class_then and route say how */
} lac_birth_outcome;

lac_who lac_birth_who(const lac_birth *self);

/* The month from whose start on it is looked after. */
static inline int lac_birth_from(const lac_birth *self)
{
    return self->kind == LAC_BIRTH_OPENING ? 0 : self->month + 1;
}

/* A child in a period of care, from its words of LAC_LUCK_LIFE: the exponential of word 0, word 1, and the
 * exponential of word 3. Age, time and placement are not set. */
lac_child lac_birth_begin(lac_who who, int period, uint64_t leave, uint32_t route, uint64_t move);

/* Gives a child that has begun its age, time and placement from words 2 and 3 of LAC_LUCK_LIFE, occurrence
 * 0. */
lac_birth_outcome lac_birth_child(const lac_course *course, const lac_luck *luck,
    const lac_birth *self, uint32_t like, uint32_t moment, lac_child *child);

/* What is left of what a month would make a child face after a moment of it, in one of 2^16 equal parts,
 * which the word says: after the middle of that part, in 2^-17 of a month. */
static inline uint64_t lac_birth_faced(uint64_t faced, uint32_t moment)
{
    const uint64_t rest = (UINT64_C(1) << 17) - (2 * (uint64_t)(moment & 0xFFFF) + 1);
    return ((faced >> 32) * rest << 15) + ((faced & UINT32_MAX) * rest >> 17);
}

/* A child whose placement is set arrives at a moment of month m, which the word says, and faces the rates
 * for the rest of it (model rule 4). age_row is that at the end of the month. */
lac_birth_outcome lac_birth_arrive(
    const lac_course *course, lac_child *child, int age_row, int m, uint32_t moment);

/* How many start in stream k in month m, before interventions or (extra) because of them. */
uint32_t lac_birth_number(const lac_course *course, const lac_luck *luck, int k, int m, bool extra);

#endif
