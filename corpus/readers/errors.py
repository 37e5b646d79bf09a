"""Why a file can't be read: what, where, what next, in Chinese.

CorpusError
└── ReadError   a file that is not read; one class, for callers show the message and do nothing else with it
"""

from __future__ import annotations

from typing import Self

from corpus.errors import CorpusError

_READABLE = ".docx、.pdf、.html、.txt 或 .md"
_RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 或 .txt 后重试"
_PASTE = "也可以把文字直接粘贴进来"


class ReadError(CorpusError):
    """A file that can't be read, or may not be."""

    def at(self, name: str) -> ReadError:
        """The same error, with the file's name as its place."""
        where = f"文件「{name}」" if name else "文件"
        return ReadError(self.what, f"{where}{self.where}", self.next_step)

    # ---- the file as a whole

    @classmethod
    def missing(cls, reason: str) -> Self:
        return cls(f"文件无法读取：{reason}", next_step="请检查文件是否存在、可读")

    @classmethod
    def empty(cls) -> Self:
        return cls("文件是空的，没有文字", next_step=f"请检查文件是否保存完整，{_PASTE}")

    @classmethod
    def too_big(cls, most: int) -> Self:
        return cls(f"文件超过 {most >> 20} MB", next_step="请去掉图片或拆分后重试")

    @classmethod
    def too_long(cls, most: int) -> Self:
        return cls(f"文字超过 {most // 10_000} 万字", next_step="请拆分后重试")

    @classmethod
    def unsupported(cls, kind: str, next_step: str = "") -> Self:
        return cls(f"不支持{kind}", next_step=next_step or f"请另存为 {_READABLE} 后重试")

    @classmethod
    def old_office(cls, kind: str) -> Self:
        return cls(f"不支持{kind}", next_step=_RESAVE)

    @classmethod
    def image(cls, kind: str) -> Self:
        return cls(f"这是图片（{kind}），这里不识别图片里的文字", next_step=f"请提供文字版（{_READABLE}），{_PASTE}")

    @classmethod
    def mismatch(cls, suffix: str, kind: str, right: str) -> Self:
        return cls(
            f"扩展名是 {suffix}，内容却是{kind.rstrip()}",
            next_step=f"请把扩展名改为 {right}，或另存为 {_READABLE} 后重试",
        )

    @classmethod
    def encoding(cls) -> Self:
        return cls("文件不是文本，或文字编码无法识别", next_step="请另存为 UTF-8 编码的文本文件后重试")

    @classmethod
    def garbled(cls, share: float) -> Self:
        return cls(f"文字多为乱码（约 {share:.0%} 的字无法识别）", next_step=f"请提供可以正常复制文字的文件，{_PASTE}")

    @classmethod
    def encrypted(cls) -> Self:
        return cls("文件有密码保护，无法读取", next_step="请先打开文件、去掉密码后另存，再重试")

    @classmethod
    def damaged(cls, kind: str) -> Self:
        return cls(f"这份{kind}不完整或已损坏，无法读取", next_step="请重新下载，或打开后另存一份再试")

    # ---- packed files

    @classmethod
    def bomb(cls, reason: str) -> Self:
        return cls(f"文件解压后过大（{reason}），已停止读取", next_step="请打开后另存一份，或改用 .txt")

    @classmethod
    def doctype(cls, part: str) -> Self:
        return cls("文件含有 DOCTYPE 声明，为安全起见不予读取", f"的部件 {part}", "请用 Word 或 WPS 打开后另存为 .docx")

    @classmethod
    def too_deep(cls) -> Self:
        return cls("文件内容嵌套过深，已停止读取", next_step="请打开后另存一份，或改用 .txt")

    @classmethod
    def too_many_files(cls, count: int, most: int) -> Self:
        return cls(f"压缩包里有 {count} 份文件，超过 {most} 份", next_step="请分成几个压缩包后重试")

    @classmethod
    def nothing_inside(cls) -> Self:
        return cls("压缩包里没有可以读取的文件", next_step=f"请放入 {_READABLE} 文件后重试")

    # ---- PDF

    @classmethod
    def too_many_pages(cls, count: int, most: int) -> Self:
        return cls(f"这份 PDF 有 {count} 页，超过 {most} 页", next_step="请只保留需要的页后重试")

    @classmethod
    def no_pages(cls) -> Self:
        return cls("这份 PDF 没有页面", next_step="请检查文件是否保存完整")

    @classmethod
    def no_text_layer(cls) -> Self:
        return cls("这份 PDF 没有文字层（可能是扫描件）", next_step=f"请提供文字版，或先做文字识别（OCR），{_PASTE}")

    # ---- pictures

    @classmethod
    def no_ocr(cls) -> Self:
        return cls(
            "文字在图片里，而识别图片的组件没有安装",
            next_step="请运行 pip install 'policy-assistant[ocr]' 安装后重试，或提供文字版",
        )

    @classmethod
    def nothing_recognised(cls) -> Self:
        return cls("图片里没有识别出文字", next_step=f"请换一张更清晰的图片，{_PASTE}")

    @classmethod
    def no_text_recognised(cls) -> Self:
        return cls(
            "这份 PDF 没有文字层，从页面图片中也没有识别出文字", next_step=f"请提供文字版或更清晰的扫描件，{_PASTE}"
        )

    @classmethod
    def too_many_pictures(cls, count: int, most: int) -> Self:
        return cls(f"有 {count} 页没有文字层，超过 {most} 页，不能逐页识别", next_step="请拆分后重试，或提供文字版")

    @classmethod
    def too_many_pixels(cls, most: int) -> Self:
        return cls(f"图片超过 {most // 10_000} 万像素", next_step="请缩小后重试")

    # ---- the parsing process

    @classmethod
    def timeout(cls, seconds: float) -> Self:
        return cls(f"读取超过 {seconds:.0f} 秒，已停止", next_step="文件可能过于复杂，请打开后另存一份，或改用 .txt")

    @classmethod
    def memory(cls) -> Self:
        return cls("读取所需内存超过上限，已停止", next_step="文件可能过于复杂，请打开后另存一份，或改用 .txt")

    @classmethod
    def not_started(cls) -> Self:
        return cls("读取文件的进程没能启动", next_step="请检查程序是否安装完整（需要 pypdf），以及系统剩余内存")
