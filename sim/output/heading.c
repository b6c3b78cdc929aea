/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/heading.h"

#include "output/label.h"

/* In em of the text (15 points). */
#define TITLE_SIZE (22.0 / 15.0)
#define BOLD 1.08 /* bold text is wider than plain by this factor, at most */

enum { MOST_LINES = 2, MOST_WORDS = 3 * MOST_LINES + 1 };

int lac_heading_add(
    lac_arena *arena, lac_layout *layout, double x, double y, const char *text, int size, int align)
{
    lac_chart_word *word = &layout->words[layout->n_words];

    word->x = x;
    word->y = y;
    word->size = (unsigned)size;
    word->align = (unsigned)align;
    word->text = lac_label_clean(arena, text);
    layout->n_words += 1;
    return word->text == NULL ? LAC_MEMORY : LAC_OK;
}

/* Adds text at *y downwards on at most two lines and moves *y below it. */
static int add_lines(lac_arena *arena, lac_layout *layout, double *y, const char *text, int size,
    double scale, double height)
{
    const double room = (LAC_CANVAS_WIDTH - 2 * LAC_CANVAS_EDGE) / scale;
    char *lines[MOST_LINES];
    size_t n;
    int rc = lac_label_wrap(arena, text, room, MOST_LINES, lines, &n);

    for (size_t i = 0; rc == LAC_OK && i < n; i++) {
        rc = lac_heading_add(
            arena, layout, LAC_CANVAS_EDGE, *y - height / 2.0, lines[i], size, LAC_WORD_LEFT);
        *y -= height;
    }
    return rc;
}

/* Title and subtitle from *y downwards, the source upwards from *low. */
static int write_titles(lac_arena *arena, const lac_chart *chart, const char *subtitle,
    lac_layout *layout, double *y, double *low)
{
    char *lines[MOST_LINES];
    size_t n = 0;
    int rc = add_lines(arena, layout, y, chart->title, LAC_WORD_TITLE, TITLE_SIZE * BOLD, 2.0);

    *y -= 0.1;
    if (rc == LAC_OK) {
        rc = add_lines(arena, layout, y, subtitle, LAC_WORD_SUBTITLE, 1.0, 1.4);
    }
    *y -= 0.7;
    if (rc == LAC_OK) {
        rc = lac_label_wrap(arena, chart->source,
            (LAC_CANVAS_WIDTH - 2 * LAC_CANVAS_EDGE) / LAC_SOURCE_SIZE, MOST_LINES, lines, &n);
    }
    for (size_t i = n; rc == LAC_OK && i > 0; i--) {
        rc = lac_heading_add(arena, layout, LAC_CANVAS_EDGE, *low + 0.5, lines[i - 1],
            LAC_WORD_SOURCE, LAC_WORD_LEFT);
        *low += 1.1;
    }
    *low += n > 0 ? 0.5 : 0.0;
    return rc;
}

int lac_heading_write(
    lac_arena *arena, const lac_chart *chart, lac_heading *self, lac_layout *layout)
{
    const char *remark = self->remark;
    double y = layout->height - 0.7;
    double low = 0.5;
    char *subtitle = remark[0] == '\0'
                         ? lac_label_clean(arena, chart->subtitle)
                         : lac_arena_format(arena, "%s (%s)", chart->subtitle, remark);
    char *unit = self->titles || remark[0] == '\0'
                     ? lac_label_clean(arena, chart->unit)
                     : lac_arena_format(arena, "%s (%s)", chart->unit, remark);
    int rc = LAC_OK;

    layout->words = lac_arena_alloc(arena, MOST_WORDS + self->more, sizeof *layout->words);
    unit = unit == NULL ? NULL : lac_label_fit(arena, unit, LAC_CANVAS_WIDTH - 2 * LAC_CANVAS_EDGE);
    if (layout->words == NULL || subtitle == NULL || unit == NULL) {
        return LAC_MEMORY;
    }
    if (self->titles) {
        rc = write_titles(arena, chart, subtitle, layout, &y, &low);
    }
    if (rc == LAC_OK) {
        rc = lac_heading_add(
            arena, layout, LAC_CANVAS_EDGE, y - 0.7, unit, LAC_WORD_UNIT, LAC_WORD_LEFT);
    }
    self->top = y - 1.4;
    self->bottom = low;
    self->unit_end = LAC_CANVAS_EDGE + lac_label_width(unit);
    return rc;
}
