"""config.toml: what it may say, and what it is answered when a name is wrong."""

import os
import tomllib
from contextvars import copy_context

import pytest

from db.access import FIGURES, OPENS
from db.config import HOME, ConfigError, config, hold_config, read_config
from db.config_check import EVIDENCE, FIELDS, ROLES
from db.metrics import DIMENSIONS, METRICS
from db.models.people import Role
from db.models.sales import Opportunity

HEAD = '[company]\nname = {zh = "甲", en = "A"}\n'


@pytest.fixture
def told(tmp_path):
    """Reads a text as config.toml."""

    def read(text, head=HEAD):
        path = tmp_path / "config.toml"
        path.write_text(head + text, encoding="utf-8")
        return read_config(path)

    return read


@pytest.fixture
def answer(told):
    """What a text is answered."""

    def read(text, head=HEAD):
        with pytest.raises(ConfigError) as refused:
            told(text, head)
        return str(refused.value)

    return read


def test_the_file_that_ships_is_read():
    read = read_config(HOME)
    assert read.company.name["zh"]
    assert set(read.views) <= set(ROLES)
    assert read.views["department_head"].tiles[0] == "signed_premium"


def test_the_homes_of_the_leaders_hold_what_was_asked_for():
    asked = {"signed_premium", "received_premium", "receivable", "incurred_claims", "loss_ratio"}
    for role in ("department_head", "executive"):
        view = read_config(HOME).views[role]
        assert asked | {"new_customers", "high_value_customers"} <= set(view.tiles)
    by = {name for chart in read_config(HOME).views["department_head"].charts for name in chart.by}
    assert by >= {"month", "team", "line", "salesperson"}
    assert "department" in {name for chart in read_config(HOME).views["executive"].charts for name in chart.by}


def test_every_role_with_figures_has_a_home_of_its_own():
    views = read_config(HOME).views
    assert {role.value for role, open_to in FIGURES.items() if open_to is None or open_to} == set(views)


def test_every_kind_of_sale_ends_in_won_and_lost():
    stages = read_config(HOME).stages
    for kind in ("relationship", "project", "account"):
        assert {stage.outcome for stage in stages.of(kind)} == {None, "won", "lost"}
        reached, ahead = set(), [stages.of(kind)[0].code]
        while ahead:
            reached.add(code := ahead.pop())
            ahead += [name for name in stages.stage(kind, code).next if name not in reached]
        assert reached == {stage.code for stage in stages.of(kind)}


def test_what_a_stage_may_ask_for_is_a_field_of_an_opportunity():
    assert set(FIELDS) <= set(Opportunity.model_fields)


def test_a_wrong_metric_is_answered_with_its_place_and_the_choices(answer):
    sentence = answer('[[views.manager.charts]]\nmetric = "loss_raito"\nby = ["month"]\n')
    assert sentence.startswith("config.toml, views.manager.charts[0]: unknown metric 'loss_raito': choose from claims")
    assert "loss_ratio" in sentence


ACCOUNT = '[[stages.account]]\ncode = "s"\nname = {zh = "甲", en = "A"}\nprobability = 1\n'
PROJECT = (
    '[[stages.project]]\ncode = "s"\nname = {zh = "甲", en = "A"}\nprobability = 1\noutcome = "won"\n'
    '[projects]\nlanes = [{code = "a", name = {zh = "甲", en = "A"}}]\n'
    '[[projects.milestones]]\ncode = "m"\nname = {zh = "甲", en = "A"}\ndays = 3\n'
)
WRONG = [
    ('[views.boss]\nperiod = "year"\n', "views.boss: unknown role 'boss': choose from salesperson"),
    ('[views.manager]\ntiles = ["sgined_premium"]\n', "views.manager.tiles: unknown metric 'sgined_premium'"),
    ('[views.manager]\npages = ["hoem"]\n', "views.manager.pages: unknown page 'hoem': choose from account"),
    (
        '[views.manager]\nperiod = "decade"\n',
        "views.manager.period: Input should be 'month', 'quarter', 'year' or 'all'",
    ),
    ('[views.manager]\nfilters = ["month"]\n', "views.manager.filters: unknown filter 'month': choose from"),
    ("[views.manager]\nchrats = []\n", "unknown key 'chrats': choose from charts, filters, pages, period, tiles"),
    ('[[views.manager.charts]]\nmetric = "claims"\nby = ["mnoth"]\n', "by: unknown dimension 'mnoth': choose from"),
    (
        '[[views.manager.charts]]\nmetric = "claims"\nby = ["month"]\nkind = "pie"\n',
        "kind: Input should be 'bar', 'line'",
    ),
    (
        '[[views.manager.charts]]\nmetric = "claims"\nby = ["month"]\ndrill = "polices"\n',
        "drill: unknown page 'polices'",
    ),
    (f'{PROJECT}stage = "x"\nlane = "a"\n', "projects.milestones[0].stage: unknown stage 'x': choose from"),
    (f'{PROJECT}stage = "s"\nlane = "x"\n', "projects.milestones[0].lane: unknown lane 'x': choose from a"),
    (f'{PROJECT}stage = "s"\nlane = "a"\nblocked_by = ["x"]\n', "blocked_by: unknown milestone 'x': choose from m"),
    (f'{PROJECT}stage = "s"\nlane = "a"\nblocked_by = ["m"]\n', "projects.milestones: these wait for each other: m"),
    (
        f'{ACCOUNT}evidence = ["milestones.settled"]\n',
        "stages.account[0].evidence: unknown evidence 'milestones.settled'",
    ),
    ('[[views.manager.charts]]\nmetric = "claims"\nby = ["month", "team", "line"]\n', "views.manager.charts[0].by"),
    ('[[views.manager.charts]]\nmetric = "claims"\nby = ["team"]\nkind = "line"\n', "a line runs along time"),
    ('[[views.manager.charts]]\nmetric = "claims"\nby = ["team"]\nkind = "heat"\n', "kind 'heat' needs two dimensions"),
    (
        '[[views.manager.charts]]\nmetric = "claims"\nby = ["team"]\ncompare = true\n',
        "'compare' needs one dimension, of time",
    ),
    ('[[views.manager.charts]]\nmetric = "claims"\n', "give 'by', one or two dimensions"),
    ('[[views.manager.charts]]\nby = ["month"]\n', "give either 'metric' or 'metrics'"),
    ('[[views.manager.charts]]\nkind = "list"\n', "kind 'list' and the key 'list' go together"),
    ('[[views.manager.charts]]\nmetrics = ["claims", "costs"]\nby = ["month"]\n', "different units"),
    ('[[views.manager.charts]]\nmetrics = ["costs", "-costs"]\nby = ["month"]\n', "only a waterfall"),
    ('[[views.manager.charts]]\nmetrics = ["costs"]\nby = ["month"]\nkind = "waterfall"\n', "has no 'by'"),
    (
        '[[views.manager.charts]]\nmetric = "claims"\nby = ["month", "team"]\nkind = "funnel"\n',
        "a funnel has one dimension",
    ),
    ('[sign_in]\ntotp_roles = ["root"]\n', "sign_in.totp_roles: unknown role 'root'"),
    ("[sign_in]\nidle_minutes = 0\n", "sign_in.idle_minutes: Input should be greater than 0"),
    ("[rules.high_valeu]\npolicies = 3\n", "rules.high_valeu: unknown key 'high_valeu': choose from business_type"),
    ('[rules.overdue]\nbuckets = ["thirty"]\n', "rules.overdue.buckets[0]"),
    ('[rules.day]\ncut_off = "8pm"\n', "rules.day.cut_off: String should match pattern"),
    ('[rules.day]\nquota = "9-9"\n', "rules.day.quota: unknown quota '9-9'"),
    (
        '[[rules.day.quotas]]\ncode = "a"\nname = {zh = "甲", en = "A"}\nkinds = {dinner = 2}\n',
        "rules.day.quotas[0].kinds: unknown kind 'dinner'",
    ),
    (
        """[rules.day]
outcomes = [{code = "a", name = {zh = "甲", en = "A"}}]
reasons = [{code = "a", name = {zh = "甲", en = "A"}}]
""",
        "rules.day: 'a' is there twice among outcomes and reasons",
    ),
    (
        '[[stages.project]]\ncode = "a"\nname = {zh = "甲", en = "A"}\nprobability = 10\nnext = ["b"]\n',
        "stages.project[0].next: unknown stage 'b': choose from a",
    ),
    (
        '[[stages.project]]\ncode = "a"\nname = {zh = "甲", en = "A"}\nprobability = 10\nevidence = ["field.hope"]\n',
        "stages.project[0].evidence: unknown evidence 'field.hope'",
    ),
    (
        '[[stages.project]]\ncode = "a"\nname = {zh = "甲", en = "A"}\nprobability = 10\n',
        "stages.project[0].next: a stage without an outcome needs a next one",
    ),
    (
        '[[stages.project]]\ncode = "a"\nname = {zh = "甲", en = "A"}\nprobability = 110\noutcome = "won"\n',
        "stages.project[0].probability: Input should be less than or equal to 100",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[sentence for _text, sentence in WRONG])
def test_whatever_is_wrong_is_named(answer, text, sentence):
    assert sentence in answer(text)


def test_everything_that_is_wrong_is_named_at_once(answer):
    lines = answer('[views.manager]\ntiles = ["a", "b"]\nfilters = ["c"]\n').splitlines()
    assert len(lines) == 3


def test_a_view_may_take_pages_away_and_never_add_one(told, answer):
    assert told('[views.salesperson]\npages = ["home"]\n').views["salesperson"].pages == ("home",)
    assert "page 'audit' is not open to the role 'salesperson'" in answer('[views.salesperson]\npages = ["audit"]\n')


@pytest.mark.parametrize("role", ROLES)
def test_no_view_shows_a_figure_that_is_not_open_to_the_role(told, answer, role):
    open_to = FIGURES[Role(role)]
    for name in METRICS:
        text = f'[views.{role}]\ntiles = ["{name}"]\n'
        if open_to is None or name in open_to:
            assert told(text)
        else:
            assert f"metric '{name}' is not open to the role '{role}'" in answer(text)


@pytest.mark.parametrize("role", ROLES)
def test_no_view_opens_a_page_that_is_not_open_to_the_role(told, answer, role):
    for page, roles in OPENS.items():
        text = f'[views.{role}]\npages = ["{page}"]\n'
        if role in roles:
            assert told(text)
        else:
            assert f"page '{page}' is not open" in answer(text)


def test_every_dimension_and_every_evidence_can_be_named(told):
    for name, dimension in DIMENSIONS.items():
        assert told(f'[[views.manager.charts]]\nmetric = "signed_premium"\nby = ["{name}"]\n')
        if dimension.kind != "time":
            assert told(f'[views.manager]\nfilters = ["{name}"]\n')
    stage = 'code = "a"\nname = {zh = "甲", en = "A"}\nprobability = 0\noutcome = "lost"\n'
    assert told(f"[[stages.project]]\n{stage}evidence = {EVIDENCE}\n")


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("[company", "config.toml: "),
        ("", "config.toml, company: Field required"),
        ('[company]\nname = {zh = "甲"}\n', "company.name.en: Field required"),
        (HEAD + 'time_zone = "Mars/Base"\n', "company.time_zone: unknown time zone 'Mars/Base'"),
        (HEAD + "[views]\nmanager = 3\n", "views.manager"),
    ],
)
def test_a_file_that_is_no_config_is_answered_with_a_sentence(answer, head, sentence):
    assert sentence in answer("", head)


def test_a_missing_file_is_answered_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError, match="cannot be read"):
        config()


def test_a_saved_change_is_seen_at_once_and_an_unchanged_file_is_read_once(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    path.write_text(HEAD, encoding="utf-8")
    monkeypatch.setenv("BAOKE_CONFIG", str(path))
    first = config()
    assert config() is first
    path.write_text(HEAD + "[rules.overdue]\nbuckets = [10]\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert config().rules.overdue.buckets == (10,)


def told_of_a_page():
    """What a page is told of the file as it begins."""
    return copy_context().run(hold_config)


def test_a_saved_mistake_leaves_in_force_what_the_file_said_before(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    path.write_text(HEAD + "[rules.overdue]\nbuckets = [10]\n", encoding="utf-8")
    monkeypatch.setenv("BAOKE_CONFIG", str(path))
    assert told_of_a_page() == ""
    path.write_text(HEAD + "[rules.overdue\n", encoding="utf-8")
    assert "config.toml: " in told_of_a_page()
    assert config().rules.overdue.buckets == (10,)
    path.write_text(HEAD + "[rules.overdue]\nbuckets = [20]\n", encoding="utf-8")
    assert told_of_a_page() == ""
    assert config().rules.overdue.buckets == (20,)


def test_what_was_read_cannot_be_changed():
    with pytest.raises(Exception, match="frozen"):
        read_config(HOME).rules.overdue.buckets = ()


def test_amounts_are_yuan_in_the_file_and_fen_in_the_book(told):
    assert told("[rules.high_value]\npremium_yuan = 12\n").rules.high_value.premium_fen == 1200


def test_the_comments_show_only_names_that_exist():
    shown = HOME.read_text("utf-8")
    assert tomllib.loads(shown)
    for kind in ("bar", "line", "stacked", "heat", "waterfall", "funnel", "table", "list"):
        assert kind in shown


def test_the_points_of_a_complete_record_add_up_to_a_hundred(answer, told):
    assert told("[handover.completeness]\nneeds = 0\ncare = 10\n").handover.completeness.care == 10
    assert "add up to 95, not 100" in answer("[handover.completeness]\nneeds = 0\n")
