"""Made-up data for trying the portal: a plausible registry and four years of figures on the real units and plans.

`counts.py` states every count and assumption; the other modules build from them, seeded, the same to the row.
"""
