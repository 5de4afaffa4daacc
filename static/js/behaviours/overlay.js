/**
 * Lays what waits in the outbox over a page that does not know of it yet: doors ticked,
 * the day's count, the last visit. On a kept page also what was received since it was kept.
 */

import { currentUser } from '../device.js';
import { look, openedSince } from '../outbox/records.js';
import { listen } from '../signals.js';
import { t } from '../text.js';
import { sayWhen } from '../when.js';

/** @typedef {import('../outbox/store.js').OutboxRecord} OutboxRecord */

const PAUSE_MS = 1500; // while a long queue drains
const LONGEST_DRAFT_MS = 7 * 24 * 3600 * 1000; // saved today, opened some days ago

/** @type {Set<HTMLElement>} */
const places = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {HTMLElement} place */
export function attach(place) {
  if (!places.size) {
    listen('outbox', () => { timer ??= setTimeout(() => { timer = undefined; draw(); }, PAUSE_MS); });
    queueMicrotask(draw);
  }
  places.add(place);
}

async function draw() {
  const user = await currentUser().catch(() => undefined);
  if (!user) return;
  const latest = await latestByHousehold(user.id);
  let more = 0;
  const counted = new Set();
  for (const place of places) {
    const household = place.dataset.household ?? place.dataset.lastVisit ?? '';
    const row = latest.get(household);
    if (place.dataset.lastVisit !== undefined) {
      if (row) await showLast(user.id, place, row);
    } else if (showDoor(place, row) && !counted.has(household)) {
      counted.add(household);
      more += 1;
    }
  }
  showProgress(more);
}

/** @param {string} uid @returns {Promise<Map<string, OutboxRecord>>} the newest visit of each household that the page cannot know */
async function latestByHousehold(uid) {
  const kept = document.documentElement.dataset.kept;
  const keptAt = kept ? Date.parse(kept) : Infinity;
  const rows = await openedSince(uid, Date.now() - LONGEST_DRAFT_MS);
  const today = new Date().toDateString();
  /** @type {Map<string, OutboxRecord>} */
  const latest = new Map();
  for (const row of rows.sort((a, b) => a.savedAt - b.savedAt)) {
    const unknown = !['received', 'set_aside'].includes(row.state) || (row.receivedAt ?? 0) > keptAt;
    if (row.kind === 'visit' && row.household && unknown && new Date(row.savedAt).toDateString() === today) latest.set(row.household, row);
  }
  return latest;
}

/** @param {HTMLElement} place @param {OutboxRecord | undefined} row @returns {boolean} counted here and not by the server */
function showDoor(place, row) {
  place.dataset.was ??= place.classList.contains('is-visited') ? 'visited' : '';
  const word = place.querySelector('[data-visit-state]');
  const before = place.dataset.waiting !== undefined;
  if (!row && !before) return false;
  const waiting = row !== undefined && row.state !== 'received' && row.state !== 'set_aside';
  place.classList.add('is-visited');
  if (waiting) place.dataset.waiting = row.state;
  else place.dataset.waiting = 'no';
  if (!waiting) delete place.dataset.waiting;
  if (!row) place.dataset.sent = ''; // it went while this page was open
  const text = row?.state === 'refused' ? t('已走访·要修改') : waiting ? t('已走访·待发') : t('已走访');
  if (word && word.textContent !== text) word.textContent = text;
  return place.dataset.was !== 'visited';
}

/** @param {string} uid @param {HTMLElement} place @param {OutboxRecord} row */
async function showLast(uid, place, row) {
  const inside = await look(uid, row);
  if (!inside) return;
  const outcome = JSON.parse(inside.text).body.outcome;
  const state = row.state === 'refused' ? t('要修改') : row.state === 'received' || row.state === 'set_aside' ? t('已送达') : t('待发');
  place.textContent = [`${t('上次')} ${sayWhen(new Date(row.savedAt), new Date())}`, outcomeWord(outcome), state].filter(Boolean).join(' · ');
}

/** @param {string} outcome */
function outcomeWord(outcome) {
  if (outcome === 'met') return t('见到了人');
  if (outcome === 'nobody_home') return t('没人在家');
  if (outcome === 'phone') return t('电话联系');
  return outcome === 'declined' ? t('谢绝走访') : '';
}

/** @param {number} more households counted here beside the server's */
function showProgress(more) {
  const group = document.querySelector('[data-progress]');
  const bar = group?.querySelector('progress');
  const text = group?.querySelector('[data-progress-text]');
  if (!(group instanceof HTMLElement) || !bar) return;
  group.dataset.base ??= String(bar.value);
  const value = Number(group.dataset.base) + more;
  bar.value = value;
  if (text) text.textContent = (text.textContent ?? '').replace(/\d+/, String(value));
}
