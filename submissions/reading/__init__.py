"""From bytes to sheets of numbered rows. Knows no model; `submissions/tables.py` is the door."""
