#!/usr/bin/env bash
# Measures how many robots a street or a door passes, by how many are there: lanes.csv, which `predict` reads.
#
#   bash Scenes/Benchmarks/lanes.sh FLEETFIELD FOLDER > Scenes/Benchmarks/lanes.csv
#
# The scenes are those of lanes.awk: streets round a block and doors between two rooms, five minutes each, two bodies, two
# seeds. What the columns mean is in lanes.md. It goes on where it ended; all of it takes some 15 minutes of a processor.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fleetfield=$1 folder=$2
mkdir -p "$folder"

figure() { sed -nE "s/^ *\"$2\": ([0-9.e+-]+),?\$/\1/p" "$1/summary.json" | head -n 1; }

run() { # run SHAPE WIDTH DIRECTIONS RADIUS SPEED ACCELERATION ROBOTS SEED
  local name="$1-$2-$3-$4-$7-$8"
  local out="$folder/$name" scene="$folder/$name.fleet.yaml" seconds=300
  awk -v shape="$1" -v width="$2" -v directions="$3" -v r="$4" -v v="$5" -v a="$6" -v n="$7" -v T="$seconds" \
    -v seed="$8" -f "$here/lanes.awk" >"$scene"
  if [ ! -f "$out/summary.json" ]; then
    rm -rf "$out"
    "$fleetfield" run "$scene" --out "$out" --workers 1 --quiet >/dev/null
  fi
  echo "$1,$2,$3,$4,$5,$6,$7,$seconds,$8,$(figure "$out" errands),$(figure "$out" distance_km),$(figure "$out" mean_speed_m_per_s)"
}

# presence and flow, in body lengths 2 r and the times 2 r / v that they take at top speed.
derive() {
  awk -F, -v OFS=, '
    {
      key = $1 OFS $2 OFS $3 OFS $4
      body = 2 * $4; robots = $7 * ($1 == "ring" ? $3 : 1)
      if ($1 == "ring") {
        # The way of a round, as one robot drives it in each direction: three points a round.
        if ($7 == 1) lap[key OFS $9] = 3 * 1000 * $11 / $10
        presence = $7 * body / lap[key OFS $9]
        flow = $7 * $12 / lap[key OFS $9] * body / $5
      } else {
        # The first point of each is one it stands on.
        through = ($10 - robots) / $8
        if ($7 == 1) alone[key OFS $9] = 1 / through
        presence = $7 - through * alone[key OFS $9]; if (presence < 0) presence = 0
        flow = through * body / $5
      }
      printf "%s,%.4f,%.4f\n", $0, presence, flow
    }'
}

echo "shape,width_radii,directions,radius_m,max_speed_m_per_s,max_accel_m_per_s2,robots,duration_s,seed,errands,distance_km,mean_speed_m_per_s,presence,flow"
for body in "0.32 1.6 1.2" "0.2 1 0.8"; do
  read -r radius speed acceleration <<<"$body"
  for seed in 1 2; do
    for set in "ring 6.25 1" "ring 6.25 2" "ring 9.4 2" "ring 12.5 2"; do
      read -r shape width directions <<<"$set"
      for robots in 1 5 10 20 40 60 80 100; do
        run "$shape" "$width" "$directions" "$radius" "$speed" "$acceleration" "$robots" "$seed"
      done
    done
    for width in 3.2 6.25 9.4 12.5; do
      for robots in 1 4 8 12 16 24 36; do
        run door "$width" 2 "$radius" "$speed" "$acceleration" "$robots" "$seed"
      done
    done
  done
done | derive
