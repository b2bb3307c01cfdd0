"""The room of organisations registered twice: pairs found, laid side by side, judged or merged."""
