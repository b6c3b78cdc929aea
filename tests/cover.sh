#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/cover.sh OBJECTS LEAST FOLDER... counts the lines of FOLDER/*.c that were run, by gcov,
# and fails below LEAST per cent. A line compiled more than once counts as run if any copy was.
set -eu
objects=$1 least=$2
shift 2
for folder; do
    for source in "$folder"/*.c; do
        [ -e "$source" ] || continue
        gcov --stdout "$objects/${source%.c}.gcno" 2>/dev/null || echo "gcov failed on $source"
    done
done | awk -F: -v folders="$*" -v least="$least" '
    /^gcov failed/ { print "cover: " $0; broken = 1; exit 1 }
    $2 + 0 == 0 && $3 == "Source" {
        file = $4
        counted = 0
        n = split(folders, folder, " ")
        for (i = 1; i <= n; i++)
            if (index(file, folder[i] "/") == 1) counted = 1
    }
    counted && $2 + 0 > 0 {
        count = $1
        gsub(/ /, "", count)
        if (count == "-") next
        line = file ":" ($2 + 0)
        if (!(line in lines)) { lines[line] = 0; all[file]++; total++ }
        if (count !~ /^[#=]/ && !lines[line]) { lines[line] = 1; run[file]++; hit++ }
    }
    END {
        if (broken) exit 1
        if (total == 0) { print "cover: no lines of " folders " were found"; exit 1 }
        for (file in all)
            if (run[file] < all[file])
                printf "%6.1f %%  %d of %d lines  %s\n", 100 * run[file] / all[file], run[file], all[file], file | "sort -n"
        close("sort -n")
        per_cent = 100 * hit / total
        printf "cover: %.1f %% of %d lines of %s (at least %s %%)\n", per_cent, total, folders, least
        if (per_cent < least) exit 1
    }'
