"""Services and jobs on an open desk; the floor that windows and commands stand on."""
