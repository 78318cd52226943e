"""Classes, enums and their docstrings, made by datamodel-code-generator with our templates."""
