"""The working folder: where everything lies, what it is judged against, how outputs reach their place."""
