/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/plot.h"

#include "base/text.h"
#include "output/label.h"
#include "output/script.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 64 * 1024 * 1024 };

static const char install_hint[] =
    "install it with: sudo apt-get install gnuplot-nox fonts-liberation";

/* ---- the numbers -------------------------------------------------------------------------------- */

static void put_number(FILE *out, double value)
{
    char text[32];

    lac_number_format(value, text);
    (void)fputs(text, out);
}

/* A text: quoted where needed, and never taken for a formula. */
static int put_words(FILE *out, lac_arena *arena, const char *text)
{
    const char *clean = lac_label_clean(arena, text);
    bool quoted;

    if (clean == NULL) {
        return LAC_MEMORY;
    }
    quoted = strpbrk(clean, ",\";") != NULL;
    (void)fputs(quoted ? "\"" : "", out);
    if (clean[0] != '\0' && strchr("=+-@", clean[0]) != NULL) {
        (void)fputc('\'', out);
    }
    for (; *clean != '\0'; clean++) {
        if (*clean == '"') {
            (void)fputc('"', out);
        }
        (void)fputc(*clean, out);
    }
    if (quoted) {
        (void)fputc('"', out);
    }
    return LAC_OK;
}

/* A cell of text behind another. */
static int put_cell(FILE *out, lac_arena *arena, const char *text)
{
    (void)fputc(',', out);
    return put_words(out, arena, text);
}

static const lac_chart_range *range_of(const lac_chart *chart, size_t i)
{
    return chart->ranges == NULL || chart->ranges[i].low == NULL ? NULL : &chart->ranges[i];
}

/* The heads of a series: its name, and two more where it has a range. */
static int put_heads(FILE *out, lac_arena *arena, const lac_chart *chart, size_t i)
{
    static const char *const ENDS[] = {"1 in 20 below", "1 in 20 above"};
    const char *name = chart->series[i].name;
    int rc = put_cell(out, arena, name);

    for (size_t end = 0; range_of(chart, i) != NULL && end < 2 && rc == LAC_OK; end++) {
        const char *head = lac_arena_format(arena, "%s (%s)", name, ENDS[end]);

        rc = head == NULL ? LAC_MEMORY : put_cell(out, arena, head);
    }
    return rc;
}

/* A cell of a value; empty for NaN. */
static void put_value(FILE *out, double value)
{
    (void)fputc(',', out);
    if (!isnan(value)) {
        put_number(out, value);
    }
}

/* The table of a chart of rows, as it is. */
static int put_rows(FILE *out, lac_arena *arena, const lac_rows *rows)
{
    int rc = LAC_OK;

    (void)fputs("\xEF\xBB\xBF", out);
    for (size_t i = 0; rc == LAC_OK && i < rows->n_columns; i++) {
        (void)fputs(i == 0 ? "" : ",", out);
        rc = put_words(out, arena, rows->heads[i]);
    }
    (void)fputs("\r\n", out);
    for (size_t i = 0; rc == LAC_OK && i < rows->n_lines * rows->n_columns; i++) {
        const lac_row_cell *cell = &rows->cells[i];

        (void)fputs(i % rows->n_columns == 0 ? "" : ",", out);
        if (cell->text != NULL) {
            rc = put_words(out, arena, cell->text);
        } else if (!isnan(cell->value)) {
            put_number(out, cell->value);
        }
        (void)fputs((i + 1) % rows->n_columns == 0 ? "\r\n" : "", out);
    }
    return rc;
}

static int put_table(FILE *out, lac_arena *arena, const lac_chart *chart)
{
    const bool years = chart->axis == LAC_CHART_YEARS;
    int rc = LAC_OK;

    if (chart->kind == LAC_CHART_ROWS) {
        return put_rows(out, arena, chart->rows);
    }
    (void)fputs(years ? "\xEF\xBB\xBF"
                        "financial_year"
                      : "\xEF\xBB\xBF"
                        "month",
        out);
    for (size_t i = 0; rc == LAC_OK && i < chart->n_series; i++) {
        rc = put_heads(out, arena, chart, i);
    }
    if (rc == LAC_OK && chart->target != NULL) {
        rc = put_cell(out, arena, chart->target);
    }
    (void)fputs("\r\n", out);
    for (size_t k = 0; k < chart->n_x; k++) {
        char period[8];

        if (years) {
            lac_financial_year_format(lac_month_financial_year(chart->x[k]), period);
        } else {
            lac_month_format(chart->x[k], period);
        }
        (void)fputs(period, out);
        for (size_t i = 0; i < chart->n_series; i++) {
            const lac_chart_range *range = range_of(chart, i);

            put_value(out, chart->series[i].values[k]);
            if (range != NULL) {
                put_value(out, range->low[k]);
                put_value(out, range->high[k]);
            }
        }
        if (chart->target != NULL) {
            put_value(out, chart->target_value);
        }
        (void)fputs("\r\n", out);
    }
    return rc;
}

/* ---- the files ---------------------------------------------------------------------------------- */

/* The path of one of a chart's files; "./" before a relative one, so that nothing takes its beginning
 * for an option, a pipe or a home folder. */
static char *path_of(
    lac_arena *arena, const char *folder, const lac_chart *chart, const char *ending)
{
    return lac_arena_format(
        arena, "%s%s/%s.%s", folder[0] == '/' ? "" : "./", folder, chart->name, ending);
}

/* Gives a file its name when all of it has been written; removes it otherwise. */
static int finish(const char *temporary, const char *path, int rc)
{
    if (rc == LAC_OK && rename(temporary, path) != 0) {
        rc = LAC_IO;
    }
    if (rc != LAC_OK) {
        const int error = errno;

        (void)remove(temporary);
        errno = error;
    }
    return rc;
}

/* Says that a file could not be written, and why (errno). */
static int tell(const char *path, lac_diagnostics *diagnostics)
{
    const lac_place place = {.file = path};

    lac_diagnostics_add(diagnostics, LAC_ERROR, &place, NULL, "cannot be written: %s",
        strerror(errno == 0 ? EIO : errno));
    return LAC_IO;
}

/* Writes bytes, or the chart's table when bytes is NULL, as NAME.ending. */
static int write_file(lac_arena *arena, const lac_chart *chart, const char *folder,
    const char *ending, const char *bytes, size_t length, lac_diagnostics *diagnostics)
{
    char *path = path_of(arena, folder, chart, ending);
    char *temporary = path == NULL ? NULL : lac_arena_format(arena, "%s.part", path);
    FILE *out;
    int error;
    int rc = LAC_OK;

    if (temporary == NULL) {
        return LAC_MEMORY;
    }
    out = fopen(temporary, "wb");
    if (out == NULL) {
        return tell(path, diagnostics);
    }
    errno = 0;
    if (bytes == NULL) {
        rc = put_table(out, arena, chart);
    } else if (fwrite(bytes, 1, length, out) != length) {
        rc = LAC_IO;
    }
    if (ferror(out) != 0 && rc == LAC_OK) {
        rc = LAC_IO;
    }
    error = errno;
    if (fclose(out) != 0 && rc == LAC_OK) {
        error = errno;
        rc = LAC_IO;
    }
    errno = error;
    rc = finish(temporary, path, rc);
    return rc == LAC_IO ? tell(path, diagnostics) : rc;
}

/* The whole of a file of at most 64 MB, with a NUL behind it. */
static int read_file(lac_arena *arena, const char *path, char **bytes, size_t *length)
{
    FILE *in = fopen(path, "rb");
    long size = -1;
    int rc = LAC_IO;

    *bytes = NULL;
    *length = 0;
    if (in == NULL) {
        return errno == ENOMEM ? LAC_MEMORY : LAC_IO;
    }
    if (fseek(in, 0, SEEK_END) == 0) {
        size = ftell(in);
    }
    if (size >= 0 && size <= MOST_BYTES && fseek(in, 0, SEEK_SET) == 0) {
        *bytes = lac_arena_alloc(arena, (size_t)size + 1, 1);
        rc = *bytes == NULL ? LAC_MEMORY : LAC_OK;
        if (rc == LAC_OK) {
            *length = fread(*bytes, 1, (size_t)size, in);
            rc = *length == (size_t)size ? LAC_OK : LAC_IO;
        }
    }
    (void)fclose(in);
    return rc;
}

char *lac_plot_describe(lac_arena *arena, const char *svg, const char *title, const char *alt)
{
    static const char title_begin[] = "<title>Gnuplot</title>";
    static const char desc_end[] = "</desc>";
    const char *root = strstr(svg, "<svg");
    const char *begin = root == NULL ? NULL : strstr(root, title_begin);
    const char *desc = begin == NULL ? NULL : strstr(begin, "<desc>");
    const char *end = desc == NULL ? NULL : strstr(desc, desc_end);
    char *xml_title = lac_label_xml(arena, title);
    char *xml_alt = lac_label_xml(arena, alt);

    if (end == NULL || xml_title == NULL || xml_alt == NULL || strstr(end, "</svg>") == NULL) {
        return NULL;
    }
    return lac_arena_format(arena,
        "%.*s<svg role=\"img\" aria-labelledby=\"chart-title chart-desc\"%.*s"
        "<title id=\"chart-title\">%s</title>\n<desc id=\"chart-desc\">%s</desc>%s",
        (int)(root - svg), svg, (int)(begin - root) - 4, root + 4, xml_title, xml_alt,
        end + strlen(desc_end));
}

static bool is_whole_png(const char *bytes, size_t length)
{
    static const char head[8] = {'\x89', 'P', 'N', 'G', '\r', '\n', '\x1A', '\n'};

    return length > 20 && memcmp(bytes, head, sizeof head) == 0 &&
           memcmp(bytes + length - 8, "IEND", 4) == 0;
}

/* Says in one line why a chart could not be drawn. LAC_CHARTS or LAC_MEMORY. */
static int complain(const lac_chart *chart, lac_gnuplot_outcome outcome, const char *said,
    const lac_gnuplot_limits *limits, lac_diagnostics *diagnostics)
{
    lac_arena arena = {0};
    char *line = lac_label_clean(&arena, said);
    char *shown = line == NULL ? NULL : lac_label_fit(&arena, line, 150.0);

    switch (outcome) {
    case LAC_GNUPLOT_MISSING:
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, install_hint,
            "the charts could not be drawn because gnuplot is not installed");
        break;
    case LAC_GNUPLOT_SLOW:
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, NULL,
            "the chart %s was not ready within %d s and was given up", chart->name,
            limits->seconds > 0 ? limits->seconds : LAC_GNUPLOT_SECONDS);
        break;
    default:
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL,
            "lacflow needs gnuplot 5.4 or later with pngcairo, as in the package gnuplot-nox",
            "gnuplot could not draw the chart %s: %s", chart->name,
            shown == NULL || shown[0] == '\0' ? "it gave no reason" : shown);
    }
    lac_arena_free(&arena);
    return shown == NULL ? LAC_MEMORY : LAC_CHARTS;
}

/* Draws a chart whose script stands in the folder. */
static int draw(lac_arena *arena, const lac_chart *chart, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics, lac_gnuplot_outcome *outcome)
{
    char *script = path_of(arena, folder, chart, "gp");
    char *png = path_of(arena, folder, chart, "png");
    char *png_part = path_of(arena, folder, chart, "png.part");
    char *svg_part = path_of(arena, folder, chart, "svg.raw");
    char said[LAC_GNUPLOT_SAID] = "";
    const char *const arguments[] = {"-c", script, png_part, svg_part, NULL};
    char *bytes = NULL;
    char *described = NULL;
    size_t length = 0;
    int rc;

    if (script == NULL || png == NULL || png_part == NULL || svg_part == NULL) {
        return LAC_MEMORY;
    }
    rc = lac_gnuplot_run(arguments, &options->limits, outcome, said);
    if (rc == LAC_IO) {
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, NULL, NULL, "gnuplot cannot be run: %s", strerror(errno));
    }
    if (rc == LAC_OK) {
        rc = read_file(arena, png_part, &bytes, &length);
        if (rc != LAC_MEMORY && (rc != LAC_OK || !is_whole_png(bytes, length))) {
            rc = LAC_CHARTS;
        }
    }
    if (rc == LAC_OK) {
        rc = read_file(arena, svg_part, &bytes, &length);
        if (rc == LAC_OK) {
            errno = 0;
            described = lac_plot_describe(arena, bytes, chart->title, chart->alt);
        }
        if (rc != LAC_MEMORY && described == NULL) {
            rc = rc == LAC_OK && errno == ENOMEM ? LAC_MEMORY : LAC_CHARTS;
        }
    }
    if (rc == LAC_OK) {
        rc = write_file(arena, chart, folder, "svg", described, strlen(described), diagnostics);
    }
    (void)remove(svg_part);
    rc = finish(png_part, png, rc);
    if (rc == LAC_CHARTS) {
        if (*outcome == LAC_GNUPLOT_DONE) {
            *outcome = LAC_GNUPLOT_FAILED;
        }
        rc = complain(chart, *outcome, said, &options->limits, diagnostics);
    }
    return rc;
}

int lac_plot_write(const lac_chart *charts, size_t n, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics)
{
    lac_gnuplot_outcome outcome = LAC_GNUPLOT_DONE;
    int result = LAC_OK;

    for (size_t i = 0; i < n; i++) {
        lac_arena arena = {0};
        char *script;
        size_t length;
        int rc = lac_script_make(&arena, &charts[i], options->titles, &script, &length);

        if (rc == LAC_USAGE) {
            const char *fault = lac_chart_fault(&charts[i]);

            lac_diagnostics_add(diagnostics, LAC_WARNING, NULL, NULL, "chart %zu: %s", i + 1,
                fault == NULL ? "cannot be drawn" : fault);
        }
        if (rc == LAC_OK) {
            rc = write_file(&arena, &charts[i], folder, "gp", script, length, diagnostics);
        }
        if (rc == LAC_OK) {
            rc = write_file(&arena, &charts[i], folder, "csv", NULL, 0, diagnostics);
        }
        if (rc == LAC_OK && outcome != LAC_GNUPLOT_MISSING) {
            rc = draw(&arena, &charts[i], folder, options, diagnostics, &outcome);
        }
        lac_arena_free(&arena);
        if (rc != LAC_OK && rc != LAC_CHARTS) {
            return rc;
        }
        result = rc == LAC_OK ? result : rc;
    }
    return result;
}
