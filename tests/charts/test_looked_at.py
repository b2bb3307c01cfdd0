"""Pictures are looked at once: what was seen is kept by their bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bureau_desk.charts import looked_at
from bureau_desk.charts.looked_at import look


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "kept"))
    return tmp_path


def _bytes(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **more)
    return out.getvalue()


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _bytes("JPEG", exif=exif)


def test_size_is_told_upright_and_word_takes_only_what_is_upright_and_in_its_colours(kept: Path) -> None:
    seen = {name: look(content) for name, content in (
        ("png", _bytes("PNG")), ("jpeg", _bytes("JPEG")), ("turned", _turned()), ("cmyk", _bytes("JPEG", "CMYK")),
        ("bmp", _bytes("BMP")),
    )}  # fmt: skip
    assert {name: (one.width, one.height) for name, one in seen.items()} == {
        "png": (60, 40), "jpeg": (60, 40), "turned": (40, 60), "cmyk": (60, 40), "bmp": (60, 40),
    }  # fmt: skip
    assert {name for name, one in seen.items() if one.plain} == {"png", "jpeg"}
    assert not any(one.fault for one in seen.values())


def test_a_picture_seen_before_is_not_decoded_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, cut = _bytes("JPEG", size=(400, 300)), _bytes("PNG", size=(400, 300))[:-900]
    first = [look(good), look(cut)]
    assert first[0].fault == "" and "损坏" in first[1].fault

    def never(*_: object) -> str:
        raise AssertionError("decoded again")

    monkeypatch.setattr(looked_at, "picture_fault", never)
    assert [look(good), look(cut)] == first
    assert [look(good, whole=False), look(cut, whole=False)] == first
    with pytest.raises(AssertionError):  # one byte more is another picture
        look(good + b"\0")


def test_a_glance_is_not_kept_as_if_the_picture_had_been_read_to_its_end(kept: Path) -> None:
    content = _bytes("JPEG", size=(400, 300))
    cut = content[: len(content) // 2]
    assert look(cut, whole=False).fault == ""  # its head is sound
    assert "损坏" in look(cut).fault
    assert "损坏" in look(cut, whole=False).fault
