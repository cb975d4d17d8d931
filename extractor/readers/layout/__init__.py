"""A printed page's layout: words → lines → reading order → paragraphs and ruled tables."""
