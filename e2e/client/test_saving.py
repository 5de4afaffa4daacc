"""What a worker writes is on the phone before anyone says so, and stays there."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from e2e.client.inside import log, me, records, run, states
from e2e.people import Worker
from e2e.proxy import Proxy

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


def test_a_visit_written_offline_is_kept_and_sent_once(wang: Worker, proxy: Proxy) -> None:
    wang.phone.offline()
    wang.visit(findings=TEXT)
    expect(wang.page.locator("[data-strip]")).to_contain_text("待发 1")
    assert states(wang.page) in (["queued"], ["sending"])
    wang.phone.online()
    wang.waits_until_sent(1)
    assert re.fullmatch("[0-9A-Z]{4}", records(wang.page)[0]["receipt"]["short"])


def test_today_shows_the_door_ticked_at_once_and_after_a_restart(
    wang: Worker, proxy: Proxy
) -> None:
    proxy.mode = "refuse"
    before = int(wang.page.locator("[data-progress-text]").inner_text().split("/")[0])
    household = wang.visit()
    for _ in range(2):
        door = wang.page.locator(f"a[data-door][data-household='{household}']")
        expect(door).to_have_class(re.compile("is-visited"))
        expect(door).to_have_attribute("data-waiting", "queued")
        expect(wang.page.locator("[data-progress-text]")).to_have_text(
            re.compile(f"^{before + 1}/")
        )
        wang.phone.close()
        wang.phone.reopen()
        wang.today()
    wang.phone.go(f"/households/{household}")
    expect(wang.page.locator("[data-last-visit]")).to_contain_text("见到了人 · 待发")


def test_never_17_a_phone_killed_at_every_field_loses_nothing(wang: Worker) -> None:
    household = wang.open_door()
    typed: dict[str, str] = {}
    fields = {"findings": TEXT, "requests": "想要扶手", "next_on": "2099-01-02"}
    wang.choose("nobody_home")
    for name, text in fields.items():
        wang.unfold(name)
        wang.form.locator(f"[name={name}]").first.fill(text)
        typed[name] = text
        expect(wang.page.locator("[data-autosaved]")).to_contain_text("草稿已保存")
        wang.phone.wait(0.3)
        wang.phone.kill()
        wang.phone.reopen()
        wang.sign_in()
        wang.phone.offline()
        wang.phone.go(f"/households/{household}")
        expect(wang.page.locator("[data-draft-restored]")).to_be_visible()
        for each, said in typed.items():
            expect(wang.form.locator(f"[name={each}]").first).to_have_value(said)
        assert wang.form.locator("[name=outcome][value=nobody_home]").is_checked()
        wang.phone.online()


def test_never_16_a_killed_draft_keeps_its_photos(wang: Worker, photo: str) -> None:
    household = wang.open_door()
    wang.write(photos=[photo])
    expect(wang.page.locator("[data-photo-note]")).to_contain_text("kB")
    wang.phone.wait(0.5)
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
        const state = await openForm(document.querySelector('form[data-outbox]'));
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


def test_never_03_a_killed_connection_does_not_stop_saving(wang: Worker) -> None:
    wang.open_door()
    run(
        wang.page,
        """// As a browser does it: the connection closes under the page, without a word.
        const closed = new Set(); const first = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...all) {
          if (!closed.has(this.name)) { closed.add(this.name); this.close(); }
          return first.apply(this, all);
        };""",
    )
    wang.write(findings=TEXT)
    wang.save()
    assert [row["inside"]["text"].count(TEXT) for row in records(wang.page)] == [1]


def test_never_15_a_draft_opens_only_at_its_own_door(wang: Worker) -> None:
    wang.open_door(0)
    wang.form.locator("[name=findings]").fill(TEXT)
    expect(wang.page.locator("[data-autosaved]")).to_contain_text("草稿已保存")
    wang.today()
    wang.open_door(1)
    expect(wang.form.locator("[name=findings]")).to_have_value("")
    expect(wang.page.locator("[data-draft-restored]")).to_be_hidden()
    wang.outbox()
    expect(wang.page.locator("[data-draft-list] > *")).to_have_count(1)
    wang.page.locator("[data-draft-open]").click()
    expect(wang.form.locator("[name=findings]")).to_have_value(TEXT)


def test_never_20_double_tap_makes_one_record(wang: Worker) -> None:
    wang.phone.offline()
    wang.open_door()
    wang.write()
    wang.form.evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }")
    wang.page.wait_for_url("**/today")
    assert len(records(wang.page)) == 1


def test_never_42_a_full_phone_never_says_saved(wang: Worker) -> None:
    wang.phone.offline()
    url = wang.page.url
    wang.open_door()
    wang.write(findings=TEXT)
    url = wang.page.url
    run(
        wang.page,
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (value, ...more) {
          if (this.name !== 'records') return put.call(this, value, ...more);
          const request = put.call(this, value, ...more);
          const tx = this.transaction;
          const full = new DOMException('', 'QuotaExceededError');
          Object.defineProperty(tx, 'error', { get: () => full });
          tx.abort();
          return request;
        };""",
    )
    wang.form.locator(".save button").click()
    expect(wang.page.locator("[data-form-error]")).to_contain_text("请不要关闭此页")
    expect(wang.form.locator("[name=findings]")).to_have_value(TEXT)
    assert wang.page.url == url
    assert records(wang.page) == []


def test_never_04_without_a_database_the_plain_form_goes(wang: Worker, proxy: Proxy) -> None:
    wang.page.add_init_script("delete window.indexedDB; indexedDB = undefined;")
    household = wang.open_door()
    wang.write(findings=TEXT)
    with wang.page.expect_navigation(url=re.compile("/today$")):
        wang.form.locator(".save button").click()
    assert proxy.count("/visits", "POST") == 1
    wang.phone.go(f"/households/{household}")
    expect(wang.page.get_by_text(TEXT).first).to_be_attached()


def test_never_05_an_evicted_outbox_is_noticed_and_reported(wang: Worker, proxy: Proxy) -> None:
    wang.phone.offline()
    wang.visit()
    person = me(wang.page)
    run(
        wang.page,
        """const { outbox } = await js('outbox/store.js'); await outbox(given).destroy();""",
        person,
    )
    wang.outbox()
    expect(wang.page.locator("[data-outbox-lost]")).to_be_visible()
    expect(wang.page.locator("[data-lost-text]")).to_contain_text("1 条没有发出")
    wang.phone.online()
    wang.send_now()
    expect(wang.page.locator("[data-outbox-status]")).to_have_text("都已送达")
    # The queue is empty either way; that the loss was told is written down after the answer.
    for _ in range(100):
        lost = run(
            wang.page, "const { lost } = await js('outbox/store.js'); return lost(given);", person
        )
        if lost["reported"]:
            break
        wang.phone.wait(0.2)
    assert lost["reported"] is True


def test_never_45_two_tabs_write_one_after_the_other(wang: Worker) -> None:
    wang.phone.offline()
    wang.open_door(0)
    second = wang.phone.context.new_page()
    second.goto(wang.page.url)
    wang.write(findings=TEXT)
    second.locator("label:has([name=outcome][value=phone])").click()
    second.locator("[name=findings]").fill("电话里说都好")
    wang.save()
    second.locator("form[data-outbox] .save button").click()
    second.wait_for_url("**/today")
    said = [row["inside"]["text"] for row in records(wang.page)]
    assert len(said) == 2
    assert len({row["id"] for row in records(wang.page)}) == 2
    second.close()


def test_never_07_every_deletion_leaves_a_line(wang: Worker) -> None:
    wang.phone.offline()
    wang.visit()
    wang.outbox()
    wang.page.locator("[data-record-drop]").click()
    wang.page.locator("[data-drop-dialog] button[value=cancel]").click()
    expect(wang.records()).to_have_count(1)
    wang.page.locator("[data-record-drop]").click()
    wang.page.locator("[data-drop-dialog] select").select_option("duplicate")
    wang.page.locator("[data-drop-dialog] button[value=drop]").click()
    expect(wang.records()).to_have_count(0)
    assert [line["why"] for line in log(wang.page) if line["what"] == "deleted"] == [
        "by its author: duplicate"
    ]


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


def test_never_47_a_place_is_fresh_measured_and_only_on_request(wang: Worker) -> None:
    wang.phone.allow(position=(37.498, 121.267, 12))
    wang.phone.offline()
    wang.visit()
    wang.open_door()
    wang.write()
    wang.unfold("position")
    wang.form.locator("label:has([data-position-wanted])").click()
    expect(wang.page.locator("[data-position-text]")).to_contain_text("误差约 12 米")
    wang.phone.wait(1.2)
    wang.save()
    first, second = (json.loads(row["inside"]["text"])["body"] for row in records(wang.page))
    assert first["position"] == ""
    lat, lon, accuracy, age = second["position"].split(",")
    assert (lat, lon, accuracy) == ("37.498000", "121.267000", "12")
    assert 1 <= int(age) <= 60


def test_never_50_a_refused_place_does_not_stop_the_visit(wang: Worker) -> None:
    wang.phone.allow()
    wang.phone.offline()
    wang.open_door()
    wang.write()
    wang.unfold("position")
    wang.form.locator("label:has([data-position-wanted])").click()
    expect(wang.page.locator("[data-position-text]")).to_contain_text("不记位置也可以保存")
    wang.save()
    assert json.loads(records(wang.page)[0]["inside"]["text"])["body"]["position"] == ""


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
    expect(wang.page.locator("[data-autosaved]")).to_contain_text("草稿已保存")
    wang.phone.wait(0.5)
    second = wang.phone.context.new_page()
    second.goto(wang.page.url)
    expect(second.locator("[data-photo-list] > *")).to_have_count(1)
    wang.save()
    second.locator("[name=findings]").fill("另一页又写了一遍")
    second.locator("form[data-outbox] .save button").click()
    second.wait_for_url("**/today")
    second.close()
    wang.waits_until_sent(2)
    expect(wang.page.get_by_text("照片 1/1")).to_have_count(2)


def test_what_is_typed_before_the_scripts_are_there_is_kept(wang: Worker) -> None:
    """A slow phone shows the form long before it runs anything."""
    wang.open_door()
    url = wang.page.url
    wang.page.add_init_script(
        "document.addEventListener('readystatechange',"
        " () => { const area = document.querySelector('[name=findings]');"
        " if (area && document.readyState === 'interactive') area.value = '很快写下的'; });"
    )
    wang.page.goto(url)
    expect(wang.page.locator("[data-autosaved]")).to_contain_text("草稿已保存")
    wang.outbox()
    expect(wang.page.locator("[data-draft-list] > *")).to_have_count(1)
