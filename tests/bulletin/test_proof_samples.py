"""Issues that are sound raise no false alarms, and a whole issue is read in half a second."""

from __future__ import annotations

import time

import pytest

from bureau_desk.app.proof_references import shipped_terms
from bureau_desk.bulletin.proof import References, proof
from bureau_desk.bulletin.proof_names import Names
from bureau_desk.bulletin.proof_passages import passages
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.exchange.terms_file import read_terms
from bureau_desk.places import RESOURCES, SEEDS


@pytest.fixture(scope="module")
def references(seed_rows):
    names = {str(row.get("name")) for row in seed_rows.rows("enterprise") if row.get("name")}
    return References(shipped_terms(), Names(frozenset(names)))


def test_the_sample_issue_raises_no_false_alarm(sample, references):
    issue, _ = read_issue(SEEDS / "issue")
    assert {one.code for one in proof(issue, sample, references)} == {"contents_title", "later", "unbound"}
    assert {one.code for one in proof(issue, None, references)} <= {"contents_title"}


def test_a_made_issue_of_26_articles_raises_none_but_of_its_lengths(big_folder, big, references):
    issue, _ = read_issue(big_folder)
    # its photographs are a tenth of what the model has
    assert {one.code for one in proof(issue, big, references)} <= {"budget", "lead", "coarse"}


def test_a_whole_issue_is_read_in_half_a_second_and_an_article_in_a_tenth(big_folder, references):
    issue, _ = read_issue(big_folder)
    proof(issue, None, references)

    def spent(only: str = "") -> float:
        start = time.process_time()
        proof(issue, None, references, only=only)
        return time.process_time() - start

    assert min(spent() for _ in range(3)) <= 0.5
    assert min(spent("a25-research") for _ in range(3)) <= 0.1


def test_the_shipped_lists_are_sound():
    for path in sorted((RESOURCES / "terms").glob("*.toml")):
        assert read_terms(path)[1] == ()
    terms = shipped_terms()
    assert len(terms.by_word) > 150
    wrong = set(terms.by_word)
    assert not [one for one in terms.terms if one.right in wrong]
    assert not [one for one in terms.terms if one.severity == "soft" and not (one.right or one.note)]


def test_names_of_all_registers_and_code_lists_raise_no_false_alarm(seed_rows, sample, big_folder, big):
    schema = seed_rows.schema
    names = {
        str(row.get(register.name_field))
        for register in schema.registers.values()
        if register.name_field
        for row in seed_rows.rows(register.key)
        if row.get(register.name_field)
    }
    terms = {name for one in schema.codelists.values() for code in one.codes for name in (code.label, *code.aliases)}
    against = References(shipped_terms(), Names(frozenset(names), {}, frozenset(terms)))
    assert len(names) > 500 and len(terms) > 300
    for folder, galley in ((SEEDS / "issue", sample), (big_folder, big)):
        issue, _ = read_issue(folder)
        assert not [one.message for one in proof(issue, galley, against) if one.code == "near_name"]


def test_an_article_beside_the_25_others_is_read_at_once_and_raises_no_false_alarm(big_folder, big, references):
    issue, _ = read_issue(big_folder)
    texts = passages(issue, big)
    spent = []
    for key in ("a25-research", *list(issue.articles)[:4]):
        beside = [one for one in texts if one.article != key]
        start = time.process_time()
        found = proof(issue, big, references, only=key, beside=beside)
        spent.append(time.process_time() - start)
        assert {one.code for one in found} <= {"budget", "lead", "unbound"}
    assert min(spent) <= 0.3
