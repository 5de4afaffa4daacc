"""Photos: made small, kept with their record, sent as they were kept."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from e2e.client.inside import drafts, records, run, until
from e2e.people import Worker

TEXT = "楼道灯坏了，三楼的老人上下不便"


@pytest.fixture
def photo(tmp_path: Path) -> str:
    """A photo of 12 megapixels, as a phone takes it: turned, with a place in its EXIF."""
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    picture = Image.effect_noise((400, 300), 80).resize((4000, 3000)).convert("RGB")
    picture.save(path, quality=90, exif=exif)
    return str(path)


def test_never_16_a_killed_draft_keeps_its_photos(wang: Worker, photo: str) -> None:
    household = wang.open_door()
    wang.write(photos=[photo])
    expect(wang.page.locator("[data-photo-note]")).to_contain_text("kB")
    until(wang.page, lambda: [len(one["files"]) for one in drafts(wang.page)] == [1])
    wang.phone.kill()
    wang.phone.reopen()
    wang.sign_in()
    wang.phone.go(f"/households/{household}")
    expect(wang.form.locator("[data-photo-list] img")).to_have_count(1)


def test_never_02_photos_go_out_as_they_were_kept(wang: Worker, photo: str) -> None:
    wang.open_door()
    wang.write(photos=[photo])
    kept = run(
        wang.page,
        """const { openForm } = await js('outbox/form.js');
        const { readFile } = await js('outbox/drafts.js');
        const state = await openForm(document.querySelector('form[data-outbox=visit]'));
        const blob = await readFile(state.user.id, state.id, state.files[0].sha256);
        const picture = await createImageBitmap(blob);
        const text = new TextDecoder('latin1').decode(await blob.arrayBuffer());
        return { size: blob.size, type: blob.type, width: picture.width, height: picture.height,
          exif: text.includes('EXIF') || text.includes('Exif') };""",
    )
    assert kept["size"] < 200_000
    assert kept["type"] == "image/webp"
    assert kept["height"] > kept["width"], "it was turned the right way up"
    assert not kept["exif"]
    wang.save()
    wang.waits_until_sent(1)
    expect(wang.page.locator("[data-record-files]")).to_have_text("照片 1/1")
    assert [file["state"] for file in records(wang.page)[0]["files"]] == ["received"]


def test_never_06_records_can_be_taken_away_as_a_file(wang: Worker, photo: str) -> None:
    wang.phone.offline()
    wang.visit(findings=TEXT, photos=[photo])
    wang.outbox()
    with wang.page.expect_download() as saved:
        wang.page.locator("[data-export-all]").click()
    told = json.loads(Path(saved.value.path()).read_text(encoding="utf8"))
    (record,) = told["records"]
    assert hashlib.sha256(record["envelope"].encode()).hexdigest() == record["digest"]
    assert json.loads(record["envelope"])["body"]["findings"] == TEXT
    (file,) = record["files"]
    assert hashlib.sha256(base64.b64decode(file["base64"])).hexdigest() == file["sha256"]


def test_a_photo_nobody_can_open_is_refused_in_words(wang: Worker, tmp_path: Path) -> None:
    small, large = tmp_path / "a.heic", tmp_path / "b.heic"
    small.write_bytes(b"\0\0\0\x18ftypheic" + b"\1" * 1000)
    large.write_bytes(b"\0\0\0\x18ftypheic" + b"\1" * 1_100_000)
    wang.open_door()
    photos = wang.form.locator("[data-photo-input]")
    photos.set_input_files(
        {"name": "a.heic", "mimeType": "image/heic", "buffer": small.read_bytes()}
    )
    expect(wang.form.locator("[data-photo-list] > *")).to_have_count(1)
    photos.set_input_files(
        {"name": "b.heic", "mimeType": "image/heic", "buffer": large.read_bytes()}
    )
    expect(wang.form.locator("[data-photo-status]")).to_contain_text("打不开")
    expect(wang.form.locator("[data-photo-list] > *")).to_have_count(1)
    wang.form.locator("summary", has_text="照片").click()
    wang.form.locator("[data-photo-remove]").click()
    expect(wang.form.locator("[data-photo-list] > *")).to_have_count(0)


def test_photos_follow_their_record_when_two_tabs_save_one_draft(wang: Worker, photo: str) -> None:
    wang.open_door()
    wang.write(findings=TEXT, photos=[photo])
    wang.sees_draft_kept()
    until(wang.page, lambda: [len(one["files"]) for one in drafts(wang.page)] == [1])
    second = wang.phone.context.new_page()
    second.goto(wang.page.url)
    expect(second.locator("[data-photo-list] > *")).to_have_count(1)
    wang.save()
    second.locator("[name=findings]").fill("另一页又写了一遍")
    second.locator("form[data-outbox=visit] .save button").click()
    second.wait_for_url("**/today")
    second.close()
    wang.waits_until_sent(2)
    expect(wang.page.get_by_text("照片 1/1")).to_have_count(2)
