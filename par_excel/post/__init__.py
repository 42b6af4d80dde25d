"""Mail: letters are worded, made into messages and sent (SMTP), replies are fetched (IMAP), deadlines become a calendar.

Messages are bytes here; why a letter is written and what a reply means is decided in `workflow`.
"""
