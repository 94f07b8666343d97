"""Forms of the registry's pages, one module for each kind of page."""
