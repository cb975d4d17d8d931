"""Pages that are pictures → words: set straight, freed of rules, read by Tesseract, every number read twice."""
