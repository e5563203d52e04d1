#!/usr/bin/env bash
# The curve of warehouse.md: 50 to 800 robots under three traffic rules, at four times the demand.
#
#   bash Scenes/Showcase/warehouse.sh FLEETFIELD FOLDER         # 9 numbers, 3 rules, seeds 1000 to 1003
#   bash Scenes/Showcase/warehouse.sh FLEETFIELD FOLDER table   # the rows of the page
#
# It goes on where it ended. WORKERS is how many runs go at once (1).
set -euo pipefail
cd "$(dirname "$0")/../.."
fleetfield=$1 folder=$2
mkdir -p "$folder"

if [ "${3:-}" = table ]; then
  awk -F, '
    FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
      key = $at["world.traffic.rule"] SUBSEP $at["n"]
      count[key]++
      sum[key] += $at["deliveries"]; square[key] += $at["deliveries"] ^ 2
      for (k in at) other[key, k] += $at[k]
      rules[$at["world.traffic.rule"]]; sizes[$at["n"]]
    }
    END {
      t = 3.182 # of Student, 95 %, four runs
      for (rule in rules) for (n in sizes) {
        key = rule SUBSEP n; c = count[key]
        if (!c) continue
        mean = sum[key] / c
        sd = c > 1 ? sqrt((square[key] - c * mean ^ 2) / (c - 1)) : 0
        printf "%s %d | %.0f ± %.0f | %.0f %% | %.1f | %.0f s | %.0f %% | %.0f | %.0f\n", rule, n, mean, t * sd / sqrt(c),
          100 * other[key, "blocked_share"] / c, other[key, "jammed_robots"] / c, other[key, "longest_stall_s"] / c,
          100 * other[key, "dock_use"] / c, other[key, "dock_refusals"] / c, other[key, "stranded"] / c
      }
    }' "$folder/curve.csv" | sort -k1,1 -k2,2n
  exit
fi

"$fleetfield" sweep Scenes/Showcase/warehouse.fleet.yaml --out "$folder/curve.sqlite" --csv "$folder/curve.csv" \
  --workers "${WORKERS:-1}" --seeds 4 --first-seed 1000 --set load=4 \
  --axis n=50,100,150,200,300,400,500,600,800 --axis world.traffic.rule=rightHand,oneWay,priority --quiet
