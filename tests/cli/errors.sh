#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A study with faults: every fault is told, the last line counts them, status 3 (4 for a file that
# cannot be read), nothing is printed on standard output and nothing is written.
set -u
cd "$SCRATCH" || exit 1
failed=0

cat >good.csv <<'END'
section,item,field,unit,A,B
time,,start,,2018-04,
time,,end,,2019-03,
stock,all,children,,100,
admissions,all,count,,12,24
exit,home,count,,12,
END
{ cat good.csv; echo 'exit,sgo,rat,,0.1,'; echo 'stock,P1,children,,-3,'; } >two.csv
sed 's/exit,home,count,,12,/exit,home,success,,140%,/' good.csv >one.csv

# says STATUS MESSAGE ARGUMENT...
says() {
    wanted_status=$1 wanted=$2
    shift 2
    "$LACFLOW" "$@" >out 2>err
    status=$?
    printf '%s\n' "$wanted" >wanted
    if [ $status -ne "$wanted_status" ] || [ -s out ] || ! cmp -s err wanted; then
        printf 'FAILED: lacflow %s: status %d, standard output then error:\n' "$*" $status
        cat out err
        failed=1
    fi
}

says 3 'missing.csv: error: the file does not exist
  hint: check the spelling of its name and the folder it is in
1 error; nothing was run' run missing.csv
says 3 'missing.csv: error: the file does not exist
  hint: check the spelling of its name and the folder it is in
1 error' check missing.csv
says 3 'two.csv:7:10: error: C7 the field "rat" is not known in section exit
  exit,sgo,rat,,0.1,
           ^
  hint: did you mean rate? `lacflow schema` lists the fields
two.csv:8:20: error: E8 children -3 is outside 0 to 1000000
  stock,P1,children,,-3,
                     ^
2 errors; nothing was run' run two.csv
says 3 'one.csv:6:11: error: C6 the field "success" is not known in section exit
  exit,home,success,,140%,
            ^
  hint: `lacflow schema` lists the fields
1 error; nothing was run' run one.csv --quiet --json

# A fault that only shows when the model is built.
sed 's/time,,end,,2019-03,/time,,end,,2018-03,/' good.csv >late.csv
"$LACFLOW" run late.csv >out 2>err
[ $? -eq 3 ] && [ ! -s out ] && [ "$(tail -n 1 err)" = '1 error; nothing was run' ] || {
    echo 'FAILED: a study that ends before it starts'
    cat err
    failed=1
}

rm -f out
[ ! -e out ] && [ ! -e one ] || { echo 'FAILED: a folder was written'; failed=1; }
exit $failed
