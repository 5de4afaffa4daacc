/** Every keystroke and every photo goes into the draft at once; a killed phone loses nothing typed. */

import { dropDraft, writeDraft } from '../outbox/drafts.js';
import { collect, isEmpty } from '../outbox/fields.js';
import { openForm, renew } from '../outbox/form.js';
import { t } from '../text.js';

/** @type {WeakMap<HTMLFormElement, {writing: Promise<void> | null, again: boolean}>} */
const pens = new WeakMap();

/** @param {HTMLFormElement} form */
export async function attach(form) {
  pens.set(form, { writing: null, again: false });
  form.addEventListener('input', () => { form.dataset.dirty = ''; write(form); });
  form.addEventListener('change', () => write(form));
  addEventListener('pagehide', () => { write(form); });
  const state = await openForm(form);
  if (!state) return;
  const notice = form.querySelector('[data-draft-restored]');
  if (notice instanceof HTMLElement) notice.hidden = !state.restored;
  notice?.querySelector('[data-draft-discard]')?.addEventListener('click', () => discard(form));
  if (state.restored) {
    form.dataset.dirty = '';
    say(form, t('已恢复草稿'));
  }
  if (state.touched.size) {
    form.dataset.dirty = '';
    write(form);
  }
}

/** Waits until everything typed so far is on the phone. @param {HTMLFormElement} form */
export async function flush(form) {
  await pens.get(form)?.writing;
}

/** One write at a time; what is typed meanwhile goes with the next one. @param {HTMLFormElement} form */
function write(form) {
  const pen = pens.get(form);
  if (!pen || form.dataset.dirty === undefined) return;
  pen.again = true;
  said(form)?.setAttribute('data-behind', ''); // what it says is not true of this keystroke yet
  pen.writing ??= (async () => {
    while (pen.again) {
      pen.again = false;
      await writeOnce(form).catch(() => say(form, t('草稿没能存下，请不要关闭此页')));
    }
  })().finally(() => {
    pen.writing = null;
    said(form)?.removeAttribute('data-behind');
  });
}

/** @param {HTMLFormElement} form */
async function writeOnce(form) {
  const state = await openForm(form);
  if (!state || state.closed) return;
  const body = collect(form);
  if (form.querySelector('input[name="position"][data-fix-at]')) body.position = ''; // a place is asked anew
  if (isEmpty(body) && !state.files.length) {
    await dropDraft(state.user.id, state.key, state.id, 'emptied by its author');
    say(form, '');
    return;
  }
  const { id, key, files } = state;
  const address = String(body.address ?? body.place ?? '');
  await writeDraft(state.user.id, key, { id, body, files, subject: state.subject || address, path: location.pathname + location.search });
  say(form, t('草稿已保存'));
}

/** @param {HTMLFormElement} form */
async function discard(form) {
  await flush(form);
  const state = await openForm(form);
  if (!state) return;
  state.closed = true;
  await dropDraft(state.user.id, state.key, state.id, 'discarded by its author');
  delete form.dataset.dirty;
  await renew(form);
  const notice = form.querySelector('[data-draft-restored]');
  if (notice instanceof HTMLElement) notice.hidden = true;
  say(form, '');
}

/** @param {HTMLFormElement} form @param {string} text */
function say(form, text) {
  const line = said(form);
  if (line && line.textContent !== text) line.textContent = text;
}

/** The line that tells how the draft stands. @param {HTMLFormElement} form */
function said(form) {
  return form.querySelector('[data-autosaved]');
}
