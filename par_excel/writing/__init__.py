"""Values become workbooks and documents; nothing here decides anything.

The room offers `template.template_workbook`, `master.master_workbook` and `report.report_document`. They are
imported from their modules, because each loads a heavy library that the others do not need.
"""
