"""Merging: which return of each unit counts, and what the period comes to. It opens no file and judges nothing."""

from par_excel.merge.collection import Joint, Refused, Returns, collect, joints_of
from par_excel.merge.deliveries import MAY_BE_EVIDENCE, Owner, is_signed_report, owners
from par_excel.merge.merging import merge
