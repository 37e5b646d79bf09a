"""Compares the two ways of running a prepared model: `python -m index.compare FOLDER` prints the lowest cosine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import numpy as np

from index.embedder import OnnxEmbedder, SentenceTransformerEmbedder

SAMPLES: Final = (
    "一个单位最多可以报几个项目？",
    "申报材料什么时候截止",
    "企业应当具有独立法人资格，运营状况良好。",
    "项目建成后，生产效率提升百分之二十以上，不良品率下降。",
    "面向行业提供设备联网、数据采集、远程运维等服务。",
    "请问联系电话是多少",
    "本办法自发布之日起三十日后施行，由主管部门负责解释。",
    "Which companies may apply, and by when?",
    "The platform collects data from machine tools and predicts failures.",
    "Contact the recommending department for the application form.",
    "5G 专网 + 边缘计算 (MEC) 在车间的应用，时延低于 20 ms",
    "数据" * 400,
)


def least_cosine(folder: Path) -> float:
    """The lowest cosine over a dozen Chinese and English texts, as queries and as passages."""
    onnx, torch = OnnxEmbedder(folder), SentenceTransformerEmbedder(folder)
    queries = np.sum(onnx.embed_queries(SAMPLES) * torch.embed_queries(SAMPLES), axis=1)
    passages = np.sum(onnx.embed_passages(SAMPLES) * torch.embed_passages(SAMPLES), axis=1)
    return float(min(queries.min(), passages.min()))


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"least_cosine": least_cosine(Path(sys.argv[1]))}) + "\n")
