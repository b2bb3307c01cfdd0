"""Pivot tables in workbooks that staff made: kept, their sources grow with the rows, refreshed on opening."""

from __future__ import annotations

import zipfile

import pytest
from lxml import etree

from bureau_desk.bulletin.xlsx_template import fill_template
from bureau_desk.domain.problem import Severity
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.places import SEEDS
from tests.bulletin.test_xlsx_template import DISTRICTS, LISTED, template

M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CACHE = (
    f'<pivotCacheDefinition xmlns="{M}" xmlns:r="{R}" recordCount="0"><cacheSource type="worksheet">'
    '<worksheetSource ref="A5:B6" sheet="通报"/></cacheSource><cacheFields count="2"><cacheField name="辖市区" numFmtId="0">'
    '<sharedItems/></cacheField><cacheField name="家数" numFmtId="0"><sharedItems/></cacheField></cacheFields>'
    "</pivotCacheDefinition>"
)
TABLE = (
    f'<pivotTableDefinition xmlns="{M}" name="透视" cacheId="1" dataCaption="值"><location ref="A14:B20" firstHeaderRow="1" '
    'firstDataRow="1" firstDataCol="1"/><pivotTableStyleInfo name="PivotStyleLight16"/></pivotTableDefinition>'
)


def related(kind, target):
    return f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rIdP" Type="{R}/{kind}" Target="{target}"/></Relationships>'


@pytest.fixture(scope="module")
def filled(seed_rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pivot")
    source, path, out = template(folder / "无.xlsx"), folder / "透视.xlsx", folder / "填好.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                more = f'<Relationship Id="rIdP" Type="{R}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
                data = data.replace(b"</Relationships>", f"{more}</Relationships>".encode())
            new.writestr(name, data)
        new.writestr("xl/pivotCache/pivotCacheDefinition1.xml", CACHE)
        new.writestr("xl/pivotTables/pivotTable1.xml", TABLE)
        target = "../pivotCache/pivotCacheDefinition1.xml"
        new.writestr("xl/pivotTables/_rels/pivotTable1.xml.rels", related("pivotCacheDefinition", target))
    problems = fill_template(path, read_issue(SEEDS / "issue")[0], seed_rows, out)
    return out, problems


def root(path, name):
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read(name))


def test_the_source_takes_in_the_rows_that_were_put_in_and_is_counted_anew_on_opening(filled):
    cache = root(filled[0], "xl/pivotCache/pivotCacheDefinition1.xml")
    assert cache.get("refreshOnLoad") == "1"
    assert cache.find(f".//{{{M}}}worksheetSource").get("ref") == f"A5:B{5 + DISTRICTS}"


def test_a_pivot_table_below_the_rows_goes_down_with_them_and_keeps_all_else(filled):
    table = root(filled[0], "xl/pivotTables/pivotTable1.xml")
    moved = DISTRICTS - 1 + LISTED - 1
    place = table.find(f"{{{M}}}location")
    assert place.get("ref") == f"A{14 + moved}:B{20 + moved}"
    assert table.find(f"{{{M}}}pivotTableStyleInfo").get("name") == "PivotStyleLight16"
    with zipfile.ZipFile(filled[0]) as package:
        assert "xl/pivotTables/_rels/pivotTable1.xml.rels" in package.namelist()


def test_it_is_told_that_the_pivot_table_is_refreshed(filled):
    told = [one for one in filled[1] if "数据透视表" in one.message]
    assert [one.severity for one in told] == [Severity.NOTE]
    assert "WPS" in told[0].message
