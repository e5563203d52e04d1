"""Holds a JSON document against a JSON Schema of others: prints each mistake and ends with 1 where there is one.

    python validate.py SCHEMA DOCUMENT
"""
import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    document = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
mistakes = list(validator.iter_errors(document))
for mistake in mistakes:
    print("/".join(str(part) for part in mistake.absolute_path) + ": " + mistake.message)
sys.exit(1 if mistakes else 0)
