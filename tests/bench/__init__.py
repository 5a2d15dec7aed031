"""Measurements, run by `make bench`; each in a process of its own, sides in turn."""
