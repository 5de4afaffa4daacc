/** Saving: the envelope is on this phone, read back, before anyone is told 已保存. */

import { QuotaError } from '../idb.js';
import { TooLongError } from '../outbox/envelope.js';
import { collect } from '../outbox/fields.js';
import { openForm, renew } from '../outbox/form.js';
import { save } from '../outbox/records.js';
import { parted } from '../outbox/turned.js';
import { askForSync } from '../outbox/triggers.js';
import { inTime } from '../patience.js';
import { announce } from '../signals.js';
import { t } from '../text.js';
import { flush } from './autosave.js';

const FIRST_SAVE_PATIENCE_MS = 12_000; // a database that hangs is told as a failure while the person is still looking

/** @param {HTMLFormElement} form */
export async function attach(form) {
  let saving = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (saving) return; // a second tap
    saving = true;
    const button = event.submitter;
    button?.setAttribute('aria-busy', 'true');
    await saveForm(form).catch((error) => cannotSave(form, error)).finally(() => {
      saving = false;
      button?.removeAttribute('aria-busy');
    });
  });
  addEventListener('pageshow', (event) => { if (event.persisted && form.dataset.saved !== undefined) anew(form); });
  const state = await openForm(form);
  if (state?.refusal) showRefusal(form, state.refusal);
  if (!state) status(form, t('这部手机上没有人登录，写好后要有网络才能保存'));
}

/** @param {HTMLFormElement} form */
async function saveForm(form) {
  const state = await openForm(form);
  if (!state) throw new DOMException('nothing to keep it in', 'NotAllowedError');
  await flush(form);
  state.closed = true;
  const written = collect(form);
  if (form.dataset.household) written.household = form.dataset.household;
  const { body, also } = parted(form, written);
  const { id, kind, base, files } = state;
  const subject = state.subject || String(body.address ?? body.place ?? '');
  try {
    await inTime(save(state.user, { id, kind, body, base, files }, { subject, also, draft: state.key, replaces: state.replaces }), FIRST_SAVE_PATIENCE_MS);
  } catch (error) {
    state.closed = false;
    throw error;
  }
  form.dataset.saved = '';
  delete form.dataset.dirty;
  status(form, t('已保存在手机，等待发送'));
  navigator.storage?.persist?.().catch(() => {});
  askForSync();
  await leave(form);
}

/** To the next page, which sends; a check's page stays and says so itself; without a worker to show one offline, this page stays and sends.
 * @param {HTMLFormElement} form */
async function leave(form) {
  if (form.dataset.check) return announce('saved');
  if (navigator.serviceWorker?.controller || navigator.onLine) {
    try { sessionStorage.setItem('qm-saved', '1'); } catch { /* only a greeting is lost */ }
    const { visit } = form.dataset; // a correction leads back to its record
    location.assign(visit && navigator.onLine ? `/visits/${visit}` : '/today');
    return;
  }
  await anew(form);
  announce('saved');
}

/** @param {HTMLFormElement} form */
async function anew(form) {
  delete form.dataset.saved;
  await renew(form);
}

/** Nothing is lost silently: the text stays in the page until the server itself has it.
 * @param {HTMLFormElement} form @param {unknown} error */
async function cannotSave(form, error) {
  if (error instanceof TooLongError) return complain(form, t('内容太长，请删短一些再保存'));
  const why = error instanceof QuotaError ? t('手机存储已满，没能保存') : t('没能保存在手机里');
  status(form, t('{why}，正在直接发送', { why }));
  const next = await sendPlainly(form).catch(() => null);
  if (next) return location.assign(next);
  status(form, '');
  return complain(form, t('{why}。请不要关闭此页，连上网络后再按保存', { why }));
}

/** The plain POST, asked for by script so that a dead network does not take the page away.
 * @param {HTMLFormElement} form @returns {Promise<string | null>} where the server sends the reader; null when it does not have it */
async function sendPlainly(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value);
  fields.set('position', String(collect(form).position));
  const response = await fetch(form.action, { method: 'POST', body: fields, signal: AbortSignal.timeout?.(30_000) ?? null });
  if (!response.headers.has('content-security-policy')) return null; // not our server
  if (response.status === 422) form.submit(); // the network works: let the page show what is wrong
  const { pathname } = new URL(response.url);
  return response.ok && response.redirected && pathname !== '/sign-in' ? pathname : null;
}

/** @param {HTMLFormElement} form @param {import('../outbox/store.js').Refusal} refusal */
function showRefusal(form, { field, message }) {
  const line = field && form.querySelector(`[data-error-for="${CSS.escape(field)}"]`);
  if (line instanceof HTMLElement) {
    line.textContent = message;
    line.hidden = false;
    const fold = line.closest('details');
    if (fold) fold.open = true;
    form.querySelector(`[name="${CSS.escape(field ?? '')}"]`)?.setAttribute('aria-invalid', 'true');
  }
  complain(form, message);
}

/** @param {HTMLFormElement} form @param {string} text */
function complain(form, text) {
  const box = form.querySelector('[data-form-error]');
  if (!(box instanceof HTMLElement)) return status(form, text);
  const list = box.querySelector('ul') ?? box;
  list.replaceChildren(Object.assign(document.createElement('li'), { textContent: text }));
  box.hidden = false;
  box.scrollIntoView({ block: 'center' });
}

/** @param {HTMLFormElement} form @param {string} text */
function status(form, text) {
  const line = form.querySelector('[data-save-status]');
  if (line) line.textContent = text;
}
