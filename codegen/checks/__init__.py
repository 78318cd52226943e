"""The rules that a catalogue must keep, one module per subject; `codegen.check` runs them."""
