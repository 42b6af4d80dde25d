"""Letters out, replies in, and where every agency stands."""
