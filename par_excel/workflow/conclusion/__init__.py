"""What follows once the result stands: approve, enter, reconcile, explain."""
