"""The page of figures: a part is written anew, the others stay."""

import pytest

from bench.page import with_part

PAGE = "# Figures\n\n<!-- a -->\nold\n<!-- end of a -->\n\n<!-- b -->\nkept\n<!-- end of b -->\n"


def test_a_part_is_written_anew_and_the_others_stay() -> None:
    page = with_part(PAGE, "a", "new\n")
    assert page == PAGE.replace("old", "new")


def test_a_new_part_goes_to_the_end() -> None:
    assert with_part(PAGE, "c", "first").endswith("<!-- c -->\nfirst\n<!-- end of c -->\n")


def test_a_part_that_is_not_closed_is_refused() -> None:
    with pytest.raises(ValueError, match="'a'"):
        with_part("<!-- a -->\nold\n", "a", "new")
