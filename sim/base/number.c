/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of base/text.h. */
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum { NUMERAL_BYTES = 120, MOST_DIGITS = 17 };

/* ---- reading ---- */

static const char *skip_spaces(const char *text)
{
    ucs4_t character = 0;
    int length = 0;
    while ((length = u8_strmbtouc(&character, (const uint8_t *)text)) > 0 &&
           uc_is_property_white_space(character)) {
        text += length;
    }
    return text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Moves *text behind word if it begins with it. */
static bool take(const char **text, const char *word)
{
    const size_t length = strlen(word);
    if (strncmp(*text, word, length) != 0) {
        return false;
    }
    *text += length;
    return true;
}

/* Copies digits to *out; returns how many. */
static size_t take_digits(const char **text, char **out, const char *out_end)
{
    size_t n = 0;
    while (is_digit(**text) && *out < out_end) {
        *(*out)++ = *(*text)++;
        n++;
    }
    return n;
}

/* Copies the whole part without its commas: "1250", "1,250", "1,250,000". Returns the number of
 * digits, or -1 for a misplaced comma. */
static int take_whole_part(const char **text, char **out, const char *out_end)
{
    size_t n = take_digits(text, out, out_end);
    if (**text != ',') {
        return (int)n;
    }
    if (n < 1 || n > 3) {
        return -1;
    }
    while (take(text, ",")) {
        if (take_digits(text, out, out_end) != 3) {
            return -1;
        }
        n += 3;
    }
    return (int)n;
}

int lac_number_parse(const char *text, double *out, bool *had_percent)
{
    char numeral[NUMERAL_BYTES + 1];
    const char *const numeral_end = numeral + NUMERAL_BYTES - 8;
    char *to = numeral;
    bool percent = false;

    /* the sign may stand before or behind the pound sign */
    const char *from = skip_spaces(text);
    bool negative = take(&from, "-");
    const bool has_sign = negative || take(&from, "+");
    from = has_sign ? skip_spaces(from) : from;
    const bool pounds = take(&from, "\xC2\xA3");
    if (pounds) {
        from = skip_spaces(from);
        negative = negative || (!has_sign && take(&from, "-"));
        if (!has_sign && !negative) {
            take(&from, "+");
        }
    }
    if (negative) {
        *to++ = '-';
    }
    int n_digits = take_whole_part(&from, &to, numeral_end);
    if (n_digits < 0) {
        return -1;
    }
    if (take(&from, ".")) {
        *to++ = '.';
        n_digits += (int)take_digits(&from, &to, numeral_end);
    }
    if (n_digits == 0) {
        return -1;
    }
    if (*from == 'e' || *from == 'E') {
        *to++ = *from++;
        if (*from == '+' || *from == '-') {
            *to++ = *from++;
        }
        if (take_digits(&from, &to, numeral + NUMERAL_BYTES) == 0) {
            return -1;
        }
    }
    *to = '\0';
    from = skip_spaces(from);
    if (had_percent != NULL && !pounds && take(&from, "%")) {
        percent = true;
        from = skip_spaces(from);
    }
    if (*from != '\0') {
        return -1;
    }
    const double value = strtod(numeral, NULL);
    if (!isfinite(value)) {
        return -1;
    }
    *out = value;
    if (had_percent != NULL) {
        *had_percent = percent;
    }
    return 0;
}

/* ---- writing ---- */

/* The decimal form of the digits d1 d2 d3 ... standing for d1.d2d3... x 10^exponent. */
static void lay_out_decimal(const char *digits, int n, int exponent, char *out)
{
    if (exponent < 0) {
        *out++ = '0';
        *out++ = '.';
        for (int i = -1; i > exponent; i--) {
            *out++ = '0';
        }
        memcpy(out, digits, (size_t)n);
        out[n] = '\0';
        return;
    }
    for (int i = 0; i <= exponent || i < n; i++) {
        if (i == exponent + 1) {
            *out++ = '.';
        }
        *out = '0';
        if (i < n) {
            *out = digits[i];
        }
        out++;
    }
    *out = '\0';
}

/* value, positive, as n digits and the exponent of the first, correctly rounded. */
static void print_digits(double value, int n, char *out, int *exponent)
{
    char shown[MOST_DIGITS + 12]; /* d.ddde+xx */
    snprintf(shown, sizeof shown, "%.*e", n - 1, value);
    out[0] = shown[0];
    memcpy(out + 1, shown + 2, (size_t)n - 1);
    *exponent = (int)strtol(shown + n + 2, NULL, 10);
}

/* The first n of MOST_DIGITS digits, rounded. When what is left out is a half of them, only printing
 * again can tell whether the number lies above or below it. */
static void round_digits(double value, const char *digits, int n, char *out, int *exponent)
{
    int rest = n + 1;
    while (rest < MOST_DIGITS && digits[rest] == '0') {
        rest++;
    }
    if (digits[n] == '5' && rest == MOST_DIGITS) {
        print_digits(value, n, out, exponent);
        return;
    }
    memcpy(out, digits, (size_t)n);
    if (digits[n] < '5') {
        return;
    }
    int i = n - 1;
    while (i >= 0 && out[i] == '9') {
        out[i--] = '0';
    }
    if (i >= 0) {
        out[i]++;
        return;
    }
    out[0] = '1'; /* 999 becomes 1000 */
    ++*exponent;
}

/* Writes "e-12": exponents of doubles have at most three digits. */
static void put_exponent(char *out, int exponent)
{
    const int size = exponent < 0 ? -exponent : exponent;
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    *out++ = (char)('0' + size / 100 % 10);
    *out++ = (char)('0' + size / 10 % 10);
    *out++ = (char)('0' + size % 10);
    *out = '\0';
}

static bool reads_back(const char *digits, int n, int exponent, double value)
{
    char text[MOST_DIGITS + 8];
    memcpy(text, digits, (size_t)n);
    put_exponent(text + n, exponent - n + 1);
    return strtod(text, NULL) == value;
}

/* The shortest of 17, 16 and 15 digits that reads back as value; 17 always do, and where 16 do not, 15
 * do not either. Returns how many, without the zeros at their end. */
static int shortest_digits(double value, char out[MOST_DIGITS], int *exponent)
{
    char digits[MOST_DIGITS];
    int plain = 0;
    int n = MOST_DIGITS;
    print_digits(value, MOST_DIGITS, digits, &plain);
    memcpy(out, digits, MOST_DIGITS);
    *exponent = plain;
    for (int fewer = MOST_DIGITS - 1; fewer >= MOST_DIGITS - 2; fewer--) {
        char shorter[MOST_DIGITS];
        int shorter_exponent = plain;
        round_digits(value, digits, fewer, shorter, &shorter_exponent);
        if (!reads_back(shorter, fewer, shorter_exponent, value)) {
            break;
        }
        memcpy(out, shorter, (size_t)fewer);
        *exponent = shorter_exponent;
        n = fewer;
    }
    while (n > 1 && out[n - 1] == '0') {
        n--;
    }
    return n;
}

void lac_number_format(double value, char out[32])
{
    if (!isfinite(value)) {
        snprintf(out, 5, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return;
    }
    if (value == 0) {
        memcpy(out, "0", 2);
        return;
    }
    char digits[MOST_DIGITS];
    int exponent = 0;
    const int n_digits = shortest_digits(fabs(value), digits, &exponent);
    if (value < 0) {
        *out++ = '-';
    }
    if (exponent >= -6 && exponent < 15) {
        lay_out_decimal(digits, n_digits, exponent, out);
        return;
    }
    *out++ = digits[0];
    if (n_digits > 1) {
        *out++ = '.';
        memcpy(out, digits + 1, (size_t)(n_digits - 1));
        out += n_digits - 1;
    }
    snprintf(out, 6, "e%d", exponent);
}

double lac_whole_round(double value)
{
    /* from 2^22 on neighbouring doubles are 1e-9 apart, and value * 1e9 would lose digits */
    if (fabs(value) < 4194304.0) {
        value = rint(value * 1e9) / 1e9;
    }
    return rint(value) + 0.0;
}

void lac_whole_format(double value, bool grouped, char out[32])
{
    const double whole = lac_whole_round(value);
    if (!(fabs(whole) < 1e18)) {
        lac_number_format(whole, out);
        return;
    }
    char digits[32];
    const int n = snprintf(digits, sizeof digits, "%.0f", fabs(whole));
    if (whole < 0) {
        *out++ = '-';
    }
    for (int i = 0; i < n; i++) {
        if (grouped && i > 0 && (n - i) % 3 == 0) {
            *out++ = ',';
        }
        *out++ = digits[i];
    }
    *out = '\0';
}
