"""Criteria out of the tables of an official document: the tree, maxima, scales, methods, evidence and agencies.

Takes grids; gives a `Transcript` in which every row keeps its place and words, and every doubt is marked. Nothing is
filled in that the document does not say.
"""
