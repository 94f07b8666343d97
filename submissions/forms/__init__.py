"""What people type on the pages of reporting years and returns, read and checked."""
