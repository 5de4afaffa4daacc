/**
 * The words of the scripts. A message id is its Simplified Chinese text; the English words are a
 * module which the server makes from the catalogue (`words-en.js`), loaded only on English pages.
 */

const ENGLISH = '../words-en.js';

/** @type {Record<string, string>} */
let words = {};

/** Loads the words of the page's language. A failure leaves Chinese: words never stop work. */
export async function loadWords() {
  if (!document.documentElement.lang.startsWith('en')) return;
  try {
    words = (await import(ENGLISH)).default;
  } catch {
    words = {};
  }
}

/**
 * @param {string} msgid Chinese text, with places like {n}
 * @param {Record<string, string | number>} [values] what stands in the places
 */
export function t(msgid, values = {}) {
  return (words[msgid] ?? msgid).replace(/\{(\w+)\}/g, (place, name) =>
    name in values ? String(values[name]) : place);
}

/** The locale for dates and numbers of this page. */
export function locale() {
  return document.documentElement.lang.startsWith('en') ? 'en-GB' : 'zh-CN';
}
