#!/bin/sh
# One attempt of a task: tells the ledger when it starts and when it is about to end, each in one line and one write, and
# prints what can be checked. The first FAILURES attempts end with 3. TEXT, when there is one, is all that a successful
# attempt prints (a generator's tasks).
# task.sh LEDGER SECONDS LINES FAILURES FILLER TEXT WORD...
ledger=$1 seconds=$2 lines=$3 failures=$4 filler=$5 text=$6
shift 6
who="$DAGGY_RUN_ID $DAGGY_TASK_NAME $DAGGY_ATTEMPT"
tell() {
  read -r up _ </proc/uptime
  echo "$1 $who $$ ${DAGGY_PROCESS%%/*} $up $2" >>"$ledger"
}

rc=0
if [ "$DAGGY_ATTEMPT" -le "$failures" ]; then rc=3 text=''; fi
tell start -
if [ -z "$text" ]; then
  line=0
  while [ "$line" -lt "$lines" ]; do
    echo "$who $line $filler"
    line=$((line + 1))
  done
fi
[ "$seconds" = 0 ] || sleep "$seconds"
if [ -n "$text" ]; then printf '%s' "$text"; else echo "$who ends with $rc: $*"; fi
echo "$who $rc" >&2
tell end "$rc"
exit "$rc"
