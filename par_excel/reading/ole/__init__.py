"""Compound files (MS-CFB), in which Office programs up to 2003 and Outlook save: bytes become streams and properties."""
