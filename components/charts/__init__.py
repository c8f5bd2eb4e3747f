"""Plotly figures, one kind a file; each takes a Plot and answers a figure whose points say what they stand for."""
