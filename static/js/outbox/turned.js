/** Requests of a visit that become matters (转为办件): each an envelope of its own, saved with the visit. */

import { uuid7 } from '../ids.js';

/** @typedef {import('./envelope.js').Body} Body */
/** @typedef {import('./envelope.js').Content} Content */

const NAMES = /^turned/;

/**
 * Takes what only concerns matters out of a visit's body.
 * @param {HTMLFormElement} form @param {Body} body as collected
 * @returns {{body: Body, also: Content[]}} the visit's own, and a matter for each request that is one
 */
export function parted(form, body) {
  const chosen = Object.fromEntries(Object.entries(body).filter(([name]) => NAMES.test(name)));
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => !NAMES.test(name)));
  const texts = [...form.querySelectorAll('textarea[name="requests"]')].map((area) => /** @type {HTMLTextAreaElement} */ (area).value.trim());
  const also = texts.flatMap((text, place) => (text && listed(chosen.turned, place) ? [matter(own, chosen, text, place)] : []));
  return { body: own, also };
}

/** @param {Body} visit @param {Body} chosen @param {string} text @param {number} place @returns {Content} */
function matter(visit, chosen, text, place) {
  const { household = '', address = '' } = visit;
  const problem = chosen.turned_problem ?? '';
  const urgent = listed(chosen.turned_urgent, place) ? '1' : '';
  return { id: uuid7(), kind: 'matter', base: null, files: [],
    body: { household, place: address, problem, urgent, words: text, request: text } };
}

/** @param {string | string[] | undefined} values @param {number} place */
function listed(values, place) {
  return [values ?? []].flat().includes(String(place + 1));
}
