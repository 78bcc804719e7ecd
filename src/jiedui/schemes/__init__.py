"""Rules as data: programmes with their dated pairs and groups, and the schemes that govern them.

One folder per programme: `<id>/programme.yaml`, `<id>/scheme.yaml`, `<id>/cases.yaml`.
"""

from jiedui.schemes.records import Pair, PolicyEvent, Programme, Scheme

__all__ = ["Pair", "PolicyEvent", "Programme", "Scheme"]
