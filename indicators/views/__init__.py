"""Pages of plans: readable by everyone who signed in; changed by whom `permissions.py` names."""
