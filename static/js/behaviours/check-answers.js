/**
 * A check's answers on their way: while they wait on this phone the blind form gives way to words, and
 * the record is shown only once the server has them. Lists say the same of each check.
 */

import { currentUser } from '../device.js';
import { look, openedSince } from '../outbox/records.js';
import { fetchRound } from '../round.js';
import { isKeptPage } from '../session.js';
import { listen } from '../signals.js';
import { t } from '../text.js';
import { keptHashes } from '../vault.js';

/** @typedef {import('../outbox/store.js').OutboxRecord} OutboxRecord */

const LONGEST_MS = 30 * 24 * 3600 * 1000; // a form may have been opened long before it was saved

/** @type {Set<HTMLElement>} */
const places = new Set();
/** Checks that were seen waiting while this page was open. @type {Set<string>} */
const waited = new Set();

/** @param {HTMLElement} place a form, what is around it, a line of a list, or the list */
export function attach(place) {
  if (place instanceof HTMLFormElement) return ask(place);
  if (place.dataset.checkList !== undefined) return keepThese(place);
  if (!places.size) listen('outbox', draw);
  places.add(place);
  return draw();
}

/** What was drawn a minute ago is to open at a door without signal, however new the last round is;
 * and what is done is to leave the phone. @param {HTMLElement} list of all that is still to ask */
async function keepThese(list) {
  const user = await currentUser();
  if (isKeptPage() || !user || user.id !== document.documentElement.dataset.user) return;
  const shown = [...list.querySelectorAll('[data-check]')].map((one) => `/checks/${one instanceof HTMLElement ? one.dataset.check : ''}`);
  const kept = Object.keys(await keptHashes(user.id)).filter((url) => url.startsWith('/checks/'));
  if (kept.length !== shown.length || !shown.every((url) => kept.includes(url))) await fetchRound(user.id);
}

/** Without scripts the server says what is missing; a phone without signal must say it itself. @param {HTMLFormElement} form */
function ask(form) {
  form.noValidate = false;
  for (const one of form.querySelectorAll('[name=way], [name=reached], [name=visited]')) {
    /** @type {HTMLInputElement} */ (one).required = true;
  }
}

async function draw() {
  const user = await currentUser().catch(() => undefined);
  if (!user) return;
  const rows = await answersOf(user.id);
  for (const place of places) {
    const row = rows.get(place.dataset.check ?? '');
    if (row) await show(user.id, place, row);
  }
}

/** @param {string} uid @returns {Promise<Map<string, OutboxRecord>>} the newest answers to each check */
async function answersOf(uid) {
  const rows = (await openedSince(uid, Date.now() - LONGEST_MS)).filter((row) => row.kind === 'check_answers');
  /** @type {Map<string, OutboxRecord>} */
  const found = new Map();
  for (const row of rows.sort((a, b) => a.savedAt - b.savedAt)) {
    const inside = await look(uid, row);
    if (inside?.text) found.set(String(JSON.parse(inside.text).body.check), row);
  }
  return found;
}

/** @param {string} uid @param {HTMLElement} place @param {OutboxRecord} row */
async function show(uid, place, row) {
  const there = row.state === 'received' || row.state === 'set_aside';
  const words = row.state === 'refused' ? t('未能送达') : there ? t('已送达') : t('已保存在手机，等待发送');
  const notice = place.querySelector('[data-check-waiting]');
  if (!(notice instanceof HTMLElement)) {
    place.textContent = words;
    return;
  }
  const mending = new URLSearchParams(location.search).has('repair');
  const form = place.querySelector('form');
  if (form) form.hidden = !(mending && row.state === 'refused');
  notice.hidden = false;
  say(notice, words, row, there);
  if (there && waited.has(row.id)) await showRecord(uid);
  if (!there) waited.add(row.id);
}

/** @param {HTMLElement} notice @param {string} words @param {OutboxRecord} row @param {boolean} there */
function say(notice, words, row, there) {
  const put = (/** @type {string} */ hook, /** @type {string} */ text) => {
    const line = notice.querySelector(`[data-check-${hook}]`);
    if (line && line.textContent !== text) line.textContent = text;
  };
  put('state', words);
  const why = row.state === 'refused' ? row.refusal?.message ?? '' : there ? t('有信号时就能看记录') : t('送达后才看得到记录');
  put('words', why);
  const next = notice.querySelector('[data-check-next]');
  if (!(next instanceof HTMLAnchorElement) || !next.parentElement) return;
  next.parentElement.hidden = !there && row.state !== 'refused';
  next.textContent = there ? t('看记录') : t('待发');
  next.setAttribute('href', there ? location.pathname : '/outbox');
}

/** The blind page leaves this phone first. @param {string} uid */
async function showRecord(uid) {
  waited.clear();
  await fetchRound(uid);
  location.replace(location.pathname);
}
