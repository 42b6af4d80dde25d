"""What `log --kind` takes; it stands apart, so that `--help` loads nothing that it does not need."""

KINDS = ("arrival", "exclude", "include", "waive", "received", "review", "appraisal", "letter", "approve")
