"""What every part of lab stands on: paths, files, waiting, programs, daemons."""
