"""What `make bench` measures: each as a ratio to something else that is measured in the same run."""
