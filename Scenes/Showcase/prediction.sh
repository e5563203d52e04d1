#!/usr/bin/env bash
# The study of prediction.md: floors that are predicted, then measured; five in the first round, three in the second.
#
#   bash Scenes/Showcase/prediction.sh FLEETFIELD FOLDER predict    # writes the predictions beside the scenes
#   bash Scenes/Showcase/prediction.sh FLEETFIELD FOLDER measure    # sweeps, four seeds each; goes on where it ended
#   bash Scenes/Showcase/prediction.sh FLEETFIELD FOLDER check      # holds one against the other
#
# ROUND is 1 or 2 (2). The predictions of the first round were made by the program as it was then: `predict` would make
# others. WORKERS is how many runs go at once (1).
set -euo pipefail
cd "$(dirname "$0")/../.."
fleetfield=$1 folder=$2 part=$3
mkdir -p "$folder"
floors=Scenes/Showcase/prediction

# floor, sizes of the prediction, sizes that are measured
each() {
  if [ "${ROUND:-2}" = 1 ]; then
    "$1" room 1..80 1,3,6,10,16,30,60
    "$1" corridor 1..100 1,5,15,30,45,70,100
    "$1" charging 1..80 1,6,12,20,30,45,70
    "$1" mixed 4..64 4,8,16,28,40,64
    "$1" aisles 1..100 1,4,8,12,20,35,60
  else
    "$1" hub 1..60 1,4,8,14,22,35,60
    "$1" door 1..60 1,4,8,12,18,28,45
    "$1" yard 1..80 1,5,10,18,28,45,80
  fi
}

predict() { "$fleetfield" predict "$floors/$1.fleet.yaml" --axis "n=$2" --out "$floors/$1.json" --quiet | sed -n 1p; }

measure() {
  "$fleetfield" sweep "$floors/$1.fleet.yaml" --axis "n=$3" --seeds 4 --first-seed 100 --out "$folder/$1.sqlite" \
    --workers "${WORKERS:-1}" --quiet
}

check() { "$fleetfield" predict "$floors/$1.json" --check "$folder/$1.sqlite"; echo; }

each "$part"
