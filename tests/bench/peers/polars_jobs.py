# SPDX-License-Identifier: GPL-3.0-or-later
# polars_jobs.py JOB FILE: what the jobs of the benchmark are in Polars.
import sys

import polars as pl

if sys.argv[1] == "version":
    print(pl.__version__)
    sys.exit()

won, lost, open_ = (pl.col("status") == s for s in ("won", "lost", "open"))
amount = pl.col("amount")
day = {"created": pl.Date, "closed": pl.Date}
types = {
    "J1": {},
    "J2": {"amount": pl.Float64},
    "J3": {"amount": pl.Float64, **day},
    "J4": {},
}
if sys.argv[1] not in types:
    sys.exit(3)
deals = pl.scan_csv(
    sys.argv[2], infer_schema=False, schema_overrides=types[sys.argv[1]]
)
jobs = {
    "J1": lambda: deals.select(pl.len()),
    "J2": lambda: deals.group_by("owner").agg(
        amount.filter(won).sum().alias("revenue"),
        won.sum().alias("won"),
        (won.sum() / (won.sum() + lost.sum())).alias("rate"),
    ),
    "J3": lambda: deals.group_by(
        "stage", pl.col("created").dt.truncate("1mo").dt.strftime("%Y-%m").alias("month")
    ).agg(
        amount.filter(won).sum().alias("revenue"),
        won.sum().alias("won"),
        lost.sum().alias("lost"),
        (pl.col("closed") - pl.col("created")).dt.total_days().filter(won).mean().alias("days"),
        open_.sum().alias("open"),
        amount.filter(open_).sum().alias("open_amount"),
    ),
    "J4": lambda: deals.group_by("owner", "created").agg(won.sum().alias("won")),
}
answer = jobs[sys.argv[1]]().collect(engine="streaming")
answer.write_csv(sys.stdout.buffer, include_header=False)
