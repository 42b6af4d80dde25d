"""From the inbox to a collection: record, read in limited processes, judge, answer."""
