"""What is said inside the province beside the report: the control sheet of the leader who signs, and the plan."""
