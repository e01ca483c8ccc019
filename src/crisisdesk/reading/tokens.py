"""Where words and sentences may end in reports: tokenizer rules and sentence bounds.

Importing this module imports spaCy. ``crisisdesk.reading.pipeline`` imports it when the model
is first loaded.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.attrs import SENT_START
from spacy.lang.char_classes import ALPHA
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry


def listed(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


# Abbreviated or short titles after which a name follows, never a new sentence.
TITLES = listed("""
    PM FM Gen. Lt. Col. Maj. Capt. Cpl. Sgt. Adm. Cmdr. Brig. Rep. Reps. Sen. Sens. Gov. Govs.
    Amb. Pres. Dr. Mr. Mrs. Ms. Messrs. Prof. Rev. Fr. Hon. Sec. Min. St. Mt. Ft. vs. v. No. Nos.
    Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. approx. ca. e.g. i.e. cf.""")

# Abbreviations that end a sentence only when a word that opens sentences follows them.
PLACES = listed("U.S. U.K. U.N. E.U. U.A.E. U.S.S.R. D.C. a.m. p.m. Jr. Sr.")

OPENERS = listed("""
    A After Also Although An And Another As At Because Before But By Despite During For From
    He Her His However I If In It Its Many Meanwhile Most My No Nor Not Now On Once One Or Our
    Several She Since So Some Such That The Their Then There These They This Those Though Thus To
    Under Until We What When Where Whether While Who Why With Without Yet You""")

# Kept whole by the tokenizer. "No." is left out: it is more often an answer than a number.
WHOLE = frozenset(
    (TITLES | PLACES) - {"PM", "FM", "No.", "Nos.", "Min.", "Sec."} | {"Inc.", "Ltd."}
)

# The work on a sentence grows faster than its length; none that people write is longer.
LONGEST_SENTENCE = 250

DASHES = "–—―"
QUOTES = "“”‘’«»"
SENTENCE_END = frozenset([".", "!", "?", "…", "...", ":", ";", "?!", "!!", "??"])
CLOSERS = frozenset(['"', "'", "”", "’", "''", ")", "]", "»"])
FULL_STOPS = frozenset([".", "!", "?"])
NEVER_FIRST = frozenset([",", ":", ";", ")", "]", "»", "”", "’s", "'s", "%"])


def create_tokenizer() -> Any:
    """A tokenizer factory: spaCy's English rules plus those of news text."""

    def make(nlp: Language) -> Tokenizer:
        return news_tokenizer(nlp)

    return make


def news_tokenizer(nlp: Language) -> Tokenizer:
    """English tokenization that also splits "U.S.-Iran" and "limited—perhaps".

    A hyphen after an abbreviation with periods and every en or em dash between characters is a
    token of its own, and so is a possessive before one; curly quotes are split off; titles and
    "U.N." or "a.m." stay whole.
    """
    defaults = nlp.Defaults
    infixes = [
        *(defaults.infixes or []),
        rf"(?<=[{ALPHA}]\.)-(?=[{ALPHA}0-9])",
        rf"(?<=[^\s])[{DASHES}](?=[^\s])",
        rf"(?<=[{ALPHA}0-9.,!?{DASHES}])[“”«»\"](?=[^\s])",
        rf"(?<=[{ALPHA}])['’]s(?=[{DASHES}-])",
    ]
    prefixes = [*(defaults.prefixes or []), rf"[{DASHES}]", rf"[{QUOTES}]"]
    suffixes = [*(defaults.suffixes or []), rf"[{DASHES}]", rf"[{QUOTES}]"]
    rules = dict(defaults.tokenizer_exceptions or {})
    rules.update({word: [{ORTH: word}] for word in WHOLE if word not in rules})
    return Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


registry.tokenizers.register("crisisdesk.tokenizer.v1", func=create_tokenizer)


@Language.factory("sentence_bounds")
def create_sentence_bounds(nlp: Language, name: str) -> Any:
    """A component that fixes, before the parser runs, where sentences cannot or must start."""
    return bound_sentences


def bound_sentences(doc: Doc) -> Doc:
    """Sets ``is_sent_start`` where it is certain; the parser decides about the other tokens.

    A sentence cannot start after a title ("PM | Netanyahu"), after "U.S." and the like unless
    a word follows that opens sentences, with a closing mark, or in lower case after a word or
    comma. It must start after a blank line, and where nothing has ended one for too long.
    """
    # Written at once: each single write has spaCy look through the whole text again.
    starts: Any = np.array(_starts(list(doc)), dtype="int64").astype("uint64")
    return doc.from_array([SENT_START], starts.reshape(-1, 1)) if len(doc) else doc


def _starts(tokens: list[Token]) -> list[int]:
    """For each token 1 where a sentence must start, -1 where none can, else 0."""
    starts = [0] * len(tokens)
    previous: Token | None = None
    begun = 0
    for i, token in enumerate(tokens):
        if token.is_space:
            starts[i] = -1 if i else 0
            continue
        if previous is not None:
            if _is_blank_line(tokens[i - 1]):
                starts[i] = 1
            elif i - begun >= LONGEST_SENTENCE:
                starts[i], begun = 1, i
            elif _cannot_start(previous, token):
                starts[i] = -1
            if starts[i] == 1 or _likely_start(previous, token):
                begun = i
        previous = token
    return starts


def _is_blank_line(token: Token) -> bool:
    return token.is_space and token.text.count("\n") > 1


def _likely_start(previous: Token, token: Token) -> bool:
    return previous.text in FULL_STOPS and (token.is_title or token.is_quote)


def _cannot_start(previous: Token, token: Token) -> bool:
    if previous.text in TITLES or token.text in NEVER_FIRST:
        return True
    if previous.text in PLACES:
        return token.text not in OPENERS
    if previous.i == token.i - 1 and (previous.is_lower or previous.is_title) and previous.is_alpha:
        return token.is_alpha
    if token.is_lower and not token.is_punct:
        return previous.text not in SENTENCE_END and previous.text not in CLOSERS
    return False


# Parts of speech whose lemmas are lower case even where a heading gave the word a capital.
# Nouns and adjectives are left alone in the middle of a title: "Iranian", "Muslims".
LOWER_CASE = frozenset(["VERB", "AUX", "ADP", "ADV", "DET", "SCONJ", "CCONJ", "PART"])


@Language.factory("lemma_case")
def create_lemma_case(nlp: Language, name: str) -> Any:
    """A component that lower-cases lemmas of title-case words: "Intervene" is "intervene"."""
    return lower_lemmas


def lower_lemmas(doc: Doc) -> Doc:
    """Lower-cases the lemmas of words that only a heading or sentence start capitalised."""
    for token in doc:
        if token.pos_ in LOWER_CASE and not token.lemma_.islower():
            token.lemma_ = token.lemma_.lower()
    return doc
