"""Sample periods in a fresh folder: eight agencies with real returns, or many invented communes."""
