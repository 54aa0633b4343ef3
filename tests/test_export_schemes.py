"""The layouts of other event data: their columns in order, their rules, and every loss in the report."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest

from dateline.export import scheme
from dateline.export.acled import write_acled
from dateline.export.gdelt import quad_class, write_gdelt
from dateline.export.layout import Written
from dateline.export.polecat import scores, write_plover, write_polecat
from dateline.export.ucdp import priogrid, write_ucdp
from dateline.export.view import Dissent, ExportEvent, Number, Party, Toll
from dateline.ontology import load_ontology
from tests.exports import STAMP, events, export, one


def rows(written: Written) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.data.decode("utf-8"))))


def lost(written: Written, event: ExportEvent) -> dict[str, str]:
    """What was lost of an event: the last detail of each kind of loss."""
    return {loss.what: loss.detail for loss in written.losses if loss.event == event.id}


def with_days(event: ExportEvent, first: str, last: str) -> ExportEvent:
    return event.model_copy(update={"first": dt.date.fromisoformat(first), "last": dt.date.fromisoformat(last)})


@pytest.mark.parametrize(
    ("layout", "columns"), [("acled", 31), ("ucdp", 49), ("polecat", 40), ("gdelt", 61), ("gdelt-mentions", 16)]
)  # fmt: skip
def test_layouts_have_their_columns(layout: str, columns: int) -> None:
    assert len(scheme.layout(layout)) == columns == len(set(scheme.layout(layout)))


def test_every_kind_has_a_quad_class_and_a_score_where_it_has_a_type() -> None:
    for kind in load_ontology().kinds.values():
        if kind.plover:
            assert scores()[kind.plover, kind.mode or ""][0] in (1, 2, 3, 4), kind.name
        if kind.cameo:
            assert quad_class(kind.cameo) in (1, 2, 3, 4)


def test_acled_row_of_a_shelling() -> None:
    (row,) = rows(write_acled(export(one("shelling"))))
    assert list(row) == list(scheme.layout("acled"))
    assert (row["event_date"], row["time_precision"], row["sub_event_type"]) == ("2016-12-05", "1", "Shelling/artillery/missile attack")
    assert (row["actor1"], row["inter1"], row["actor2"], row["inter2"], row["interaction"]) == (
        "Syrian army",
        "1",
        "Free Syrian Army",
        "2",
        "12",
    )
    assert (row["iso"], row["country"], row["region"], row["geo_precision"]) == ("760", "Syria", "Middle East", "1")
    assert row["event_id_cnty"].startswith("SYR") and row["timestamp"] == "1483315200"


def test_acled_takes_the_most_conservative_number_and_reads_dozens_as_twelve() -> None:
    written = write_acled(export(one("shelling")))
    assert rows(written)[0]["fatalities"] == "12"
    assert lost(written, one("shelling"))["range"] == "killed 24-99 (dozens) / 30 (30): the most conservative, 12"
    for words, low, number in (
        ("dozens", 24, 12),
        ("hundreds of", 200, 100),
        ("tens", 20, 10),
        ("30", 30, 30),
        ("dozens, at least", 24, 12),
        ("tens of thousands", 20_000, 20_000),
        ("hundreds of thousands of", 200_000, 200_000),
        ("two dozens and 4", 28, 28),
    ):
        assert scheme.number_of(Number(what="killed", low=low, words=words), "acled") == number, words
    assert scheme.number_of(Number(what="killed", low=0, high=40, words="up to 40"), "acled") == 40, "nobody said that there was none"
    assert scheme.number_of(Number(what="killed", low=0, high=0, words="no one"), "acled") == 0


def test_acled_has_one_row_a_pair_type_place_and_day() -> None:
    event = one("shelling")
    back = event.model_copy(update={"id": "e_other", "actors": event.targets, "targets": event.actors})
    next_day = with_days(event, "2016-12-06", "2016-12-06").model_copy(update={"id": "e_next"})
    written = write_acled(export(event, back, next_day))
    found = rows(written)
    assert [(row["event_date"], row["fatalities"]) for row in found] == [("2016-12-05", "24"), ("2016-12-06", "12")]
    assert found[0]["tags"] == f"dateline={event.id}; dateline=e_other"
    assert lost(written, back)["joined"] == f"one row with {event.id}: same parties, type, place and day"


def test_acled_knows_civilians_and_forces_from_abroad() -> None:
    written = write_acled(export(one("air-strike")))
    (row,) = rows(written)
    assert (row["actor1"], row["inter1"], row["inter2"], row["interaction"]) == ("Russian army", "8", "7", "78")
    assert row["civilian_targeting"] == "Civilian targeting" and row["geo_precision"] == "2"
    assert lost(written, one("air-strike"))["place"].startswith("Old Quarter (container, neighbourhood) became geo_precision 2")


@pytest.mark.parametrize(
    ("kind", "actor", "target", "killed", "inters"),
    [
        ("protest", "protesters", None, 0, ("6", "0", "60", "")),
        ("riot", "rioters", None, 0, ("5", "0", "50", "")),
        ("mob-violence", "a crowd", "a teacher", 1, ("5", "7", "57", "Civilian targeting")),
        ("protest-crackdown", None, "demonstrators", 1, ("0", "6", "60", "Civilian targeting")),
    ],
)
def test_crowds_are_protesters_or_rioters_to_acled(
    kind: str, actor: str | None, target: str | None, killed: int, inters: tuple[str, ...]
) -> None:
    shelling = one("shelling")
    event = shelling.model_copy(update={
        "kind": kind, "actors": (Party(name=actor, civil=True),) if actor else (),
        "targets": (Party(name=target, civil=True),) if target else (), "tolls": shelling.tolls if killed else (),
    })  # fmt: skip
    (row,) = rows(write_acled(export(event)))
    assert (row["inter1"], row["inter2"], row["interaction"], row["civilian_targeting"]) == inters


def test_acled_tells_who_took_a_place() -> None:
    assert rows(write_acled(export(one("territory-gain"))))[0]["sub_event_type"] == "Non-state actor overtakes territory"
    army = one("territory-gain").model_copy(update={"actors": one("shelling").actors})
    assert rows(write_acled(export(army)))[0]["sub_event_type"] == "Government regains territory"


def test_an_attack_on_an_armed_side_is_a_clash_to_acled() -> None:
    attack = one("shelling").model_copy(update={"kind": "attack"})
    assert rows(write_acled(export(attack)))[0]["event_type"] == "Battles"
    on_people = attack.model_copy(update={"targets": (Party(name="villagers", civil=True),)})
    assert rows(write_acled(export(on_people)))[0]["event_type"] == "Violence against civilians"


@pytest.mark.parametrize(
    ("first", "last", "day", "precision"),
    [("2016-12-05", "2016-12-11", "2016-12-08", "2"), ("2016-12-01", "2016-12-31", "2016-12-16", "3")],
)  # fmt: skip
def test_acled_puts_a_week_and_a_month_on_their_middle(first: str, last: str, day: str, precision: str) -> None:
    event = with_days(one("shelling"), first, last)
    written = write_acled(export(event))
    assert [(row["event_date"], row["time_precision"]) for row in rows(written)] == [(day, precision)]
    assert first in lost(written, event)["time"]


def test_what_did_not_happen_is_no_row_in_schemes_without_status() -> None:
    event = one("bombing")
    for write in (write_acled, write_ucdp, write_polecat, write_gdelt):
        written = write(export(event))
        assert [loss.what for loss in written.losses if loss.left_out] == ["status"], write
        assert b"Islamic State" not in written.data
    (line,) = write_plover(export(event)).data.splitlines()
    assert json.loads(line)["mode"] == ["explosives", "future"]


def test_what_a_scheme_has_no_kind_for_is_left_out_and_told() -> None:
    event = one("talks")
    assert lost(write_acled(export(event)), event) == {"no-kind": "ACLED has no type for talks"}
    hold = one("territory-gain").model_copy(update={"kind": "territory-hold"})
    for write in (write_polecat, write_plover, write_gdelt):
        assert "no-kind" in lost(write(export(hold)), hold)


def test_every_layout_tells_of_attribution_dissent_and_status() -> None:
    event = one("shelling").model_copy(
        update={"status": "disputed", "dissent": (Dissent(field="actor", one="Syrian army", other="Free Syrian Army"),)}
    )  # fmt: skip
    for write in (write_acled, write_ucdp, write_polecat, write_plover, write_gdelt):
        found = lost(write(export(event)), event)
        assert {"attribution", "dissent", "status"} <= set(found), write
        assert found["dissent"] == "actor: Syrian army against Free Syrian Army"


def test_ucdp_row_of_a_shelling() -> None:
    (row,) = rows(write_ucdp(export(one("shelling"))))
    assert list(row) == list(scheme.layout("ucdp"))
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == ("1", "Syrian army", "Free Syrian Army")
    assert (row["where_prec"], row["date_prec"], row["country_id"], row["region"]) == ("1", "1", "652", "Middle East")
    numbers = {name: int(row[name]) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high")}
    assert numbers["low"] <= numbers["best"] <= numbers["high"] == 99
    assert sum(numbers[name] for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")) == numbers["best"]
    assert row["source_original"] == "Ward Council" and row["geom_wkt"] == "POINT (37 36)"


def test_ucdp_counts_who_died() -> None:
    event = one("shelling")
    claim = event.claims[0].model_copy(update={"counts": (
        Number(what="killed", low=9, high=9, words="9"), Number(what="killed", who="civilians", low=4, high=4, words="4"),
        Number(what="killed", who="Free Syrian Army fighters", low=3, high=3, words="3"))})  # fmt: skip
    toll = Toll(what="killed", best=9, low=9, high=9, claim=claim.id)
    (row,) = rows(write_ucdp(export(event.model_copy(update={"claims": (claim,), "tolls": (toll,)}))))
    assert [row[f"deaths_{who}"] for who in ("a", "b", "civilians", "unknown")] == ["0", "3", "4", "2"]


def test_ucdp_wants_a_death_two_sides_and_a_state_first() -> None:
    gain = one("territory-gain")
    assert lost(write_ucdp(export(gain)), gain) == {"rule": "UCDP lists events with at least one death"}
    nobody = one("shelling").model_copy(update={"actors": ()})
    assert "party" in lost(write_ucdp(export(nobody)), nobody)
    event = one("shelling")
    turned = event.model_copy(update={"actors": event.targets, "targets": event.actors})
    written = write_ucdp(export(turned))
    assert rows(written)[0]["side_a"] == "Syrian army" and "direction" in lost(written, turned)
    assert rows(write_ucdp(export(one("air-strike"))))[0]["type_of_violence"] == "3"


def test_ucdp_precision_of_time_and_place() -> None:
    event = one("shelling")
    for last, precision in (("05", "1"), ("09", "2"), ("11", "3"), ("20", "4"), ("31", "4")):
        assert rows(write_ucdp(export(with_days(event, "2016-12-05", f"2016-12-{last}"))))[0]["date_prec"] == precision, last
    assert event.place is not None
    for level, precision in (("adm2", "3"), ("adm1", "4"), ("country", "6"), ("town", "1")):
        moved = event.model_copy(update={"place": event.place.model_copy(update={"level": level})})
        assert rows(write_ucdp(export(moved)))[0]["where_prec"] == precision, level
    assert priogrid(-90, -180) == 1 and priogrid(89.9, 179.9) == 259_200


def test_polecat_is_tab_separated_latin_and_says_none() -> None:
    event = one("shelling").model_copy(update={"actors": (Party(name="Şam cephesi, Østfront", words="x\ty"),)})
    written = write_polecat(export(event))
    lines = [line.split("\t") for line in written.data.decode("latin-1").splitlines()]
    assert lines[0] == list(scheme.layout("polecat")) and all(len(line) == 40 for line in lines)
    row = dict(zip(*lines, strict=True))
    assert (row["Event Type"], row["Event Mode"], row["Intensity"]) == ("ASSAULT", "heavy-weapons", "-9.5")
    assert row["Actor Name"] == "Sam cephesi, Østfront" and row["Actor Name Raw"] == "x y" and row["Contexts"] == "None"
    assert row["Recipient Country"] == "SYR" and row["Primary Recipient Sector"] == "REB"
    assert "letters" in lost(written, event)


def test_plover_has_what_it_requires() -> None:
    for line in write_plover(export()).data.splitlines():
        event = json.loads(line)
        assert event["id"] and event["date"] and event["event"] and isinstance(event["actor"], list)
        assert event["coder"] == STAMP.program and event["cite_info"][0]["codebook"] == "PLOVER 2.0 draft"
    shelling = next(json.loads(line) for line in write_plover(export(one("shelling"))).data.splitlines())
    assert shelling["quad_code"] == 4 and shelling["event_loc"]["resolution"] == 4 and shelling["actor"][0]["code"] == "SYRMIL"


def test_gdelt_has_events_and_a_mention_a_claim() -> None:
    written = write_gdelt(export(one("shelling")))
    (event,) = [line.split("\t") for line in written.data.decode().splitlines()]
    row = dict(zip(scheme.layout("gdelt"), event, strict=True))
    assert (row["SQLDATE"], row["EventCode"], row["EventRootCode"], row["QuadClass"]) == ("20161205", "194", "19", "4")
    assert (row["Actor1Code"], row["Actor2Code"], row["ActionGeo_CountryCode"]) == ("SYRMIL", "SYRREB", "SY")
    mentions = [line.split("\t") for line in written.beside[".mentions.CSV"].decode().splitlines()]
    assert len(mentions) == 2 and all(len(line) == 16 and line[0] == row["GLOBALEVENTID"] for line in mentions)


def test_numbers_of_events_stay() -> None:
    first = rows(write_acled(export(one("shelling"))))[0]["event_id_cnty"]
    assert first in {row["event_id_cnty"] for row in rows(write_acled(export()))}
    assert scheme.stable_number("e_1") != scheme.stable_number("e_2")


def test_nothing_of_an_event_is_dropped_without_a_word() -> None:
    for write in (write_acled, write_ucdp, write_polecat, write_plover, write_gdelt):
        written = write(export())
        out = {loss.event for loss in written.losses if loss.left_out}
        lines = written.data.decode("latin-1" if write is write_polecat else "utf-8")
        number = {event.id: str(scheme.stable_number(event.id)) for event in events()}
        for event in events():
            assert (event.id in lines or number[event.id] in lines) != (event.id in out), (write, event.kind)
