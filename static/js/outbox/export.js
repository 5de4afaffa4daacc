/** The last resort: records as a file that a person can carry to the station. */

import { readFile } from './drafts.js';
import { look } from './records.js';
import { deviceId } from '../device.js';
import { logLine, outbox } from './store.js';

/** @typedef {import('./store.js').OutboxRecord} OutboxRecord */

/** @param {string} uid @param {OutboxRecord[]} rows @returns {Promise<Blob>} JSON: the envelopes as they are, their digests, their photos */
export async function exportRecords(uid, rows) {
  const records = [];
  for (const row of rows) {
    const files = await Promise.all(row.files.map(async (file) => {
      const blob = await readFile(uid, row.id, file.sha256);
      return { sha256: file.sha256, type: file.type, base64: blob ? await base64(blob) : null };
    }));
    records.push({ envelope: (await look(uid, row))?.text ?? null, digest: row.digest, state: row.state, files });
  }
  await outbox(uid).write(['log'], (tx) => { for (const row of rows) logLine(tx, 'exported', row.id, 'by its author'); });
  const about = { qiaomen: 'outbox/1', exported_at: new Date().toISOString(), device: await deviceId() };
  return new Blob([JSON.stringify({ ...about, records })], { type: 'application/json' });
}

/** Hands the file to the browser's own saving. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {Blob} blob */
async function base64(blob) {
  let text = '';
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}
