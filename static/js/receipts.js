/** Proof that the server answered: ECDSA P-256 over the exact bytes, under a key this app came with. */

import { fromBase64Url } from './ids.js';

/** @type {Map<string, CryptoKey>} */
const keys = new Map();

/**
 * True only when `text` was signed by a known key. Never throws: anything odd is not a proof.
 * @param {unknown} text @param {unknown} kid @param {unknown} sig base64url of r||s
 * @returns {Promise<boolean>}
 */
export async function isSigned(text, kid, sig) {
  if (typeof text !== 'string' || typeof kid !== 'string' || typeof sig !== 'string') return false;
  try {
    const key = await keyOf(kid);
    const how = { name: 'ECDSA', hash: 'SHA-256' };
    return key !== undefined && await crypto.subtle.verify(how, key, fromBase64Url(sig), new TextEncoder().encode(text));
  } catch {
    return false;
  }
}

/** @param {string} kid */
async function keyOf(kid) {
  if (!keys.has(kid)) await loadKeys();
  // A new key comes only with a new service worker, never from the answer's own connection.
  if (!keys.has(kid)) globalThis.navigator?.serviceWorker?.getRegistration?.().then((r) => r?.update()).catch(() => {});
  return keys.get(kid);
}

async function loadKeys() {
  const shells = 'caches' in globalThis ? (await caches.keys()).filter((name) => name.startsWith('shell-')) : [];
  const found = await Promise.all(shells.map(async (name) =>
    (await caches.open(name)).match('/keys.json', { ignoreSearch: true, ignoreVary: true })));
  const precached = found.filter((response) => response !== undefined);
  // First minutes of a new phone, or a browser without service workers: ask the server.
  const responses = precached.length ? precached : [await fetch('/keys.json', { cache: 'no-cache' })];
  for (const response of responses) await learn(await response.json());
}

/** @param {{keys: {kid: string, jwk: JsonWebKey}[]}} list */
async function learn(list) {
  for (const { kid, jwk } of list.keys) {
    const { kty, crv, x, y } = jwk;
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    keys.set(kid, key);
  }
}
