"""Files that come and go: workbooks, CSV, templates, issue folders."""
