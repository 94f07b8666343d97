"""A file of figures on its way into the portal: understood, matched, checked, compared, applied, undone."""
