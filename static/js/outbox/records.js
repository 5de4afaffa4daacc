/** Saved records: written, read back, listed, released for a retry, removed. */

import { ask } from '../idb.js';
import { sha256, uuid7 } from '../ids.js';
import { openText, seal } from '../seal.js';
import { makeEnvelope } from './envelope.js';
import { withRoom } from './room.js';
import { changed, logLine, outbox, outboxKey } from './store.js';
import { turnOf } from './turn.js';

/** @typedef {import('./store.js').OutboxRecord} OutboxRecord */
/** @typedef {import('./envelope.js').Content} Content */
/** @typedef {{text: string, subject: string}} Inside */

/** The record was not found as written: it must not be called saved. */
export class ReadBackError extends Error { name = 'ReadBackError'; }

/**
 * @typedef {object} About
 * @property {string} subject
 * @property {string} draft
 * @property {string} [replaces] id of the refused record this one mends
 * @property {Content[]} [also] matters that a visit brings: kept in the same transaction, or neither is
 * @property {string} [photosOf] id under which the photos lie so far
 */

/**
 * Saves a record and removes its draft in one transaction, then reads it back.
 * A refused record of the same id is replaced (it was never accepted); any other gets a new id,
 * so that nothing is ever overwritten.
 * @param {import('../device.js').User} user
 * @param {Content} content
 * @param {About} about
 * @returns {Promise<string>} the id under which it is kept
 */
export function save(user, content, about) {
  return withRoom(user.id, () => saveOnce(user, content, about));
}

/** @param {import('../device.js').User} user @param {Content} content @param {About} about @returns {Promise<string>} */
async function saveOnce(user, content, about) {
  const row = await toRow(user, content, about.subject);
  const also = await Promise.all((about.also ?? []).map((one) => toRow(user, { ...one, body: { ...one.body, visit: row.id } }, about.subject)));
  const written = await outbox(user.id).write(['records', 'drafts', 'files', 'log'], async (tx) => {
    const records = tx.objectStore('records');
    const old = /** @type {OutboxRecord | undefined} */ (await ask(records.get(row.id)));
    if (old && old.state !== 'refused') return false;
    await ask(records.put(row));
    await ask(tx.objectStore('drafts').delete(about.draft));
    logLine(tx, 'saved', row.id, old ? 'mended' : 'new');
    for (const one of also) {
      await ask(records.put(one));
      logLine(tx, 'saved', one.id, `with ${row.id}`);
    }
    if (about.replaces && about.replaces !== row.id) {
      await copyFiles(tx, about.replaces, row.id);
      await ask(tx.objectStore('files').delete(filesOf(about.replaces)));
      await ask(records.delete(about.replaces));
      logLine(tx, 'deleted', about.replaces, `replaced by its author with ${row.id}`);
    }
    if (about.photosOf) await copyFiles(tx, about.photosOf, row.id);
    return true;
  });
  if (!written && await isSame(user.id, content)) return content.id;
  if (!written) return saveOnce(user, { ...content, id: uuid7() }, { ...about, replaces: undefined, photosOf: content.id });
  for (const one of [row, ...also]) await readBack(user.id, one.id, one.digest);
  await changed(user.id);
  return row.id;
}

/** Saved before under this id: a second tap, another tab, a slow phone that was asked twice. @param {string} uid @param {Content} content */
async function isSame(uid, { id, body, base, files }) {
  const row = await find(uid, id);
  const old = row && JSON.parse((await look(uid, row))?.text ?? '{}');
  const essence = (/** @type {any} */ of) => JSON.stringify([of.body, of.base, of.files?.map((/** @type {any} */ file) => file.sha256)]);
  return essence(old ?? {}) === essence({ body, base, files });
}

/** @param {import('../device.js').User} user @param {Content} content @param {string} subject @returns {Promise<OutboxRecord>} */
async function toRow(user, content, subject) {
  const envelope = await makeEnvelope(user, content);
  const inside = JSON.stringify({ text: envelope.text, subject });
  const { id, kind } = content;
  const urgent = kind === 'matter' && Boolean(content.body.urgent);
  return {
    id, kind, state: 'queued', savedAt: Date.now(), nextAt: turnOf({ kind, urgent }), tries: 0, ...(urgent ? { urgent } : {}),
    household: String(content.body.household ?? ''), digest: envelope.digest, size: envelope.size,
    sealed: await seal(await outboxKey(user.id), place(user.id, id), inside),
    files: content.files.map((file) => ({ ...file, state: 'waiting' })),
  };
}

/** @param {IDBTransaction} tx @param {string} from @param {string} to */
async function copyFiles(tx, from, to) {
  const files = tx.objectStore('files');
  for (const file of await ask(files.getAll(filesOf(from)))) await ask(files.put({ ...file, id: to }));
}

/** @param {string} id @returns {IDBKeyRange} the photos of one record */
function filesOf(id) {
  return IDBKeyRange.bound([id], [id, []]);
}

/** @param {string} uid @param {string} id @param {string} digest */
async function readBack(uid, id, digest) {
  const row = await find(uid, id);
  const inside = row && await look(uid, row);
  if (!inside || await sha256(inside.text) !== digest) throw new ReadBackError(id);
}

/** @param {string} uid @param {string} id @returns {Promise<OutboxRecord | undefined>} */
export function find(uid, id) {
  return outbox(uid).read(['records'], (tx) => ask(tx.objectStore('records').get(id)));
}

/** What a record says; null when its key is gone (never a reason to delete it). @param {string} uid @param {OutboxRecord} row @returns {Promise<Inside | null>} */
export async function look(uid, row) {
  try {
    return JSON.parse(await openText(await outboxKey(uid), place(uid, row.id), row.sealed));
  } catch {
    return null;
  }
}

/** The newest, newest first. Ids begin with the time at which the form opened. @param {string} uid @param {number} limit @returns {Promise<OutboxRecord[]>} */
export function list(uid, limit) {
  return outbox(uid).read(['records'], async (tx) => {
    const records = tx.objectStore('records');
    const ids = await ask(records.getAllKeys());
    const first = ids[Math.max(0, ids.length - limit)];
    return first === undefined ? [] : (await ask(records.getAll(IDBKeyRange.lowerBound(first)))).reverse();
  });
}

/** Whose form was opened since then. @param {string} uid @param {number} time ms @returns {Promise<OutboxRecord[]>} */
export function openedSince(uid, time) {
  const first = uuid7(Math.max(0, time)).slice(0, 13);
  return outbox(uid).read(['records'], (tx) => ask(tx.objectStore('records').getAll(IDBKeyRange.lowerBound(first))));
}

/** Every record of one state. @param {string} uid @param {import('./store.js').State} state @returns {Promise<OutboxRecord[]>} */
export function ofState(uid, state) {
  return outbox(uid).read(['records'], (tx) => ask(tx.objectStore('records').index('state').getAll(state)));
}

/** Due now, whatever its waiting time was. @param {string} uid @param {string} [id] one record, or all */
export async function release(uid, id) {
  await outbox(uid).write(['records'], async (tx) => {
    const records = tx.objectStore('records');
    const rows = id ? [await ask(records.get(id))] : await ask(records.index('state').getAll('queued'));
    for (const row of rows) if (row?.state === 'queued' && row.nextAt > 0) records.put({ ...row, nextAt: turnOf(row) });
    const files = await ask(records.index('filesDue').getAll());
    for (const row of files) if (row.filesDue > 0 && (!id || row.id === id)) records.put({ ...row, filesDue: 0 });
  });
}

/** The one way a person deletes a record: asked for, confirmed, with a reason, logged.
 * @param {string} uid @param {string} id @param {string} reason */
export async function discard(uid, id, reason) {
  if (!reason) throw new TypeError('a reason is needed');
  await outbox(uid).write(['records', 'files', 'log'], async (tx) => {
    await ask(tx.objectStore('records').delete(id));
    await ask(tx.objectStore('files').delete(filesOf(id)));
    logLine(tx, 'deleted', id, `by its author: ${reason}`);
  });
  await changed(uid);
}

/** @param {string} uid @param {string} id */
function place(uid, id) {
  return `${uid}|records|${id}|1`;
}
