"""What goes wrong around the program: killed, refused by the system, crowded, moved, under another clock or language."""
