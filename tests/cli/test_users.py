"""`jiedui users`: accounts, grants and links, on a store of our own; what is wrong is refused."""

import pytest

from jiedui.cli import main
from jiedui.web.platform.accounts.models import Grant, User
from jiedui.web.platform.audit.models import Entry

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    """What a command printed; it ended well."""
    with pytest.raises(SystemExit) as stop:
        main(["users", *arguments])
    printed = capsys.readouterr()
    assert (stop.value.code, printed.err) == (0, "")
    return printed.out.splitlines()


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["users", *arguments])
    printed = capsys.readouterr()
    assert (stop.value.code, printed.out) == (2, "")
    (line,) = printed.err.splitlines()
    return line


@pytest.fixture
def wang(capsys):
    assert run(capsys, "add", "wang", "--name", "王芳") == ["wang"]
    return User.objects.get(username="wang")


def test_an_account_is_made_without_a_password_and_noted_in_the_trail(wang):
    assert not wang.has_usable_password()
    noted = Entry.objects.latest("id")
    assert (noted.by, noted.action, noted.object_key) == ("jiedui users", "add_person", "wang")


def test_a_grant_is_made_listed_and_ended(capsys, wang):
    given = ["--region", "320500", "--programme", "jiangsu-2022", "--reason", "苏府办〔2026〕3号"]
    (line,) = run(capsys, "grant", "wang", "county_liaison", *given)
    made = Grant.objects.get(user=wang)
    assert line == f"{made.pk}: wang county_liaison {made.scope}"
    assert (made.programme, made.scope_kind, made.scope_key) == ("jiangsu-2022", "region", "320500")
    (listed,) = [row for row in run(capsys, "list") if row.startswith("wang\t")]
    assert listed.split("\t")[1:] == [
        *("王芳", "open", "never"),
        f"{made.pk}: county_liaison {made.scope}",
    ]
    assert run(capsys, "end", str(made.pk), "--reason", "调离") == [f"{made.pk}: ended"]
    (listed,) = [row for row in run(capsys, "list") if row.startswith("wang\t")]
    assert listed.split("\t")[4] == ""
    assert Grant.objects.filter(pk=made.pk).exists(), "it stays on record"


def test_a_grant_of_a_pair_names_its_side(capsys, wang):
    pair = "jiangsu-2022:320500-321300"
    given = ["--pair", pair, "--side", "supporter", "--reason", "任命"]
    run(capsys, "grant", "wang", "pair_office", *given)
    made = Grant.objects.get(user=wang)
    assert (made.scope_kind, made.scope_key, made.side) == ("pair", pair, "supporter")


def test_a_link_signs_the_person_in_once(capsys, wang, client):
    (link,) = run(capsys, "link", "wang", "--site", "https://jiedui.example.gov.cn/")
    path = link.removeprefix("https://jiedui.example.gov.cn")
    assert path.startswith("/account/link/")
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302
    assert client.session["_auth_user_id"] == str(wang.pk)
    assert client.post(path).status_code == 404


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "wang"], "wang"),
        (["add", "wang fang"], "wang fang"),
        (["grant", "nobody", "auditor", "--reason", "x"], "no such account"),
        (["grant", "wang", "king", "--reason", "x"], "king"),
        (["grant", "wang", "auditor", "--reason", "x", "--ends", "soon"], "--ends"),
        (["grant", "wang", "auditor", "--reason", " "], "reason"),
        (["grant", "wang", "pair_office", "--reason", "x", "--side", "supporter"], "side"),
        (
            ["grant", "wang", "auditor", "--reason", "x", "--region", "320500", "--park", "P"],
            "a grant has one scope",
        ),
        (["end", "999999", "--reason", "x"], "no such grant"),
        (["link", "nobody"], "no such account"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(capsys, wang, arguments, said):
    assert said in refused(capsys, *arguments)
    assert not Grant.objects.exists()
    assert User.objects.filter(username__startswith="wang").count() == 1
