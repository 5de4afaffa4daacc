/** How the card looks now: what is signed, what is asked, where one is. It changes nothing else. */

import { count } from '../badge.js';
import { isWithoutSignal } from '../session.js';
import { t } from '../text.js';
import { dayAndClock } from '../when.js';
import { correctedNow, isSetBack } from './challenges.js';
import { said } from './form.js';
import { linesOf } from './lines.js';
import { halfAt, keyOf, longWords, partWord } from './parts.js';
import { everTold, unsignedHalf } from './unsigned.js';

/** @typedef {import('./parts.js').Half} Half */
/** @typedef {{windows: import('./parts.js').Windows, due: Record<string, string>, halves: Record<string, {due?: string, post?: string, free?: string}>, remind: number}} Day `remind`: minutes before a half is due */
/** @typedef {{card: HTMLElement, form: HTMLFormElement, user: import('../device.js').User, day: Day, busy: boolean, way: import('./proof.js').Way | null, choosing: boolean}} Open `choosing`: the half of a day is chosen by hand */

/** @param {Open} open */
export async function draw(open) {
  const { card, form, user, day, busy, choosing } = open;
  const [now, back, alone] = await Promise.all([correctedNow(user.id), isSetBack(user.id), isWithoutSignal(user.id)]);
  const { on } = dayAndClock(now);
  const told = toldOf(card, on);
  const lines = await linesOf(user.id, on, told);
  drawLines(card, lines);
  const half = chosen(open) ?? halfAt(now, day.windows);
  const signed = new Set([...told, ...lines.filter((line) => line.state !== 'refused').map((line) => line.key)]);
  const isSigned = half !== null && signed.has(keyOf(half)) && !back;
  form.hidden = !choosing && !busy && (isSigned || half === null);
  hide(card, '[data-day-night]', half !== null || choosing);
  // Without a network only the phone's own clock says which half it is, also that it is signed.
  hide(card, '[data-day-choose]', choosing || busy || (half !== null && !(isSigned && alone)));
  hide(form, '[data-day-halves]', !choosing);
  if (half) drawButton(open, half);
  await remind(open, now, new Set([...signed, ...await everTold(user.id, on, told)]));
  const { place, reason } = said(form);
  put(form, 'summary .soft', place === 'field' ? t('在外面 · {reason}', { reason }) : t('在大厅'));
}

/** Calmly, and on the app's icon too. @param {Open} open @param {Date} now @param {Set<string>} signed */
async function remind({ card, user, day }, now, signed) {
  const waits = unsignedHalf(day, now, signed);
  hide(card, '[data-day-unsigned]', !waits);
  if (waits) put(card, '[data-unsigned-text]', t('还没有签到：{part} {time}', { part: partWord(waits.part), time: waits.due }));
  await count(user.id, { unsigned: Number(waits !== null) });
}

/** The half that was chosen by hand. @param {Open} open @returns {Half | null} */
export function chosen({ form, choosing }) {
  const [on, part] = choosing ? halfList(form).value.split('/') : [];
  return on && part ? { on, part: /** @type {import('./parts.js').Part} */ (part) } : null;
}

/** @param {HTMLFormElement} form */
export function halfList(form) {
  return /** @type {HTMLSelectElement} */ (form.elements.namedItem('half'));
}

/** What the server itself shows, of this very day: a page may stay open over midnight. @param {HTMLElement} card @param {string} on @returns {Set<string>} */
function toldOf(card, on) {
  const lines = /** @type {HTMLElement[]} */ ([...card.querySelectorAll('[data-touch]')]);
  for (const line of lines) line.hidden = !line.dataset.touch?.startsWith(on);
  return new Set(lines.flatMap((line) => (line.hidden ? [] : [line.dataset.touch ?? ''])));
}

/** @param {HTMLElement} card @param {import('./lines.js').Line[]} lines */
function drawLines(card, lines) {
  const shelf = find(card, '[data-day-lines]');
  const template = card.querySelector('template');
  if (!shelf || !template) return;
  const items = lines.map((line) => {
    const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    item.dataset.state = line.state;
    put(item, '[data-line-text]', line.text);
    put(item, '[data-line-grade]', line.grade);
    return item;
  });
  for (const old of shelf.querySelectorAll('li:not([data-touch])')) old.remove();
  shelf.append(...items);
}

/** @param {Open} open @param {Half} half */
function drawButton({ form, day, choosing }, half) {
  const { due, free = '' } = day.halves[keyOf(half)] ?? {};
  const button = find(form, '[data-day-touch]');
  const part = choosing ? longWords(half) : partWord(half.part);
  const time = due ?? (free ? '' : day.due[half.part]);
  put(button, 'span', time ? t('签到（{part} {time}）', { part, time }) : t('签到（{part}）', { part }));
  button?.classList.toggle('button-primary', !free);
  button?.classList.toggle('button-plain', Boolean(free));
  for (const line of form.querySelectorAll('[data-day-free]')) /** @type {HTMLElement} */ (line).hidden = line.getAttribute('data-day-free') !== free;
}

/** @param {ParentNode | null} root @param {string} selector @returns {HTMLElement | null} */
function find(root, selector) {
  return root?.querySelector(selector) ?? null;
}

/** @param {ParentNode | null} root @param {string} selector @param {string} text */
export function put(root, selector, text) {
  const place = find(root, selector);
  if (place && place.textContent !== text) place.textContent = text;
}

/** @param {ParentNode} root @param {string} selector @param {boolean} hidden */
export function hide(root, selector, hidden) {
  const place = find(root, selector);
  if (place) place.hidden = hidden;
}
