"""Holds a trajectories.npz against a trajectories.csv of the same run and prints what it found as one JSON object."""

import csv
import json
import sys
import zipfile

import numpy

arrays = numpy.load(sys.argv[1])
frames, robots = arrays["x_m"].shape
differences = []
with open(sys.argv[2], newline="") as file:
    for place, row in enumerate(csv.DictReader(file)):
        frame, robot = divmod(place, robots)
        flags = int(arrays["flags"][frame, robot])
        found = {
            "time_s": arrays["time_s"][frame], "robot": arrays["robot"][robot],
            "class": arrays["robot_class"][robot], "index": arrays["index"][robot],
            "x_m": arrays["x_m"][frame, robot], "y_m": arrays["y_m"][frame, robot],
            "theta_rad": arrays["theta_rad"][frame, robot],
            "stage": arrays["stages"][arrays["stage"][frame, robot]],
            "laden": flags & 1, "blocked": flags >> 1 & 1, "touching": flags >> 2 & 1,
            "jammed": flags >> 3 & 1, "progress": arrays["progress"][frame, robot],
            "battery": arrays["battery"][frame, robot],
        }
        for name, value in found.items():
            same = (row[name] == value if name in ("class", "stage")
                    else abs(float(row[name]) - float(value)) < 1e-4)
            if not same:
                differences.append(f"{place} {name}: {row[name]} and {value}")
    if place + 1 != frames * robots:
        differences.append(f"{place + 1} rows and {frames} frames of {robots}")
print(json.dumps({
    "frames": frames, "robots": robots, "differences": differences[:10],
    "damaged": zipfile.ZipFile(sys.argv[1]).testzip(),
}))
