#!/usr/bin/env bash
# A run in shards on this machine, some at a time, then joined. Stop it when you like: the same line carries it on.
#
#   SHARDS=8 AT_A_TIME=4 OUT=out/big docs/scale/local.sh project --draws 100000 --to 2040
#
# OUT must be a folder of this run alone. WORLD=DIR takes a world of your own; FOREFEND names the program.
set -euo pipefail
forefend=${FOREFEND:-forefend}
shards=${SHARDS:-5}
at_a_time=${AT_A_TIME:-2}
out=${OUT:?set OUT to a folder of this run alone}
world=()
if [ -n "${WORLD:-}" ]; then world=(--world "$WORLD"); fi

seq "$shards" | xargs -P "$at_a_time" -I{} \
  "$forefend" "$@" ${world[@]+"${world[@]}"} --out "$out" --threads 1 --quiet --shard "{}/$shards"
# One shard is the whole run: nothing to join.
if [ "$shards" -eq 1 ]; then exit 0; fi
"$forefend" run merge ${world[@]+"${world[@]}"} "$out"/runs/*.shard-*-of-"$shards"
