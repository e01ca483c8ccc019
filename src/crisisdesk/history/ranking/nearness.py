"""How near a candidate is to a source that may never have met it: through third parties.

All is of the dealings of the last weeks (``around`` of the view): whether the two deal with the
same parties, whether one comes from the source to the candidate over one of its partners, and
whether those who deal with whom the source deals with did the same to the candidate lately.
"""

from __future__ import annotations

import numpy as np

from crisisdesk.history.ranking.facts import Facts, Floats, Ints, spans
from crisisdesk.history.ranking.view import View

NAMES = ("alike", "common partners", "over a partner", "done by those alike", "by the most alike")
DOERS = 20  # latest facts of a candidate under the relation
FADE = 30.0  # days in which such a fact counts half


def nearness(facts: Facts, view: View, asked: Ints, target: Ints, day: int) -> Floats:
    """The columns `NAMES` of candidates, entity ``target`` for the question ``asked`` of the view:
    (candidates, 5)."""
    source, owner = np.unique(view.queries.source[asked], return_inverse=True)
    alike, common, way = _between(view.around[-1], source)
    relation = view.queries.relation[asked]
    back = (relation + facts.relations) % facts.both
    place, whose = spans(*facts.before_under(target, back, day, DOERS))
    like = alike[owner[whose], facts.narrow_target[place]]
    fade = np.exp2(-(day - facts.narrow_day[place]) / FADE)
    done = np.bincount(whose, like * like * fade, len(target))
    most = np.zeros(len(target))
    np.maximum.at(most, whose, like)
    pair = (owner, target)
    return np.column_stack([
        alike[pair], common[pair], np.log(way[pair] + 1e-5), np.log(done + 1e-5), most,
    ]).astype(np.float32)  # fmt: skip


def _between(dealings, source: Ints) -> tuple[Floats, Floats, Floats]:  # type: ignore[no-untyped-def]
    """From each source to every entity: likeness of their partners (0..1, 0 to itself), common
    partners, each weighing less the more it has itself (Adamic and Adar, 2003), and the share of
    walks of two steps."""
    from scipy import sparse

    whole = np.asarray(dealings.sum(axis=1)).ravel()
    unit = sparse.diags_array(1 / np.sqrt(whole + 1e-9)) @ dealings.sqrt()
    alike = (unit[source] @ unit.T).toarray()
    alike[np.arange(len(source)), source] = 0
    met = dealings.sign()
    weight = sparse.diags_array(1 / np.log(2.0 + np.diff(dealings.indptr)))
    common = (met[source] @ weight @ met.T).toarray()
    return alike, common, (dealings[source] @ dealings).toarray()
