/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn.h"

#include "output/canvas.h"
#include "output/label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BOXES = 1000, MOST_BYTES = 2000000 };

/* A word on the canvas, em. */
typedef struct {
    double left, right, low, high;
    const char *text;
} box;

typedef struct {
    size_t n;
    box boxes[MOST_BOXES];
} page;

/* align: as LAC_WORD_LEFT and so on; size: of the text, em. */
static void add_box(page *self, const char *text, double x, double y, int align, double size)
{
    const double width = lac_label_width(text) * size;
    const double left = align == LAC_WORD_LEFT    ? x
                        : align == LAC_WORD_RIGHT ? x - width
                                                  : x - width / 2;
    if (*text == '\0') {
        return;
    }
    assert_true(self->n < MOST_BOXES);
    self->boxes[self->n++] = (box){left, left + width, y - size * 0.45, y + size * 0.45, text};
}

static void collect(page *self, const lac_layout *layout)
{
    static const double SIZES[] = {0, 22.0 / 15, 1, 1, 12.0 / 15};
    for (size_t i = 0; i < layout->n_words; i++) {
        const lac_chart_word *word = &layout->words[i];
        add_box(self, word->text, word->x, word->y, (int)word->align, SIZES[word->size]);
    }
    for (size_t i = 0; i < layout->n_values; i++) {
        const lac_chart_value *value = &layout->values[i];
        add_box(self, value->text, lac_canvas_x(layout, value->x) + value->dx,
            lac_canvas_y(layout, value->y) + value->dy, value->align, 1);
    }
    for (size_t i = 0; i < layout->n_ends; i++) {
        const lac_chart_end *end = &layout->ends[i];
        for (size_t k = 0; k < end->n_lines; k++) {
            const double up = (double)(end->n_lines - 1) / 2 - (double)k;
            add_box(self, end->lines[k], layout->ends_x,
                lac_canvas_y(layout, end->y) + up * layout->line_height, LAC_WORD_LEFT, 1);
        }
    }
    for (size_t i = 0; i < layout->n_x_ticks; i++) {
        add_box(self, layout->x_ticks[i].text, lac_canvas_x(layout, layout->x_ticks[i].at),
            layout->bottom - 1.2, LAC_WORD_CENTRE, 1);
    }
}

static void assert_apart(const lac_layout *layout)
{
    static page here;
    here.n = 0;
    collect(&here, layout);
    for (size_t i = 0; i < here.n; i++) {
        const box *a = &here.boxes[i];
        if (a->left < 0 || a->right > LAC_CANVAS_WIDTH || a->low < 0 || a->high > layout->height) {
            fail_msg("\"%s\" lies outside: %g to %g, %g to %g", a->text, a->left, a->right, a->low,
                a->high);
        }
        for (size_t k = 0; k < i; k++) {
            const box *b = &here.boxes[k];
            if (a->left < b->right && b->left < a->right && a->low < b->high && b->low < a->high) {
                fail_msg("\"%s\" overlaps \"%s\"", a->text, b->text);
            }
        }
    }
}

void assert_readable(lac_arena *arena, const lac_chart *chart, lac_layout *layout)
{
    const char *fault = lac_chart_fault(chart);
    if (fault != NULL) {
        fail_msg("%s: %s", chart->name, fault);
    }
    for (int titles = 0; titles < 2; titles++) {
        assert_int_equal(lac_layout_make(arena, chart, titles == 1, layout), LAC_OK);
        assert_true(fmod(layout->height, 4) == 0);
        assert_true(layout->bottom < layout->top && layout->left < layout->right);
        assert_apart(layout);
    }
}

char *text_of_file(lac_arena *arena, const char *folder, const char *name)
{
    const char *path = lac_arena_format(arena, "%s/%s", folder, name);
    char *bytes = lac_arena_alloc(arena, MOST_BYTES, 1);
    FILE *in = path == NULL ? NULL : fopen(path, "rb");
    if (in == NULL || bytes == NULL) {
        fail_msg("cannot read %s", path);
    }
    assert_in_range(fread(bytes, 1, MOST_BYTES - 1, in), 1, MOST_BYTES - 2);
    (void)fclose(in);
    return bytes;
}

void remove_folder(const char *folder)
{
    DIR *list = opendir(folder);
    const struct dirent *entry;
    assert_non_null(list);
    while ((entry = readdir(list)) != NULL) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.') {
            (void)remove(path);
        }
    }
    (void)closedir(list);
    assert_int_equal(rmdir(folder), 0);
}
