#!/usr/bin/env python3
"""Studies of records that take too long for the tests; results stand in records.md.

    records.py hashes PROGRAM... [--length S] [--restores WORKERS...]   state hashes over workers, builds, recorded or not, restored or not
    records.py kills PROGRAM [--runs N]          kill -9 at random moments, then repair, readers and resume
    records.py memory PROGRAM [--robots N] [--minutes M]   memory over a long recorded run
    records.py size PROGRAM [--robots N] [--minutes M]     size and reading times of a record
    records.py rate PROGRAM [--robots N] [--seconds S]     what recording costs, run by run

Run it in the folder of the repository, with the packages of .ci/setup --with-rerun (`.build/readers/bin/python`).
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OPEN_FLOOR = os.path.join(HERE, "tick.fleet.yaml")

# Six scenes: classes, modes, arms, disturbances, a foreign map; short, since they run some thousand times.
SCENES = [
    ("two-layers-gossip", "Scenes/Tutorials/02-two-layers.fleet.yaml", ["mode=gossip"], 4),
    ("classes-docks-arms", "Scenes/Tutorials/03-mixed-fleet.fleet.yaml", [], 4),
    ("disturbed", "Scenes/Tutorials/03-mixed-fleet.fleet.yaml",
     ["disturbances.failures.rate=1/s", "disturbances.failures.repair=1s", "disturbances.liars.share=0.5",
      "coordination.channel.loss=0.3"], 3),
    ("warehouse", "Scenes/Showcase/warehouse.fleet.yaml", ["n=60"], 2),
    ("herding-hierarchy", "Scenes/Showcase/herding.fleet.yaml", ["mode=hierarchy"], 3),
    ("movingai-map", "Scenes/Showcase/movingai.fleet.yaml", [], 4),
]


def call(*words, ok=(0,)):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode not in ok:
        raise SystemExit(f"{' '.join(words)}\nended with {done.returncode}: {done.stderr}")
    return done.stdout


def state_hash(folder):
    with open(f"{folder}/summary.json", encoding="utf-8") as file:
        return json.load(file)["hash"]


def settings(pairs):
    return [word for pair in pairs for word in ("--set", pair)]


def restored(program, scene, extra, seconds, words, folder, draw):
    """Stops at ten random steps and goes on from the state that was kept there, each time in another process."""
    steps = sorted(draw.sample(range(1, seconds * 60), 10))
    ends = [step / 60 for step in steps] + [seconds]
    call(program, "run", scene, *settings(extra), "--set", f"run.duration={ends[0]:.6f}s", "--snapshot-every", "1h",
         "--out", f"{folder}/0", "--quiet", *words, ok=(0, 1))
    for place, end in enumerate(ends[1:]):
        # A millisecond is no step: it keeps rounded times before the end.
        call(program, "run", "--from", f"{folder}/{place}", "--at", f"{ends[place] - 0.001:.6f}s", "--set",
             f"run.duration={end:.6f}s", "--snapshot-every", "1h", "--out", f"{folder}/{place + 1}", "--quiet",
             *[word for word in words if word != "--record"], ok=(0, 1))
    return state_hash(f"{folder}/{len(ends) - 1}")


def hashes(options):
    """Every combination of a scene must end in one state."""
    draw = random.Random(1)
    failed = False
    for name, scene, extra, seconds in SCENES:
        seconds = options.length or seconds
        found, count, begin = {}, 0, time.time()
        for program in options.programs:
            for workers in (1, 2, 3, 8):
                for record in (False, True):
                    for restores in (False, True):
                        if restores and workers not in options.restores:
                            continue
                        folder = tempfile.mkdtemp()
                        words = ["--workers", str(workers)] + (["--record"] if record else [])
                        if restores:
                            value = restored(program, scene, extra, seconds, words, folder, draw)
                        else:
                            call(program, "run", scene, *settings(extra), "--set", f"run.duration={seconds}s", "--out",
                                 f"{folder}/a", "--quiet", *words, ok=(0, 1))
                            value = state_hash(f"{folder}/a")
                        shutil.rmtree(folder)
                        found.setdefault(value, []).append((program, workers, record, restores))
                        count += 1
        failed = failed or len(found) != 1
        print(f"| {name} | {count} | {' '.join(found)} | {time.time() - begin:.0f} s |", flush=True)
        if len(found) != 1:
            for value, cases in found.items():
                print(f"  {value}: {cases}")
    return 1 if failed else 0


def messages(path):
    """What the reader of others finds in a record, checksums held."""
    from mcap.reader import SeekingReader
    with open(path, "rb") as file:
        reader = SeekingReader(file, validate_crcs=True)
        return sum(1 for _ in reader.iter_messages()), reader.get_summary().statistics.message_count


def kills(options):
    """Killed at a random moment: repaired it opens with at most a chunk missing, resumed it is the whole run."""
    draw = random.Random(2)
    program = options.programs[0]
    folder = tempfile.mkdtemp()
    words = [program, "run", "Scenes/Showcase/warehouse.fleet.yaml", "--set", "n=100", "--set",
             f"duration={options.seconds}s", "--snapshot-every", "2s", "--record", "--record-every", "17ms", "--trajectories", "npz", "--quiet"]
    call(*words, "--out", f"{folder}/whole", ok=(0, 1))
    wanted = state_hash(f"{folder}/whole")
    with open(f"{folder}/whole/run.mcap", "rb") as file:
        whole = file.read()
    begin = time.time()
    call(*words, "--out", f"{folder}/timed", ok=(0, 1))
    length = time.time() - begin
    killed = repaired = resumed = restarted = unmade = lost_most = empty = 0
    while killed < options.runs:
        shutil.rmtree(f"{folder}/run", ignore_errors=True)
        process = subprocess.Popen([*words, "--out", f"{folder}/run", "--workers", str(draw.randint(1, 3))])
        time.sleep(draw.uniform(0.02, length * 0.95))
        process.send_signal(signal.SIGKILL)
        process.wait()
        partial = [name for name in os.listdir(folder) if name.startswith(".run.partial") and not name.endswith(".lock")]
        if not partial:
            continue
        killed += 1
        partial = f"{folder}/{partial[0]}"
        # Repair a copy: what is resumed is the folder as it was left.
        copy = f"{folder}/copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(partial, copy)
        lost = 0
        if os.path.exists(f"{copy}/run.mcap") and os.path.getsize(f"{copy}/run.mcap") > 0:
            before = os.path.getsize(f"{copy}/run.mcap")
            outcome = json.loads(call(program, "repair", copy, "--format", "json"))
            lost = outcome["lost_bytes"]
            count, stated = messages(f"{copy}/run.mcap")
            if count != stated or count != outcome["messages"]:
                raise SystemExit(f"repaired: {count} messages, {stated} stated, {outcome}")
            # What was there before is the beginning of the whole run's record.
            with open(f"{copy}/run.mcap", "rb") as file:
                if not whole.startswith(file.read(before - lost)):
                    raise SystemExit("the repaired record is not the beginning of the whole one")
            repaired += 1
        else:
            empty += 1
        lost_most = max(lost_most, lost)
        kept = os.listdir(f"{partial}/snapshots") if os.path.isdir(f"{partial}/snapshots") else []
        if not any(name.endswith(".snapshot") for name in kept):
            if not os.path.exists(f"{partial}/request.json"):
                call(program, "resume", f"{folder}/run", "--quiet", ok=(2,))
                shutil.rmtree(partial)
                unmade += 1
                continue
            restarted += 1
        call(program, "resume", f"{folder}/run", "--quiet", "--workers", str(draw.randint(1, 3)), ok=(0, 1))
        if state_hash(f"{folder}/run") != wanted:
            raise SystemExit("the resumed run ends in another state")
        for name in ("run.mcap", "trajectories.npz", "series.csv", "hashes.csv", "robots.csv"):
            call("cmp", f"{folder}/whole/{name}", f"{folder}/run/{name}")
        resumed += 1
    shutil.rmtree(folder)
    print(f"{killed} killed, {repaired} repaired and read, {empty} without a record yet, {resumed} resumed to the "
          f"whole run's hash and files, {restarted} of them from their start, {unmade} had no scene in their folder yet; "
          f"most bytes cut off by repair: {lost_most}")
    return 0


def sampled(words, every=0.5):
    """Runs a command; wall seconds, and (progress of the record in bytes, resident MB) over time."""
    samples = []
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    begin = time.time()
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
                lines = dict(line.split(":", 1) for line in file if ":" in line)
            samples.append((time.time() - begin, int(lines["VmRSS"].split()[0]) / 1024))
        except (OSError, KeyError, ValueError):
            pass
        time.sleep(every)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{words} ended with {process.returncode}")
    return time.time() - begin, samples


def open_floor(options, *more):
    return [options.programs[0], "run", OPEN_FLOOR, "--set", f"n={options.robots}", "--set", f"load={options.load}",
            "--workers", "2", "--quiet", *more]


def memory(options):
    folder = tempfile.mkdtemp(dir=options.folder)
    wall, samples = sampled(
        open_floor(options, "--set", f"run.duration={options.minutes}min", "--record", "--out", f"{folder}/a"), 5)
    size = os.path.getsize(f"{folder}/a/run.mcap")
    print(f"{options.robots} robots, {options.minutes} min, recorded: {wall:.0f} s, record {size / 1e6:.0f} MB")
    for share in (0.1, 0.25, 0.5, 0.75, 0.9, 0.99):
        print(f"  after {share:.0%} of the wall time: {samples[int(share * (len(samples) - 1))][1]:.1f} MB")
    shutil.rmtree(folder)
    return 0


def size(options):
    from mcap.reader import make_reader
    folder = tempfile.mkdtemp(dir=options.folder)
    wall, samples = sampled(
        open_floor(options, "--set", f"run.duration={options.minutes}min", "--record", "--out", f"{folder}/a"), 2)
    path = f"{folder}/a/run.mcap"
    frames = options.minutes * 600 + 1
    total = os.path.getsize(path)
    print(f"{options.robots} robots, {options.minutes} min: run {wall:.0f} s, {total / 1e6:.0f} MB, "
          f"{total / frames / options.robots:.2f} bytes a robot and frame")
    print("memory at 10, 50, 90 and 99 % of the wall time: "
          + ", ".join(f"{samples[int(share * (len(samples) - 1))][1]:.1f} MB" for share in (0.1, 0.5, 0.9, 0.99)))
    begin = time.time()
    with open(path, "rb") as file:
        reader = make_reader(file, validate_crcs=True)
        summary = reader.get_summary()
        opened = time.time() - begin
        begin = time.time()
        clouds = sum(1 for _ in reader.iter_messages(topics=["/fleet/carrier"]))
        all_clouds = time.time() - begin
        begin = time.time()
        middle = options.minutes * 30 * 1_000_000_000
        window = sum(1 for _ in reader.iter_messages(
            topics=["/fleet/carrier"], starting_at=middle, ending_before=middle + 10_000_000_000))
        ten = time.time() - begin
    print(f"mcap: summary {opened:.2f} s, {clouds} frames of a topic {all_clouds:.1f} s, {window} frames of ten seconds in "
          f"the middle {ten:.2f} s; {summary.statistics.message_count} messages")
    if options.rerun:
        begin = time.time()
        done = subprocess.run([options.rerun, "mcap", "check", "--full", path], capture_output=True, text=True)
        bad = [line for line in done.stdout.splitlines() if " /" in line and not line.startswith("ok ")]
        print(f"rerun mcap check --full: {time.time() - begin:.1f} s, exit {done.returncode}, "
              f"{sum(line.startswith('ok ') for line in done.stdout.splitlines())} topics ok, others: {bad}")
    shutil.rmtree(folder)
    return 0


def rate(options):
    """Pairs of runs in turn: without and with a record, of ten frames a second."""
    folder = tempfile.mkdtemp(dir=options.folder)
    shares = []
    for place in range(options.repeats):
        walls = []
        for more in ([], ["--record"]) if place % 2 == 0 else (["--record"], []):
            call(*open_floor(options, "--set", f"run.duration={options.seconds}s", "--out", f"{folder}/a", "--force",
                             *more), ok=(0, 1))
            with open(f"{folder}/a/summary.json", encoding="utf-8") as file:
                walls.append(json.load(file)["wall_s"])
        plain, recorded = walls if place % 2 == 0 else walls[::-1]
        shares.append(recorded / plain - 1)
        print(f"{options.robots} robots, {options.seconds} s: without {plain:.2f} s, with {recorded:.2f} s, "
              f"{100 * shares[-1]:+.1f} %", flush=True)
    shutil.rmtree(folder)
    print(f"median {100 * sorted(shares)[len(shares) // 2]:+.1f} %")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", choices=["hashes", "kills", "memory", "size", "rate"])
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--robots", type=int, default=10_000)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--length", type=int, default=None, help="hashes: seconds of every scene, in place of its own")
    parser.add_argument("--restores", type=int, nargs="*", default=[1, 2, 3, 8], help="hashes: workers with which runs are restored, too")
    parser.add_argument("--load", type=float, default=2, help="jobs a second of each of the sixteen streams")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", default=None, help="where large records are made (default: the system's)")
    parser.add_argument("--rerun", default=None, help="Rerun's program")
    options = parser.parse_args()
    os.chdir(ROOT)
    options.programs = [os.path.abspath(program) for program in options.programs]
    return {"hashes": hashes, "kills": kills, "memory": memory, "size": size, "rate": rate}[options.study](options)


if __name__ == "__main__":
    sys.exit(main())
