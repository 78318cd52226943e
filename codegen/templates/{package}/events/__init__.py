"""Events, a module for each body: its class, its nested objects, a subclass for each event."""
