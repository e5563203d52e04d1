"""A policy in Python: follows the way ahead, slows for the goal and for whoever is near.

Speaks fleetfield-policy/1 on standard input and output, or listens at a Unix socket:

    fleetfield run SCENE --policy mover='python3 follow_way.py'
    python3 follow_way.py --socket /tmp/mover & fleetfield run SCENE --policy mover=unix:/tmp/mover
"""
import socket
import struct
import sys

import msgpack
import numpy as np


def pack(obj):
    """An array as msgpack-numpy and openpi write it."""
    if isinstance(obj, np.ndarray):
        return {b"__ndarray__": True, b"dtype": obj.dtype.str, b"shape": obj.shape, b"data": obj.tobytes()}
    raise TypeError(type(obj))


def unpack(obj):
    return np.frombuffer(obj[b"data"], obj[b"dtype"]).reshape(obj[b"shape"]) if b"__ndarray__" in obj else obj


class Policy:
    """Acts for all robots of a class at once; columns are found by their names."""

    sections = ["body", "work", "way", "neighbours"]

    def __init__(self, group):
        names = [name for section in group["sections"] for name, _ in section["columns"]
                 if section["name"] in self.sections]
        self.column = {name: index for index, name in enumerate(names)}
        self.body = group["constants"]

    def act(self, obs):
        see = lambda name: obs[:, self.column[name]]
        way = np.hypot(see("target_x"), see("target_y"))
        ahead = (see("target_x") * see("heading_cos") + see("target_y") * see("heading_sin")) / (way + 1e-6)
        aside = (see("target_y") * see("heading_cos") - see("target_x") * see("heading_sin")) / (way + 1e-6)
        room = np.minimum(see("distance_to_go"), np.maximum(0, see("free_distance")))
        gap = np.hypot(see("neighbour.0.x"), see("neighbour.0.y")) - see("neighbour.0.radius") - self.body["radius"]
        facing = see("neighbour.0.x") * see("target_x") + see("neighbour.0.y") * see("target_y") > 0
        room = np.where((see("neighbour_count") > 0) & facing, np.minimum(room, np.maximum(0, gap)), room)
        speed = np.minimum(self.body["max_speed"], np.sqrt(self.body["max_acceleration"] * room))
        stands = (see("stage") == 4) | (see("stage") == 7) | (see("distance_to_go") < 0.05)
        actions = np.zeros((len(obs), 6), np.float32)
        actions[:, 0] = np.where(stands, 0, np.maximum(0, ahead) * speed / self.body["max_speed"])
        actions[:, 2] = np.where(stands, 0, np.clip(2 * np.arctan2(aside, ahead), -1, 1))
        actions[:, 5] = np.where(see("stage") == 5, 1, -1)
        return actions


def play(read, write):
    def send(message):
        frame = msgpack.packb(message, default=pack)
        write(struct.pack("<I", len(frame)) + frame)

    while head := read(4):
        message = msgpack.unpackb(read(struct.unpack("<I", head)[0]), object_hook=unpack)
        if message["op"] == "hello":
            policies = {group["class"]: Policy(group) for group in message["groups"]}
            send({"op": "ready", "name": "follow_way", "sections": Policy.sections})
        elif message["op"] == "act":
            groups = [{"class": group["class"], "actions": policies[group["class"]].act(group["obs"])}
                      for group in message["groups"]]
            send({"op": "actions", "tick": message["tick"], "groups": groups})
        elif message["op"] == "bye":
            return


if __name__ == "__main__":
    if sys.argv[1:2] == ["--socket"]:
        connection = socket.create_server(sys.argv[2], family=socket.AF_UNIX).accept()[0]
        play(connection.makefile("rb").read, connection.sendall)
    else:
        play(sys.stdin.buffer.read, lambda data: (sys.stdout.buffer.write(data), sys.stdout.buffer.flush()))
