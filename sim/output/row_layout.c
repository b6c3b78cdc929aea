/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/row_layout.h"

#include "output/heading.h"
#include "output/label.h"
#include "output/row_piece.h"

#include <math.h>
#include <string.h>

/* em */
#define LABEL_MOST 19.0 /* width of the labels */
#define LABEL_GAP 1.0   /* between them and the plot */
#define LINE_STEP 1.3   /* between the lines of a label */
#define ROOM_OF_WEEK 4.0
#define ROOM_OF_TICK 6.0 /* on the axis, at least */
#define KEY_HEIGHT 1.7
#define RULE_HEIGHT 1.4
#define TICKS_HEIGHT 2.1
#define SQUARE_GAP 1.5 /* from the left of a square to its word */
#define KEY_GAP 1.8    /* between a word and the next square */

enum {
    MOST_LINES = 2,
    MANY = 12,
    STEP_OF_HEIGHT = 4,
    ROUNDS = 40,
    MOST_TICKS = 6,
    MOST_WEEK_TICKS = 9
};

typedef struct {
    char *lines[MOST_LINES];
    size_t n_lines;
    char *note; /* NULL for none */
} row_words;

/* What the steps below share. */
typedef struct {
    lac_arena *arena;
    const lac_chart *chart;
    const lac_rows *rows;
    lac_layout *out;
    row_words *words;
    size_t most_lines; /* of a label with its note */
    double row_height; /* em */
} work;

/* ---- words at the left --------------------------------------------------------------------------- */

static int write_labels(work *w)
{
    const size_t n = w->rows->n;
    double widest = 0.0;

    w->words = lac_arena_alloc(w->arena, n, sizeof *w->words);
    if (w->words == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        const lac_row *row = &w->rows->rows[i];
        row_words *words = &w->words[i];
        int rc = lac_label_wrap(w->arena, row->label, LABEL_MOST, n > MANY ? 1 : MOST_LINES,
            words->lines, &words->n_lines);

        if (rc == LAC_OK && row->note != NULL) {
            words->note = lac_label_fit(w->arena, row->note, LABEL_MOST);
            rc = words->note == NULL ? LAC_MEMORY : LAC_OK;
        }
        if (rc != LAC_OK) {
            return rc;
        }
        for (size_t k = 0; k < words->n_lines; k++) {
            widest = fmax(widest, lac_label_width(words->lines[k]));
        }
        widest = fmax(widest, words->note == NULL ? 0.0 : lac_label_width(words->note));
        const size_t lines = words->n_lines + (words->note == NULL ? 0 : 1);
        w->most_lines = lines > w->most_lines ? lines : w->most_lines;
    }
    w->out->left = LAC_CANVAS_EDGE + widest * 1.02 + LABEL_GAP;
    w->out->right = LAC_CANVAS_WIDTH - LAC_CANVAS_EDGE;
    return LAC_OK;
}

static int place_labels(work *w)
{
    int rc = LAC_OK;

    for (size_t i = 0; i < w->rows->n; i++) {
        const row_words *words = &w->words[i];
        const size_t n = words->n_lines + (words->note == NULL ? 0 : 1);
        double y =
            w->out->top - ((double)i + 0.5) * w->row_height + ((double)n - 1.0) / 2.0 * LINE_STEP;

        for (size_t k = 0; rc == LAC_OK && k < words->n_lines; k++) {
            rc = lac_heading_add(w->arena, w->out, LAC_CANVAS_EDGE, y, words->lines[k],
                LAC_WORD_UNIT, LAC_WORD_LEFT);
            y -= LINE_STEP;
        }
        if (rc == LAC_OK && words->note != NULL) {
            rc = lac_heading_add(w->arena, w->out, LAC_CANVAS_EDGE, y, words->note,
                LAC_WORD_SUBTITLE, LAC_WORD_LEFT);
        }
    }
    return rc;
}

/* ---- the horizontal axis ------------------------------------------------------------------------- */

/* Makes the axis longer until the words beyond the bars fit. */
static void make_room(work *w)
{
    lac_layout *out = w->out;
    const double width = out->right - out->left;

    for (int round = 0; round < ROUNDS; round++) {
        const double em = (out->x_high - out->x_low) / width;

        for (size_t i = 0; i < w->rows->n; i++) {
            const lac_row *row = &w->rows->rows[i];
            double low;
            double high;

            if (row->end == NULL || !lac_row_range(w->chart, row, &low, &high)) {
                continue;
            }
            const double room =
                fmin(lac_label_width(row->end) + 2.0 * LAC_ROW_END_GAP, 0.45 * width) * em;
            if (lac_row_ends_left(w->rows, low, high)) {
                out->x_low = fmin(out->x_low, low - room);
            } else {
                out->x_high = fmax(out->x_high, high + room);
            }
        }
    }
}

/* Keeps the ticks that stand on the axis with their words inside the canvas. */
static void drop_ticks(lac_layout *out)
{
    size_t n = 0;

    for (size_t i = 0; i < out->n_x_ticks; i++) {
        const lac_axis_tick tick = out->x_ticks[i];
        const double x = out->left + (tick.at - out->x_low) / (out->x_high - out->x_low) *
                                         (out->right - out->left);

        if (x >= out->left - 1e-6 && x <= out->right + 1e-6 &&
            x + lac_label_width(tick.text) / 2.0 <= LAC_CANVAS_WIDTH - 0.2) {
            out->x_ticks[n++] = tick;
        }
    }
    out->n_x_ticks = n;
}

static int choose_axis(work *w)
{
    const lac_rows *rows = w->rows;
    const double scale = lac_row_scale(w->chart);
    lac_layout *out = w->out;
    double min = rows->most > rows->least ? rows->least * scale : INFINITY;
    double max = rows->most > rows->least ? rows->most * scale : -INFINITY;
    int rc;

    for (size_t i = 0; i < rows->n; i++) {
        double low;
        double high;

        if (lac_row_range(w->chart, &rows->rows[i], &low, &high)) {
            min = fmin(min, low);
            max = fmax(max, high);
        }
    }
    min = fmin(min, rows->rule * scale);
    max = fmax(max, rows->rule * scale);
    if (!(min <= max)) {
        min = max = rows->axis == LAC_ROWS_MONTHS ? LAC_FIRST_MONTH : 0.0;
    }
    if (rows->axis == LAC_ROWS_MONTHS) {
        out->x_low = floor(min);
        out->x_high = fmax(ceil(max), out->x_low + 1.0);
        rc = lac_axis_calendar_ticks(w->arena, (lac_month)out->x_low, (lac_month)out->x_high,
            (size_t)((out->right - out->left) / 5.0), &out->x_ticks, &out->n_x_ticks);
    } else {
        const bool weeks = rows->axis == LAC_ROWS_WEEKS;
        const lac_chart_number number = weeks ? LAC_CHART_WHOLE : w->chart->number;
        const int room = (int)((out->right - out->left) / (weeks ? ROOM_OF_WEEK : ROOM_OF_TICK));
        const int ticks = weeks ? MOST_WEEK_TICKS : MOST_TICKS;
        const int most = room > ticks ? ticks : room < 2 ? 2 : room;
        const lac_axis axis = lac_axis_choose(min, max, number, most, false);

        out->x_low = fmin(min, 0.0);
        out->x_high = max > out->x_low ? fmax(max, 0.0) : axis.high;
        rc = lac_axis_ticks(w->arena, &axis, number, false, &out->x_ticks, &out->n_x_ticks);
    }
    out->x_notes =
        rc == LAC_OK ? lac_arena_alloc(w->arena, out->n_x_ticks, sizeof *out->x_notes) : NULL;
    if (rc == LAC_OK && out->x_notes == NULL) {
        return LAC_MEMORY;
    }
    make_room(w);
    drop_ticks(out);
    out->ruled = !isnan(rows->rule);
    out->rule_x = out->ruled ? rows->rule * scale : 0.0;
    return rc;
}

/* ---- the canvas ---------------------------------------------------------------------------------- */

/* The height that a row should have. */
static double wanted_height(const work *w)
{
    const double words = LINE_STEP * (double)w->most_lines;
    const size_t n = w->rows->n;

    return n > MANY ? words + 0.25 : fmax(words + 0.8, n > 6 ? 2.4 : 3.4);
}

static int write_words(work *w, bool titles)
{
    const size_t n = w->rows->n;
    const double above =
        (w->rows->n_keys > 0 ? KEY_HEIGHT : 0.0) + (w->out->ruled ? RULE_HEIGHT : 0.0) + 0.3;
    lac_layout *out = w->out;
    lac_heading heading = {
        .titles = titles, .remark = "", .more = n * (MOST_LINES + 1) + w->rows->n_keys + 1};
    int rc = LAC_OK;

    for (int pass = 0; rc == LAC_OK && pass < 2; pass++) { /* the first only measures */
        out->n_words = 0;
        rc = lac_heading_write(w->arena, w->chart, &heading, out);
        out->top = heading.top - above;
        out->bottom = heading.bottom + TICKS_HEIGHT;
        if (pass == 0) {
            const double needed =
                out->height - (out->top - out->bottom) + (double)n * wanted_height(w);

            out->height = STEP_OF_HEIGHT * ceil(needed / STEP_OF_HEIGHT - 1e-9);
        }
    }
    w->row_height = (out->top - out->bottom) / (double)n;
    return rc;
}

/* Squares and their words from the left, as far as they fit. */
static int write_keys(work *w)
{
    lac_layout *out = w->out;
    const double y = out->top + (out->ruled ? RULE_HEIGHT : 0.0) + 0.3 + KEY_HEIGHT / 2.0;
    double x = LAC_CANVAS_EDGE;

    out->squares = lac_arena_alloc(w->arena, w->rows->n_keys, sizeof *out->squares);
    if (out->squares == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < w->rows->n_keys; i++) {
        const lac_row_key *key = &w->rows->keys[i];
        const char *word = lac_label_clean(w->arena, key->word);

        if (word == NULL) {
            return LAC_MEMORY;
        }
        if (x + SQUARE_GAP + lac_label_width(word) > LAC_CANVAS_WIDTH - LAC_CANVAS_EDGE) {
            break;
        }
        out->squares[out->n_squares++] = (lac_chart_square){x, y, LAC_STYLE_BAR + (int)key->kind};
        int rc =
            lac_heading_add(w->arena, out, x + SQUARE_GAP, y, word, LAC_WORD_UNIT, LAC_WORD_LEFT);
        if (rc != LAC_OK) {
            return rc;
        }
        x += SQUARE_GAP + lac_label_width(word) + KEY_GAP;
    }
    return LAC_OK;
}

static int write_rule(work *w)
{
    lac_layout *out = w->out;
    const double x = out->left + (out->rule_x - out->x_low) / (out->x_high - out->x_low) *
                                     (out->right - out->left);
    const char *word = lac_label_fit(w->arena, w->rows->rule_word, 20.0);

    if (word == NULL) {
        return LAC_MEMORY;
    }
    const bool left = x + 0.5 + lac_label_width(word) > out->right;
    out->rule_top = out->top + RULE_HEIGHT;
    return lac_heading_add(w->arena, out, left ? x - 0.5 : x + 0.5, out->top + RULE_HEIGHT / 2.0,
        word, LAC_WORD_UNIT, left ? LAC_WORD_RIGHT : LAC_WORD_LEFT);
}

int lac_row_layout_make(lac_arena *arena, const lac_chart *chart, bool titles, lac_layout *layout)
{
    work w = {.arena = arena, .chart = chart, .rows = chart->rows, .out = layout};
    int rc;

    layout->axis = (lac_axis){.low = 0.0, .high = (double)chart->rows->n, .step = 1.0};
    layout->bar_half = LAC_ROW_BAR_HALF;
    layout->line_height = LINE_STEP;
    if ((rc = write_labels(&w)) != LAC_OK || (rc = choose_axis(&w)) != LAC_OK ||
        (rc = write_words(&w, titles)) != LAC_OK || (rc = place_labels(&w)) != LAC_OK ||
        (rc = write_keys(&w)) != LAC_OK || (layout->ruled && (rc = write_rule(&w)) != LAC_OK)) {
        return rc;
    }
    return lac_row_pieces_make(arena, chart, layout);
}
