/**
 * The kept pages (`c-<person id>`), sealed; this file is the only way to them. The key goes at
 * sign-out. Without contact for 72 hours the pages stay but are not shown. Later the key comes
 * from the passkey (WebAuthn PRF); then only this file changes.
 */

import { Database, ask } from './idb.js';
import { lastContact, setValue } from './device.js';
import { dropKey, findKey, keyFor, open, openText, seal } from './seal.js';

/** @typedef {{url: string, hash: string, headers: Record<string, string>, html: string, text?: string}} Page `text`: the same as JSON, as it came */
/** @typedef {{headers: Record<string, string>, html: string, at: number}} KeptPage */

export const LEASE_MS = 72 * 3600 * 1000;

/** @type {Map<string, Database>} */
const opened = new Map();

/** @param {string} uid */
function database(uid) {
  const known = opened.get(uid) ?? new Database(`c-${uid}`, 1, (db) => {
    db.createObjectStore('pages', { keyPath: 'url' });
    db.createObjectStore('meta');
  });
  opened.set(uid, known);
  return known;
}

/** May this user's pages be shown now? @param {string} uid @returns {Promise<'open' | 'expired' | 'locked'>} */
export async function vaultState(uid) {
  return (await keyAndState(uid)).state;
}

/** @param {string} uid @returns {Promise<{key: CryptoKey | undefined, state: 'open' | 'expired' | 'locked'}>} */
async function keyAndState(uid) {
  const [key, contact] = await Promise.all([findKey(`vault:${uid}`), lastContact(uid)]);
  if (!key) return { key, state: 'locked' };
  // A clock set back or forth by more than the lease closes it too: its age is then unknown.
  return { key, state: contact && Math.abs(Date.now() - contact.at) <= LEASE_MS ? 'open' : 'expired' };
}

/** Makes the key if there is none: called when a signed-in page of this user came from the server. @param {string} uid */
export async function unlock(uid) {
  await keyFor(`vault:${uid}`);
}

/** Sign-out, or another person signs in: key first, so that a crash leaves nothing readable. @param {string} uid */
export async function lock(uid) {
  await dropKey(`vault:${uid}`);
  await dropPages(uid);
}

/** Gives the room of the kept pages back to the phone; the round can be fetched again. @param {string} uid */
export async function dropPages(uid) {
  await setValue(`round:${uid}`, undefined);
  await database(uid).destroy();
  opened.delete(uid);
}

/** @param {string} uid @param {string} url path without search @returns {Promise<KeptPage | null>} */
export async function keptPage(uid, url) {
  const { key, state } = await keyAndState(uid);
  if (state !== 'open') return null;
  const row = await database(uid).read(['pages'], (tx) => ask(tx.objectStore('pages').get(url)));
  if (!key || !row) return null;
  try {
    const { headers, html } = JSON.parse(await openText(key, place(uid, url), row.sealed));
    return { headers, html, at: row.at };
  } catch {
    return null; // sealed under a key that is gone
  }
}

/** @param {string} uid @returns {Promise<Record<string, string>>} url to hash of every kept page */
export async function keptHashes(uid) {
  const key = await findKey(`vault:${uid}`);
  return key ? readIndex(uid, key) : {};
}

/** Keeps and forgets pages in one transaction, so that the index never names a page that is not
 * there. Only the last one of a round is waited for on the disk: what power takes of the others
 * is fetched again.
 * @param {string} uid @param {Page[]} pages @param {{gone?: string[], last?: boolean}} [end] */
export async function keep(uid, pages, { gone = [], last = false } = {}) {
  const key = await findKey(`vault:${uid}`);
  if (!key) throw new DOMException('signed out', 'InvalidAccessError');
  const at = Date.now();
  const rows = await Promise.all(pages.map(async ({ url, headers, html, text }) =>
    ({ url, at, sealed: await seal(key, place(uid, url), text ?? JSON.stringify({ headers, html })) })));
  const index = await readIndex(uid, key);
  for (const page of pages) index[page.url] = page.hash;
  for (const url of gone) delete index[url];
  const sealedIndex = await seal(key, place(uid, ''), JSON.stringify(index));
  await database(uid)[last ? 'write' : 'mark'](['pages', 'meta'], (tx) => {
    const store = tx.objectStore('pages');
    for (const row of rows) store.put(row);
    for (const url of gone) store.delete(url);
    tx.objectStore('meta').put(sealedIndex, 'index');
  });
}

/** @param {string} uid @param {CryptoKey} key @returns {Promise<Record<string, string>>} */
async function readIndex(uid, key) {
  const sealed = await database(uid).read(['meta'], (tx) => ask(tx.objectStore('meta').get('index')));
  if (!sealed) return {};
  try {
    return JSON.parse(new TextDecoder().decode(await open(key, place(uid, ''), sealed)));
  } catch {
    return {}; // sealed under a key that is gone: fetch everything again
  }
}

/** @param {string} uid @param {string} url */
function place(uid, url) {
  return `${uid}|pages|${url}|1`;
}
