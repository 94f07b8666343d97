"""Pages of sign-in and people."""
