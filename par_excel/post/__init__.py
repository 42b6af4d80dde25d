"""The post: letters written and sent, replies fetched.

One subject a module; messages are bytes here, what they mean is said elsewhere.
"""
