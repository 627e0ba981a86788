"""Documents that list no projects: one module a kind. Whatever a program finds in them is invented."""
