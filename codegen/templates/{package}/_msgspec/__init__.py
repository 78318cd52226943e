"""JSON text by `msgspec`: kinds of messages (an event in an envelope) that came before.

A kind is read by one compiled function: its text is decoded to a struct made from the fields of
the classes, and the event, all that is in it and the message are made of that in place.  What the
struct refuses, the decoders of the classes read; names and forms that come again that way are
registered, so that the struct expects them from then on.
"""
