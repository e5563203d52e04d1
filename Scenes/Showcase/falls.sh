#!/usr/bin/env bash
# The study of falls.md: five small floors, up to 15 % of them covered by robots.
#
#   bash Scenes/Showcase/falls.sh FLEETFIELD FOLDER         # ten sizes each, seeds 1 to 4; goes on where it ended
#   bash Scenes/Showcase/falls.sh FLEETFIELD FOLDER table   # the rows of the page
#
# WORKERS is how many runs go at once (1).
set -euo pipefail
cd "$(dirname "$0")/../.."
fleetfield=$1 folder=$2
mkdir -p "$folder"

for floor in hall small-room two-rooms doors corridor; do
  scene=Scenes/Showcase/falls/$floor.fleet.yaml
  if [ "${3:-}" = table ]; then
    awk -F, -v floor="$floor" '
      NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
      {
        n = $at["n"]; count[n]++; carried[n] += $at["deliveries"]
        blocked[n] += $at["blocked_share"]; jammed[n] += $at["jammed_robots"]
      }
      END {
        for (n in count)
          printf "%s %d | %.0f | %.2f | %.1f\n", floor, n, carried[n] / count[n], blocked[n] / count[n], jammed[n] / count[n]
      }' "$folder/$floor.csv" | sort -k2,2n
    continue
  fi
  most=$(sed -nE 's/.*max: ([0-9]+).*/\1/p' "$scene" | head -n 1)
  sizes=$(for share in 1 2 3 4 5 6 8 10 12 15; do echo $((most * share / 15)); done | sort -nu | paste -sd,)
  "$fleetfield" sweep "$scene" --axis "n=$sizes" --seeds 4 --first-seed 1 --out "$folder/$floor.sqlite" \
    --csv "$folder/$floor.csv" --workers "${WORKERS:-1}" --quiet
done
