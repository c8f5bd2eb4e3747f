"""Files into the book: sniffed, read as text, parsed by a profile, staged, judged, published."""
