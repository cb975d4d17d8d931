"""Many documents: which ones, and what becomes of each."""
