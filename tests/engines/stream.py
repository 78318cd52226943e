"""A structured stream from files of lines into a Delta table, which goes on where it was stopped.

    python stream.py FOLDER

Reads `FOLDER/in`, a file per batch, and writes `FOLDER/table`.  Delta is written by `deltalake`
for each batch; a batch that was written before the stream was stopped, but not yet noted as done,
is recognised by the number that Delta keeps for the application, and not written again.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

from dataworks_events import tables
from tests.engines.conftest import new_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

APPLICATION = "dataworks-events"


def main(folder: str) -> None:
    table = f"{folder}/table"

    def write(rows: DataFrame, number: int) -> None:
        if DeltaTable.is_deltatable(table):
            done = DeltaTable(table).transaction_version(APPLICATION)
            if done is not None and done >= number:
                print(f"batch {number} is there", flush=True)
                return
        print(f"batch {number} begins", flush=True)
        properties = CommitProperties(app_transactions=[Transaction(APPLICATION, number)])
        write_deltalake(table, rows.toArrow(), mode="append", commit_properties=properties)
        print(f"batch {number} is written", flush=True)

    spark = new_session(f"{folder}/spark")
    (
        spark.readStream.format("text")
        .option("maxFilesPerTrigger", 1)
        .load(f"{folder}/in")
        .mapInArrow(tables.map_in_arrow, tables.spark_schema())
        .writeStream.foreachBatch(write)
        .option("checkpointLocation", f"{folder}/checkpoint")
        .trigger(availableNow=True)
        .start()
        .awaitTermination()
    )
    print("finished", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
