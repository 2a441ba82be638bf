#!/bin/sh
# A generator: prints a JSON object of task name -> task, one task for each text that is there when it runs. The new
# tasks inherit the run's jobDefaults (their WORK and EXAMPLES) and are put before the task Total, which is in the run
# already.
set -eu
mkdir -p "$WORK/counts"
comma=
echo '{'
for file in "$EXAMPLES"/data/texts/*.txt; do
  text=$(basename "$file" .txt)
  script='wc -w \"$EXAMPLES/data/texts/$1.txt\" > \"$WORK/counts/$1.txt\"; cat \"$WORK/counts/$1.txt\"'
  printf '%s"Count_%s": {"children": ["Total"], "job": {"command": ["sh", "-euc", "%s", "count", "%s"]}}\n' \
    "$comma" "$text" "$script" "$text"
  comma=', '
done
echo '}'
