"""The five recovery processes of Leamy et al. (2011), in this app's own words."""

from app.chime.dimensions import ANSWERS, CODES, DIMENSIONS, Dimension, dimension, valid

__all__ = ["ANSWERS", "CODES", "DIMENSIONS", "Dimension", "dimension", "valid"]
