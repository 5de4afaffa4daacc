/** What the card asks: as its page says, or, on a page of the shell, as the last one said it. */

import { getValue, setValue } from '../device.js';
import { t } from '../text.js';
import { put } from './card.js';

/** @typedef {import('./card.js').Day} Day */

/** @param {HTMLElement} card @param {HTMLFormElement} form @param {string} uid @returns {Promise<Day | null>} null: this phone never saw a card of this person's */
export async function dayOf(card, form, uid) {
  if (card.dataset.day) {
    const day = JSON.parse(card.dataset.day);
    await setValue(`day-card:${uid}`, { day, code: form.elements.namedItem('code') !== null });
    return day;
  }
  const last = await getValue(`day-card:${uid}`);
  if (!last) return null;
  if (!last.code) form.querySelector('[data-day-code]')?.remove();
  const { am: [from], pm: [, until] } = last.day.windows;
  put(card, '[data-day-night]', t('现在不是签到时间，{from} 到 {until} 可以签到。', { from, until }));
  card.hidden = false;
  return last.day;
}
