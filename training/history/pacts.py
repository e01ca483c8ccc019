"""Whether pacts were honoured when a war called on them (Berkemeier & Fuhrmann 2018)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.history import sources
from training.history.classes import ERAS, Case, by_era

SOURCE = "Berkemeier & Fuhrmann 2018 replication data, coding by the rule of Leeds, Long & Mitchell"
CLAUSES = {
    "defense": "defense",
    "offense": "offense",
    "neutral": "neutrality",
    "nonagg": "nonaggression",
}
LEAST = 5  # the whole record is 146: small cells are shipped and show in their intervals


def rows(root: Path) -> list[dict[str, Any]]:
    """Pacts honoured, all and by clause. The file splits its wars at 1944 (``sample``), so the
    eras here are to 1944 and since 1945, filed under to-1945 and since-1946."""
    table = sources.pact_trials(root)
    table = table[(table.honorLLM == 1) | (table.violateLLM == 1)]
    found = []
    for column, name in (("", "any"), *CLAUSES.items()):
        chosen = table[table[column] == 1] if column else table
        cases = [
            Case(1900 if row.sample == 1 else 1960, int(row.atopid), row.honorLLM == 1)
            for row in chosen.itertuples()
        ]
        about = {
            "name": f"a pact with a{'n' if name[0] in 'ao' else ''} {name} clause is honoured"
            if column
            else "a pact is honoured",
            "unit": "pact",
            "source": SOURCE,
            "definition": "A pact that a war called on; yes when the ally did what it had "
            "promised. Eras: wars to 1944, and from 1945.",
        }
        assert set(ERAS) >= {"all", "to-1945", "since-1946"}
        made = by_era(
            f"honours/{name}", cases, about, eras=("all", "to-1945", "since-1946"), least=LEAST
        )
        for row in made:
            row["years"] = {"all": "1816-2003", "to-1945": "1816-1944"}.get(row["era"], "1945-2003")
        found += made
    return found
