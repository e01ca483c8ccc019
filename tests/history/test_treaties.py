"""The treaty file, and that it agrees with ATOP where the two overlap."""

import pytest

from crisisdesk.history.treaties import is_bilateral, load_treaties, owed, treaties_between

# ISO 3166 alpha-3 to the Correlates of War code, for the states in the file that ATOP knows
COW = {
    **{"USA": 2, "CAN": 20, "BHS": 31, "CUB": 40, "HTI": 41, "DOM": 42, "TTO": 52, "GTM": 90},
    **{"HND": 91, "SLV": 92, "CRI": 94, "PAN": 95, "COL": 100, "VEN": 101, "BRA": 140, "PER": 135},
    **{"CHL": 155, "ARG": 160, "URY": 165, "PRY": 150, "GBR": 200, "NLD": 210, "BEL": 211},
    **{"LUX": 212, "FRA": 220, "ESP": 230, "PRT": 235, "DEU": 255, "POL": 290, "HUN": 310},
    **{"CZE": 316, "SVK": 317, "ITA": 325, "ALB": 339, "HRV": 344, "SVN": 349, "GRC": 350},
    **{"CYP": 352, "BGR": 355, "ROU": 360, "RUS": 365, "EST": 366, "LVA": 367, "LTU": 368},
    **{"UKR": 369, "BLR": 370, "ARM": 371, "AZE": 373, "FIN": 375, "SWE": 380, "NOR": 385},
    **{"DNK": 390, "ISL": 395, "CPV": 402, "GNB": 404, "GMB": 420, "MLI": 432, "SEN": 433},
    **{"BEN": 434, "NER": 436, "CIV": 437, "GIN": 438, "BFA": 439, "LBR": 450, "SLE": 451},
    **{"GHA": 452, "TGO": 461, "NGA": 475, "COD": 490, "UGA": 500, "KEN": 501, "TZA": 510},
    **{"BDI": 516, "RWA": 517, "SOM": 520, "DJI": 522, "ETH": 530, "AGO": 540, "MOZ": 541},
    **{"ZMB": 551, "ZWE": 552, "MWI": 553, "ZAF": 560, "NAM": 565, "LSO": 570, "BWA": 571},
    **{"MAR": 600, "DZA": 615, "TUN": 616, "LBY": 620, "SDN": 625, "IRN": 630, "TUR": 640},
    **{"IRQ": 645, "EGY": 651, "SYR": 652, "LBN": 660, "JOR": 663, "ISR": 666, "SAU": 670},
    **{"YEM": 679, "KWT": 690, "BHR": 692, "QAT": 694, "ARE": 696, "OMN": 698, "TJK": 702},
    **{"KGZ": 703, "UZB": 704, "KAZ": 705, "CHN": 710, "PRK": 731, "KOR": 732, "JPN": 740},
    **{"IND": 750, "BTN": 760, "PAK": 770, "NPL": 790, "THA": 800, "PHL": 840, "AUS": 900},
    **{"NZL": 920, "MYS": 820, "SGP": 830, "IDN": 850, "VNM": 816},
}
YEAR = 2015  # late in ATOP's dyad-years, after most of the file's treaties


@pytest.fixture(scope="module")
def atop(data):
    from training.history import sources

    return sources.obligations(data / "history")


def test_the_file_is_large_enough_and_names_each_once():
    rows = load_treaties()
    assert len(rows) >= 60
    assert len({(row.name, row.start) for row in rows}) == len(rows)
    assert all(len(row.members) == len(set(row.members)) >= 2 for row in rows)


def test_defense_pacts_agree_with_atop_or_say_why_not(atop):
    checked = 0
    for row in load_treaties():
        if row.start >= YEAR - 1 or row.differs:
            continue
        members = [m for m in row.members_in(YEAR) if m in COW]
        for one in members:
            for other in set(members) - {one}:
                if "defense" in row.owed_by(one):
                    found = atop.get((COW[one], COW[other], YEAR))
                    assert found and found[0], (row.name, one, other)
                    checked += 1
    assert checked > 900


def test_bilateral_rows_without_defense_have_none_in_atop(atop):
    checked = 0
    for row in load_treaties():
        pair = row.members_in(YEAR)
        if len(row.members) != 2 or row.start >= YEAR - 1 or row.differs or not pair <= COW.keys():
            continue
        one, other = row.members
        for actor, partner in ((one, other), (other, one)):
            found = atop.get((COW[actor], COW[partner], YEAR), (0,))
            if pair and "defense" not in owed(actor, partner, YEAR):
                assert not found[0], row.name
                checked += 1
    assert checked >= 10


@pytest.mark.parametrize(
    ("one", "other", "year", "defends"),
    [
        ("USA", "JPN", 2024, True),
        ("JPN", "USA", 2024, False),
        ("USA", "PHL", 2024, True),
        ("RUS", "IRN", 2025, False),
        ("RUS", "PRK", 2023, False),
        ("RUS", "PRK", 2025, True),
        ("CHN", "PRK", 2024, True),
        ("CHN", "PAK", 2025, False),
        ("USA", "UKR", 2025, False),
        ("USA", "FIN", 2022, False),
        ("USA", "FIN", 2023, True),
        ("PAK", "SAU", 2026, True),
        ("SAU", "SYR", 2015, False),
        ("USA", "IRN", 2025, False),
    ],
)
def test_who_must_defend_whom(one, other, year, defends):
    assert ("defense" in owed(one, other, year)) is defends


def test_the_newest_and_strongest_treaty_comes_first():
    assert treaties_between("RUS", "IRN", 2025)[0].start == 2025
    assert treaties_between("USA", "CAN", 2024)[0].name.startswith("North American")
    assert not treaties_between("RUS", "RUS2", 2025)


def test_bilateral_is_known_from_multilateral():
    assert is_bilateral("USA", "KOR", 2024)
    assert not is_bilateral("USA", "EST", 2024)
    assert not is_bilateral("USA", "IRN", 2024)
