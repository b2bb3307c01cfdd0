"""Staff's own readings of words, as the desk keeps them."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select

from bureau_desk.store.tables import own_reading


def stored_readings(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Syllables by word in the order of the words; none in a desk of a format that had no room for them."""
    if not inspect(connection).has_table(own_reading.name):
        return {}
    query = select(own_reading.c.word, own_reading.c.syllables).order_by(own_reading.c.word)
    return {row[0]: tuple(row[1].split()) for row in connection.execute(query)}


def put(connection: Connection, word: str, syllables: tuple[str, ...]) -> None:
    """Lay down how a word is read, in place of what stood there."""
    remove(connection, word)
    connection.execute(own_reading.insert().values(word=word, syllables=" ".join(syllables)))


def remove(connection: Connection, word: str) -> None:
    """Let the dictionary read a word again."""
    connection.execute(own_reading.delete().where(own_reading.c.word == word))
