"""Speed and memory, printed beside peers in the same run: python -m tests.bench [--rows 100000]."""
