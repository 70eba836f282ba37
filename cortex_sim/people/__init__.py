"""Sessions that were measured in people: files in, the measures of the clinic out."""
