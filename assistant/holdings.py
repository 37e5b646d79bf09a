"""Documents come into the library, and go.

A document is a folder that appears whole or not at all: it is written aside, its clauses are embedded, then it is
renamed into place. Killed before the rename, the library is as it was; after it, as it should be. The index is a cache
of the library, so whatever state it was left in, the next start makes it whole, embedding nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from assistant.errors import AssistantError
from corpus.errors import PolicyError, UnknownDocumentError
from corpus.folder import read_meta
from corpus.intake import Source, name_for, note_particulars, write_folder
from corpus.library import Library, document_folders, load_document, load_library
from corpus.model import Document
from corpus.naming import content_digest
from corpus.readers.model import Extracted
from corpus.report import Report, State, read_report, report_on, state_of, write_report
from index.publish import exclusive, published, retire, sweep

LOCK: Final = ".library.lock"
Waiting = Callable[[float], None]


class LibraryError(AssistantError):
    """A change of the library that isn't made."""

    @classmethod
    def shipped(cls, document: str) -> Self:
        return cls(f"「{document}」是随程序附带的文件，不能移除", next_step="只能移除自己加入的文件，见 library list")

    @classmethod
    def unwritable(cls, folder: Path, reason: str) -> Self:
        return cls("资料库无法写入", f"「{folder}」：{reason}", "请检查磁盘空间与目录权限后重试")


@dataclass(frozen=True, slots=True)
class Held:
    """A document on the shelf, whatever its state.

    Attributes:
        report: None for a document that was put there by hand, or ships with the program.
        removable: It is the user's own.
    """

    document: Document
    state: State
    report: Report | None
    removable: bool


@dataclass(frozen=True, slots=True)
class Embedded:
    """What it cost to prepare the index: passages embedded (those known before aren't), and the seconds for these."""

    passages: int = 0
    seconds: float = 0.0


TakeUp = Callable[[Library], Embedded]


@dataclass(frozen=True, slots=True)
class Added:
    """A document that was added, or was there already.

    Attributes:
        is_new: False if the library had this text before; `held` is then what it has.
    """

    held: Held
    is_new: bool
    embedded: Embedded = Embedded()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a document, or an error.

    Attributes:
        name: The file's, as its owner calls it; of a file within a zip `包.zip › 附件1.docx`.
    """

    name: str
    added: Added | None = None
    error: PolicyError | None = None


class Holdings:
    """The folders of documents, and the one of them that can be written to.

    Args:
        folders: All folders of documents.
        own: The one of them for the user's.
    """

    def __init__(self, folders: Sequence[Path], own: Path) -> None:
        self.folders = tuple(folders)
        self.own = own

    def held(self) -> tuple[Held, ...]:
        """Everything there is, newest first, garbled documents too.

        Raises:
            DocumentError: If a document can't be loaded.
        """
        library = load_library(self.folders)
        found = [self._held(library.folders[document.id], document) for document in library.documents]
        known = set(library.folders.values())
        found += [self._held(folder) for folder in document_folders(self.folders) if folder not in known]
        return tuple(sorted(found, key=lambda held: (-_day(held.document), held.document.id)))

    def find(self, document: str) -> Held:
        """Raises: UnknownDocumentError: If there is no document of that id."""
        library = load_library(self.folders)
        if document in library.folders:
            return self._held(library.folders[document], library.document(document))
        return self._held(self._folder(document))

    def add(self, source: Source, extracted: Extracted, take_up: TakeUp, waiting: Waiting | None = None) -> Added:
        """Take a document in, or find that it is there.

        Args:
            take_up: Given the library with the document, prepares the index for it; called before the document can be
                seen. An error of it comes out of here, and nothing was added.
            waiting: Called every two seconds with the seconds waited, while another process changes the library.

        Raises:
            LibraryError: If the folder can't be written.
            IndexBusy: If another process changes the library for too long.
        """
        with self._writing(waiting):
            library = load_library(self.folders)
            document_id, digest = name_for(extracted, self._taken())
            same = self._same(digest, library)
            if same is not None:
                return Added(same, is_new=False)
            final = self.own / document_id
            cost = Embedded()
            with published(final) as aside:
                write_folder(aside, document_id, extracted, source)
                document = load_document(aside)
                note_particulars(aside, document)
                report = report_on(document, extracted, source.name, source.sha256, library.documents)
                write_report(aside, report)
                if report.state is not State.GARBLED:
                    cost = take_up(library.including(document, final))
        return Added(self._held(final), is_new=True, embedded=cost)

    def remove(self, document: str, take_up: TakeUp, waiting: Waiting | None = None) -> Document:
        """Take a document out. It is gone as soon as its folder is; the index follows.

        Raises:
            UnknownDocumentError: If there is no document of that id.
            LibraryError: If it ships with the program, or the folder can't be written.
            IndexBusy: As `add`.
        """
        with self._writing(waiting):
            folder = self._folder(document)
            if folder.parent != self.own:
                raise LibraryError.shipped(document)
            held = self._held(folder)
            retire(folder)
            if folder.exists():
                raise LibraryError.unwritable(folder, "文件正被占用")
            if held.state is not State.GARBLED:
                take_up(load_library(self.folders))
            return held.document

    @contextmanager
    def _writing(self, waiting: Waiting | None) -> Generator[None]:
        try:
            with exclusive(self.own / LOCK, waiting):
                sweep(self.own)
                yield
        except OSError as error:
            raise LibraryError.unwritable(self.own, str(error)) from error

    def _places(self) -> dict[str, Path]:
        """Id → folder."""
        return {_id(folder): folder for folder in document_folders(self.folders)}

    def _taken(self) -> frozenset[str]:
        """Ids in use, and names of whatever else lies there."""
        return frozenset((*self._places(), *(path.name for path in self.own.iterdir())))

    def _folder(self, document: str) -> Path:
        places = self._places()
        if document not in places:
            raise UnknownDocumentError.unknown(document, tuple(places))
        return places[document]

    def _same(self, digest: str, library: Library) -> Held | None:
        """The document that says the same, also if it is garbled."""
        for document in library.documents:
            if content_digest(document.clauses) == digest:
                return self._held(library.folders[document.id], document)
        for folder in document_folders(self.folders):
            if state_of(folder) is State.GARBLED and content_digest(load_document(folder).clauses) == digest:
                return self._held(folder)
        return None

    def _held(self, folder: Path, document: Document | None = None) -> Held:
        own = folder.parent == self.own
        return Held(document or load_document(folder), state_of(folder), read_report(folder), removable=own)


def _id(folder: Path) -> str:
    """The id of a document's folder; the folder's name, if that can't be read."""
    try:
        return read_meta(folder).id
    except PolicyError:
        return folder.name


def _day(document: Document) -> int:
    return document.issued.toordinal() if document.issued else 0
