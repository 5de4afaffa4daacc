/** Fetches the round after the page has loaded, and tells how far it is. Where somebody of another
 * post works, only what the phone kept of an earlier post is taken away. */

import { currentUser } from '../device.js';
import { fetchRound, isRecalled, lastRound } from '../round.js';
import { isKeptPage } from '../session.js';
import { listen } from '../signals.js';
import { t } from '../text.js';

const FRESH_MS = 10 * 60 * 1000;
const AFTER_SENDING_MS = 60 * 1000;

/** @param {HTMLElement} body */
export async function attach(body) {
  const user = await currentUser();
  if (!user || user.id !== document.documentElement.dataset.user) return;
  const refresh = async (/** @type {number} */ age) => {
    if (!navigator.onLine || document.visibilityState !== 'visible') return;
    const last = await lastRound(user.id);
    const none = body.dataset.round === 'none';
    if (none && !last) return;
    const build = document.documentElement.dataset.build;
    const fresh = last && !none && Math.abs(Date.now() - last.at) < age && (isKeptPage() || last.build === build);
    if (!fresh || await isRecalled(user.id)) await fetchRound(user.id, (progress) => show(body, progress, !last)).then((end) => ended(body, end));
  };
  const quiet = () => { refresh(FRESH_MS).catch(() => {}); };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(quiet, { timeout: 1500 });
  else setTimeout(quiet, 300);
  listen('round', () => ended(body, 'whole')); // also when sending heard of a recall
  addEventListener('online', quiet);
  document.addEventListener('visibilitychange', quiet);
  listen('link', ({ link, sent }) => { if (link === 'ok' && sent) setTimeout(() => refresh(AFTER_SENDING_MS).catch(() => {}), 2000); });
}

/** @param {HTMLElement} body @param {import('../round.js').Progress} progress @param {boolean} first */
function show(body, { done, of }, first) {
  const place = body.querySelector('[data-round-progress]');
  if (!(place instanceof HTMLElement) || (!first && place.hidden)) return;
  place.hidden = false;
  const bar = place.querySelector('progress');
  if (bar) [bar.max, bar.value] = [of, done];
  say(place, t('正在准备今日走访 {n}/{of}', { n: done, of }));
}

/** @param {HTMLElement} body @param {string} end */
function ended(body, end) {
  const place = body.querySelector('[data-round-progress]');
  if (end === 'whole') body.dataset.round = 'ready';
  if (!(place instanceof HTMLElement) || place.hidden) return;
  if (end === 'whole') {
    say(place, t('离线可用 ✓'));
    setTimeout(() => { place.hidden = true; }, 4000);
  }
  if (end === 'cut') say(place, t('没有下载完，会自动再试；已存好的可以离线看'));
}

/** @param {HTMLElement} place @param {string} text */
function say(place, text) {
  const words = place.querySelector('[data-round-text]');
  if (words) words.textContent = text;
}
