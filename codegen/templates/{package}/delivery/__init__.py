"""What each delivery says beside the event."""
