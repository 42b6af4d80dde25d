"""One function per command: the only room that knows the order of the stations; prints nothing."""
