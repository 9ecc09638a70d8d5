"""Each word beside the `docker` command line that it prints."""
