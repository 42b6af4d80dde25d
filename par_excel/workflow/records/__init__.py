"""What persons decided, how returns changed, the log of it all, and its safe copy."""
