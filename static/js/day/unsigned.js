/** The half of a day that its person is asked to sign in for and has not, also without a network. */

import { changeValue } from '../device.js';
import { dayAndClock } from '../when.js';
import { halfAt, keyOf } from './parts.js';

/** @typedef {import('./parts.js').Half & {due: string}} Unsigned */

/** From some minutes before it is due until it can no longer be signed; never on a free half.
 * @param {import('./card.js').Day} day @param {Date} now @param {Set<string>} signed halves, as 2026-11-23/am @returns {Unsigned | null} */
export function unsignedHalf({ windows, halves, remind }, now, signed) {
  const half = halfAt(now, windows);
  const due = half ? halves[keyOf(half)]?.due : undefined;
  if (!half || !due || signed.has(keyOf(half))) return null;
  return minutes(dayAndClock(now).clock) >= minutes(due) - remind ? { ...half, due } : null;
}

/** What the server said is kept for pages that come from the phone and know nothing of it.
 * @param {string} uid @param {string} on @param {Set<string>} told @returns {Promise<Set<string>>} all that the server ever said of this day */
export async function everTold(uid, on, told) {
  /** @type {string[]} */
  const all = await changeValue(`day-told:${uid}`, (/** @type {string[] | undefined} */ old) =>
    [...new Set([...old ?? [], ...told])].filter((key) => key.startsWith(on)));
  return new Set(all);
}

/** @param {string} clock 08:30 */
function minutes(clock) {
  const [hours, rest] = clock.split(':').map(Number);
  return (hours ?? 0) * 60 + (rest ?? 0);
}
