/** Times in words, renewed every minute: kept pages hold no word that depends on the day. */

import { parseTime, sayDue, sayWhen } from '../when.js';

/** @type {Set<HTMLTimeElement>} */
const times = new Set();

/** @param {HTMLTimeElement} time */
export function attach(time) {
  if (!times.size) {
    setInterval(sayAll, 60_000);
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') sayAll(); });
  }
  times.add(time);
  say(time, new Date());
}

function sayAll() {
  const now = new Date();
  for (const time of times) {
    if (time.isConnected) say(time, now);
    else times.delete(time);
  }
}

/** @param {HTMLTimeElement} time @param {Date} now */
export function say(time, now) {
  const at = parseTime(time.dateTime);
  if (Number.isNaN(at.getTime())) return;
  if (time.dataset.due !== undefined) {
    const { text, state } = sayDue(at, now);
    time.textContent = text;
    time.classList.toggle('is-late', state === 'late');
    time.classList.toggle('is-soon', state === 'soon');
  } else {
    time.textContent = sayWhen(at, now, time.dateTime.length > 10);
  }
}
