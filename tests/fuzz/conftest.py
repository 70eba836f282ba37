"""Fixtures of these tests."""

from harness import quick_bases, sandbox

__all__ = ["quick_bases", "sandbox"]
