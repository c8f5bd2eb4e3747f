"""A tap on a column's head orders the rows that are shown; it opens nothing."""

from dataclasses import dataclass

import pytest
import streamlit as st

from components.listing import Column
from components.ordering import in_order, reorder


@dataclass(frozen=True)
class Shown:
    id: int
    name: str
    premium: int | None


ROWS = [Shown(1, "丙", 300), Shown(2, "甲", None), Shown(3, "乙", 100)]
COLUMNS = [Column("客户", lambda row: row.name), Column("保费", lambda row: row.premium)]


@pytest.fixture(autouse=True)
def state(monkeypatch):
    kept = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


def tap(state, *titles):
    state["widget"] = {"selection": {"rows": [], "columns": list(titles), "cells": []}}
    reorder("list", "widget")
    return [row.id for row in in_order("list", ROWS, COLUMNS)]


def test_rows_stand_as_they_came_until_a_head_is_tapped(state):
    assert [row.id for row in in_order("list", ROWS, COLUMNS)] == [1, 2, 3]
    assert tap(state) == [1, 2, 3]


def test_a_head_orders_up_then_down_then_as_they_came_and_what_is_empty_comes_last(state):
    assert tap(state, "保费") == [3, 1, 2]
    assert tap(state, "保费") == [1, 3, 2]
    assert tap(state, "保费") == [1, 2, 3]


def test_another_head_begins_anew_and_one_that_is_gone_orders_nothing(state):
    tap(state, "保费")
    assert tap(state, "客户") == sorted([1, 2, 3], key=lambda number: ROWS[number - 1].name)
    assert tap(state, "没有这一列") == [1, 2, 3]
