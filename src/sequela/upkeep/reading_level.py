"""How hard a text is to read: Flesch-Kincaid grade for English, Fernandez-Huerta ease for Spanish.

Both look only at the length of words and sentences, so they find long-windedness and not nonsense; a person still has
to read. Syllables are counted by rules of our own: the check runs in the installed product, without a dictionary. A
test compares the rules with words counted by hand and with a dictionary of hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”»)]*\s+")

# --- English ----------------------------------------------------------------------------------------------------------

_SAID_OTHERWISE = {
    word: count
    for count, words in {
        1: "ache aches clothes eye eyes",
        2: "ageing being business create doing every fluid fluids giant going people react ruin science someone "
        "therefore",
        3: "anyone area areas behaviour created everyday everyone everything gradual idea ideas moreover physio "
        "reaction sciences suicide usual",
        4: "diabetes gradually opioid opioids usually",
        5: "myelopathy sacroiliac",
        6: "physiotherapist physiotherapists physiotherapy",
    }.items()
    for word in words.split()
}
"""Words that the rules below would miscount."""
_HIATUS = re.compile(
    r"(?<![cst])i[ao](?![un])|(?<![gclnstx])io(?=[nu])|(?<![cgst])ia(?=[nu])|(?<=[cst])ia(?![ln])|iu|eo|uo|ie(?=t)"
    r"|(?:(?<=[dv])|(?<=er)|(?<=cl))ie(?=n)|[^aeiou]i(?=er$|est$)|[eu]i(?=ng)|ism$|(?<=[^aeiouy])n['’]t$"
)
_SILENT = re.compile(
    r"(?<=[a-z])(?<![aeiouy])e(?=(?:ly|ful|fully|less|ment|ments|ness|time|times|thing|work|style|ways|hold)$)"
    r"|(?<![aeiouyszxc])(?<!sh)(?<!ch)(?<!g)(?<![^aeioulry]l)es$"  # bones, but not nurses, changes, muscles
    r"|(?<![aeioutd])(?<![^aeioulry]l)ed$"  # helped, but not rested, settled
    r"|(?<![aeiouy])(?<![^aeiouy][lr])e$"  # bone, but not muscle, centre
)


def syllables_en(word: str) -> int:
    """Syllables of an English word, at least 1; a number has one for each digit."""
    plain = word.lower().replace("’", "'")
    if plain[0].isdigit():
        return len(plain)
    if plain in _SAID_OTHERWISE:
        return _SAID_OTHERWISE[plain]
    vowels = re.findall(r"[aeiou]y?(?:[aeiou](?<!y[aeiou]))*|y", re.sub(r"^y", "", plain))
    return max(1, len(vowels) + len(_HIATUS.findall(plain)) - len(_SILENT.findall(plain)))


# --- Spanish ----------------------------------------------------------------------------------------------------------

_GROUP = re.compile(r"(?:(?<=[gq])u(?=[eéií]))?([aeiouáéíóúü]+y?|y(?![aeiouáéíóúü]))")
_STRONG = re.compile(r"[aeoáéíóú]")


def syllables_es(word: str) -> int:
    """Syllables of a Spanish word: each strong or accented vowel is one, weak ones join their neighbour."""
    plain = word.lower()
    if plain[0].isdigit():
        return len(plain)
    groups = [match[1] for match in _GROUP.finditer(plain)]
    return max(1, sum(max(1, len(_STRONG.findall(group))) for group in groups))


# --- both -------------------------------------------------------------------------------------------------------------


def _counts(texts: Iterable[str], syllables: Callable[[str], int]) -> tuple[float, float]:
    """Words in a sentence and syllables in a word, on average; a text ends a sentence, as in a list."""
    words = sentences = parts = 0
    for sentence in _sentences(texts):
        found = _WORD.findall(sentence)
        sentences += bool(found)
        words += len(found)
        parts += sum(map(syllables, found))
    return (words / sentences, parts / words) if words else (0.0, 0.0)


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _SENTENCE_END.split(text)


def grade_en(texts: Iterable[str]) -> float:
    """Flesch-Kincaid grade, years of school: 0.39 words per sentence + 11.8 syllables per word - 15.59.

    Kincaid et al., Derivation of new readability formulas, 1975.
    """
    length, weight = _counts(texts, syllables_en)
    return 0.39 * length + 11.8 * weight - 15.59 if length else 0.0


def ease_es(texts: Iterable[str]) -> float:
    """Fernandez-Huerta ease, higher is easier: 206.84 - 60 syllables per word - 1.02 words per sentence.

    Fernandez Huerta, Medidas sencillas de lecturabilidad, Consigna 1959, with the second term read as Law corrected it.
    """
    length, weight = _counts(texts, syllables_es)
    return 206.84 - 60 * weight - 1.02 * length if length else 206.84
