"""What a unit of work may rely on, whatever the database was set to."""

import pytest
from sqlalchemy import make_url, text

from partnerschapsakte.foundation.database import connect, reading, writing


@pytest.mark.parametrize("setting", ["serializable", "repeatable read"])
def test_a_unit_of_work_reads_what_is_committed_whatever_the_server_was_set_to(database_url: str, setting: str) -> None:
    url = make_url(database_url)
    if not url.drivername.startswith("postgresql"):
        return  # a SQLite file has one writer at a time, and nothing to set
    ours = url.update_query_dict({"options": f"-c default_transaction_isolation={setting.replace(' ', chr(92) + ' ')}"})
    engine = connect(ours.render_as_string(hide_password=False))
    for unit in (reading(engine), writing(engine)):
        with unit() as session:
            assert session.scalar(text("SHOW default_transaction_isolation")) == setting
            assert session.scalar(text("SHOW transaction_isolation")) == "read committed"
    engine.dispose()
