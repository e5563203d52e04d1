#!/usr/bin/env bash
# The study of gating.md: 800 robots on each floor, every way of holding back, paired seeds; it goes on where it ended.
#
#   bash Scenes/Showcase/gating.sh FLEETFIELD FOLDER [SEEDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
fleetfield=$1 folder=$2 seeds=${3:-2}
mkdir -p "$folder"

study() { # study FLOOR KIND AXIS SETTING…: one way of holding back on one floor
  local floor=$1 kind=$2 axis=$3
  shift 3
  local settings=(--set n=800 --set "kind=$kind")
  for setting in "$@"; do settings+=(--set "$setting"); done
  "$fleetfield" sweep Scenes/Showcase/gating.fleet.yaml --out "$folder/$floor-$kind.sqlite" \
    --csv "$folder/$floor-$kind.csv" --workers "${WORKERS:-1}" --seeds "$seeds" --first-seed 1000 \
    --axis "$axis" "${settings[@]}"
}

floor() { # floor NAME SETTING…: every way on a floor
  local name=$1
  shift
  study "$name" gated coordination.coupling=both,cross "$@"
  study "$name" conwip coordination.coupling=own "$@"
  study "$name" cap "policies.dispatcher.admitted=100 robots,150 robots,200 robots,250 robots,300 robots" "$@"
  study "$name" logit coordination.coupling=both "$@"
}

floor tuned columns=3
floor long columns=2 "length=20 m"
floor short columns=4 rows=3 "length=8 m"
floor narrow rows=9
