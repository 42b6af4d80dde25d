"""Checks judge what was read and never open a file: submission in, findings out."""

from par_excel.checks.declared import CHECKS, RETIRED, RULES, ensure_changeable, live_texts
from par_excel.checks.declaring import Delivered
from par_excel.checks.judging import judge, judge_collection, judge_refusal
from par_excel.checks.reference import FACT_WORDS, facts_of, render_reference
