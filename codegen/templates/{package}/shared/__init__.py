"""Enums and nested objects that several bodies use, a module for each."""
