"""The measurements of `make bench`, most of them as a ratio to a reference that is measured in the same run."""
