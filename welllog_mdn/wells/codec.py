"""Which encodings the text of a LAS file can be in."""

from __future__ import annotations


def why_no_codec(name: str) -> str:
    """Return why no LAS file can be read in an encoding, "" where one can: it must have ASCII as it is, in which LAS is
    written, sections and numbers alike.

    >>> why_no_codec("cp1252"), why_no_codec("klingon")
    ('', 'no such encoding')
    """
    try:
        b"~A1 \xe9".decode(name, "replace")  # as files are read; some codecs only write
        plain = "~A1".encode(name) == b"~A1"
    except (LookupError, ValueError):
        return "no such encoding"
    return "" if plain else "does not hold ASCII as it is, which LAS is written in"
