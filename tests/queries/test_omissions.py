"""What an omission rests on."""

import json

from pipeline import queries
from tests.comparison import event_id, group_id
from tests.support import build_run, build_tables

FIRE = event_id("fire")


def test_the_probability_that_the_state_rests_on_is_shown(tmp_path, run):
    assert queries.omissions(run, FIRE)["probability"].isna().all()
    findings = build_tables()["findings"]
    unclear = findings["kind"] == "unclear"
    detail = json.loads(findings.loc[unclear, "detail"].iloc[0]) | {"probability": 0.04}
    findings.loc[unclear, "detail"] = json.dumps(detail)
    found = queries.omissions(build_run(tmp_path, findings=findings), FIRE).set_index(["group_id", "outlet_id"])
    row = found.loc[(group_id("fire", "inspection"), "harbour")]
    assert (row["state"], row["probability"], row["nearest_score"]) == ("unclear", 0.04, 0.41)
