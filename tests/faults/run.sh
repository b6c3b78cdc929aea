#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/faults/run.sh PROGRAM FOLDER from the top, with a program that has the sanitisers and into which
# tests/faults/failing.c is linked. Memory runs out at every site (a way to a call that obtains memory) that the
# commands below pass: at the first call of the site alone, then at the last and everything after it. Each time
# the program must end by itself with status 1 (4 where a file could not be opened), say that memory ran out,
# and leave its folder as it was. Status 1 when any run does not.
set -u

# name | status when nothing fails | arguments, MONTHS and LIVES being studies. A site that several pass is tried
# in the first of them.
cases() {
    cat <<'END'
check|0|check MONTHS
faulty|3|check faulty.csv
refused|4|run LIVES -o foreign --no-charts
cases|0|tracker cases.csv --study MONTHS -o out --force --no-charts
cases_json|0|tracker cases.csv --study MONTHS --json
expected|0|run MONTHS -o out --force --no-charts
new_folder|0|run LIVES -o new/deep/out --scenario Moins --no-charts --quiet
json|0|run MONTHS -o out --force --no-charts --json
lives|0|run LIVES -o out --force --no-charts --stochastic -n 5 --seed 1 -j 1
months|0|run MONTHS -o out --force --no-charts --stochastic -n 5 --seed 1 -j 1
layers|0|run MONTHS -o out --force --no-charts --json --stochastic -n 5 --seed 1 -j 1 --uncertainty process,drift
threads|0|run MONTHS -o out --force --no-charts --stochastic -n 12 --seed 1 -j 2
charts|6|run MONTHS -o out --force
drawn|0|tracker cases.csv --study MONTHS -o out --force
fans|6|run MONTHS -o out --force --stochastic -n 5 --seed 1 -j 1
new|0|new another
schema|0|schema
END
}
case_names() { cases | cut -d'|' -f1; }
status_of() { cases | sed -n "s/^$1|\([0-9]*\)|.*/\1/p"; }
arguments_of() { cases | sed -n "s/^$1|[0-9]*|//p"; }

# call NAME FOLDER: the command of a case in FOLDER/here; its status, FOLDER/out and FOLDER/err. Without gnuplot,
# so that charts end with status 6 once their scripts are written; one case has a gnuplot that takes no time.
call() (
    cd "$2/here" || exit 98
    path=/nowhere
    [ "$1" != drawn ] || path=$folder/bin
    words=$(arguments_of "$1")
    set --
    for word in $words; do
        case $word in
        MONTHS) word=$studies/months/study.csv ;;
        LIVES) word=$studies/lives/study.csv ;;
        esac
        set -- "$@" "$word"
    done
    exec timeout -k 5 60 env PATH="$path" "$program" "$@" >../out 2>../err </dev/null
)

# fault NAME SITE CALL ON FOLDER: says what is wrong with how the program takes one fault, or nothing.
fault() {
    name=$1 on=$4 place=$5
    rm -rf "$place"
    mkdir -p "$place"
    cp -r "$folder/$name/before" "$place/here"
    (
        FAULT_AT=$2:$3 FAULT_HIT=$place/hit
        export FAULT_AT FAULT_HIT
        [ "$on" = alone ] || { FAULT_ON=1 && export FAULT_ON; }
        call "$name" "$place"
    )
    status=$?
    ! grep -q 'Sanitizer\|runtime error' "$place/err" || { echo 'a finding of the sanitisers'; return; }
    if [ ! -e "$place/hit" ]; then
        echo missed # threads share their work in another way each time
        return
    fi
    failed=$(cat "$place/hit")
    usual=$(status_of "$name")
    said=no
    ! grep -q 'out of memory\|Cannot allocate memory' "$place/err" || said=yes
    # What goes on without: threads that are not there, a smaller piece for libcsv.
    case $failed-$on in
    pthread_create-alone | libcsv-alone)
        [ $status -eq "$usual" ] && cmp -s "$place/out" "$folder/$name/out" ||
            echo "$failed fails: status $status, or another answer"
        return
        ;;
    esac
    [ $said = yes ] || { echo "$failed fails: status $status, and it is not said that memory ran out"; return; }
    # The new folder is in place; the former one, which had made room, could not be removed, which is said.
    if [ $status -eq "$usual" ] && grep -q '^written: ' "$place/err" &&
        grep -q 'could not be removed: Cannot\|^out of memory: not every' "$place/err"; then
        cmp -s "$place/out" "$folder/$name/out" || echo "$failed fails: another answer"
        [ "$(cd "$place/here/out" && ls -R)" = "$(cd "$folder/$name/here/out" && ls -R)" ] ||
            echo "$failed fails: other files"
        return
    fi
    # A fault of the user's stays one, though not all of it can be said.
    case $status-$failed in
    1-* | 4-fopen | 4-fdopen | 4-fdopendir) ;;
    *) [ $status -gt 0 ] && [ $status -eq "$usual" ] && grep -q '^out of memory: not every' "$place/err" ||
        echo "$failed fails: status $status" ;;
    esac
    # With no memory at all a folder cannot be read, so what was begun beside the old one may stay.
    [ "$on" = alone ] || rm -rf "$place"/here/*.tmp-* "$place"/here/new/deep/*.tmp-*
    [ "$on" = alone ] || rmdir "$place/here/new/deep" "$place/here/new" 2>/dev/null
    diff -r "$folder/$name/before" "$place/here" >"$place/diff" 2>&1 ||
        echo "$failed fails: another folder: $(head -n 1 "$place/diff")"
}

# ---- a run for one fault: run.sh try PROGRAM FOLDER NAME SITE CALL ON ----

ASAN_OPTIONS=exitcode=99:detect_leaks=1 LSAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
export ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS
studies=$PWD/tests/faults

if [ "$1" = try ]; then
    program=$2 folder=$3
    shift 3
    try=$folder/try/$1-$2-$3-$4
    said=missed
    for _ in 1 2 3; do
        [ "$said" != missed ] || said=$(fault "$@" "$try")
    done
    case $said in
    '') rm -rf "$try" ;;
    missed) echo "$*" >"$try.missed" && rm -rf "$try" ;;
    *)
        echo "$1, site $2, call $3, $4: $said" >"$try.failed"
        FAULT_TRACE=1
        export FAULT_TRACE
        fault "$@" "$try.again" >/dev/null
        grep -m 12 '^    #' "$try.again/err" >>"$try.failed"
        ;;
    esac
    exit 0
fi

# ---- all ----

program=$1 folder=$2
# What else obtains memory and does not fail here; a new one belongs in tests/faults/failing.c.
others='aligned_alloc|posix_memalign|memalign|valloc|reallocarray|asprintf|vasprintf|getline|getdelim|scandir|'
others=$others'realpath|opendir|fmemopen|popen|tmpfile|freopen|wcsdup|u8_to_u32|u8_normalize|gsl_.*alloc'
if find "$(dirname "$program")/obj/sim" -name '*.o' -exec nm -u {} + | grep -Ew "U ($others)"; then
    echo 'faults: the program obtains memory in a way that cannot fail here' >&2
    exit 1
fi
rm -rf "$folder"
mkdir -p "$folder/try"
folder=$(cd "$folder" && pwd)
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")

mkdir "$folder/bin"
cat >"$folder/bin/gnuplot" <<'END'
#!/bin/sh
[ $# -eq 5 ] || { echo gnuplot; exit; }
printf '\211PNG\r\n\032\n0123456789IEND0000' >"$4"
printf '<svg ><title>Gnuplot</title><desc></desc></svg>' >"$5"
END
chmod +x "$folder/bin/gnuplot"

# What each case finds in its folder: for --force, what it wrote itself; then its sites.
for name in $(case_names); do
    before=$folder/$name/here
    mkdir -p "$before/foreign"
    echo precious >"$before/foreign/notes.txt"
    cp "$studies/months/cases.csv" "$before"
    sed 's/exit,foyer,rate/exit,foyer,rat/; s/^move,Foster/mouv,Foster/; s/,2025-05/,32.13/' \
        "$studies/lives/study.csv" >"$before/faulty.csv"
    case $(arguments_of "$name") in *--force*) call "$name" "$folder/$name" ;; esac
    cp -r "$before" "$folder/$name/before"
    FAULT_LIST=$folder/$name/sites
    export FAULT_LIST
    call "$name" "$folder/$name"
    status=$?
    unset FAULT_LIST
    if [ $status -ne "$(status_of "$name")" ]; then
        cat "$folder/$name/err"
        echo "faults: $name: status $status where nothing fails" >&2
        exit 1
    fi
    sed "s/^/$name /" "$folder/$name/sites" >>"$folder/sites"
done
awk '!seen[$2]++ { print $1, $2, 1, "alone"; print $1, $2, $3, "and_after" }' "$folder/sites" >"$folder/list"

xargs -P "$(nproc)" -n 4 sh tests/faults/run.sh try "$program" "$folder" <"$folder/list" || exit 1
runs=$(wc -l <"$folder/list")
missed=$(find "$folder/try" -name '*.missed' | wc -l)
failed=$(find "$folder/try" -name '*.failed' | wc -l)
if [ "$failed" -gt 0 ]; then
    find "$folder/try" -name '*.failed' | sort | head -n 20 | while read -r report; do
        cat "$report"
    done
fi
echo "faults: $runs runs, $missed not reached, $failed failed"
[ "$failed" -eq 0 ] && [ "$runs" -gt 500 ] && [ $((20 * missed)) -lt "$runs" ]
