"""What an agency has to mend: its own form again with the faults marked and explained, and the letter to it."""
