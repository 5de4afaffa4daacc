/** The outbox database of one person on this phone (`q-<person id>`): opened, counted, watched for eviction. */

import { Database, ask } from '../idb.js';
import { changeValue, getValue, setValue } from '../device.js';
import { announce } from '../signals.js';
import { keyFor } from '../seal.js';

/** @typedef {'queued' | 'sending' | 'received' | 'refused' | 'set_aside'} State */
/** @typedef {{sha256: string, size: number, type: string, state: 'waiting' | 'received' | 'refused', message?: string}} FileState */
/** @typedef {{text: string, answer: string, kid: string, sig: string, short: string, epoch: string, at: string}} Receipt `answer`: signed, names the SHA-256 of `text` */
/** @typedef {{code: string, field: string | null, message: string}} Refusal */
/**
 * One saved record. What it says is in `sealed` ({text, subject}); the rest is what sending needs.
 * @typedef {object} OutboxRecord
 * @property {string} id
 * @property {import('./envelope.js').Kind} kind
 * @property {State} state
 * @property {number} savedAt ms, phone clock
 * @property {number} nextAt ms; not offered before, and the earliest goes first (turn.js)
 * @property {boolean} [urgent] somebody is in danger: it goes before the rest
 * @property {number} tries failed offers
 * @property {boolean} [solo] offered alone: it made an exchange fail
 * @property {string} household id or ''
 * @property {string} digest of the envelope text
 * @property {number} size of the envelope text in bytes
 * @property {import('../seal.js').Sealed} sealed
 * @property {FileState[]} files
 * @property {number} [filesDue] ms; present only while files wait and the record is received
 * @property {number} [filesTries]
 * @property {number} [receivedAt] ms, phone clock
 * @property {Receipt} [receipt]
 * @property {Refusal} [refusal]
 * @property {boolean} [erased] its household was erased: what it said is gone, its receipt stays
 */
/** @typedef {{queued: number, sending: number, refused: number, set_aside: number, files: number, oldest: number | null}} Counts `oldest`: ms, savedAt of the oldest unsent */

const LOG_KEPT = 2000;

/** @type {Map<string, Database>} */
const opened = new Map();

/** @param {string} uid @returns {Database} */
export function outbox(uid) {
  let known = opened.get(uid);
  if (!known) {
    known = new Database(`q-${uid}`, 1, (db, oldVersion) => {
      if (oldVersion < 1) build(db);
      if (oldVersion === 0) noticeEviction(uid).catch(() => {});
    });
    opened.set(uid, known);
  }
  return known;
}

/** Version 1. Later versions only add. @param {IDBDatabase} db */
function build(db) {
  const records = db.createObjectStore('records', { keyPath: 'id' });
  records.createIndex('due', ['state', 'nextAt']);
  records.createIndex('state', 'state');
  records.createIndex('filesDue', 'filesDue');
  records.createIndex('household', 'household');
  db.createObjectStore('files', { keyPath: ['id', 'sha256'] });
  db.createObjectStore('drafts', { keyPath: 'key' });
  db.createObjectStore('log', { autoIncrement: true });
}

/** The key of this person's outbox on this phone; it survives sign-out. @param {string} uid */
export function outboxKey(uid) {
  return keyFor(`outbox:${uid}`);
}

/** Adds a line in the transaction of the deed itself. @param {IDBTransaction} tx with store 'log' @param {string} what @param {string} id @param {string} why */
export function logLine(tx, what, id, why) {
  const log = tx.objectStore('log');
  const adding = log.add({ at: Date.now(), what, id, why });
  adding.onsuccess = () => {
    const last = Number(adding.result);
    if (last > LOG_KEPT && last % 100 === 0) log.delete(IDBKeyRange.upperBound(last - LOG_KEPT));
  };
}

/** @param {string} uid @returns {Promise<Counts>} */
export async function countAll(uid) {
  return outbox(uid).read(['records'], async (tx) => {
    const records = tx.objectStore('records');
    const state = records.index('state');
    const count = (/** @type {string} */ name) => ask(state.count(name));
    const [queued, sending, refused, setAside, files] = await Promise.all([count('queued'), count('sending'),
      count('refused'), count('set_aside'), ask(records.index('filesDue').count())]);
    const firsts = await Promise.all(['queued', 'sending', 'refused'].map((name) => ask(state.get(name))));
    const ages = firsts.flatMap((row) => (row ? [row.savedAt] : []));
    return { queued, sending, refused, set_aside: setAside, files, oldest: ages.length ? Math.min(...ages) : null };
  });
}

/** Written after every change, twice: what it says is how an eviction is noticed. @param {string} uid */
export async function changed(uid) {
  const counts = await countAll(uid);
  const unsent = counts.queued + counts.sending + counts.refused;
  try { globalThis.localStorage?.setItem(`qm-q:${uid}`, String(unsent)); } catch { /* closed, or a worker */ }
  await setValue(`marker:${uid}`, unsent);
  announce('outbox', { uid });
}

/** The database is new although this phone had one: the browser threw it away. @param {string} uid */
async function noticeEviction(uid) {
  let before = null;
  try { before = globalThis.localStorage?.getItem(`qm-q:${uid}`) ?? null; } catch { /* closed */ }
  const marker = before ?? await getValue(`marker:${uid}`);
  if (marker === undefined || marker === null) return;
  const unsent = Number(marker);
  await changeValue(`lost:${uid}`, (old) => ({ at: Date.now(), unsent: unsent + (old?.unsent ?? 0), reported: false }));
  await outbox(uid).write(['log'], (tx) => logLine(tx, 'evicted', '', `unsent ${unsent}`));
  announce('outbox', { uid });
}

/** @param {string} uid @returns {Promise<{at: number, unsent: number, reported: boolean} | undefined>} */
export function lost(uid) {
  return getValue(`lost:${uid}`);
}
