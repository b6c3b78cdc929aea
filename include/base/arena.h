/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_ARENA_H
#define LAC_BASE_ARENA_H

#include "base/status.h"

#include <stddef.h>

/* Memory that lives and dies together: a plan, a table or a model owns one arena and frees it once. */
typedef struct lac_arena_block lac_arena_block;

typedef struct {
    lac_arena_block *last;
} lac_arena;

/* Zeroed memory for count items of size bytes, aligned for any type; NULL when there is none or the
 * product overflows. Freed with the arena, never alone. An arena begins as {0}. */
void *lac_arena_alloc(lac_arena *self, size_t count, size_t size);

/* The same with the bytes of count items at from, which may be NULL when there are none. */
void *lac_arena_clone(lac_arena *self, const void *from, size_t count, size_t size);

/* Copies of text, owned by the arena; NULL when there is no memory. */
char *lac_arena_copy(lac_arena *self, const char *text);
char *lac_arena_copy_n(lac_arena *self, const char *text, size_t length);
char *lac_arena_format(lac_arena *self, const char *format, ...) LAC_PRINTF(2, 3);

/* Frees everything. Safe on {0} and when called twice. */
void lac_arena_free(lac_arena *self);

/* Grows a malloc'd array of items of size bytes so that it holds at least needed items. *items and
 * *capacity are changed only on success. Returns LAC_OK or LAC_MEMORY. The caller frees *items. */
int lac_grow(void *items, size_t *capacity, size_t needed, size_t size) LAC_CHECKED;

#endif
