"""Which things are the same thing: addresses, aliases and ids made of them."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|mc_[ce]id|ref|ref_src|source|cmp|igshid|s_cid)$", re.IGNORECASE)
_SECRET_KEY = re.compile(
    r"(token|secret|api_?key|access_?key|auth|password|passwd|pass|pwd|signature|sig|jwt|user_?key|key|code)$",
    re.IGNORECASE,
)
_LONG_SECRET_KEY = re.compile(r"(feed|sid|session|hash|user)$", re.IGNORECASE)
_LONG_VALUE = re.compile(r"^[A-Za-z0-9_\-.~+/=]{20,}$")
_PLAIN = re.compile(r"https?://([A-Za-z0-9.-]+)(/[!-\"$->@-~]*)?")
"""An address of which nothing has to be taken apart but host and path: by far the most."""
_OPEN = re.compile(r"(https?://[a-z0-9.-]+(?::[1-9]\d{0,3})?)(/[!-\"$->@-~]*)?")
"""An address whose path alone could hold a secret."""
_NAMES_FEED = re.compile(r"[/.](?:rss|feeds?|atom|xml|json|ics)(?=[/.]|$)", re.IGNORECASE)
_FEED_ENDING = re.compile(r"\.(?:rss|atom|xml|json|ics)$", re.IGNORECASE)
_BEFORE_SECRET = re.compile(r"(?:secret|private|token|key|auth|inbox|front)", re.IGNORECASE)
_MARKED_SECRET = re.compile(r"(?:secret|private|token|key|auth|feed)[:=-](.+)", re.IGNORECASE)
_SIGNED = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?")
_SHORTEST_SECRET = 12
_UNSPOKEN = re.compile(r"[A-Za-z0-9_~+=-]+")
_HEX = re.compile(r"[0-9a-f-]+|[0-9A-F-]+")
_CHANGE = re.compile(r"(?<=[a-zA-Z])(?=\d)|(?<=\d)(?=[a-zA-Z])")
SUBJECT_KEY, PAGE_KEY = "subject:", "page:"
"""How the key of a thread begins that only its title, or the page of its posts, names."""
MAIL_PLATFORM = "mail"
MAIL_FOLDERS = ("maildir:", "mbox:")
"""How the address of a folder of mail on this machine begins."""
_DEFAULT_PORT = {"http": 80, "https": 443}


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [_ALPHABET[number & 31] + _ALPHABET[number >> 5] for number in range(1024)]
"""Two letters for every ten bits."""


def short_id(prefix: str, *parts: str) -> str:
    """A stable id of twelve letters after `prefix`, made of the parts (blake2b; 60 bits)."""
    digest = hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    return prefix + "".join([_PAIRS[number >> shift & 1023] for shift in range(0, 60, 10)])


def thread_id(scope: str, key: str) -> str:
    """The id of the thread that `key` names on the site (or in the feed) `scope`."""
    return short_id("t", scope, key)


def person_id(site: str, name: str) -> str:
    """The id of somebody called `name` on a site; the same on every machine."""
    return short_id("p", site.lower(), name.strip().casefold())


def split_host(url: str) -> str:
    """The host of an address in small letters with its port if it is not the usual one; "" if there is none."""
    if plain := _PLAIN.fullmatch(url):
        return plain[1].lower()
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    return host if port in (None, _DEFAULT_PORT.get(parts.scheme)) else f"{host}:{port}"


@lru_cache(maxsize=20_000)
def alias(url: str) -> str:
    """An address without scheme, case of the host, `www.`, tracking parameters, fragment of no meaning, last slash.

    Two addresses with one alias are the same page. An address that cannot be split is its own alias.
    """
    if (plain := _PLAIN.fullmatch(url)) and (host := plain[1].lower().removeprefix("www.")):
        return host + (plain[2] or "").rstrip("/")
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    host = split_host(url).removeprefix("www.")
    if not host:
        return url.strip()
    query = parts.query
    if query:
        query = urlencode(sorted((k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(k)))
    path = parts.path.rstrip("/") or ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{host}{path}{'?' + query if query else ''}{fragment}"


def is_mail_folder(address: str) -> bool:
    """Whether an address is that of a folder of mail on this machine: its whole path, with or without its kind."""
    path = address.removeprefix(next((kind for kind in MAIL_FOLDERS if address.startswith(kind)), ""))
    # Two slashes begin the address of a host, written without its scheme.
    return path.startswith(("/", "~/")) and not path.startswith("//")


def bare_address(url: str) -> str:
    """An address as people say it: masked, without scheme, `www.` and last slash."""
    return re.sub(r"^\w+://(www\.)?", "", mask_url(url)).rstrip("/") if "://" in url else url


def mask_url(url: str) -> str:
    """The address as it may be shown: no user, no password, secrets in the query replaced by `***`.

    In the path of a feed what looks drawn by lot is taken for a secret: `***` and four digits that tell it from others.
    """
    if plain := _OPEN.fullmatch(url):
        return plain[1] + _masked_path(plain[2] or "")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "***"
    if ":" in host:
        host = f"[{host}]"
    user = "***@" if parts.username is not None or parts.password is not None else ""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if any(_is_secret(key, value) for key, value in pairs):
        query = "&".join(f"{key}={'***' if _is_secret(key, value) else value}" for key, value in pairs)
    else:
        query = parts.query
    return urlunsplit((parts.scheme, f"{user}{host}{port}", _masked_path(parts.path), query, parts.fragment))


def _is_secret(key: str, value: str) -> bool:
    return bool(_SECRET_KEY.search(key) or (_LONG_SECRET_KEY.search(key) and _LONG_VALUE.match(value)))


def _masked_path(path: str) -> str:
    if not _NAMES_FEED.search(path):
        return path
    segments = path.split("/")
    for place, segment in enumerate(segments):
        if len(segment) < _SHORTEST_SECRET:
            continue
        ending = match[0] if (match := _FEED_ENDING.search(segment)) else ""
        stem = segment.removesuffix(ending)
        if _is_secret_segment(stem, segments[place - 1]):
            digits = hashlib.blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()
            segments[place] = f"***{digits}{ending}"
    return "/".join(segments)


def _is_secret_segment(stem: str, before: str) -> bool:
    if _SIGNED.fullmatch(stem):
        return True
    if match := _MARKED_SECRET.fullmatch(stem):
        return _is_drawn(match[1], _SHORTEST_SECRET, _SHORTEST_SECRET)
    if _BEFORE_SECRET.fullmatch(before):
        return _is_drawn(stem, _SHORTEST_SECRET, _SHORTEST_SECRET)
    return _is_drawn(stem, 20, 32)


def _is_drawn(text: str, length: int, hex_length: int) -> bool:
    """Whether a text looks drawn by lot: so long, and letters and digits change more often than in any word.

    Shorter numbers in hexadecimal are ids that databases give to what is public.
    """
    least = hex_length if _HEX.fullmatch(text) else length
    return len(text) >= least and bool(_UNSPOKEN.fullmatch(text)) and len(_CHANGE.findall(text)) >= 4
