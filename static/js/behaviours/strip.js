/** The honest strip: 在线 / 离线可用 · 待发 3 · 最早 2小时前, on every page; and the number on the tab. */

import { currentUser, getValue } from '../device.js';
import { countAll } from '../outbox/store.js';
import { lastRound } from '../round.js';
import { isWithoutSignal } from '../session.js';
import { listen } from '../signals.js';
import { t } from '../text.js';
import { vaultState } from '../vault.js';
import { sayAge } from '../when.js';

const LATE_MS = 24 * 3600 * 1000;
const WORTH_SAYING_MS = 10 * 60 * 1000;

/** @type {Set<HTMLElement>} */
const places = new Set();
let drawing = false;
let again = false;

/** @param {HTMLElement} place */
export function attach(place) {
  if (!places.size) {
    for (const name of ['online', 'offline']) addEventListener(name, draw);
    for (const kind of ['outbox', 'link', 'round']) listen(kind, draw);
    setInterval(draw, 60_000);
    greet();
  }
  places.add(place);
  return draw();
}

async function draw() {
  again = true;
  if (drawing) return;
  drawing = true;
  while (again) {
    again = false;
    const now = await look().catch(() => null);
    for (const place of places) {
      if (now) show(place, now);
    }
  }
  drawing = false;
}

/** @typedef {{state: string, text: string, unsent: number, late: boolean}} Shown */

/** @returns {Promise<Shown>} */
async function look() {
  const user = await currentUser();
  if (!user) return { state: 'locked', text: t('未登录'), unsent: 0, late: false };
  const [counts, vault, link, round, alone] = await Promise.all([
    countAll(user.id), vaultState(user.id), getValue(`link:${user.id}`), lastRound(user.id), isWithoutSignal(user.id)]);
  const waiting = counts.queued + counts.sending;
  const { state, words } = network(vault === 'open' && round !== undefined, alone ? 'offline' : link, waiting);
  const age = counts.oldest === null ? 0 : Date.now() - counts.oldest;
  const text = [words,
    waiting ? t('待发 {n}', { n: waiting }) : counts.files ? t('照片待发 {n}', { n: counts.files }) : '',
    counts.refused ? t('要修改 {n}', { n: counts.refused }) : '',
    age >= WORTH_SAYING_MS ? t('最早 {age}', { age: sayAge(age) }) : ''].filter(Boolean).join(' · ');
  return { state: counts.refused && state !== 'locked' ? 'trouble' : state, text, unsent: waiting + counts.refused, late: age > LATE_MS };
}

/** @param {boolean} readable the pages are here and may be shown @param {string | undefined} link @param {number} waiting @returns {{state: string, words: string}} */
function network(readable, link, waiting) {
  if (link === 'offline') return { state: 'offline', words: readable ? t('离线可用') : t('离线') };
  if (link === 'signin' && waiting) return { state: 'locked', words: t('请登录后发送') };
  if (link === 'unproved' && waiting) return { state: 'trouble', words: t('连不上，会自动再试') };
  return { state: waiting ? 'waiting' : 'online', words: t('在线') };
}

/** @param {HTMLElement} place @param {Shown} now */
function show(place, { state, text, unsent, late }) {
  if (place.matches('[data-unsent-count]')) place.textContent = unsent ? String(unsent) : '';
  if (!place.matches('[data-strip]')) return;
  place.dataset.state = state;
  place.classList.toggle('is-late', late);
  const words = place.querySelector('[data-strip-text]') ?? place;
  if (words.textContent !== text) words.textContent = text;
}

/** After a save the next page says so. */
function greet() {
  try {
    if (!sessionStorage.getItem('qm-saved')) return;
    sessionStorage.removeItem('qm-saved');
  } catch { return; }
  const toast = Object.assign(document.createElement('p'), { className: 'toast', textContent: t('已保存在手机，等待发送') });
  toast.setAttribute('role', 'status');
  document.body.append(toast);
  setTimeout(() => toast.remove(), 4000);
}
