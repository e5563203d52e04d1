"""Reads a run.mcap with the readers of others and prints what they found as one JSON object."""

import collections
import json
import math
import struct
import sys

from foxglove_schemas_protobuf import (
    FrameTransforms_pb2, Grid_pb2, LaserScan_pb2, Log_pb2, PointCloud_pb2, SceneUpdate_pb2)
from google.protobuf import descriptor_pb2, descriptor_pool
from mcap.reader import NonSeekingReader, SeekingReader
from mcap_protobuf.decoder import DecoderFactory


def differences(schema, reference):
    """Fields of a schema in the file that the reference has otherwise."""
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(schema.data).file:
        pool.Add(file)
    found = []

    def compare(own, other):
        for name, field in own.fields_by_name.items():
            wanted = other.fields_by_name.get(name)
            same = wanted is not None and (field.number, field.type, field.is_repeated) == (
                wanted.number, wanted.type, wanted.is_repeated)
            if not same:
                found.append(f"{own.full_name}.{name}")
            elif field.enum_type:
                values = lambda enum: [(v.name, v.number) for v in enum.enum_type.values]
                if values(field) != values(wanted):
                    found.append(f"{own.full_name}.{name} (values)")
            elif field.message_type:
                compare(field.message_type, wanted.message_type)

    compare(pool.FindMessageTypeByName(schema.name), reference)
    return found


FOXGLOVE = {
    "foxglove.PointCloud": PointCloud_pb2.PointCloud, "foxglove.Grid": Grid_pb2.Grid,
    "foxglove.SceneUpdate": SceneUpdate_pb2.SceneUpdate, "foxglove.Log": Log_pb2.Log,
    "foxglove.FrameTransforms": FrameTransforms_pb2.FrameTransforms,
    "foxglove.LaserScan": LaserScan_pb2.LaserScan,
}


def grid(value):
    """Sum of each number over the cells, times the area of one."""
    rows = len(value.data) // value.row_stride
    area = value.cell_size.x * value.cell_size.y
    cells = [struct.unpack_from(f"<{len(value.fields)}f", value.data, row * value.row_stride + column * value.cell_stride)
             for row in range(rows) for column in range(value.column_count)]
    return {field.name: sum(cell[place] for cell in cells) * area
            for place, field in enumerate(value.fields)} | {"rows": rows, "columns": value.column_count}


def main(path, start, end):
    with open(path, "rb") as file:
        reader = SeekingReader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
        summary = reader.get_summary()
        schemas = {s.name: s for s in summary.schemas.values()}
        decoded = collections.defaultdict(list)
        for _, channel, message in reader.iter_messages():
            decoded[channel.topic].append(message.log_time)
        last = {}
        directives, levels = [], {}
        for schema, channel, message, value in reader.iter_decoded_messages(
            topics=[c.topic for c in summary.channels.values() if c.message_encoding == "protobuf"]
        ):
            last[channel.topic] = (schema.name, value)
            if channel.topic == "/directives":
                directives.append([value.robot, value.issued_step, value.due_step, value.ended_step])
            if channel.topic == "/events":
                levels.setdefault(value.name, value.level)
        clouds = {}
        for topic, (name, value) in last.items():
            if name == "foxglove.PointCloud":
                layout = [(f.name, f.offset, f.type) for f in value.fields]
                rows = [struct.unpack_from("<fffIBBBB", value.data, 20 * i)
                        for i in range(len(value.data) // value.point_stride)]
                clouds[topic] = {"layout": layout, "robots": rows}
        ranged = [m.log_time for _, _, m in reader.iter_messages(
            topics=[next(iter(clouds), "/world")], starting_at=start, ending_before=end)]
        result = {
            "topics": {c.topic: schemas_name(summary, c) for c in summary.channels.values()},
            "counts": {topic: len(times) for topic, times in decoded.items()},
            "is_sorted": all(times == sorted(times) for times in decoded.values()),
            "message_count": summary.statistics.message_count,
            "end_ns": summary.statistics.message_end_time,
            "chunks": summary.statistics.chunk_count,
            "metadata": {m.name: m.metadata for m in reader.iter_metadata()},
            "attachments": {a.name: a.data.decode() for a in reader.iter_attachments()},
            "clouds": clouds,
            # What is not known yet is no number, for which JSON has no word.
            "metrics": {name: value for name, value in zip(
                last["/metrics"][1].names, last["/metrics"][1].values) if not math.isnan(value)}
            if "/metrics" in last else {},
            "mean_fields": {topic: dict(zip(value.features, value.mean)) for topic, (name, value) in last.items()
                            if name == "fleetfield.MeanField"},
            "directives": directives,
            "levels": levels,
            "ranged": ranged,
            "schema_differences": [
                text for name, message in FOXGLOVE.items() if name in schemas
                for text in differences(schemas[name], message.DESCRIPTOR)],
            "schemas": sorted(schemas),
            "grids": {topic: grid(value) for topic, (name, value) in last.items()
                      if name == "foxglove.Grid"},
            "world": {
                entity.id: {"cubes": len(entity.cubes), "triangles": sum(len(t.points) for t in entity.triangles),
                            "lines": len(entity.lines), "texts": [text.text for text in entity.texts]}
                for entity in last["/world"][1].entities} if "/world" in last else {},
            "transforms": {
                t.child_frame_id: [t.translation.x, t.translation.y,
                                   2 * math.atan2(t.rotation.z, t.rotation.w)]
                for t in last["/tf"][1].transforms} if "/tf" in last else {},
            "scans": {value.frame_id: [value.start_angle, value.end_angle, *value.ranges]
                      for name, value in last.values() if name == "foxglove.LaserScan"},
        }
        file.seek(0)
        result["streamed"] = sum(
            1 for _ in NonSeekingReader(file, validate_crcs=True).iter_messages())
    print(json.dumps(result))


def schemas_name(summary, channel):
    return summary.schemas[channel.schema_id].name


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
