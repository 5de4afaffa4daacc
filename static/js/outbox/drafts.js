/** Drafts and photos before and after saving; sealed like the records. */

import { ask } from '../idb.js';
import { sha256 } from '../ids.js';
import { open, openText, seal } from '../seal.js';
import { withRoom } from './room.js';
import { logLine, outbox, outboxKey } from './store.js';

/** @typedef {import('./envelope.js').FileNote} FileNote */
/** @typedef {{id: string, body: import('./envelope.js').Body, subject: string, path: string, files: FileNote[]}} Draft `id`: the future record's; `path`: the page of its form */
/** @typedef {Draft & {key: string, at: number}} KeptDraft */

/** @param {string} uid @param {string} key user, household and form version make it: a draft never opens in another form @returns {Promise<KeptDraft | null>} */
export async function readDraft(uid, key) {
  const row = await outbox(uid).read(['drafts'], (tx) => ask(tx.objectStore('drafts').get(key)));
  return row ? unsealed(uid, row) : null;
}

/** @param {string} uid @returns {Promise<KeptDraft[]>} newest first */
export async function listDrafts(uid) {
  const rows = await outbox(uid).read(['drafts'], (tx) => ask(tx.objectStore('drafts').getAll()));
  const drafts = await Promise.all(rows.map((row) => unsealed(uid, row)));
  return drafts.filter((draft) => draft !== null).sort((a, b) => b.at - a.at);
}

/** @param {string} uid @param {string} key @param {Draft} draft */
export async function writeDraft(uid, key, draft) {
  const sealed = await seal(await outboxKey(uid), place(uid, 'drafts', key), JSON.stringify(draft));
  const row = { key, at: Date.now(), sealed };
  await withRoom(uid, () => outbox(uid).write(['drafts'], (tx) => ask(tx.objectStore('drafts').put(row))));
}

/** @param {string} uid @param {string} key @param {string} id whose photos go with it @param {string} why */
export async function dropDraft(uid, key, id, why) {
  await outbox(uid).write(['records', 'drafts', 'files', 'log'], async (tx) => {
    await ask(tx.objectStore('drafts').delete(key));
    logLine(tx, 'draft deleted', id, why);
    if (await ask(tx.objectStore('records').getKey(id))) return; // its photos belong to a record
    await ask(tx.objectStore('files').delete(IDBKeyRange.bound([id], [id, []])));
  });
}

/** Keeps a photo under the record's id and reads it back. @param {string} uid @param {string} id @param {Blob} blob @returns {Promise<FileNote>} */
export async function putFile(uid, id, blob) {
  const bytes = await blob.arrayBuffer();
  const note = { sha256: await sha256(bytes), size: bytes.byteLength, type: blob.type || 'application/octet-stream' };
  const sealed = await seal(await outboxKey(uid), place(uid, 'files', note.sha256), bytes);
  await withRoom(uid, () => outbox(uid).write(['files'], (tx) => ask(tx.objectStore('files').put({ id, ...note, sealed }))));
  const back = await readFile(uid, id, note.sha256);
  if (!back || await sha256(await back.arrayBuffer()) !== note.sha256) throw new DOMException(id, 'DataError');
  return note;
}

/** @param {string} uid @param {string} id @param {string} digest @returns {Promise<Blob | null>} */
export async function readFile(uid, id, digest) {
  const row = await outbox(uid).read(['files'], (tx) => ask(tx.objectStore('files').get([id, digest])));
  if (!row) return null;
  try {
    return new Blob([await open(await outboxKey(uid), place(uid, 'files', digest), row.sealed)], { type: row.type });
  } catch {
    return null;
  }
}

/** @param {string} uid @param {string} id @param {string} digest */
export async function dropFile(uid, id, digest) {
  await outbox(uid).write(['files', 'log'], async (tx) => {
    await ask(tx.objectStore('files').delete([id, digest]));
    logLine(tx, 'photo removed', id, 'by its author, before saving');
  });
}

/** @param {string} uid @param {{key: string, at: number, sealed: import('../seal.js').Sealed}} row @returns {Promise<KeptDraft | null>} */
async function unsealed(uid, row) {
  try {
    const text = await openText(await outboxKey(uid), place(uid, 'drafts', row.key), row.sealed);
    return { ...JSON.parse(text), key: row.key, at: row.at };
  } catch {
    return null;
  }
}

/** @param {string} uid @param {string} store @param {string} key */
function place(uid, store, key) {
  return `${uid}|${store}|${key}|1`;
}
