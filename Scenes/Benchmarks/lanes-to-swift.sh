#!/usr/bin/env bash
# Writes the columns of lanes.csv that a prediction reads as the source file that programs carry.
#
#   bash Scenes/Benchmarks/lanes-to-swift.sh > Sources/Prediction/MeasuredLanes.swift
set -euo pipefail
cd "$(dirname "$0")"
cat <<'HEAD'
// Made by Scenes/Benchmarks/lanes-to-swift.sh from Scenes/Benchmarks/lanes.csv; a test holds them together.

extension LaneDiagram {
  /// What was measured of our own movers: `Scenes/Benchmarks/lanes.md` says how.
  public static let measured: LaneDiagram = {
    guard case .success(let diagram) = read(rows) else {
      preconditionFailure("the diagram that programs carry can be read")
    }
    return diagram
  }()

  /// The rows of `Scenes/Benchmarks/lanes.csv`, as far as they are read.
  static let rows = """
HEAD
awk -F, 'BEGIN { OFS = "," } { print "    " $1, $2, $3, $4, $9, $13, $14 }' lanes.csv
printf '    """\n}\n'
