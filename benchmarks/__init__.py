"""Speed, memory and accuracy, measured; each module says how it is run."""
