#!/usr/bin/env bash
# The study of coordination.md: both sides are tuned with one budget on seeds of their own, then compared on others.
#
#   bash Scenes/Showcase/coordination.sh FLEETFIELD FOLDER tune         # 18 settings each, seeds 500 to 502
#   bash Scenes/Showcase/coordination.sh FLEETFIELD FOLDER compare [SEEDS] # seeds from 1000, what was found below
#
# It goes on where it ended.
set -euo pipefail
cd "$(dirname "$0")/../.."
fleetfield=$1 folder=$2 part=$3 seeds=${4:-12}
mkdir -p "$folder"

study() { # study NAME FIRST-SEED SEEDS SETTING-OR-AXIS…
  local name=$1 first=$2 count=$3
  shift 3
  "$fleetfield" sweep Scenes/Showcase/warehouse.fleet.yaml --out "$folder/$name.sqlite" \
    --csv "$folder/$name.csv" --workers "${WORKERS:-1}" --seeds "$count" --first-seed "$first" \
    --set n=400 --set load=2 --set duration=10min "$@"
}

# Rounds for each side: twelve settings, then three beyond the edge at which the best one lay, then three more.
tune() {
  study tune-none 500 3 --set coordination.mode=none \
    --axis "policies.dispatcher.replan_after=never,5 s" \
    --axis policies.dispatcher.prior_idle=1,30,200 --axis "policies.dispatcher.back_off=0 s,10 s"
  study tune-meanField 500 3 \
    --axis "policies.dispatcher.replan_after=never,5 s" \
    --axis policies.dispatcher.gain=auto,3,10 --axis policies.dispatcher.reserve=1,0.5
  study tune-none-2 500 3 --set coordination.mode=none \
    --axis policies.dispatcher.prior_idle=1000,3000,10000
  study tune-meanField-2 500 3 --axis policies.dispatcher.gain=20,50,100
  study tune-none-3 500 3 --set coordination.mode=none \
    --axis policies.dispatcher.prior_idle=20000,40000,80000
  study tune-meanField-3 500 3 --set policies.dispatcher.gain=20 \
    --axis policies.dispatcher.distance_weight=0.5,2,4
}

# What was best on the seeds of tuning: the most deliveries in the mean.
none=(--set coordination.mode=none --set policies.dispatcher.prior_idle=10000)
fields=(--set policies.dispatcher.gain=10)
# A job is locked when it is assigned: then nobody waits for it at the pick-up, and none is announced.
carried='dwell: 4 s, load: {mass: 12 kg}, needs: {classes: [carrier, picker]}, claim: at_assignment'
lock=(
  --set "tasks.inbound={name: inbound, from: receiving, to: shipping, rate: \$(0.25 * load), $carried}"
  --set "tasks.outbound={name: outbound, from: storage_out, to: shipping, rate: \$(0.2 * load), $carried}"
  --set "tasks.back={name: back, from: returns, to: storage_in, rate: \$(0.2 * load), $carried}"
  --set "tasks.pallets={name: pallets, from: receiving, to: shipping, rate: \$(0.04 * load), dwell: 10 s, load: {mass: 250 kg, pallet: true}, needs: {class: forklift}, claim: at_assignment}")

compare() {
  # One point each: the scene's own axis is of a reading that `none` does not have.
  study none 1000 "$seeds" "${none[@]}" --axis coordination.coupling=both
  study untuned 1000 "$seeds" --axis coordination.mode=none,meanField
  study lock 1000 "$seeds" --set coordination.mode=none "${lock[@]}" \
    --axis coordination.coupling=both
  study fields 1000 "$seeds" "${fields[@]}" \
    --axis coordination.mode=meanField,placebo,frozen,shuffled,gossip,flatField,hierarchy
}

"$part"
