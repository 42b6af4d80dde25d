"""What an agency has to mend: its own form again with the faults marked, the letter to it, and the list for the office."""
