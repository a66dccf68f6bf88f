"""What `make bench` measures of the clients: each as a ratio to something else that is measured in the same run."""
