/** Where somebody signs in, and why not in the hall: as it was the last time, so that one touch is enough. */

import { changeValue, getValue } from '../device.js';
import { collect, fill } from '../outbox/fields.js';

/** @typedef {import('./proof.js').Way} Way */
/** @typedef {{place: string, reason: string, reason_text: string, way: Way | null}} Last */

const MOST_REASON = 200;

/** The roster goes before habit: B岗 is out of doors. @param {HTMLFormElement} form @param {string} uid @param {string | null | undefined} post A, B, or unknown @returns {Promise<Way | null>} how it was signed the last time */
export async function defaults(form, uid, post) {
  /** @type {Partial<Last>} */
  const last = await getValue(`day-last:${uid}`) ?? {};
  const { way = null, ...fields } = last;
  const place = post === 'A' ? 'hall' : post === 'B' ? 'field' : fields.place;
  fill(form, { ...fields, ...(place ? { place } : {}) });
  for (const fold of form.querySelectorAll('details')) fold.open = false; // the usual case needs no look at it
  return way;
}

/** What was not asked this time stays as it was. @param {HTMLFormElement} form @param {string} uid @param {Way | null} way */
export async function remember(form, uid, way) {
  const { place, reason, reason_text } = collect(form);
  const outside = place === 'field' ? { reason, reason_text } : {};
  await changeValue(`day-last:${uid}`, (old) => ({ ...old, ...outside, place, way }));
}

/** As the statement says it; a position only if it was asked for and is fresh. @param {HTMLFormElement} form @returns {import('./statement.js').Said} */
export function said(form) {
  const { place, code = '', position = '' } = /** @type {Record<string, string>} */ (collect(form));
  const outside = place === 'field';
  return { place: outside ? 'field' : 'hall', reason: outside ? reasonOf(form) : '', code: !outside && /^[0-9]{6}$/.test(code) ? code : '', position };
}

/** The chip's word, with what was typed beside it. @param {HTMLFormElement} form */
function reasonOf(form) {
  const chip = form.querySelector('input[name="reason"]:checked');
  const { reason_text: own = '' } = /** @type {Record<string, string>} */ (collect(form));
  const word = chip?.closest('label')?.textContent?.trim() ?? '';
  const isOther = /** @type {HTMLInputElement | null} */ (chip)?.value === 'other';
  return (own && isOther ? own : [word, own].filter(Boolean).join(' · ')).slice(0, MOST_REASON);
}
