/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_STATUS_H
#define LAC_BASE_STATUS_H

/* Every function that can fail returns LAC_OK (0) or one of these negative codes. Name, number, exit
 * status and sentence stand together in one list so that they cannot drift apart. */
#define LAC_STATUS_LIST(X)                                                                         \
    X(OK, 0, 0, "no error")                                                                        \
    X(INTERNAL, -1, 1, "internal error")                                                           \
    X(MEMORY, -2, 1, "out of memory")                                                              \
    X(USAGE, -3, 2, "wrong use of the command")                                                    \
    X(INPUT, -4, 3, "invalid input")                                                               \
    X(IO, -5, 4, "could not read or write")                                                        \
    X(CHECK, -6, 5, "ran, but a check failed")                                                     \
    X(CHARTS, -7, 6, "the charts failed; the numbers are complete")                                \
    X(INTERRUPTED, -8, 130, "interrupted")

typedef enum {
#define LAC_STATUS_ENUM(name, number, exit_code, sentence) LAC_##name = (number),
    LAC_STATUS_LIST(LAC_STATUS_ENUM)
#undef LAC_STATUS_ENUM
} lac_status;

#if defined(__GNUC__)
#define LAC_CHECKED __attribute__((warn_unused_result))
#define LAC_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define LAC_CHECKED
#define LAC_PRINTF(fmt, args)
#endif

/* The sentence of a status, never NULL; an unknown code gives that of LAC_INTERNAL. */
const char *lac_status_text(int status);

/* The process exit code that belongs to a status (contract, section 4). */
int lac_status_exit_code(int status);

#endif
