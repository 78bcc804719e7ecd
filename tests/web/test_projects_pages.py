"""The pages of projects, as people of several offices see them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiedui.web.records.confirmations import actions as confirmations
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.documents.models import Document, Evidence
from jiedui.web.records.projects import actions
from jiedui.web.records.projects.models import Project
from web_support import investments as toy
from web_support.people import signed_in

pytestmark = pytest.mark.usefixtures("loaded", "db")


@pytest.fixture
def two_projects():
    """One that landed and one that is late; both of Suzhou and Suqian."""
    toy.signed(code="P-1", firm="甲机械有限公司", fields={"industry": "3484"})
    toy.pay("P-1", "promised", 10_000_000, on=date(2022, 9, 15))
    toy.reach_stage("P-1", "in_production", date(2024, 5, 1))
    toy.signed(code="P-2", name="纺织项目", on=date(2023, 1, 10))
    toy.pay("P-2", "promised", 30_000_000, on=date(2023, 1, 10))
    actions.set_due(by=toy.suqian(), code="P-2", stage="started", on=date(2024, 1, 1))


def get(client, user, name, *args, **parameters):
    signed_in(client, user)
    return client.get(reverse(f"projects:{name}", args=args), parameters)


def read(client, user, name, *args, **parameters):
    response = get(client, user, name, *args, **parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_count_and_projects(client, two_projects):
    page = read(client, toy.suqian(), "index")
    assert "产业项目 2 个" in page
    assert "精密机械项目" in page and "1,000" in page and "3,000" in page


def test_what_people_write_is_text_and_never_html(client):
    """Rows of lists, options of filters and tables are drawn in Python: there too."""
    toy.signed(code="P-3", name="<b>甲</b>", firm="<i>乙</i>", on=date(2023, 1, 10))
    actions.set_due(by=toy.suqian(), code="P-3", stage="started", on=date(2024, 1, 1))
    said = {"text": "谈", "blocker": '<u>缺"地', "mover": "firm", "on": date(2024, 2, 1)}
    actions.record_contact(by=toy.suqian(), code="P-3", kind="follow_up", **said)
    for name in ("index", "stuck", "funnel"):
        page = read(client, toy.suqian(), name)
        assert not any(mark in page for mark in ("<b>", "<i>", "<u>"))
    for text in ("&lt;b&gt;甲", "(&lt;i&gt;乙", "&lt;u&gt;缺&quot;地"):
        assert text in read(client, toy.suqian(), "stuck")


def test_two_chinese_characters_are_found(client, two_projects):
    assert "产业项目 1 个" in read(client, toy.suqian(), "index", q="纺织")
    assert "产业项目 1 个" in read(client, toy.suqian(), "index", q="甲机")
    assert "产业项目 0 个" in read(client, toy.suqian(), "index", q="织纺")


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"pair": toy.PAIR}, 2),
        ({"stage": "in_production"}, 1),
        ({"light": "red"}, 1),
        ({"industry": "34"}, 1),
        ({"year": "2023"}, 1),
        ({"figures": "confirmed"}, 0),
        ({"year": "2022", "light": "red"}, 0),
    ],
)
def test_the_filter_bar_lives_in_the_address(client, two_projects, parameters, count):
    assert f"产业项目 {count} 个" in read(client, toy.suqian(), "index", **parameters)


@pytest.mark.parametrize("sort", ["stage_on", "light", "due", "promised", "paid_in", "code"])
def test_the_list_sorts(client, two_projects, sort):
    assert "P-1" in read(client, toy.suqian(), "index", sort=sort)


def test_the_largest_promise_comes_first(client, two_projects):
    page = read(client, toy.suqian(), "index", sort="promised")
    assert page.index("纺织项目") < page.index("精密机械项目")


@pytest.mark.parametrize("figures", ["", "confirmed"])
def test_a_list_never_asks_a_question_for_each_row(client, two_projects, figures):
    user = toy.suqian()
    read(client, user, "index", figures=figures)
    with CaptureQueriesContext(connection) as few:
        read(client, user, "index", figures=figures)
    for number in range(10):
        toy.signed(code=f"Q-{number}")
    read(client, user, "index", figures=figures)
    with CaptureQueriesContext(connection) as many:
        read(client, user, "index", figures=figures)
    assert len(many) <= len(few)


def test_another_pair_sees_an_empty_list_and_no_page(client, two_projects):
    assert "还没有您能看到的项目" in read(client, toy.nanjing(), "index")
    assert get(client, toy.nanjing(), "project", "P-1").status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, two_projects):
    assert client.get(reverse("projects:index")).status_code == 302


def test_the_export_has_every_row_and_column(client, two_projects):
    response = get(client, toy.suqian(), "export", format="csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("code,name,pair_key,firm_name,firm_credit_code")
    assert "paid_in_fen" in lines[0]
    assert get(client, toy.suqian(), "export", format="xlsx").content[:2] == b"PK"


def test_an_exported_name_runs_nothing_in_a_spreadsheet(client):
    toy.signed(name="=1+1")
    response = get(client, toy.suqian(), "export", format="csv")
    assert b"'=1+1" in b"".join(response.streaming_content)


def test_the_funnel_shows_count_and_money_side_by_side(client, two_projects):
    """One of two landed, with 10 of 40 million: 50 % by count, 25 % by money."""
    page = read(client, toy.suqian(), "funnel")
    assert "占个数 50.0%、占金额 25.0%" in page


@pytest.mark.parametrize("by", ["pair", "park", "year", "industry"])
def test_the_funnel_groups(client, two_projects, by):
    assert "分组落地率" in read(client, toy.suqian(), "funnel", by=by)


def test_the_funnel_counts_only_what_both_confirmed_when_asked(client, two_projects):
    assert "还没有签约项目" in read(client, toy.suqian(), "funnel", figures="confirmed")
    matters = list(Matter.objects.filter(object_key="P-1"))
    confirmations.confirm(by=toy.suzhou(), side="supporter", matters=matters)
    assert "签约 1 个" in read(client, toy.suqian(), "funnel", figures="confirmed")


def test_a_curve_of_few_projects_is_not_drawn(client, two_projects):
    assert "不画落地曲线" in read(client, toy.suqian(), "funnel")


def test_a_curve_counts_who_is_still_under_way(client):
    """Twelve signed, six in production after 600 days: those waiting are not failures."""
    for number in range(12):
        toy.signed(code=f"C-{number}", on=date(2022, 9, 15))
        if number < 6:
            toy.reach_stage(f"C-{number}", "in_production", date(2024, 5, 7))
    page = read(client, toy.suqian(), "funnel")
    assert "签约后 2 年 50.0%" in page
    assert "还在途中的 6 个项目" in page


def test_what_is_stuck_says_why_and_whose_move_it_is(client, two_projects):
    actions.record_contact(
        by=toy.suqian(),
        code="P-2",
        kind="follow_up",
        text="企业称审图未完成",
        on=date(2026, 10, 28),
        blocker="施工许可未办",
        mover="firm",
    )
    page = read(client, toy.suqian(), "stuck")
    assert "施工许可未办" in page and "企业" in page and "亮红灯" in page
    assert "精密机械项目" not in page


def test_the_project_page_says_first_where_it_stands(client, two_projects):
    page = read(client, toy.suqian(), "project", "P-2")
    assert "已过约定开工日" in page
    assert "单方提出" in page


def test_both_figures_stand_side_by_side(client, two_projects):
    matter = Matter.objects.get(object_key="P-1", aspect="stage:signed")
    confirmations.stand_beside(
        by=toy.suzhou(),
        side="supporter",
        matter=matter,
        value={"date": "2022-09-20", "precision": "day"},
        definition="盖章日期",
    )
    page = read(client, toy.suqian(), "project", "P-1")
    assert "苏州 2022-09-20(盖章日期)" in page and "宿迁 2022-09-15" in page


@pytest.mark.parametrize("name", ["index", "funnel", "stuck"])
def test_the_pages_speak_english(client, two_projects, name):
    client.cookies["django_language"] = "en"
    page = read(client, toy.suqian(), name)
    assert 'lang="en"' in page
    assert "产业项目 " not in page


# ---- forms


def send(client, user, page, *args, **fields):
    signed_in(client, user)
    return client.post(reverse(f"projects:{page}", args=args), fields)


def test_a_stage_is_recorded_with_its_file(client, two_projects, settings, tmp_path):
    settings.HOME = tmp_path
    version = Project.objects.get(code="P-2").version
    file = SimpleUploadedFile("施工许可证.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    response = send(
        client,
        toy.suqian(),
        "stage",
        "P-2",
        stage="filed",
        on="2023-03-01",
        precision="day",
        version=version,
        file=file,
    )
    assert response.status_code == 302, response.content.decode()
    evidence = Evidence.objects.get()
    assert (evidence.object_key, evidence.aspect) == ("P-2", "stage:filed")


def test_a_refused_stage_keeps_no_file(client, two_projects, settings, tmp_path):
    settings.HOME = tmp_path
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    version = Project.objects.get(code="P-2").version
    answer = {"stage": "signed", "on": "2023-01-11", "precision": "day", "version": version}
    response = send(client, toy.suqian(), "stage", "P-2", file=file, **answer)
    assert response.status_code == 422
    assert not Document.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_form_is_prefilled_with_what_comes_next(client, two_projects):
    page = read(client, toy.suqian(), "stage", "P-2")
    assert '<option value="started" selected>' in page


def test_money_is_entered_in_ten_thousands(client, two_projects):
    version = Project.objects.get(code="P-1").version
    answer = {"kind": "paid_in", "amount_10k": "615.5", "currency": "CNY", "on": "2023-03-31"}
    response = send(
        client, toy.suqian(), "money", "P-1", source="验资报告", version=version, **answer
    )
    assert response.status_code == 302, response.content.decode()
    assert Project.objects.get(code="P-1").paid_in_fen == 615_500_000


def test_who_comes_second_sees_both_versions(client, two_projects):
    old = Project.objects.get(code="P-1")
    actions.edit_project(
        by=toy.suqian(), code="P-1", version=old.version, fields={"name": "先存的名字"}
    )
    answer = {"name": "后存的名字", "secrecy": "internal", "version": old.version}
    response = send(client, toy.suqian(), "edit", "P-1", **answer)
    page = response.content.decode()
    assert response.status_code == 409
    assert "先存的名字" in page and "后存的名字" in page


def test_a_lead_needs_a_pair_and_a_name(client):
    signed_in(client, toy.suqian())
    assert "登记一个项目" in client.get(reverse("projects:create")).content.decode()
    answer = {"pair": toy.PAIR, "name": "新线索", "is_lead": "on", "found_on": "2026-11-01"}
    response = client.post(reverse("projects:create"), answer | {"secrecy": "internal"})
    assert response.status_code == 302, response.content.decode()
    assert Project.objects.get(name="新线索").is_sealed


def test_a_view_of_the_list_is_kept_under_a_name(client, two_projects):
    send(client, toy.suqian(), "save_filter", name="红灯", query="light=red")
    assert "红灯</a>" in read(client, toy.suqian(), "index")
    assert "红灯</a>" not in read(client, toy.suzhou(), "index")


def test_who_only_reads_is_offered_nothing_to_write(client, two_projects):
    from web_support.people import person

    auditor = person("auditor", toy.PROGRAMME)
    page = read(client, auditor, "project", "P-1")
    assert "记一个阶段" not in page
    assert get(client, auditor, "stage", "P-1").status_code == 404


def test_the_page_leads_to_both_sides_words_and_to_the_trail(client, two_projects):
    page = read(client, toy.suqian(), "project", "P-1")
    matter = Matter.objects.get(object_key="P-1", aspect="stage:signed")
    assert reverse("confirm:matter", args=[matter.pk]) in page
    assert "留痕" in page and "<time" in page


def test_a_sum_is_corrected_with_a_reason_and_stays_to_be_read(client, two_projects):
    project = Project.objects.get(code="P-1")
    page = read(client, toy.suqian(), "correct_money", "P-1", number=1)
    assert 'value="1000"' in page
    answer = {"number": 1, "amount_10k": "900", "on": "2022-09-15", "version": project.version}
    response = send(client, toy.suqian(), "correct_money", "P-1", reason="笔误", **answer)
    assert response.status_code == 302, response.content.decode()
    assert Project.objects.get(code="P-1").promised_fen == 900_000_000
    assert "理由：笔误" in read(client, toy.suqian(), "project", "P-1")


def test_doubts_are_looked_for_from_the_list(client, two_projects):
    """Two signings of one firm on one plot for one sum are pointed at, for a person to decide."""
    for code in ("D-1", "D-2"):
        fields = {"plot": "A-12", "industry": "3484"}
        toy.signed(code=code, firm="乙机械有限公司", fields=fields)
        toy.pay(code, "promised", 77_000_000, on=date(2022, 9, 15))
    response = send(client, toy.suqian(), "doubts")
    assert response.status_code == 302
    assert "产业项目 1 个" in read(client, toy.suqian(), "index", flags="open")


def test_the_lead_office_freezes_for_an_assessment_and_a_pair_office_may_not(client, two_projects):
    answer = {"programme": toy.PROGRAMME, "as_of": "2026-11-01"}
    assert send(client, toy.suqian(), "freeze", **answer).status_code in (404, 422)
    assert Project.objects.filter(frozen_on__isnull=False).count() == 0
    assert send(client, toy.lead_office(), "freeze", **answer).status_code == 302
    assert Project.objects.get(code="P-1").frozen_on == date(2026, 11, 1)


def test_the_funnel_says_on_whom_it_leans(client, two_projects):
    """P-1 has a firm and 10 million; P-2 has none: the one firm holds all of what has a firm."""
    page = read(client, toy.suqian(), "funnel")
    assert "最大 1 家企业占承诺额 100.0%" in page
    assert "1 个没有企业的项目不计" in page
    assert "写明补链环节的占个数 0.0%" in page


def test_dates_known_to_the_quarter_give_a_curve_of_two_lines(client):
    """Twelve landed within 2024Q2, one not yet: after 1 year none, after 2 surely 12 of 13."""
    for number in range(12):
        toy.signed(code=f"C-{number}", on=date(2022, 9, 15))
        toy.reach_stage(f"C-{number}", "in_production", date(2024, 5, 7), precision="quarter")
    toy.signed(code="C-12", on=date(2022, 9, 15))
    page = read(client, toy.suqian(), "funnel")
    assert "签约后 1 年 0.0% 至 0.0% 已投产；签约后 2 年 92.3% 至 92.3% 已投产" in page
    assert "Turnbull" in page
