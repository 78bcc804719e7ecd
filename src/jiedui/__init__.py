"""Jiedui (结对) runs paired regional cooperation, from finding the gap to proving the effect."""

__version__ = "0.1.0"
