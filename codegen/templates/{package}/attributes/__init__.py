"""What each envelope says beside the event."""
