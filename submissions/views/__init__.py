"""Pages of reporting years, returns and the entry of figures."""
