"""Mails (.eml) and pages saved as mails (.mhtml)."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import BinaryIO

from dateline.errors import InputError
from dateline.read.address import address
from dateline.read.block import Block, paragraphs, unwrapped
from dateline.read.charset import page_text
from dateline.read.html import html_page
from dateline.read.jsonld import text_blocks
from dateline.read.page import Items, Page, Raw, articles_of
from dateline.read.record import Options, rejected
from dateline.read.text import read_bytes

ENOUGH = 100
"""A mail's plain part with fewer characters than this only says that there is an HTML part."""
_SUBJECT = re.compile(r"^(?:\s*(?:re|fwd?|aw|tr)\s*:|\s*\[[^\]]{1,40}\])+\s*", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTED = re.compile(r"^>.*(?:\n|$)", re.MULTILINE)
_ANSWERS = re.compile(r"^On [^\n]{5,100}(?:\n[^\n]{1,80})? wrote:\s*$", re.MULTILINE)
# What the header parser of the standard library raises on headers it was not made for.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError)


def read_mail(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of one mail; what is attached to it is not read."""
    try:
        data = read_bytes(stream, options.max_bytes)
        page = mail_page(data)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    yield from articles_of(page, path, None, stem, options, Raw(data, ".eml"))


def read_mhtml(stream: BinaryIO, path: str, stem: str, options: Options) -> Items:
    """Yield the articles of one page saved with all its parts."""
    try:
        data = read_bytes(stream, options.max_bytes)
        page = _saved_page(data, options)
    except InputError as error:
        yield None, rejected(error, path, None, "")
        return
    yield from articles_of(page, path, None, stem, options, Raw(data, ".mhtml"))


def mail_page(data: bytes) -> Page:
    """Return what a mail tells: subject, sender as the outlet, day, text; raises :class:`~dateline.errors.InputError` without text."""
    message = _message(data)
    blocks = _plain_blocks(message)
    if sum(len(one.text) for one in blocks) < ENOUGH:
        blocks = _html_blocks(message) or blocks
    if not blocks:
        raise InputError("the mail holds no text; what is attached to a mail is not read")
    sender = _header(message, "From") or ""
    name, _, at = sender.partition("<")
    outlet = name.strip(" \"'") or at.rpartition("@")[2].strip(" >") or None
    return Page(tuple(blocks), _SUBJECT.sub("", _header(message, "Subject") or "") or None, outlet, published=_header(message, "Date"))


def _message(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not message.keys():
        raise InputError("the file is no mail: it begins with no headers")
    return message


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message[name]
        return " ".join(str(value).split()).encode("utf-8", "replace").decode() or None if value is not None else None
    except _BROKEN:
        return None


def _bodies(message: EmailMessage, kind: str) -> Iterator[tuple[bytes, str]]:
    """Yield the bytes of the parts of a kind that are the mail's own text, each with its content type.

    A file that hangs on it is none, nor is a mail inside it; a text around a picture comes in several.
    """
    if message.get_content_disposition() == "attachment" or message.get_filename():
        return
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _bodies(part, kind)
    elif message.get_content_type() == kind or (kind == "text/plain" and message.get_content_maintype() == "multipart"):
        # What calls itself many parts and has none is a text.
        payload = message.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            yield payload, _header(message, "Content-Type") or ""


def _plain_blocks(message: EmailMessage) -> list[Block]:
    return [one for data, kind in _bodies(message, "text/plain") for one in _own_words(data, kind)]


def _own_words(data: bytes, kind: str) -> list[Block]:
    text = page_text(data, kind).replace("\r\n", "\n")
    text = _ANSWERS.sub("", _QUOTED.sub("", text))
    text = _SIGNATURE.split(text)[0]
    if "flowed" in kind.lower():
        return paragraphs(re.sub(r" \n(?=\S)", " ", text))
    return unwrapped(text)


def _html_blocks(message: EmailMessage) -> list[Block]:
    found: list[Block] = []
    for data, kind in _bodies(message, "text/html"):
        found += html_page(data, content_type=kind).blocks or text_blocks(page_text(data, kind))
    return found


def _saved_page(data: bytes, options: Options) -> Page:
    message = _message(data)
    url = address(_header(message, "Snapshot-Content-Location"))
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                where = url or address(_header(part, "Content-Location"))
                return html_page(payload, url=where, content_type=_header(part, "Content-Type"), encoding=options.encoding)
    raise InputError("the file holds no page: none of its parts is HTML")
