"""How staff read words that the dictionary reads otherwise; what they say holds in every search and name order."""

from __future__ import annotations

import unicodedata

from bureau_desk.app import noting
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.organisation import search_text
from bureau_desk.domain.pinyin import readings as read_character
from bureau_desk.domain.pinyin import spelled
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.spelling import is_syllable
from bureau_desk.store import journal
from bureau_desk.store import readings as store

LONGEST_WORD = 12


def listed(desk: Desk) -> dict[str, tuple[str, ...]]:
    """Syllables by word, as staff laid them down."""
    with desk.database.reading() as connection:
        return store.stored_readings(connection)


def proposed(desk: Desk, word: str) -> tuple[str, ...]:
    """How a word is read now, by staff or by the dictionary: what they may want to mend."""
    text = search_text(word)
    return tuple(one for one in spelled(text, listed(desk))[0][0] if one) if text else ()


def put(desk: Desk, word: str, syllables: str) -> Job[int]:
    """Lay down how a word is read and spell the rows that hold it anew, all or nothing; returns their number.

    `syllables` are letters with blanks between, one syllable to a character, without tones; ü is v. Trouble when the
    word is none of Chinese characters, or when the syllables are not such.
    """
    text = _sound_word(word)
    read = _sound_syllables(text, syllables)
    return _respelled(desk, text, read)


def remove(desk: Desk, word: str) -> Job[int]:
    """Let the dictionary read a word again; returns the number of rows spelled anew."""
    return _respelled(desk, search_text(word), ())


def _respelled(desk: Desk, word: str, syllables: tuple[str, ...]) -> Job[int]:
    count = 0
    summary = f"“{word}”读作 {' '.join(syllables)}" if syllables else f"“{word}”改回词典读音"
    if listed(desk).get(word, ()) == syllables:
        return 0
    try:
        with desk.database.writing() as connection:
            number = journal.open_batch(connection, desk.now(), desk.author, summary)
            noting.put(connection, number, noting.READING, {word: " ".join(syllables)})
            desk.keys.use(store.stored_readings(connection))
            keys = list(desk.schema.registers)
            for place, key in enumerate(keys):
                yield Progress(f"更新“{desk.schema.registers[key].title}”的拼音", place, len(keys))
                count += noting.respell(desk, connection, key, [word])
    finally:
        desk.keys.forget()
    desk.emit(Changes(frozenset(desk.schema.registers), (), number, summary))
    return count


def _sound_word(word: str) -> str:
    text = search_text(word)
    if not text or not all("\u4e00" <= sign <= "\u9fff" or "\u3400" <= sign <= "\u4dbf" for sign in text):
        raise Trouble(f"“{word.strip()}”不是汉字词语。", "请填写一个或几个汉字，例如“溧阳”“单”。")
    if len(text) > LONGEST_WORD:
        raise Trouble(f"词语有 {len(text)} 个字。", f"请不超过 {LONGEST_WORD} 个字，只填读音不同的那几个字。")
    return text


def _sound_syllables(word: str, typed: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", typed).lower().replace("ü", "v").replace("'", " ").replace("’", " ")
    found = tuple(plain.split())
    if len(found) != len(word):
        raise Trouble(
            f"“{word}”有 {len(word)} 个字，读音写了 {len(found)} 个音节。",
            f"请一字一个音节，用空格隔开，例如 {' '.join((read_character(one) or ('?',))[0] for one in word)}。",
        )
    if wrong := next((one for one in found if not is_syllable(one)), None):
        raise Trouble(f"“{wrong}”不是拼音音节。", "请用小写字母、不带声调，ü 写作 v，例如 lv。")
    return found
