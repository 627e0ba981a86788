"""One module a family, found by its file: blocks.py is the family "blocks"."""
