/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/script.h"

#include "base/text.h"
#include "output/label.h"
#include "output/layout.h"

#include <math.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The files of plots/, made into strings by the Makefile. */
extern const char lac_template_frame[];
extern const char lac_template_lines[];
extern const char lac_template_flows[];
extern const char lac_template_fan[];
extern const char lac_template_rows[];
extern const char lac_template_close[];

enum { MARKER_DIGITS = 24 };

char *lac_script_marker(lac_arena *arena, const char *text)
{
    const char *seed = text;

    for (;;) {
        char digest[SHA256_DIGEST_STRING_LENGTH];
        char *marker;

        (void)SHA256Data((const uint8_t *)seed, strlen(seed), digest);
        marker = lac_arena_format(arena, "END_%.*s", (int)MARKER_DIGITS, digest);
        if (marker == NULL || strstr(text, marker) == NULL) {
            return marker;
        }
        seed = marker;
    }
}

static void put_number(FILE *out, double value)
{
    char text[32];

    lac_number_format(value, text);
    (void)fputs(text, out);
}

/* A position on the page, exact to a hundredth of a pixel. */
static double share(double em, double canvas)
{
    return floor(em / canvas * 1e5 + 0.5) / 1e5;
}

static void put_scalar(FILE *out, const char *name, double value)
{
    (void)fprintf(out, "%s = ", name);
    put_number(out, value);
    (void)fputc('\n', out);
}

/* "count = n" and arrays of at least one element, which gnuplot asks for and reads even if a loop
 * over them does nothing. */
static void put_count(FILE *out, const char *count, size_t n, const char *const *arrays)
{
    (void)fprintf(out, "%s = %zu\n", count, n);
    for (; *arrays != NULL; arrays++) {
        (void)fprintf(out, "array %s[%zu]\n", *arrays, n > 0 ? n : 1);
        if (n == 0) {
            (void)fprintf(out, "%s[1] = 1\n", *arrays);
        }
    }
}

static void put_item(FILE *out, const char *name, size_t i, double value)
{
    (void)fprintf(out, "%s[%zu] = ", name, i + 1);
    put_number(out, value);
    (void)fputc('\n', out);
}

/* The one place where words enter a script. */
static int put_text(
    FILE *out, lac_arena *arena, const char *name, size_t i, const char *text, bool bold)
{
    char *quoted = bold ? lac_label_quote_bold(arena, text) : lac_label_quote(arena, text);

    if (quoted == NULL) {
        return LAC_MEMORY;
    }
    (void)fprintf(out, "%s[%zu] = %s\n", name, i + 1, quoted);
    return LAC_OK;
}

static int put_data(FILE *out, lac_arena *arena, const lac_layout *layout, bool rows)
{
    char *block = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&block, &length);
    char *marker = NULL;
    bool bad;

    if (stream == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < layout->n_pieces; i++) {
        if (i > 0) {
            (void)fputs("\n\n", stream);
        }
        for (size_t k = 0; k < layout->pieces[i].n; k++) {
            const lac_chart_point *point = &layout->pieces[i].points[k];
            put_number(stream, point->x);
            (void)fputc(' ', stream);
            put_number(stream, point->y);
            (void)fputc(' ', stream);
            put_number(stream, point->from);
            if (!rows) {
                char month[8];

                lac_month_format(point->month, month);
                (void)fprintf(stream, " %s", month);
            }
            (void)fputc('\n', stream);
        }
    }
    bad = ferror(stream) != 0;
    bad = fclose(stream) != 0 || bad;
    if (!bad) {
        marker = lac_script_marker(arena, block);
    }
    if (marker != NULL) {
        (void)fprintf(out, "\n# %s; one block for each piece\n$data << %s\n%s%s\n\n",
            rows ? "end, row, begin" : "x, y, from, month", marker, block, marker);
    }
    free(block);
    return marker == NULL ? LAC_MEMORY : LAC_OK;
}

static int put_axes(FILE *out, lac_arena *arena, const lac_layout *layout)
{
    static const char *const x_arrays[] = {"x_tick_at", "x_tick_text", "x_tick_note", NULL};
    static const char *const y_arrays[] = {"y_tick_at", "y_tick_text", NULL};
    int rc = LAC_OK;

    put_scalar(out, "canvas_height", layout->height);
    put_scalar(out, "plot_left", share(layout->left, LAC_CANVAS_WIDTH));
    put_scalar(out, "plot_right", share(layout->right, LAC_CANVAS_WIDTH));
    put_scalar(out, "plot_bottom", share(layout->bottom, layout->height));
    put_scalar(out, "plot_top", share(layout->top, layout->height));
    put_scalar(out, "note_y", share(layout->bottom - 2.35, layout->height));
    put_scalar(out, "x_low", layout->x_low);
    put_scalar(out, "x_high", layout->x_high);
    put_scalar(out, "bar_half", layout->bar_half);
    put_scalar(out, "y_low", layout->axis.low);
    put_scalar(out, "y_high", layout->axis.high);
    put_scalar(out, "ruled", layout->ruled);
    put_scalar(out, "rule_x", layout->rule_x);
    put_scalar(out, "rule_top", share(layout->rule_top, layout->height));
    put_scalar(out, "aimed", layout->aimed);
    put_scalar(out, "target", layout->target);
    put_count(out, "x_ticks", layout->n_x_ticks, x_arrays);
    for (size_t i = 0; rc == LAC_OK && i < layout->n_x_ticks; i++) {
        const char *note = layout->x_notes[i];

        put_item(out, "x_tick_at", i, layout->x_ticks[i].at);
        rc = put_text(out, arena, "x_tick_text", i, layout->x_ticks[i].text, false);
        if (rc == LAC_OK) {
            rc = put_text(out, arena, "x_tick_note", i, note == NULL ? "" : note, false);
        }
    }
    put_count(out, "y_ticks", layout->n_y_ticks, y_arrays);
    for (size_t i = 0; rc == LAC_OK && i < layout->n_y_ticks; i++) {
        put_item(out, "y_tick_at", i, layout->y_ticks[i].at);
        rc = put_text(out, arena, "y_tick_text", i, layout->y_ticks[i].text, false);
    }
    return rc;
}

static int put_words(FILE *out, lac_arena *arena, const lac_layout *layout)
{
    static const char *const word_arrays[] = {
        "word_text", "word_size", "word_align", "word_x", "word_y", NULL};
    static const char *const value_arrays[] = {"value_text", "value_align", "value_x", "value_y",
        "value_dx", "value_dy", "value_light", NULL};
    int rc = LAC_OK;

    put_count(out, "words", layout->n_words, word_arrays);
    for (size_t i = 0; rc == LAC_OK && i < layout->n_words; i++) {
        const lac_chart_word *word = &layout->words[i];

        rc = put_text(out, arena, "word_text", i, word->text, word->size == LAC_WORD_TITLE);
        put_item(out, "word_size", i, (double)word->size);
        put_item(out, "word_align", i, (double)word->align);
        put_item(out, "word_x", i, share(word->x, LAC_CANVAS_WIDTH));
        put_item(out, "word_y", i, share(word->y, layout->height));
    }
    put_count(out, "values", layout->n_values, value_arrays);
    for (size_t i = 0; rc == LAC_OK && i < layout->n_values; i++) {
        const lac_chart_value *value = &layout->values[i];

        rc = put_text(out, arena, "value_text", i, value->text, false);
        put_item(out, "value_align", i, value->align);
        put_item(out, "value_x", i, value->x);
        put_item(out, "value_y", i, value->y);
        put_item(out, "value_dx", i, share(value->dx, LAC_CANVAS_WIDTH));
        put_item(out, "value_dy", i, share(value->dy, layout->height));
        put_item(out, "value_light", i, value->light);
    }
    return rc;
}

/* The coloured squares of a key. */
static void put_squares(FILE *out, const lac_layout *layout)
{
    static const char *const arrays[] = {"square_x", "square_y", "square_style", NULL};

    put_count(out, "squares", layout->n_squares, arrays);
    for (size_t i = 0; i < layout->n_squares; i++) {
        put_item(out, "square_x", i, share(layout->squares[i].x, LAC_CANVAS_WIDTH));
        put_item(out, "square_y", i, share(layout->squares[i].y, layout->height));
        put_item(out, "square_style", i, layout->squares[i].style);
    }
}

/* Whether a name had to be moved so far from its end that a line joins them; em in units of the axis. */
static bool is_joined(const lac_chart_end *end, double em)
{
    return !end->apart && fabs(end->y - end->line_y) > 0.25 * em;
}

/* Names at the ends, a row for each of their lines, and the joins of those that were moved. */
static int put_ends(FILE *out, lac_arena *arena, const lac_layout *layout)
{
    static const char *const end_arrays[] = {"end_text", "end_y", "end_up", NULL};
    static const char *const join_arrays[] = {"join_x", "join_from", "join_to", NULL};
    const double em = (layout->axis.high - layout->axis.low) / (layout->top - layout->bottom);
    size_t rows = 0;
    size_t joins = 0;
    int rc = LAC_OK;

    for (size_t i = 0; i < layout->n_ends; i++) {
        rows += layout->ends[i].n_lines;
    }
    put_scalar(out, "ends_x", share(layout->ends_x, LAC_CANVAS_WIDTH));
    put_scalar(out, "joins_x", share(layout->ends_x - 0.25, LAC_CANVAS_WIDTH));
    put_count(out, "ends", rows, end_arrays);
    rows = 0;
    for (size_t i = 0; rc == LAC_OK && i < layout->n_ends; i++) {
        const lac_chart_end *end = &layout->ends[i];

        for (size_t k = 0; rc == LAC_OK && k < end->n_lines; k++) {
            double up = ((double)(end->n_lines - 1) / 2.0 - (double)k) * layout->line_height;

            rc = put_text(out, arena, "end_text", rows, end->lines[k], false);
            put_item(out, "end_y", rows, end->y);
            put_item(out, "end_up", rows, share(up, layout->height));
            rows++;
        }
        joins += is_joined(end, em) ? 1 : 0;
    }
    put_count(out, "joins", joins, join_arrays);
    joins = 0;
    for (size_t i = 0; i < layout->n_ends; i++) {
        const lac_chart_end *end = &layout->ends[i];

        if (is_joined(end, em)) {
            put_item(out, "join_x", joins, end->line_x);
            put_item(out, "join_from", joins, end->line_y);
            put_item(out, "join_to", joins, end->y);
            joins++;
        }
    }
    return rc;
}

static int put_pieces(FILE *out, lac_arena *arena, const lac_layout *layout, bool rows)
{
    static const char *const piece_arrays[] = {"piece_style", "piece_half", NULL};
    static const char *const mark_arrays[] = {"mark_piece", NULL};
    size_t marks = 0;

    put_count(out, "pieces", layout->n_pieces, piece_arrays);
    put_scalar(out, "bands", (double)layout->n_bands);
    for (size_t i = 0; i < layout->n_pieces; i++) {
        put_item(out, "piece_style", i, layout->pieces[i].style);
        put_item(out, "piece_half", i, layout->pieces[i].half);
        marks += layout->pieces[i].marked ? 1 : 0;
    }
    put_count(out, "marks", marks, mark_arrays);
    marks = 0;
    for (size_t i = 0; i < layout->n_pieces; i++) {
        if (layout->pieces[i].marked) {
            put_item(out, "mark_piece", marks++, (double)(i + 1));
        }
    }
    return put_data(out, arena, layout, rows);
}

static const char *template_of(lac_chart_kind kind)
{
    switch (kind) {
    case LAC_CHART_FLOWS:
        return lac_template_flows;
    case LAC_CHART_FAN:
        return lac_template_fan;
    case LAC_CHART_ROWS:
        return lac_template_rows;
    default:
        return lac_template_lines;
    }
}

int lac_script_make(
    lac_arena *arena, const lac_chart *chart, bool titles, char **script, size_t *length)
{
    lac_layout layout;
    char *text = NULL;
    FILE *out = NULL;
    bool bad;
    int rc = lac_layout_make(arena, chart, titles, &layout);

    *script = NULL;
    *length = 0;
    if (rc != LAC_OK) {
        return rc;
    }
    out = open_memstream(&text, length);
    if (out == NULL) {
        return LAC_MEMORY;
    }
    (void)fprintf(out,
        "# Written by lacflow: one chart's data, then its templates. Draw it again with\n"
        "#     gnuplot %s.gp\n"
        "# Change colours and sizes below the data, words and numbers here.\n"
        "chart_name = '%s'\n"
        "quote_mark = \"\\047\"\n",
        chart->name, chart->name);
    rc = put_axes(out, arena, &layout);
    rc = rc == LAC_OK ? put_words(out, arena, &layout) : rc;
    put_squares(out, &layout);
    rc = rc == LAC_OK ? put_ends(out, arena, &layout) : rc;
    rc = rc == LAC_OK ? put_pieces(out, arena, &layout, chart->kind == LAC_CHART_ROWS) : rc;
    (void)fprintf(
        out, "%s\n%s\n%s", lac_template_frame, template_of(chart->kind), lac_template_close);
    bad = ferror(out) != 0;
    bad = fclose(out) != 0 || bad;
    if (rc == LAC_OK && bad) {
        rc = LAC_MEMORY;
    }
    if (rc == LAC_OK) {
        *script = lac_arena_copy_n(arena, text, *length);
        rc = *script == NULL ? LAC_MEMORY : LAC_OK;
    }
    free(text);
    return rc;
}
