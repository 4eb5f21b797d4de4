"""Packed bodies, unpacked as they arrive and never beyond the cap."""

from __future__ import annotations

import io
import zlib
from typing import Protocol

from forumplan.domain.errors import ParseError
from forumplan.feeds.item import MAX_BODY_BYTES, TooLarge


class BrokenPacking(ParseError):
    """Content-Encoding and content do not fit together, or the content breaks off."""


class _Unpacker(Protocol):
    def feed(self, data: bytes, room: int) -> bytes: ...

    def finish(self, room: int) -> bytes: ...


ACCEPTED = "gzip, deflate, br, zstd"
"""What a request says it can read."""


class Body:
    """Collects one body. `add` and `data` raise TooLarge over the cap and BrokenPacking for damage."""

    def __init__(self, encoding: str, limit: int = MAX_BODY_BYTES) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._decoded = self._wire = 0
        self._unpacker = _unpacker(encoding.strip().lower())

    def add(self, data: bytes) -> None:
        """Takes a piece from the wire."""
        self._wire += len(data)
        if self._wire > self._limit:
            raise self._too_large()
        self._keep(self._unpacker.feed(data, self._limit - self._decoded + 1) if self._unpacker else data)

    def data(self) -> bytes:
        """The whole body."""
        if self._unpacker and self._wire:
            self._keep(self._unpacker.finish(self._limit - self._decoded + 1))
        return b"".join(self._parts)

    def _keep(self, data: bytes) -> None:
        self._decoded += len(data)
        if self._decoded > self._limit:
            raise self._too_large()
        self._parts.append(data)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"the feed is larger than {self._limit >> 20} MiB")


class _Zlib:
    def __init__(self, deflate: bool) -> None:
        self._deflate = deflate
        self._object = zlib.decompressobj(zlib.MAX_WBITS | (0 if deflate else 16))
        self._begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        try:
            result = self._object.decompress(self._object.unconsumed_tail + data, room)
        except zlib.error as error:
            if not self._deflate or self._begun:
                raise BrokenPacking("the packed answer is damaged; it is tried again later") from error
            # Some servers send deflate without its frame.
            self._object = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                result = self._object.decompress(data, room)
            except zlib.error as again:
                raise BrokenPacking("the packed answer is damaged; it is tried again later") from again
        self._begun = True
        return result

    def finish(self, room: int) -> bytes:
        rest = self.feed(b"", room) if self._object.unconsumed_tail else b""
        if not self._object.eof:
            raise BrokenPacking("the packed answer breaks off; it is tried again later")
        return rest


class _Brotli:
    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # ships no types

        self._error = brotli.error
        self._object = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        parts, size = [], 0
        try:
            part = self._object.process(data, output_buffer_limit=room)
            while True:
                parts.append(part)
                size += len(part)
                if size >= room or self._object.can_accept_more_data() or self._object.is_finished():
                    break
                part = self._object.process(b"", output_buffer_limit=room)
        except self._error as error:
            raise BrokenPacking("the packed answer is damaged; it is tried again later") from error
        return b"".join(parts)

    def finish(self, room: int) -> bytes:
        del room
        if not self._object.is_finished():
            raise BrokenPacking("the packed answer breaks off; it is tried again later")
        return b""


class _Zstd:
    """A few bytes of zstd can mean megabytes, so the packed body is kept whole and read to the cap at the end."""

    def __init__(self) -> None:
        self._packed = io.BytesIO()

    def feed(self, data: bytes, room: int) -> bytes:
        del room
        self._packed.write(data)
        return b""

    def finish(self, room: int) -> bytes:
        import zstandard

        self._packed.seek(0)
        unpacker = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
        try:
            return unpacker.stream_reader(self._packed, read_across_frames=True).read(room)
        except zstandard.ZstdError as error:
            raise BrokenPacking("the packed answer is damaged; it is tried again later") from error


def _unpacker(encoding: str) -> _Unpacker | None:
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _Zlib(encoding == "deflate")
    if encoding == "br":
        return _Brotli()
    if encoding == "zstd":
        return _Zstd()
    raise BrokenPacking(f"the answer is packed with {encoding[:40]}, which was not asked for")
