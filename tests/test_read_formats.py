"""Pages, documents, mails, archives, feeds: what is read from each, what is left off, and that a bad one costs itself only."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dateline.errors import SettingError
from dateline.model import Article
from dateline.read import Options, Reject, read
from dateline.read import needs as needs_module
from dateline.read.address import address
from dateline.read.block import Block, paragraphs, unwrapped
from dateline.read.boilerplate import trim
from dateline.read.dates import read_moment
from dateline.read.language import detect, language_of, of_page
from dateline.read.split import split
from dateline.run import Coded, Summary
from dateline.run.pool import code_one
from dateline.settings import settings
from tests import read_pairs

WORDS = "Soldiers shelled the harbour of Tartus on Monday, the port authority said in a statement, and two boats were sunk."
MORE = "The harbour stayed shut for the rest of the day, and the ferry company said that its ships would call at another port."


def page(*paragraphs: str, head: str = "", title: str = "Harbour shelled") -> str:
    body = "".join(f"<p>{one}</p>" for one in paragraphs or (WORDS, MORE))
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


def items(folder: Path, name: str, data: str | bytes, options: Options | None = None) -> list[Article | Reject]:
    (folder / name).write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return list(read([folder / name], options))


def article(folder: Path, name: str, data: str | bytes, options: Options | None = None) -> Article:
    (item,) = items(folder, name, data, options)
    assert isinstance(item, Article), item
    return item


def reason(folder: Path, name: str, data: str | bytes) -> str:
    (item,) = items(folder, name, data)
    assert isinstance(item, Reject), item
    return item.reason


# --- one raw file and what is read from it, for each format -----------------------------------------------------------


@pytest.mark.parametrize("raw", read_pairs.raws(), ids=lambda path: path.name)
def test_each_format_is_read_as_expected(raw: Path) -> None:
    assert read_pairs.told(raw) == json.loads(read_pairs.expected_of(raw).read_text(encoding="utf-8"))


def test_articles_written_as_json_lines_come_back_equal(tmp_path: Path) -> None:
    for raw in read_pairs.raws():
        for one in read([raw], read_pairs.OPTIONS.get(raw.name)):
            if isinstance(one, Article):
                assert article(tmp_path, "a.jsonl", json.dumps(one.to_json())) == one


# --- ids --------------------------------------------------------------------------------------------------------------


def test_an_id_does_not_depend_on_how_the_folder_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news" / "may").mkdir(parents=True)
    (tmp_path / "news" / "may" / "a.txt").write_text(WORDS, encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "news")
    monkeypatch.chdir(tmp_path / "news")
    names = [".", "./", "../news", "may/..", str(tmp_path / "news"), str(tmp_path / "news") + os.sep, "../link"]
    assert {one.id for name in names for one in read([name]) if isinstance(one, Article)} == {"news/may/a.txt"}


def test_folders_of_one_name_keep_their_articles_apart(tmp_path: Path) -> None:
    for parent, words in (("x", WORDS), ("y", MORE)):
        (tmp_path / parent / "news").mkdir(parents=True)
        (tmp_path / parent / "news" / "a.txt").write_text(words, encoding="utf-8")
    first, second = read([tmp_path / "x" / "news", tmp_path / "y" / "news"])
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.id == "news/a.txt" and second.id.startswith("news/a.txt~") and (first.text, second.text) == (WORDS, MORE)


def test_a_page_is_called_by_its_address_but_not_by_that_of_its_front_page(tmp_path: Path) -> None:
    own = page(head='<link rel="canonical" href="https://quaypost.example/a#top">')
    assert article(tmp_path, "a.html", own).id == "https://quaypost.example/a"
    front = page(head='<link rel="canonical" href="https://quaypost.example/">')
    assert article(tmp_path, "b.html", front).id == "b.html"
    saved = "<!-- saved from url=(0030)https://courier.example/news/1 -->" + own
    assert article(tmp_path, "c.html", saved).id == "https://courier.example/news/1"  # no page may take another site's address


def test_what_a_browser_saves_beside_a_page_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "frame.html").write_text(page(), encoding="utf-8")
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    assert len(list(read([tmp_path]))) == 1


@pytest.mark.parametrize(
    ("found", "whole"),
    [
        ("HTTPS://WWW.Quaypost.Example:443/a?utm_source=x&id=2#top", "https://www.quaypost.example/a?id=2"),
        ("http://a.example", "http://a.example/"),
        ("javascript:alert(1)", None),
        ("http://[::1", None),
        ("https://a b.example/", None),
        ("https://user:secret@a.example/x", "https://a.example/x"),
    ],
)
def test_addresses_are_written_in_one_way(found: str, whole: str | None) -> None:
    assert address(found) == whole


# --- columns ----------------------------------------------------------------------------------------------------------


def test_columns_of_other_names_are_mapped(tmp_path: Path) -> None:
    options = Options(mapping=(("text", "Story"), ("title", "id")))
    assert article(tmp_path, "a.csv", f'id,Story\n7,"{WORDS}"\n', options).title == "7"
    (told,) = items(tmp_path, "b.csv", f'id,story\n7,"{WORDS}"\n', options)
    assert isinstance(told, Reject) and "'Story'" in told.reason and "'story'" in told.reason
    with pytest.raises(SettingError, match="allowed: text"):
        Options(mapping=(("words", "x"),))


# --- what is left off -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "furniture",
    [
        "Share on Facebook",
        "Tweet",
        "12 shares",
        "Facebook | Twitter | Email",
        "Read more: Who holds the bridge?",
        "RELATED: Bridge closed",
        "Advertisement",
        "Photo: Jane Roe / Quay Post",
        "(Photo by Jane Roe)",
        "Tags: harbour, army",
        "Sign up for our newsletter and never miss a story.",
        "Follow us on Telegram",
        "3 min read",
        "Story continues below advertisement",
    ],
)
def test_furniture_is_taken_off(furniture: str) -> None:
    left = trim([Block(WORDS), Block(furniture), Block(MORE)]).blocks
    assert [one.text for one in left] == [WORDS, MORE]


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell after the attack.",
        "By Monday the army had left the town.",
        "Follow the river and you reach the camp, a guide said.",
        "Photographs of the strike show three craters.",
        "Read more slowly, the truce says something else.",
        "Live fire was heard at the port.",
        "Related clashes broke out in Kessen, the monitor said.",
        "Comments by the minister angered the rebels.",
        "Printed leaflets fell on the town.",
        "May 3 was the day on which the siege began.",
        "Subscribers to the truce must leave the town.",
        "Editing by hand, he changed the order.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(sentence: str) -> None:
    for blocks in ([Block(sentence), Block(WORDS)], [Block(WORDS), Block(MORE), Block(sentence)]):
        assert Block(sentence) in trim(blocks).blocks


def test_bylines_and_days_at_the_top_are_kept_as_such() -> None:
    found = trim([Block("By Jane Roe and Ali al-Hassan, Meridian Wire"), Block("Tuesday, 3 May 2016 10:22 GMT"), Block(WORDS)])
    assert (found.author, found.day, len(found.blocks)) == ("Jane Roe and Ali al-Hassan", "Tuesday, 3 May 2016", 1)
    assert trim([Block("Last updated: 4 May 2016"), Block(WORDS)]).day is None
    assert len(trim([Block(WORDS), Block(MORE), Block(WORDS), Block(MORE), Block("By Jane Roe")]).blocks) == 5


def test_lines_cut_at_a_width_become_paragraphs() -> None:
    text = (
        "Mines on the road have killed nine-\nteen people this year, the army said\non Thursday.\n"
        "It has found eleven, and lost a man in\ndoing so."
    )
    assert [one.text for one in unwrapped(text, hyphenated=True)] == [
        "Mines on the road have killed nineteen people this year, the army said on Thursday.",
        "It has found eleven, and lost a man in doing so.",
    ]


# --- several dispatches -----------------------------------------------------------------------------------------------

ORDINARY = [
    f"OVANDO. – {WORDS}\n\n{MORE}\n\nNATO – which has no troops there – said nothing.",
    f"{WORDS}\n\nThe talks\n\n{MORE}\n\nThe war\n\n{WORDS}",
    f"{WORDS}\n\n* * *\n\n{MORE}",
    f"{WORDS}\n\n{MORE}\n\nHow the day went\n\n10:15 A shell hits the pier.\n\n10:40 The ferry leaves.\n\n11:00 It is quiet.",
    f"OVANDO, May 3 (Meridian) – {WORDS}\n\nUPDATE – {MORE}",
    f"{WORDS}\n\nMore news\n\nSubscribe",
    "The army said on 3 May 2016.\n\n3 May 2016\n\nIt said no more.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_article_stays_whole(text: str, tmp_path: Path) -> None:
    assert len(split(paragraphs(text))) == 1
    assert article(tmp_path, "a.txt", text).text == text


COLLECTIONS = {
    f"OVANDO. – {WORDS}\n\n{MORE}\n\nKESSEN. – {MORE}\n\nPORT LINDE (Meridian) — {WORDS}": 3,
    f"{WORDS}\n\n{MORE}\n\nIn other news\n\nKessen let forty prisoners go on Tuesday, a mediator who was there said.\n\n{MORE}": 3,
    f"14:32 GMT – {WORDS}\n\n14:50: {MORE}\n\nA second paragraph of it.\n\n[15:20] All in all: {WORDS}": 3,
    f"Harbour shelled\n\nQuay Post, 3 May 2016\n\n{WORDS}\n\nPort shut\n\nMeridian Wire | 4 May 2016 | 10:22\n\n{MORE}": 2,
    f"OVANDO, May 3 (Meridian) – {WORDS}\n\nPrisoners freed\n\nKESSEN, May 3 (Meridian) – {MORE}": 2,
}


@pytest.mark.parametrize(("text", "number"), COLLECTIONS.items())
def test_a_text_of_several_dispatches_is_split(text: str, number: int, tmp_path: Path) -> None:
    found = [one for one in items(tmp_path, "a.txt", text) if isinstance(one, Article)]
    assert len(found) == number == len({one.id for one in found})
    assert article(tmp_path, "a.txt", text, Options(split=False)).text == text
    rows = items(tmp_path, "a.jsonl", json.dumps({"id": "x", "text": text}))
    assert len(rows) == 1 and len(items(tmp_path, "a.jsonl", json.dumps({"id": "x", "text": text}), Options(split=True))) == number


def test_a_dispatch_keeps_its_id_when_another_is_put_before_it(tmp_path: Path) -> None:
    entries = [f"14:32 – {WORDS}", f"14:50 – {MORE}", f"15:10 – {WORDS} Again."]
    before = {one.text: one.id for one in items(tmp_path, "a.txt", "\n\n".join(entries)) if isinstance(one, Article)}
    after = {
        one.text: one.id for one in items(tmp_path, "a.txt", "\n\n".join([f"16:00 – New. {WORDS}", *entries])) if isinstance(one, Article)
    }
    assert len(after) == 4 and before.items() <= after.items()


# --- languages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Les soldats ont bombardé le port lundi soir, selon les autorités de la ville, et deux bateaux ont coulé.", "fr"),
        ("Los soldados bombardearon el puerto el lunes por la noche, según las autoridades, y dos barcos se hundieron.", "es"),
        ("Солдаты обстреляли порт в понедельник вечером, сообщили власти города, и две лодки затонули.", "ru"),
        ("قالت سلطة الميناء إن جنودا قصفوا ميناء طرطوس مساء الثلاثاء، وإن قاربين غرقا في المرسى.", "ar"),
        (WORDS, "en"),
        (WORDS.lower(), "en"),
        ("Al-Nusra, Jaysh al-Islam, Ahrar al-Sham: Darayya, Zabadani, Madaya. The army shelled all of them on Monday.", "en"),
        ("Ovando", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text_is_found(text: str, code: str) -> None:
    assert detect(text) == code


def test_a_language_that_is_said_counts_but_templates_are_not_believed(tmp_path: Path) -> None:
    assert [language_of(name) for name in ("en-GB", "English", "ara", "pt_BR", "xx", "", None)] == [
        "en",
        "en",
        "ar",
        "pt",
        "xx",
        None,
        None,
    ]
    assert article(tmp_path, "a.jsonl", json.dumps({"text": WORDS, "language": "Turkish"})).language == "tr"
    assert (
        of_page("ar", f"{WORDS} {MORE}") == "en" and of_page("en", "Les soldats ont bombardé le port lundi soir, selon la ville.") == "fr"
    )


def test_an_article_in_another_language_is_kept_and_counted_but_not_coded() -> None:
    class Unused:
        """A coder that must not be asked."""

        knowledge = SimpleNamespace(settings=settings({}))

    foreign = Article(id="a", text="Les soldats ont bombardé le port.", language="fr")
    coded = code_one(Unused(), foreign)  # type: ignore[arg-type]
    assert coded == Coded(foreign, (), ())
    summary = Summary()
    summary.add(coded)
    told = list(summary.lines())
    assert told[0].startswith("1 article read: 0 coded, none set aside") and "(fr 1)" in told[1] and len(told) == 2


def test_without_the_detector_another_script_is_still_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.read.language.find_spec", lambda name: None)
    assert detect("Солдаты обстреляли порт в понедельник вечером, сообщили власти города.") == "und"
    assert detect("Les soldats ont bombardé le port lundi soir, selon les autorités.") == "en"


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2016-05-03T22:40:00+03:00", "2016-05-03T22:40:00+03:00"),
        ("2016-05-03T22:40:00.123Z", "2016-05-03T22:40:00+00:00"),
        ("Tue, 03 May 2016 22:40:00 GMT", "2016-05-03T22:40:00+00:00"),
        ("20160503T224000Z", "2016-05-03T22:40:00+00:00"),
        ("2016-05-03T22:40:00", None),
        ("2016-05-03", None),
        ("3 May 2016", None),
        ("0001-01-01T00:00:00Z", None),
        (20160503, None),
    ],
)
def test_a_moment_is_kept_with_its_time_zone(value: object, moment: str | None) -> None:
    found = read_moment(value)
    assert (found.isoformat() if found else None) == moment


def test_a_page_whose_date_may_be_two_days_is_read_without_it(tmp_path: Path) -> None:
    assert article(tmp_path, "a.html", page(head='<meta name="date" content="4/1/2015">')).published is None
    in_path = page(head='<link rel="canonical" href="https://quaypost.example/2016/5/3/a">')
    assert str(article(tmp_path, "b.html", in_path).published) == "2016-05-03"


# --- originals --------------------------------------------------------------------------------------------------------


def test_originals_are_kept_once_under_their_hash(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(page(), encoding="utf-8")
    options = Options(keep_raw=tmp_path / "raw")
    first, second = read([tmp_path / "a.html", tmp_path / "b.html"], options)
    assert isinstance(first, Article) and isinstance(second, Article) and first.raw == second.raw
    assert [path.name for path in (tmp_path / "raw").iterdir()] == [first.raw]
    assert (tmp_path / "raw" / str(first.raw)).read_text(encoding="utf-8") == page()


# --- bad files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.html", "", "empty"),
        ("a.html", "Just words.", "no elements"),
        ("a.html", "<html><body><p></p></body></html>", "no main text"),
        ("a.pdf", b"%PDF-1.4\nbroken", "cannot be read as PDF"),
        ("a.docx", b"PK\x03\x04broken", "no Word document"),
        ("a.eml", "no headers here\n\nat all", "no mail"),
        ("a.eml", "Subject: x\n\n", "no text"),
        ("a.mhtml", "Subject: x\nContent-Type: text/plain\n\nwords", "no page"),
        ("a.xml", "<a><b/></a>", "no feed"),
        ("a.rss", "not a feed", "no feed"),
        ("a.json", "{", "not JSON"),
        ("a.json", "3", "a JSON int"),
        ("a.json", '{"version": 1}', "no text column"),
        ("a.warc", b"", "holds no page"),
        ("a.wacz", b"PK", "cannot be read as WACZ"),
        ("a.xml", '<urlset xmlns="x"></urlset>', "no addresses"),
    ],
)
def test_bad_files_are_set_aside_with_the_reason(tmp_path: Path, name: str, data: str | bytes, told: str) -> None:
    assert told in reason(tmp_path, name, data)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def test_files_made_to_harm_are_set_aside(tmp_path: Path) -> None:
    bomb = zipped(word__document_xml=b"<a>" + b" " * 20_000_000)
    assert "unpacks to more" in reason(tmp_path, "a.docx", bomb)
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><w:document xmlns:w="x">&c;</w:document>'
    assert "entities" in reason(tmp_path, "b.docx", zipped(word__document_xml=laughs))
    outside = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><urlset><url><loc>&b;</loc></url></urlset>'
    assert "no addresses" in reason(tmp_path, "c.xml", outside)
    deep = "<div>" * 50_000 + WORDS
    assert len(items(tmp_path, "d.html", deep)) == 1


def test_an_archive_that_is_cut_off_gives_what_came_before(tmp_path: Path) -> None:
    whole = (read_pairs.FOLDER / "crawl.warc.gz").read_bytes()
    found = items(tmp_path, "a.warc.gz", whole[: len(whole) - 100])
    assert next(one.id for one in found if isinstance(one, Article)) == "https://www.quaypost.example/2016/05/03/harbour-shelled"


def test_without_the_packages_for_pages_a_page_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs_module, "find_spec", lambda name: None)
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    (tmp_path / "b.txt").write_text(WORDS, encoding="utf-8")
    first, second = read([tmp_path])
    assert isinstance(first, Reject) and "pip install 'dateline[web]'" in first.reason and isinstance(second, Article)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))),
    name=st.sampled_from(["a.html", "a.mhtml", "a.eml", "a.pdf", "a.docx", "a.xml", "a.json", "a.warc", "a.wacz"]),
)
def test_any_bytes_give_articles_or_rejects(tmp_path: Path, data: bytes, name: str) -> None:
    for item in items(tmp_path, name, data):
        if isinstance(item, Reject):
            assert item.reason
            json.dumps(item.to_json()).encode("utf-8")
        else:
            item.text.encode("utf-8")
