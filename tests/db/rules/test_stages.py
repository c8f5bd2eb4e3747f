"""What a move of a sale needs, by the stages of a small made-up way."""

import pytest

from db.config_part import Bilingual
from db.config_shape import Stage
from db.rules.stages import evidence_for, lacking


def stage(code, *evidence, outcome=None):
    return Stage(code=code, name=Bilingual(zh=code, en=code), probability=10, evidence=evidence, outcome=outcome)


WAY = (
    stage("contact", "activity.visit"),
    stage("quote", "field.next_step"),
    stage("won", "field.premium", outcome="won"),
    stage("lost", "field.lost_reason", outcome="lost"),
)


@pytest.mark.parametrize(
    ("left", "target", "needed"),
    [
        ("contact", "quote", ("activity.visit",)),
        ("quote", "contact", ()),
        ("quote", "won", ("field.next_step", "field.premium")),
        ("contact", "lost", ("field.lost_reason",)),
    ],
)
def test_forward_needs_the_evidence_of_the_stage_left_and_an_end_its_own(left, target, needed):
    assert evidence_for(WAY, left, target) == needed


def test_what_is_empty_or_was_not_done_is_lacking():
    needed = ("activity.visit", "activity.call", "field.next_step", "field.premium", "field.unheard_of")
    there = {"next_step": "", "premium": 100}
    assert lacking(needed, there, {"visit"}) == ("activity.call", "field.next_step", "field.unheard_of")
