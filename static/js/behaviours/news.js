/** News that nobody has opened yet, as a number on the app's icon where the phone has one. */

import { count } from '../badge.js';
import { getValue } from '../device.js';
import { recordsOf } from '../day/records.js';
import { keyOf } from '../day/parts.js';
import { pageUser } from '../session.js';
import { listen } from '../signals.js';

/** @param {HTMLElement} place with `data-news-count` of a page that came from the server */
export async function attach(place) {
  const uid = document.documentElement.dataset.user ?? '';
  const news = Number(place.dataset.newsCount ?? 0);
  const half = place.dataset.unsigned ?? '';
  renewReminders().catch(() => {}); // the news themselves are here
  // The card works it out by itself.
  if (document.querySelector('[data-day]')) return count(uid, { news });
  const again = async () => {
    const unsigned = half !== '' && !(await isWaiting(uid, half));
    for (const row of document.querySelectorAll('[data-unsigned-row]')) /** @type {HTMLElement} */ (row).hidden = !unsigned;
    await count(uid, { news, unsigned: Number(unsigned) });
  };
  if (half) listen('outbox', again);
  await again();
}

/** Whether the sign-in for `half` is on this phone, on its way. @param {string} uid @param {string} half */
async function isWaiting(uid, half) {
  const made = await recordsOf(uid).catch(() => []);
  return made.some(({ row, statement }) => row.state !== 'refused' && keyOf(statement) === half);
}

/** Few phones have any: the others need not load how they work. */
async function renewReminders() {
  const user = pageUser();
  if (!user || !await getValue(`reminders:${user.id}`)) return;
  const { renew } = await import('../reminders.js');
  await renew(user.id, user.session);
}
