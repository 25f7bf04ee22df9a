"""Which names are secret, and headers and addresses without what they hide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote_plus

from monlight._text import MAX_KEY, MAX_TEXT, safe_str, shorten

SCRUBBED = "[scrubbed]"
REMOVED_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "x-api-key", "proxy-authorization"})
SECRET_NAMES = frozenset(
    """
    authorization cookie password passwd pwd secret token apikey accesskey privatekey session sessionid csrf xsrf
    signature credential credentials auth jwt otp cvv cardnumber iban ssn
    """.split()
)
# Addresses in headers hide secrets where `request_url` does.
_ADDRESS_HEADERS = frozenset({"referer", "referrer", "location", "content-location", "origin"})

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+")
_PASSWORD = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*:)?(//[^/?#:]*):[^/?#]*@")
_PARAMETER = re.compile(r"([^?#&;=]+)=[^#&;]*")


def split_name(name: str) -> list[str]:
    """The words of a name, in lower case: `X-Amz-Signature`, `userPassword` and `api_key` are of several."""
    return [word.lower() for word in _WORD.findall(_HUMP.sub(" ", name))]


class Scrubber:
    """Takes secrets out of what is known of a request."""

    def __init__(self, scrub_keys: Iterable[str] = (), excluded_headers: Iterable[str] | None = None) -> None:
        own = [split_name(name) for name in scrub_keys]
        self._names = frozenset([*SECRET_NAMES, *("".join(words) for words in own)])
        self._longest = max([2, *(len(words) for words in own)])
        self._removed = REMOVED_HEADERS | {name.lower() for name in excluded_headers or ()}
        self.is_secret: Callable[[str], bool] = lru_cache(maxsize=1024)(self._is_secret)

    def _is_secret(self, name: str) -> bool:
        words = split_name(name)
        if words == ["pin"]:
            return True
        return any(
            "".join(words[start:end]) in self._names
            for start in range(len(words))
            for end in range(start + 1, min(start + self._longest, len(words)) + 1)
        )

    def headers(self, headers: Mapping[object, object]) -> dict[str, str]:
        """Headers without those that identify somebody, the values of doubtful ones masked."""
        kept: dict[str, str] = {}
        for name, value in headers.items():
            key = shorten(_to_text(name), MAX_KEY)
            if key.lower() in self._removed or len(kept) == 100:
                continue
            kept[key] = shorten(self._header(key, _to_text(value)), MAX_TEXT)
        return kept

    def _header(self, name: str, value: str) -> str:
        if self.is_secret(name):
            return SCRUBBED
        return self.url(value) if name.lower() in _ADDRESS_HEADERS else value

    def url(self, url: str) -> str:
        """An address whose password, and whose secret parameters in query and fragment, are masked."""
        url = _PASSWORD.sub(rf"\1\2:{SCRUBBED}@", url)
        path = re.match(r"[^?#]*", url)
        end = path.end() if path else 0
        return url[:end] + _PARAMETER.sub(self._parameter, url[end:])

    def _parameter(self, match: re.Match[str]) -> str:
        name = match[1]
        return f"{name}={SCRUBBED}" if self.is_secret(unquote_plus(name[:MAX_KEY])) else match[0]


def _to_text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else safe_str(value)
