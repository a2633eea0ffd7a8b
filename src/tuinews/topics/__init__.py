"""What stories are about. Pure: text in, names out."""
