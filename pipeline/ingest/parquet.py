"""Parquet, read in batches, and only the columns that are of use."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.ingest.fields import Fields
from pipeline.ingest.source import Source, UnreadableError
from pipeline.records import RawArticle, Rejection
from pipeline.settings import Ingest

_ROWS = 1000


def read(source: Source, settings: Ingest) -> Iterator[RawArticle | Rejection]:
    """The articles of a Parquet file; rows are counted from 1. Raises UnreadableError when it is no Parquet."""
    fields = Fields(source, settings)
    number = 0
    try:
        packed = source.path.suffix.lower() == ".gz"
        with pq.ParquetFile(io.BytesIO(source.data()) if packed else source.path) as file:
            _check_size(file, settings.max_file_bytes)
            fields.check(file.schema_arrow.names)
            known = fields.columns(file.schema_arrow.names)
            wanted = [column for columns in known.values() for column in columns]
            for batch in file.iter_batches(batch_size=_ROWS, columns=wanted):
                for row in _rows(batch):
                    number += 1
                    yield fields.article(number, row)
    except pa.ArrowException as error:
        what = str(error).splitlines()[0]
        raise UnreadableError("not Parquet", f"{what}. Export the file again", number + 1 if number else None) from None


def _rows(batch: pa.RecordBatch) -> list[dict[str, object]]:
    try:
        rows: list[dict[str, object]] = batch.to_pylist()
    except (ValueError, OverflowError):  # broken characters or a time without a date must not take other rows along
        columns = [[_value(scalar) for scalar in column] for column in batch.columns]
        rows = [dict(zip(batch.schema.names, values, strict=True)) for values in zip(*columns, strict=True)]
    return rows


def _value(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes()
    except (ValueError, OverflowError):  # beyond the year 9999
        return f"{scalar.value} {scalar.type}"


def _check_size(file: pq.ParquetFile, most: int) -> None:
    size = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
    if size > most:
        raise UnreadableError("too large", f"{size:,} bytes unpacked. Split it, or raise max_file_bytes under [ingest]")
