/** Pages with and without a network. */

import { currentUser, getValue } from '../device.js';
import { inTime } from '../patience.js';
import { endPendingSession } from '../session.js';
import { keptPage } from '../vault.js';
import { refreshShellPage, shellPage } from './shell.js';

const PATIENCE_MS = 4000; // only when there is something else to show
const STORAGE_PATIENCE_MS = 6000; // a phone's storage can hang; the network may be well meanwhile
const LAST_PATIENCE_MS = 14_000;

/** @param {WorkerFetchEvent} event @param {string} build @returns {Promise<Response>} */
export async function page(event, build) {
  const path = new URL(event.request.url).pathname;
  const live = fetchLive(event);
  live.catch(() => {});
  const copy = keptCopy(path, build);
  const kept = await inTime(copy, STORAGE_PATIENCE_MS).catch(() => null);
  try {
    const response = await (kept ? inTime(live, PATIENCE_MS) : live);
    if (kept && !isOurs(response)) return await kept();
    event.waitUntil(refreshShellPage(build, path, response.clone()).catch(() => {}));
    return response;
  } catch (error) {
    // Without a network the storage is all there is: what it still brings is worth waiting for.
    const late = kept ?? await inTime(copy, LAST_PATIENCE_MS).catch(() => null);
    if (late) return late();
    const offline = await shellPage(build, '/offline');
    if (offline) return unreached(offline);
    throw error;
  }
}

/** @param {WorkerFetchEvent} event @returns {Promise<Response>} */
export async function part(event) {
  try {
    return await fetch(event.request);
  } catch (error) {
    const kept = await vaultCopy(new URL(event.request.url).pathname).catch(() => null);
    if (kept) return kept;
    throw error;
  }
}

/** Someone signed out without a network: that session ends before any page is asked for, unless the phone's
 * storage hangs and cannot tell. @param {WorkerFetchEvent} event */
async function fetchLive(event) {
  const ending = await inTime(getValue('signout'), STORAGE_PATIENCE_MS).catch(() => undefined);
  if (ending) await endPendingSession();
  const preloaded = await event.preloadResponse;
  return preloaded && !ending ? preloaded : fetch(event.request);
}

/** A gateway's error page, or that of a hotel's network, comes without our policy. Redirects show no headers.
 * @param {Response} response */
function isOurs(response) {
  if (response.type === 'opaqueredirect') return true;
  return response.status !== 503 && response.headers.has('content-security-policy');
}

/** A shell page that stands in for the network says so, as a kept page does.
 * @param {Response} shown @returns {Promise<Response>} */
async function unreached(shown) {
  const headers = new Headers(shown.headers);
  for (const name of ['content-encoding', 'content-length']) headers.delete(name); // of what came, not of this text
  return new Response((await shown.text()).replace(/<html\b/, '<html data-unreached'), { headers });
}

/** @param {string} path @param {string} build @returns {Promise<(() => Response | Promise<Response>) | null>} */
async function keptCopy(path, build) {
  const own = await vaultCopy(path).catch(() => null);
  if (own) return () => own;
  const shell = await shellPage(build, path);
  return shell ? () => unreached(shell) : null;
}

/** The page as it was kept, with its own headers: its security policy is among them. @param {string} path */
async function vaultCopy(path) {
  const user = await currentUser();
  const kept = user && await keptPage(user.id, path === '/' ? '/today' : path);
  if (!kept) return null;
  const html = kept.html.replace(/<html\b/, `<html data-kept="${new Date(kept.at).toISOString()}"`);
  return new Response(html, { headers: { ...kept.headers, 'cache-control': 'no-store' } });
}
