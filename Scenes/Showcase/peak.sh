#!/usr/bin/env bash
# The study of peak.md: 400 robots and a peak of demand; then how much demand the warehouse bears.
#
#   bash Scenes/Showcase/peak.sh FLEETFIELD FOLDER tune      # 18 settings for each side, seeds 500 to 502
#   bash Scenes/Showcase/peak.sh FLEETFIELD FOLDER compare   # what was found, seeds 1000 to 1019
#   bash Scenes/Showcase/peak.sh FLEETFIELD FOLDER gates     # fields that hold robots back, six settings each
#   bash Scenes/Showcase/peak.sh FLEETFIELD FOLDER capacity  # five demands, two fleets, seeds 1000 to 1007
#
# It goes on where it ended. WORKERS is how many runs go at once (1).
set -euo pipefail
cd "$(dirname "$0")/../.."
fleetfield=$1 folder=$2 part=$3
mkdir -p "$folder"

study() { # study NAME FIRST-SEED SEEDS SETTING-OR-AXIS…
  local name=$1 first=$2 count=$3
  shift 3
  "$fleetfield" sweep Scenes/Showcase/warehouse.fleet.yaml --out "$folder/$name.sqlite" \
    --csv "$folder/$name.csv" --workers "${WORKERS:-1}" --seeds "$count" --first-seed "$first" \
    --quiet "$@"
}

# Demand of the day, relative to the nominal one: 1.5, and 3.5 from the 5th to the 8th minute.
hill() { echo "[{at: 0 s, rate: \$($1 * 1.5)}, {at: 5 min, rate: \$($1 * 3.5)}, {at: 8 min, rate: \$($1 * 1.5)}]"; }
carried='dwell: 4 s, load: {mass: 12 kg}, needs: {classes: [carrier, picker]}'
pallet='dwell: 10 s, load: {mass: 250 kg, pallet: true}, needs: {class: forklift}'
tasks() { # tasks INBOUND OUTBOUND BACK PALLETS CLAIM: settings of all four streams in $streams
  streams=(
    --set "tasks.inbound={name: inbound, from: receiving, to: shipping, rate: $1, $carried, $5}"
    --set "tasks.outbound={name: outbound, from: storage_out, to: shipping, rate: $2, $carried, $5}"
    --set "tasks.back={name: back, from: returns, to: storage_in, rate: $3, $carried, $5}"
    --set "tasks.pallets={name: pallets, from: receiving, to: shipping, rate: $4, $pallet, $5}")
}
told='announce: 40 s, patience: 15 s'
# A job is locked when it is assigned: then nobody waits for it at the pick-up, and none is announced.
locked='claim: at_assignment'
tasks "$(hill 0.25)" "$(hill 0.2)" "$(hill 0.2)" "$(hill 0.04)" "$told"
peak=(--set n=400 --set duration=20min "${streams[@]}")
tasks "$(hill 0.25)" "$(hill 0.2)" "$(hill 0.2)" "$(hill 0.04)" "$locked"
locks=(--set n=400 --set duration=20min "${streams[@]}" --set coordination.mode=none)

# Eighteen settings each, on seeds of their own.
tune() {
  local blind=(
    --axis policies.dispatcher.prior_idle=30,300,1000,3000,10000,30000
    --axis "policies.dispatcher.back_off=0 s,10 s,30 s")
  study tune-none 500 3 "${peak[@]}" --set coordination.mode=none "${blind[@]}"
  study tune-lock 500 3 "${locks[@]}" "${blind[@]}"
  study tune-fields 500 3 "${peak[@]}" --axis policies.dispatcher.gain=auto,3,10 \
    --axis policies.dispatcher.reserve=1,0.5 --axis policies.dispatcher.distance_weight=0.5,1,3
}

# What was best on the seeds of tuning: the least 95 % of sojourn times, open jobs at their age, in the mean.
best() { # best NAME: as settings
  awk -F, '
    NR == 1 {
      for (i = 1; i <= NF; i++) {
        if ($i ~ /^policies\./) axis[i] = $i
        if ($i == "sojourn_p95_at_least_s") column = i
      }
      next
    }
    {
      point = ""
      for (i = 1; i <= NF; i++) if (i in axis) point = point "--set\n" axis[i] "=" $i "\n"
      sum[point] += $column
      count[point]++
    }
    END {
      for (point in sum) {
        mean = sum[point] / count[point]
        if (best == "" || mean < least || (mean == least && point < best)) { best = point; least = mean }
      }
      printf "%s", best
    }' "$folder/$1.csv"
}

chosen() {
  mapfile -t none < <(best tune-none)
  mapfile -t lock < <(best tune-lock)
  mapfile -t fields < <(best tune-fields)
  printf 'none: %s\nlock: %s\nfields: %s\n' "${none[*]}" "${lock[*]}" "${fields[*]}" | tee "$folder/chosen.txt"
}

compare() {
  chosen
  local one=(--axis coordination.coupling=both)
  study none 1000 20 "${peak[@]}" --set coordination.mode=none "${none[@]}" "${one[@]}"
  study lock 1000 20 "${locks[@]}" "${lock[@]}" "${one[@]}"
  study fields 1000 20 "${peak[@]}" "${fields[@]}" \
    --axis coordination.mode=meanField,placebo,frozen,shuffled
  if "$fleetfield" limit Scenes/Showcase/warehouse.fleet.yaml --out "$folder/peak.path" \
    --workers "${WORKERS:-1}" "${peak[@]}" "${fields[@]}" --set coordination.coupling=both \
    >"$folder/limit.txt" 2>&1
  then
    study limit 1000 20 "${peak[@]}" "${fields[@]}" --set coordination.mode=limit \
      --set "coordination.path=$(realpath "$folder/peak.path")" "${one[@]}"
  fi
  cat "$folder/limit.txt"
}

# The fields' planner with a gate: by what m^orch counts, and by what m^exec sees; six more settings each.
gates() {
  chosen
  local gate=("${peak[@]}" "${fields[@]}")
  study tune-conwip 500 3 "${gate[@]}" --set policies.dispatcher.kind=conwip \
    --axis "policies.dispatcher.under_way=100 robots,150 robots,200 robots,250 robots,300 robots,350 robots"
  study tune-gated 500 3 "${gate[@]}" --set policies.dispatcher.kind=gated \
    --axis "policies.dispatcher.pace=30 s,120 s,400 s" --axis policies.dispatcher.blocked_to=0.2,0.4
  # A number of carriers that work, and the prior: both read nothing.
  study tune-cap 500 3 "${peak[@]}" --set coordination.mode=none --set policies.dispatcher.kind=cap \
    --axis "policies.dispatcher.admitted=120 robots,160 robots,200 robots" \
    --axis policies.dispatcher.prior_idle=300,3000
  mapfile -t cap < <(best tune-cap)
  mapfile -t conwip < <(best tune-conwip)
  mapfile -t gated < <(best tune-gated)
  printf 'cap: %s\nconwip: %s\ngated: %s\n' "${cap[*]}" "${conwip[*]}" "${gated[*]}" | tee -a "$folder/chosen.txt"
  study conwip 1000 20 "${gate[@]}" --set policies.dispatcher.kind=conwip "${conwip[@]}" \
    --axis coordination.coupling=own
  study cap 1000 20 "${peak[@]}" --set coordination.mode=none --set policies.dispatcher.kind=cap \
    "${cap[@]}" --axis coordination.coupling=both
  study gated 1000 20 "${gate[@]}" --set policies.dispatcher.kind=gated "${gated[@]}" \
    --axis coordination.coupling=both
}

# The largest demand whose backlog stands: begun empty, 20 min, the second half counts.
capacity() {
  chosen
  local demand=(--set duration=20min --axis n=200,400 --axis load=1,1.5,2,2.5,3)
  study capacity-none 1000 8 "${demand[@]}" --set coordination.mode=none "${none[@]}" \
    --axis coordination.coupling=both
  # Under 'cross' planners read no m^orch and have the priors of those without fields.
  study capacity-cross 1000 8 "${demand[@]}" "${none[@]}" --axis coordination.coupling=cross
  study capacity-own 1000 8 "${demand[@]}" "${fields[@]}" --axis coordination.coupling=own
}

"$part"
