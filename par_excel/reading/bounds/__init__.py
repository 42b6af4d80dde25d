"""Bounds: what nothing from outside gets past.

Takes bytes and `Limits`; gives checked archives, inflated bytes and XML without a document type, or raises `Breach`.
"""
