"""Stands between a run and the program that plays its policy, and breaks one of its answers.

    misbehave.py FAULT MOMENT COMMAND…

MOMENT is the number of the answer from 0, the greeting's being 0. It needs nothing beside Python.
"""
import os
import random
import struct
import subprocess
import sys
import time

fault, moment, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def frame(stream):
    head = stream.read(4)
    return head + stream.read(struct.unpack("<I", head)[0]) if len(head) == 4 else b""


def say(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def spoiled(answer):
    spoil = bytearray(answer)
    if fault == "nan":  # the first number of the first array
        place = answer.index(b"data") + 4 + 5
        spoil[place:place + 4] = struct.pack("<f", float("nan"))
    elif fault == "shape":  # one row more than there are
        spoil[answer.index(b"shape") + 6] += 1
    elif fault == "tick":
        place = answer.index(b"tick") + 4
        spoil[place] = spoil[place] ^ 1 if spoil[place] < 128 else spoil[place]
        spoil[place + 8 if spoil[place] == 0xCF else place] ^= 0 if spoil[place] < 128 else 1
    elif fault == "bits":
        for _ in range(8):
            spoil[random.randrange(4, len(spoil))] = random.randrange(256)
    return bytes(spoil)


random.seed(moment)
answers = 0
while question := frame(sys.stdin.buffer):
    child.stdin.write(question)
    child.stdin.flush()
    if b"bye" in question[:12] or b"reset" in question[:14]:
        continue
    answer = frame(child.stdout)
    if answers == moment:
        if fault == "kill":
            os.kill(os.getpid(), 9)
        elif fault == "exit":
            sys.exit(7)
        elif fault == "hang":
            time.sleep(60)
        elif fault == "garbage":
            say(random.randbytes(random.randrange(1, 400)))
            time.sleep(60)
        elif fault == "text":
            say(b"Loading model weights: 100%\n")
            time.sleep(60)
        elif fault == "truncate":
            say(answer[:random.randrange(1, len(answer))])
            sys.exit(0)
        elif fault == "drip":
            for byte in answer:
                say(bytes([byte]))
                time.sleep(0.02)
        answer = spoiled(answer)
    say(answer)
    answers += 1
child.stdin.close()
child.wait()
