"""Fixtures of these tests."""

from harness import sandbox

__all__ = ["sandbox"]
