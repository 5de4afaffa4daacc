/**
 * Sends what waits, in batches, until nothing is due. Runs in a page or in the service worker,
 * one at a time. A failed exchange halves the batch; a record that fails alone waits by itself,
 * so one poison record never blocks the others.
 */

import { ask } from '../idb.js';
import { getValue, setValue } from '../device.js';
import { announce } from '../signals.js';
import { withLock } from '../lock.js';
import { fetchRound, isRecalled } from '../round.js';
import { look } from './records.js';
import { changed, logLine, outbox } from './store.js';
import { offer } from './exchange.js';
import { LONGEST_WAIT_MS, later, settle, waitFor } from './settle.js';
import { sendFiles } from './files.js';
import { prune } from './retention.js';
import { deviceState, heard } from './telling.js';
import { FIRST_TURN, turnOf } from './turn.js';

/** @typedef {import('./store.js').OutboxRecord} OutboxRecord */
/** @typedef {'ok' | 'offline' | 'signin' | 'unproved' | 'busy' | 'idle'} Link how the last exchange went; busy: another tab sends; idle: there was nothing to say */
/** @typedef {{link: Link, left: number, next: number | null, sent: number}} Result `next`: ms until something is due again */

const BATCH = 20;
const LOOK_AGAIN_MS = 5000; // while another tab sends
const BATCH_BYTES = 256 * 1024;
const COUNT_EVERY = 10;
const FAILURES_BEFORE_REST = 6; // 20, 10, 5, 2, 1 and one more: enough to set one poison record apart

/** Failed runs in a row, of this page or worker: sets the pace of the next ones. */
let bad = 0;

/**
 * @param {string} uid
 * @param {{steal?: boolean, progress?: () => void}} [how]
 * @returns {Promise<Result>}
 */
export async function drain(uid, { steal = false, progress = () => {} } = {}) {
  /** @type {{link: Link, sent: number}} */
  let run = { link: 'busy', sent: 0 };
  const moved = () => { progress(); announce('moved', { uid }); };
  await withLock(`up:${uid}`, async () => { run = await sendAll(uid, moved); }, { steal });
  if (run.link !== 'busy' && run.link !== 'idle') {
    bad = run.link === 'ok' ? 0 : bad + 1;
    await setValue(`link:${uid}`, run.link);
    announce('link', { uid, ...run });
  }
  if (run.link === 'ok' && await isRecalled(uid)) await fetchRound(uid);
  return { ...run, ...await outlook(uid, run.link) };
}

/** @param {string} uid @param {() => void} progress @returns {Promise<{link: Link, sent: number}>} */
async function sendAll(uid, progress) {
  await revive(uid);
  const goesOn = (/** @type {Link} */ link) => link === 'ok' || link === 'idle';
  let link = await firstWord(uid);
  let sent = 0;
  if (goesOn(link)) ({ link, sent } = await sendRecords(uid, link, progress));
  if (goesOn(link)) link = await sendFiles(uid, link, progress);
  await prune(uid);
  await changed(uid);
  return { link, sent };
}

/** Under the lock nothing can be on its way: `sending` is left over from a run that died. A wait
 * longer than the longest one comes from a clock that was ahead. @param {string} uid */
async function revive(uid) {
  const tooFar = Date.now() + LONGEST_WAIT_MS;
  await outbox(uid).write(['records'], async (tx) => {
    const records = tx.objectStore('records');
    for (const row of await ask(records.index('state').getAll('sending'))) records.put({ ...row, state: 'queued' });
    const ahead = IDBKeyRange.bound(['queued', tooFar], ['queued', Infinity], true);
    for (const row of await ask(records.index('due').getAll(ahead))) records.put({ ...row, nextAt: turnOf(row) });
    for (const row of await ask(records.index('filesDue').getAll(IDBKeyRange.lowerBound(tooFar, true)))) records.put({ ...row, filesDue: 0 });
  });
}

/** After a failed run, or when the server was restored, a ping goes first; when it is answered, everything set apart gets its turn. @param {string} uid @returns {Promise<Link>} */
async function firstWord(uid) {
  const state = await deviceState(uid);
  const before = await getValue(`link:${uid}`);
  const doubt = before !== undefined && before !== 'ok';
  if (!doubt && !state.lost && !await otherEpoch(uid)) return 'idle';
  const pong = await offer(uid, [], state);
  if (!pong.ok) return pong.why === 'too-large' ? 'unproved' : pong.why;
  await heard(uid, pong.answer, state);
  if (doubt) await releaseSoloists(uid);
  return 'ok';
}

/** Whether the round came from a server of another epoch, restored from a backup. That is nobody's
 * signed word: only a reason to ask. @param {string} uid @returns {Promise<boolean>} */
async function otherEpoch(uid) {
  const [known, seen] = await Promise.all([getValue(`epoch:${uid}`), getValue(`round-epoch:${uid}`)]);
  return Boolean(known && seen && known !== seen);
}

/** @param {string} uid @param {Link} link as it was so far @param {() => void} progress @returns {Promise<{link: Link, sent: number}>} */
async function sendRecords(uid, link, progress) {
  let [width, failures, sent] = [BATCH, 0, 0];
  let state = await deviceState(uid);
  for (let turn = 1; ; turn += 1) {
    const { rows, texts } = await nextBatch(uid, width);
    if (!rows.length) return { link: failures && !sent ? 'unproved' : link, sent };
    if (turn % COUNT_EVERY === 0) state = await deviceState(uid); // counting a long queue takes its time
    const outcome = await offer(uid, texts, state);
    progress();
    if (outcome.ok) {
      const now = await settle(uid, rows, outcome.answer);
      sent += now;
      state.unsent = Math.max(0, state.unsent - now);
      await heard(uid, outcome.answer, state);
      [width, failures, link] = [Math.min(BATCH, width * 2), 0, 'ok'];
      announce('outbox', { uid });
      continue;
    }
    failures += 1;
    await putBack(uid, rows, rows.length === 1 && outcome.why !== 'signin');
    width = Math.max(1, Math.floor(Math.min(width, rows.length) / 2));
    if (outcome.why === 'signin' || outcome.why === 'offline') return { link: outcome.why, sent };
    if (failures >= FAILURES_BEFORE_REST && outcome.why !== 'too-large') return { link: 'unproved', sent };
  }
}

/** Due records, first those whose turn it is (turn.js), then in the order they were made, marked `sending`; soloists go alone. @param {string} uid @param {number} width @returns {Promise<{rows: OutboxRecord[], texts: string[]}>} */
async function nextBatch(uid, width) {
  const candidates = await outbox(uid).read(['records'], (tx) => ask(tx.objectStore('records').index('due')
    .getAll(IDBKeyRange.bound(['queued', FIRST_TURN], ['queued', Date.now()]), width)));
  /** @type {Map<OutboxRecord, string>} */
  const texts = new Map();
  let [bytes, alone] = [0, false];
  for (const row of candidates) {
    if (texts.size && (row.solo || alone || bytes + row.size > BATCH_BYTES)) break;
    const inside = await look(uid, row);
    if (!inside) { await unreadable(uid, row); continue; }
    bytes += row.size;
    alone = Boolean(row.solo);
    texts.set(row, inside.text);
  }
  if (!texts.size && candidates.length) return nextBatch(uid, width);
  const marked = new Map((await mark(uid, [...texts.keys()])).map((row) => [row.id, row]));
  const offered = [...texts].filter(([row]) => marked.has(row.id));
  return { rows: offered.flatMap(([row]) => marked.get(row.id) ?? []), texts: offered.map(([, text]) => text) };
}

/** @param {string} uid @param {OutboxRecord[]} rows @returns {Promise<OutboxRecord[]>} */
function mark(uid, rows) {
  return outbox(uid).mark(['records'], async (tx) => {
    const records = tx.objectStore('records');
    /** @type {OutboxRecord[]} */
    const marked = [];
    for (const row of rows) {
      const now = await ask(records.get(row.id));
      if (now?.state !== 'queued' || now.digest !== row.digest) continue;
      const next = { ...now, state: /** @type {const} */ ('sending') };
      await ask(records.put(next));
      marked.push(next);
    }
    return marked;
  });
}

/** @param {string} uid @param {OutboxRecord[]} rows @param {boolean} alone */
async function putBack(uid, rows, alone) {
  await outbox(uid).write(['records'], async (tx) => {
    const records = tx.objectStore('records');
    for (const row of rows) {
      const now = await ask(records.get(row.id));
      if (now?.state !== 'sending') continue;
      records.put(alone ? later(now, { solo: true }) : { ...now, state: 'queued' });
    }
  });
}

/** Its key is gone or its bytes are broken: shown as refused, never deleted, never in the way. @param {string} uid @param {OutboxRecord} row */
async function unreadable(uid, row) {
  await outbox(uid).write(['records', 'log'], (tx) => {
    const refusal = { code: 'unreadable', field: null, message: '' };
    tx.objectStore('records').put({ ...row, state: 'refused', refusal });
    logLine(tx, 'unreadable', row.id, 'cannot be opened on this phone');
  });
}

/** @param {string} uid */
async function releaseSoloists(uid) {
  await outbox(uid).write(['records'], async (tx) => {
    const records = tx.objectStore('records');
    for (const row of await ask(records.index('state').getAll('queued'))) {
      if (row.solo && row.nextAt > 0) records.put({ ...row, nextAt: turnOf(row) });
    }
  });
}

/** @param {string} uid @param {Link} link @returns {Promise<{left: number, next: number | null}>} */
async function outlook(uid, link) {
  return outbox(uid).read(['records'], async (tx) => {
    const records = tx.objectStore('records');
    const state = records.index('state');
    const counts = await Promise.all([ask(state.count('queued')), ask(state.count('sending')), ask(records.index('filesDue').count())]);
    const left = counts.reduce((sum, count) => sum + count, 0);
    if (left === 0) return { left, next: null };
    if (link === 'busy') return { left, next: LOOK_AGAIN_MS };
    const first = await ask(records.index('due').openKeyCursor(IDBKeyRange.bound(['queued', FIRST_TURN], ['queued', Infinity])));
    const file = await ask(records.index('filesDue').openKeyCursor());
    const dues = [first && /** @type {[string, number]} */ (first.key)[1], file && Number(file.key)].filter((due) => typeof due === 'number');
    const due = Math.max(0, Math.min(...dues) - Date.now());
    return { left, next: link === 'ok' || link === 'idle' ? due : Math.max(due, waitFor(bad)) };
  });
}
