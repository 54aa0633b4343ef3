"""A ledger from the command line: what goes in, what is set aside, what comes out, and what is gone for good."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import DatelineError
from dateline.ledger.check import check
from dateline.ledger.forget import forget_article, forget_person, is_clean
from dateline.ledger.search import search
from dateline.ledger.store import Judgement, Ledger, Wanted, open_ledger
from dateline.model import Article, PlaceMention, Source, Span
from tests.ledgers import article, claim
from tests.terminal import RAID, dateline, error, filled, write

# Coding into a ledger


def test_articles_in_other_languages_are_counted(here: Path) -> None:
    dateline("init")
    words = "Солдаты обстреляли порт в понедельник и потопили две лодки у причала, сообщило портовое управление города."
    told = dateline("add", write(here / "ru.jsonl", [{"id": "r1", "language": "ru", "text": words}])).stderr
    assert "1 new; none set aside" in told and "1 article in other languages than English (ru 1): kept and marked" in told


def test_articles_are_coded_and_stored_once(here: Path) -> None:
    news = write(here / "news.jsonl", [{"id": "n1", "published": "2016-12-07", "outlet": "Post", "text": RAID}])
    assert "found no ledger at ledger.dateline; make one with: dateline init" in error("add", news)
    dateline("init")
    assert "1 new; none set aside" in dateline("add", news).stderr
    assert "1 there already" in dateline("add", news).stderr
    with open_ledger("ledger.dateline") as ledger:
        before = list(ledger.claims())
        assert [stored.claim.kind for stored in before] == ["shelling"]
        assert before[0].coder.startswith("dateline ")
        assert ledger.evidence([before[0].claim.id])[before[0].claim.id] == RAID
    write(news, [{"id": "n1", "published": "2016-12-07", "outlet": "Post", "text": RAID + " It rained."}, {"id": "n2", "text": ""}])
    result = dateline("add", news, "--rejects", "aside.jsonl", code=3)
    assert "1 new version; 1 set aside" in result.stderr
    assert json.loads((here / "aside.jsonl").read_text())["article"] == "n2"
    dateline("check")
    found = json.loads(dateline("status", "--json").stdout)
    assert (found["articles"], found["versions"], found["outlets"]) == (1, 2, 1)


def test_two_collections_with_two_texts_under_one_id_do_not_take_turns_and_are_told_of(here: Path) -> None:
    texts = {"one": RAID, "two": RAID + " It rained.", "three": "Rebels took Idlib from the army, a monitor told reporters there."}
    files = {name: write(here / f"{name}.jsonl", [{"id": "n1", "published": "2016-12-07", "text": text}]) for name, text in texts.items()}
    dateline("init")
    said = {name: dateline("add", file).stderr for name, file in files.items()}
    assert "1 new version" in said["two"] and "hardly a word" not in said["two"]
    assert "1 new version" in said["three"] and "hardly a word is left of the text before in n1" in said["three"]
    again = [dateline("add", files[name]).stderr for name in ("one", "two")]
    assert all("1 replaced since; none set aside; 0 claims" in words and "newer text or head of n1" in words for words in again)
    assert "1 there already" in dateline("add", files["three"]).stderr
    claims = write(here / "claims.jsonl", [json.loads(line) for line in dateline("code", files["one"]).stdout.splitlines()])
    refused = dateline("add", "--claims", claims, "--articles", files["one"], "--coder", "them", code=3).stderr
    assert "its text was replaced by another since" in refused and "--newest" in refused
    assert "1 new version" in dateline("add", files["one"], "--newest").stderr
    found = json.loads(dateline("status", "--json").stdout)
    assert (found["articles"], found["versions"]) == (1, 3)
    dateline("check")


def test_only_what_another_coder_read_is_coded_again(here: Path) -> None:
    news = write(here / "news.jsonl", [{"id": "n1", "published": "2016-12-07", "text": RAID}])
    dateline("init")
    dateline("add", news)
    assert "nothing" in dateline("recode").stderr
    with open_ledger("ledger.dateline") as ledger:
        one = ledger.article("n1")
        ledger.add(one, [stored.claim for stored in ledger.claims()], coder="dateline 0.0.1 (old)")
        outside = article(5)
        ledger.add(outside, [claim(outside)], coder="elsewhere")
    assert "1 coded again" in dateline("recode").stderr
    with open_ledger("ledger.dateline") as ledger:
        assert {stored.report.id: stored.coder[:10] for stored in ledger.claims()} == {"n1": "dateline 0", "a5": "elsewhere"}
        assert ledger.count(Wanted(current=False)) == 4


def test_the_ledger_of_the_settings_is_used(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DB", str(here / "other.db"))
    dateline("init")
    assert (here / "other.db").is_file()
    assert "other.db" in dateline("status").stdout


# Claims that were coded elsewhere


def test_claims_come_with_their_articles_or_to_those_that_are_there(here: Path) -> None:
    one, two = article(1), article(2)
    articles, claims = write(here / "a.jsonl", [one, two]), write(here / "c.jsonl", [claim(two), claim(one)])
    dateline("init")
    lacking = dateline("add", "--claims", claims, code=3)
    assert "c.jsonl:1" in lacking.stderr and "its article 'a2' is not in the ledger; give it with --articles" in lacking.stderr
    assert "2 new; none set aside; 2 claims" in dateline("add", "--claims", claims, "--articles", articles, "--coder", "them").stderr
    assert "2 there already" in dateline("add", "--claims", claims, "--coder", "them").stderr
    more = write(here / "more.jsonl", [claim(one, status="denied")])
    assert "1 coded again" in dateline("add", "--claims", more, "--coder", "others").stderr
    with open_ledger("ledger.dateline") as ledger:
        assert {stored.claim.status + " " + stored.coder for stored in ledger.claims()} == {"denied others", "happened them"}
        assert list(check(ledger)) == []


def test_claims_that_do_not_fit_are_set_aside_one_by_one(here: Path) -> None:
    one, two = article(1), article(2)
    changed = article(2, more="Changed.").model_copy(update={"text": "Other words. " + two.text})
    good = claim(one).to_json()
    lines = [good, {**good, "status": "perhaps"}, {"kind": "shelling"}, {**good, "id": "c_0000000000000001", "lat": 1}, good, claim(two),
             {**good, "id": "c_0000000000000002", "kind": "uproar"}]  # fmt: skip
    claims = write(here / "c.jsonl", lines)
    with claims.open("a") as stream:
        stream.write("no JSON\n\n")
    articles = write(here / "a.jsonl", [one, changed])
    dateline("init")
    dateline("add", "--claims", claims, "--articles", articles, "--rejects", "aside.jsonl", code=3)
    reasons = {json.loads(line)["line"]: json.loads(line)["reason"] for line in (here / "aside.jsonl").read_text().splitlines()}
    assert sorted(reasons) == [2, 3, 4, 5, 6, 7, 8]
    assert "found the kind 'uproar'; allowed: those that dateline kinds lists" in reasons[7]
    assert "status: Input should be 'happened'" in reasons[2]
    assert "names no article" in reasons[3]
    assert "lat: Extra inputs are not permitted" in reasons[4]
    assert "another claim of the article has the same id" in reasons[5]
    assert "it does not fit its article" in reasons[6]
    assert "is no JSON object" in reasons[8]
    with open_ledger("ledger.dateline") as ledger:
        assert [report.id for report in ledger.reports()] == ["a1"]
        assert ledger.count() == 1
        assert list(check(ledger)) == []


def test_claims_come_in_parquet_and_by_the_pipe(here: Path) -> None:
    news = write(here / "news.jsonl", [{"id": "n1", "published": "2016-12-07", "text": RAID}])
    dateline("code", news, "-o", "c.parquet")
    lines = dateline("code", news, "-f", "jsonl").stdout
    dateline("init")
    assert "1 new" in dateline("add", "--claims", "c.parquet", "--articles", news).stderr
    assert "1 there already" in dateline("add", "--claims", "-", stdin=lines).stderr
    (here / "bad.parquet").write_bytes(b"PAR1 and no more")
    assert "no Parquet file" in error("add", "--claims", here / "bad.parquet")


def test_what_cannot_be_meant_is_a_usage_error(here: Path) -> None:
    dateline("add", code=2)
    dateline("add", "x.jsonl", "--claims", "y.jsonl", code=2)
    dateline("add", "nowhere.jsonl", code=2)
    dateline("forget", code=2)
    dateline("forget", "a1", "--person", "b", code=2)


# Taking out for safety


def held(folder: Path) -> bytes:
    """Every byte of a ledger's files."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def secret(number: int) -> Article:
    return article(number, id=f"witness-marta-{number}", more=f"Marta  Quintal told us so; her house is Zeppelinstreet {number}.")


def test_an_article_that_is_forgotten_is_nowhere_in_the_file(here: Path) -> None:
    one, kept = secret(1), article(2)
    db = filled(here / "ledger.dateline", one, kept)
    with open_ledger(db) as ledger:
        two = one.model_copy(update={"text": "Once more. " + one.text})
        ledger.add(two, [claim(two)], coder="coder 1")
        ledger.judge(Judgement("claim", (claim(one).id,), "right", "ana", value={"who": "Marta Quintal"}, why="Zeppelinstreet"))
        ledger.add(kept, [claim(kept)], coder="coder 1")
    assert b"Zeppelinstreet" in held(here)
    assert "Taken out" in dateline("forget", one.id, "--reason", "she asked", "--yes").stderr
    for words in (b"Zeppelinstreet", b"zeppelinstreet", b"Quintal", b"quintal", b"marta", b"Marta", b"Once more"):
        assert words not in held(here), words
    dateline("check")
    with open_ledger(db) as ledger:
        assert [report.id for report in ledger.reports(current=False)] == ["a2"]
        (made,) = ledger.judgements(subject=claim(one).id)
        assert (made.verdict, made.value, made.why) == ("right", None, None), "that it was judged stays, not what was said"
        with pytest.raises(DatelineError, match=r"taken out for safety on \d{4}-\d\d-\d\d \(she asked\)"):
            ledger.add(one, [claim(one)], coder="coder 1")
        with pytest.raises(DatelineError, match="taken out for safety"):
            ledger.add(one.model_copy(update={"id": "another-id"}), [], coder="coder 1")
    assert "holds no article" in error("forget", one.id, "--yes")


def test_a_name_that_stands_nowhere_is_told_and_leaves_no_tombstone(here: Path) -> None:
    filled(here / "ledger.dateline", article(1))
    said = error("forget", "--person", "Marta Quintal", "--yes")
    assert "'Marta Quintal' stands nowhere" in said and "as reports write it" in said
    assert json.loads(dateline("status", "--json").stdout)["taken_out"] == 0


def test_forgetting_asks_first(here: Path) -> None:
    db = filled(here / "ledger.dateline", article(1))
    dateline("forget", "a1", stdin="n\n", code=1)
    with open_ledger(db) as ledger:
        assert ledger.count() == 1


def told_by(one: Article) -> Any:
    """A claim that the person stands in: as source, by a part of her name, and as a place's words."""
    start = one.text.index("Marta")
    told = claim(one)
    source = Source(text="Marta  Quintal", span=(start, start + 14), name="Marta Quintal", id="own:marta", cue="told",
                    cue_span=(one.text.index("told us"), one.text.index("told us") + 4))  # fmt: skip
    part = PlaceMention(**{**Span.of(one.text, start + 7, start + 14).to_json(), "name": "Quintal"})
    return told.model_copy(update={"sources": (source,), "places": (*told.places, part)})


def test_a_person_is_blacked_out_everywhere_and_the_claims_stay(ledger: Ledger) -> None:
    ones = [secret(1), secret(2), article(3)]
    ledger.add(ones[0], [told_by(ones[0])], coder="coder 1")
    ledger.add(ones[1].model_copy(update={"author": "MARTA QUINTAL", "url": "https://post.example/marta-quintal"}), [], coder="coder 1")
    ledger.add(ones[2], [claim(ones[2])], coder="coder 1")
    ledger.judge(Judgement("alias", ("x",), "yes", "ana", value={"name": ["Marta Quintal"]}, why="Marta Quintal said"))
    assert forget_person(ledger, "marta quintal", "asked") == 2
    assert list(check(ledger)) == []
    (stored,) = ledger.claims(Wanted(articles=["witness-marta-1"]))
    (source,) = stored.claim.sources
    assert (source.text, source.name, source.id, source.cue) == ("█" * 14, None, None, "told")
    assert stored.claim.places[1].text == "█" * 7 and stored.claim.places[1].name is None
    assert ledger.article("witness-marta-1").text.endswith("██████████████ told us so; her house is Zeppelinstreet 1.")
    other = ledger.article("witness-marta-2")
    assert (other.author, other.url) == ("█" * 13, None)
    (made,) = ledger.judgements()
    assert (made.value, made.why) == ({"name": ["█" * 13]}, "█" * 13 + " said")
    with ledger.connection() as connection:
        assert search(connection, "quintal") == [] and len(search(connection, "zeppelinstreet")) == 2
    assert ledger.has(ones[0]), "the same article does not bring the name back"
    ledger.add(ones[0], [told_by(ones[0])], coder="coder 2")
    assert "Quintal" not in ledger.article("witness-marta-1").text
    assert is_clean(ledger)


def test_a_blacked_out_name_is_nowhere_in_the_file(here: Path) -> None:
    db = filled(here / "ledger.dateline", secret(1), secret(2), article(3))
    dateline("forget", "--person", "Marta Quintal", "--yes")
    for words in (b"Quintal", b"quintal"):
        assert words not in held(here)
    with open_ledger(db) as ledger:
        assert ledger.count() == 3
    dateline("check")


def test_forgetting_beside_an_open_reader_says_what_is_left_to_do(here: Path) -> None:
    db = filled(here / "ledger.dateline", secret(1), article(2))
    with open_ledger(db) as ledger, open_ledger(db, wait=0.2) as writer:
        with ledger.connection() as connection:
            search(connection, "zeppelinstreet")
            with pytest.raises(DatelineError, match=r"another program|dateline forget --finish"):
                forget_article(writer, "witness-marta-1", "asked")
        assert not is_clean(ledger)
    dateline("forget", "--finish")
    dateline("check")
    assert b"Zeppelinstreet" not in held(here)


# A full disk


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Let a folder hold about a megabyte: a file system of that size, or, without the right to mount one, files of that size."""
    folder.mkdir()
    if (
        shutil.which("mount")
        and not subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode
    ):
        try:
            yield
        finally:
            subprocess.run(["umount", folder], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_ledger_that_cannot_be_written_says_what_it_does_not_show(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(here / "ledger.dateline", article(1))
    dateline("events")
    filled(here / "ledger.dateline", article(2))
    monkeypatch.setattr("os.access", lambda path, mode: False)
    result = dateline("events")
    assert "shown as it was joined last, without 1 articles that came since" in result.stderr
    assert len(json.loads(result.stdout)) == 1
    assert "shown as it was computed last, without 2 articles" in dateline("control", "--changes").stderr


def test_a_full_disk_is_told_plainly_and_loses_nothing_finished(here: Path) -> None:
    many = [article(number, more="Nothing else was heard of it. " * 40) for number in range(600)]
    claims, articles = write(here / "c.jsonl", map(claim, many)), write(here / "a.jsonl", many)
    with small_disk(here / "disk"):
        db = here / "disk" / "x.dateline"
        dateline("init", db)
        filled(db, article(10_000))
        bad = write(here / "bad.jsonl", [{"no": "claim"}])
        result = dateline("add", "--claims", bad, "--claims", claims, "--articles", articles, "--db", db, code=1)
        said = str(result.exception)
        assert "disk" in said and "undone" in said
        assert "Articles: nothing; 1 set aside" in result.stderr, "what was done before is told of"
        with open_ledger(db) as ledger:
            assert [report.id for report in ledger.reports()] == ["a10000"]
            assert list(check(ledger)) == []
