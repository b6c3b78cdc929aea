/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/terminal.h"

#include "base/version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>
#include <uniwidth.h>

void lac_terminal_open_standard(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        /* opened the wrong way round, so that using it still fails */
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) {
            _Exit(1);
        }
    }
}

bool lac_terminal_styled(FILE *out)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(fileno(out)) != 0 && (no_color == NULL || *no_color == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

void lac_terminal_progress(const char *text)
{
    if (isatty(STDERR_FILENO) != 0) {
        fprintf(stderr, "\r%s", text);
        (void)fflush(stderr);
    }
}

void lac_terminal_progress_end(void)
{
    if (isatty(STDERR_FILENO) != 0) {
        fprintf(stderr, "\r%60s\r", "");
        (void)fflush(stderr);
    }
}

int lac_terminal_flush(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return LAC_OK;
    }
    fprintf(stderr, LAC_PROGRAM ": the answer could not be written to standard output: %s\n",
        strerror(errno == 0 ? EIO : errno));
    return LAC_IO;
}

static int character_width(const char *text, size_t *length)
{
    ucs4_t character = 0;
    const int bytes = u8_strmbtouc(&character, (const uint8_t *)text);
    const int columns = bytes > 0 ? uc_width(character, "UTF-8") : 1;
    *length = bytes > 0 ? (size_t)bytes : 1;
    return columns > 0 ? columns : 0;
}

int lac_terminal_width(const char *text)
{
    int width = 0;
    size_t length = 0;
    for (; *text != '\0'; text += length) {
        width += character_width(text, &length);
    }
    return width;
}

size_t lac_terminal_break(const char *text, int width, size_t *next)
{
    size_t at = 0;
    size_t word = 0; /* where the last space lies that a line may end at */
    size_t length = 0;
    int used = 0;
    while (text[at] != '\0') {
        used += character_width(text + at, &length);
        if (used > width && at > 0) {
            break;
        }
        if (text[at] == ' ' && at > 0) {
            word = at;
        }
        at += length;
    }
    if (text[at] == '\0') {
        *next = at;
        return at;
    }
    const size_t end = text[at] == ' ' || word == 0 ? at : word;
    *next = end;
    while (text[*next] == ' ') {
        ++*next;
    }
    return end;
}

void lac_terminal_paragraph(FILE *out, const char *text, int indent, int width)
{
    for (size_t next = 0; *text != '\0'; text += next) {
        const size_t length = lac_terminal_break(text, width - indent, &next);
        fprintf(out, "%*s%.*s\n", indent, "", (int)length, text);
    }
}
