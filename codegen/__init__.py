"""The generator: `spec/catalogue.yaml` in, the whole of `generated/` out (`python -m codegen`)."""
