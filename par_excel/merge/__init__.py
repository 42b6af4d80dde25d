"""Merging: which return of each unit counts, and what the period comes to. It opens no file and judges nothing."""

from par_excel.merge.collection import Refused, collect, contradictions, newest
from par_excel.merge.documents import split_documents
from par_excel.merge.merging import merge

__all__ = ["Refused", "collect", "contradictions", "merge", "newest", "split_documents"]
