#!/bin/sh
# Writes constructs/expected.tsv: what Spin counts on each model of constructs/, unreduced and without merged steps.
# Needs Debian's spin and gcc. Spin counts the initial state as one more transition.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
count() {
  model=$1; shift
  dir=$(mktemp -d)
  (
    cd "$dir"
    spin -a -o1 -o2 -o3 "$@" "$here/constructs/$model" >spin.out 2>&1
    gcc -O2 -w -DSAFETY -DNOREDUCE -o pan pan.c
    ./pan -m2000000 -w20 -c0 -e >pan.out 2>&1 || true
    awk -v m="$model" -v d="$*" '/states, stored/ { s = $1 } /transitions \(=/ { t = $1 }
      / errors: / { e = $NF; for (i = 1; i < NF; i++) if ($i == "reached") n = $(i + 1) + 0 }
      END { printf "%s\t%s\t%s\t%s\t%s\t%s\n", m, d, s, t, e, n }' pan.out
  )
  rm -rf "$dir"
}
{
  printf 'model\tdefines\tstates\ttransitions\terrors\tdepth\n'
  for path in "$here"/constructs/*.pml; do
    model=$(basename "$path")
    count "$model"
    if [ "$model" = defines.pml ]; then
      count "$model" -DN=1
      count "$model" -DN=3 -DEXTRA
      count "$model" -DEXTRA
    fi
  done
} >"$here/constructs/expected.tsv"
