/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16384, SHORT_BYTES = 256 };

struct lac_arena_block {
    lac_arena_block *previous;
    size_t used;
    size_t size;
    max_align_t bytes[];
};

void *lac_arena_alloc(lac_arena *self, size_t count, size_t size)
{
    const size_t align = sizeof(max_align_t);
    if (size != 0 && count > (SIZE_MAX - 2 * (size_t)BLOCK_BYTES) / size) {
        return NULL;
    }
    size_t bytes = (count * size + align - 1) / align * align;
    if (bytes == 0) {
        bytes = align;
    }
    lac_arena_block *block = self->last;
    if (block == NULL || block->size - block->used < bytes) {
        const size_t room = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        block = calloc(1, sizeof *block + room);
        if (block == NULL) {
            return NULL;
        }
        block->size = room;
        block->previous = self->last;
        self->last = block;
    }
    void *out = (char *)block->bytes + block->used;
    block->used += bytes;
    return out;
}

void *lac_arena_clone(lac_arena *self, const void *from, size_t count, size_t size)
{
    void *out = lac_arena_alloc(self, count, size);
    if (out != NULL && count > 0) {
        memcpy(out, from, count * size);
    }
    return out;
}

char *lac_arena_copy_n(lac_arena *self, const char *text, size_t length)
{
    char *out = lac_arena_alloc(self, length + 1, 1);
    if (out != NULL) {
        memcpy(out, text, length);
        out[length] = '\0';
    }
    return out;
}

char *lac_arena_copy(lac_arena *self, const char *text)
{
    return lac_arena_copy_n(self, text, strlen(text));
}

char *lac_arena_format(lac_arena *self, const char *format, ...)
{
    char shown[SHORT_BYTES];
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(shown, sizeof shown, format, args);
    va_end(args);
    if (length >= 0 && length < SHORT_BYTES) {
        return lac_arena_copy_n(self, shown, (size_t)length);
    }
    char *out = length < 0 ? NULL : lac_arena_alloc(self, (size_t)length + 1, 1);
    if (out != NULL) {
        va_start(args, format);
        vsnprintf(out, (size_t)length + 1, format, args);
        va_end(args);
    }
    return out;
}

void lac_arena_free(lac_arena *self)
{
    lac_arena_block *block = self->last;
    while (block != NULL) {
        lac_arena_block *previous = block->previous;
        free(block);
        block = previous;
    }
    self->last = NULL;
}

int lac_grow(void *items, size_t *capacity, size_t needed, size_t size)
{
    assert(size > 0);
    if (needed <= *capacity) {
        return LAC_OK;
    }
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2) {
            return LAC_MEMORY;
        }
        wanted *= 2;
    }
    if (wanted > SIZE_MAX / size) {
        return LAC_MEMORY;
    }
    void *old = NULL;
    memcpy(&old, items, sizeof old);
    void *grown = realloc(old, wanted * size);
    if (grown == NULL) {
        return LAC_MEMORY;
    }
    memcpy(items, &grown, sizeof grown);
    *capacity = wanted;
    return LAC_OK;
}
