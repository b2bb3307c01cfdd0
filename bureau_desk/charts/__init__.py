"""One figure, three pictures: PNG or SVG, a native Excel chart, a native Word chart."""
