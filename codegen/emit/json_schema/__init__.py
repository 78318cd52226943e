"""The published JSON Schemas (2020-12): what a message looks like on the wire.

They accept what strict reading accepts: unknown fields and unknown values of open enums, nulls of
optional fields, and the other form of a value where the catalogue has one.  Where they are
narrower, a `$comment` says so.

`values` has the schemas of fields and enums, `objects` those of classes, `messages` the files for
validators, `bodies` those for tools that make tables.
"""
