"""The command: events looked up, messages checked, from a terminal or a script."""
