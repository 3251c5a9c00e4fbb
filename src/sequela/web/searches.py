"""Searches for a patient's name: the words stay here, the address carries a word that says nothing.

Addresses are kept by browsers, proxies and logs; a name in one would be a patient's name in all of them.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from hashlib import sha256

from sequela.records import frozen


@frozen
class _Search:
    account_id: str
    words: str


class Searches:
    """What was searched for lately, by whom. The oldest are forgotten beyond `most`, and all when the server ends."""

    def __init__(self, secret: bytes, most: int = 10_000) -> None:
        """`secret` makes the words in addresses: without it none of them can be guessed or checked."""
        self._secret, self._most = secret, most
        self._kept: OrderedDict[str, _Search] = OrderedDict()

    def keep(self, account_id: str, words: str) -> str:
        """The word for the address; the same search has the same word. Nothing is kept of an empty one."""
        if not words:
            return ""
        word = hmac.new(self._secret, f"search\0{account_id}\0{words}".encode(), sha256).hexdigest()[:32]
        self._kept[word] = _Search(account_id=account_id, words=words)
        self._kept.move_to_end(word)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return word

    def words(self, account_id: str, word: str) -> str:
        """What was searched for; empty if it was forgotten, or was somebody else's."""
        found = self._kept.get(word)
        return found.words if found is not None and found.account_id == account_id else ""
