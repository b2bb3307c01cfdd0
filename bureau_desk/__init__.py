"""bureau_desk: registers and bulletins of a municipal science and technology bureau."""

__version__ = "0.1.0"
