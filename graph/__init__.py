"""Graphs: access, links, view, snapshots, and the questions put to them."""
