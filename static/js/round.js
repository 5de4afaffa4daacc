/** Brings the round into the vault with one request, page by page as it arrives. */

import { changeValue, currentUser, getValue, noteContact, setValue } from './device.js';
import { withLock } from './lock.js';
import { lines } from './ndjson.js';
import { hearErasures } from './outbox/erasures.js';
import { announce } from './signals.js';
import { dropPages, keep, keptHashes, unlock } from './vault.js';

/** @typedef {{done: number, of: number}} Progress */

const BATCH = 100;
const SILENCE_MS = 30_000;

/** @param {string} uid @returns {Promise<{at: number, pages: number, build: string, recalled?: string} | undefined>} the last whole round */
export function lastRound(uid) {
  return getValue(`round:${uid}`);
}

/** The server said that something kept may be shown no more, a withdrawn consent say: the round is
 * old then, however new. @param {string} uid @returns {Promise<boolean>} */
export async function isRecalled(uid) {
  const [user, last] = await Promise.all([currentUser(), lastRound(uid)]);
  return Boolean(last && user?.id === uid && (user.recalled ?? '') !== (last.recalled ?? ''));
}

/** @param {string} uid @param {unknown} mark as a proved answer says it */
export async function noteRecall(uid, mark) {
  const user = await currentUser();
  if (typeof mark !== 'string' || user?.id !== uid || (user.recalled ?? '') === mark) return;
  await changeValue('user', (now) => (now?.id === uid ? { ...now, recalled: mark } : now));
}

/**
 * @param {string} uid
 * @param {(progress: Progress) => void} [tell]
 * @returns {Promise<'whole' | 'cut' | 'signin' | 'busy'>} cut: what arrived is kept, the rest comes with the next try
 */
export async function fetchRound(uid, tell = () => {}) {
  /** @type {'whole' | 'cut' | 'signin' | 'busy'} */
  let end = 'busy';
  await withLock(`round:${uid}`, async () => { end = await download(uid, tell).catch(() => 'cut'); });
  return end;
}

/** @param {string} uid @param {(progress: Progress) => void} tell @returns {Promise<'whole' | 'cut' | 'signin'>} */
async function download(uid, tell) {
  if ((await currentUser())?.id !== uid) return 'signin'; // signed out in another tab: no new key
  await unlock(uid);
  const cut = new AbortController();
  let timer = setTimeout(() => cut.abort(), SILENCE_MS);
  try {
    const response = await fetch('/round', { method: 'POST', credentials: 'same-origin', redirect: 'manual', signal: cut.signal,
      headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify({ have: await keptHashes(uid) }) });
    if (response.status === 401) return 'signin';
    if (!response.ok || !response.body || !response.headers.get('content-type')?.includes('ndjson')) return 'cut';
    const alive = () => { clearTimeout(timer); timer = setTimeout(() => cut.abort(), SILENCE_MS); };
    return await store(uid, lines(response.body, alive), tell);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} uid @param {AsyncIterable<{value: any, text: string}>} said @param {(progress: Progress) => void} tell @returns {Promise<'whole' | 'cut'>} */
async function store(uid, said, tell) {
  /** @type {import('./vault.js').Page[]} */
  let pages = [];
  /** @type {string[]} */
  const gone = [];
  /** @type {{total_pages: number, count: number, user: string, build: string, recalled?: string, erasures?: string} | null} */
  let start = null;
  let done = 0;
  /** Sealing and writing a batch goes on while the next one arrives. @type {Promise<void>} */
  let writing = Promise.resolve();
  for await (const { value: line, text } of said) {
    if (line.type === 'start') {
      if (line.user !== uid) return 'cut'; // another person's session: not into this vault
      start = line;
      done = Math.max(0, line.total_pages - line.count);
      await noteEpoch(uid, line.epoch);
    } else if (!start) return 'cut';
    else if (line.type === 'gone') gone.push(line.url);
    else if (line.type === 'page') {
      pages.push({ ...line, text });
      done += 1;
      if (pages.length >= BATCH) {
        await writing;
        writing = keep(uid, pages);
        writing.catch(() => {});
        pages = [];
        tell({ done, of: start.total_pages });
      }
    } else if (line.type === 'end') {
      await writing;
      await keep(uid, pages, { gone, last: true });
      await hearErasures(uid, start.erasures); // before the round counts as whole: a page left meanwhile fetches it again
      await finish(uid, start);
      if (start.total_pages === 0) await dropPages(uid); // no grid worker any more
      tell({ done: start.total_pages, of: start.total_pages });
      return 'whole';
    }
  }
  await writing;
  await keep(uid, pages);
  return 'cut';
}

/** A server that was restored may lack what it confirmed: the outbox is to ask it.
 * @param {string} uid @param {string} epoch */
async function noteEpoch(uid, epoch) {
  if (!epoch || await getValue(`round-epoch:${uid}`) === epoch) return;
  await setValue(`round-epoch:${uid}`, epoch);
  announce('epoch', { uid });
}

/** @param {string} uid @param {{total_pages: number, build: string, recalled?: string}} start */
async function finish(uid, start) {
  await noteContact(uid, { at: Date.now(), offset: null });
  await setValue(`round:${uid}`, { at: Date.now(), pages: start.total_pages, build: start.build, recalled: start.recalled });
  announce('round', { uid });
}
