import io

import openpyxl

from jiedui.reports.writers.xlsx import sheet_names, xlsx_bytes


def opened(document):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(document)))


def test_numbers_are_numbers_with_all_their_digits(document):
    sheet = opened(document)["1 设区市结对"]
    assert sheet["C2"].value == 176826.75
    assert sheet["C2"].number_format == "#,##0"
    assert sheet["B2"].value == 2021 and sheet["B2"].number_format == "0"


def test_a_missing_figure_is_an_empty_cell(document):
    assert opened(document)["1 设区市结对"]["C3"].value is None


def test_units_stand_in_the_heading(document):
    assert opened(document)["1 设区市结对"]["C1"].value == "人均（元）"


def test_the_last_sheet_accounts_for_the_rest(document):
    book = opened(document)
    account = book.worksheets[-1]
    assert account.title.endswith("说明")
    said = "\n".join(str(cell) for row in account.values for cell in row)
    for words in (document.answer, "年末常住人口，万人", "城市面板", "SHA-256", "9f3c1e204a11"):
        assert words in said
    assert "2000年口径不同。" in said  # cautions travel with the figures


def test_a_sheet_for_every_table_with_a_name_that_excel_takes(document):
    assert opened(document).sheetnames[:-1] == sheet_names(document) == ["1 设区市结对", "2 逐年"]
    assert all(len(name) <= 31 for name in sheet_names(document))


def test_the_same_document_gives_the_same_bytes(document):
    assert xlsx_bytes(document) == xlsx_bytes(document)
