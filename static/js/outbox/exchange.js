/** One request to the server whose answer is proved, or a reason why there is no proof. */

import { changeValue, deviceId, noteContact, setValue } from '../device.js';
import { randomHex, sha256 } from '../ids.js';
import { isSigned } from '../receipts.js';
import { wallTime } from './envelope.js';

/** @typedef {'offline' | 'signin' | 'too-large' | 'unproved'} Failure `unproved`: any status or body that is not our server's signed word */
/** @typedef {{unsent: number, refused: number, oldest: number | null, lost: boolean}} DeviceState `oldest`: ms by the server's clock, as far as known */
/** @typedef {{mark: string, at?: number} & Partial<DeviceState>} Told what the server was told last, of all tabs; no `at`: not answered yet */
/** @typedef {{ok: true, answer: any} | {ok: false, why: Failure, status: number}} Outcome */

const SLOWEST_BYTES_PER_MS = 4; // 4 kB/s: a weak 2G signal
const PATIENCE_MS = 20_000;

/**
 * @param {string} uid whose records these are
 * @param {(nonce: string) => {url: string, method: string, body: string | Blob, type: string}} ask
 * @returns {Promise<Outcome>}
 */
export async function exchange(uid, ask) {
  const nonce = randomHex(16);
  const { url, method, body, type } = ask(nonce);
  const cut = new AbortController();
  const size = typeof body === 'string' ? body.length * 2 : body.size;
  const timer = setTimeout(() => cut.abort(), PATIENCE_MS + size / SLOWEST_BYTES_PER_MS);
  const began = Date.now();
  try {
    const response = await fetch(url, { method, body, headers: { 'content-type': type, accept: 'application/json' },
      credentials: 'same-origin', redirect: 'manual', cache: 'no-store', signal: cut.signal });
    if (response.status === 401) return { ok: false, why: 'signin', status: 401 };
    if (response.status === 413) return { ok: false, why: 'too-large', status: 413 };
    const answer = await proved(await response.text(), nonce);
    if (!answer) return { ok: false, why: 'unproved', status: response.status };
    // Our server, but somebody else's session: it says nothing about this person's records or lease.
    if (answer.user !== uid) return { ok: false, why: 'signin', status: response.status };
    await noteContact(uid, { at: Date.now(), offset: clockOffset(began, Date.now(), answer.at) });
    return { ok: true, answer };
  } catch (error) {
    if (/** @type {Error} */ (error)?.name === 'TypeError' || cut.signal.aborted) return { ok: false, why: 'offline', status: 0 };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The signed answer with its proof; `results` are those of the body that it names by digest.
 * @param {string} body @param {string} nonce @returns {Promise<any>} null unless signed and for this nonce */
async function proved(body, nonce) {
  try {
    const { answer, kid, sig, results } = JSON.parse(body);
    if (!await isSigned(answer, kid, sig)) return null;
    const said = JSON.parse(answer);
    if (said.nonce !== nonce) return null;
    return { ...said, proof: { answer, kid, sig }, results: await named(said.results ?? [], results ?? []) };
  } catch {
    return null;
  }
}

/** @param {string[]} digests @param {string[]} texts @returns {Promise<any[]>} each result with its own `text`; null where it is not what was signed */
function named(digests, texts) {
  return Promise.all(digests.map(async (digest, place) => {
    const text = texts[place];
    return typeof text === 'string' && await sha256(text) === digest ? { ...JSON.parse(text), text } : null;
  }));
}

/** Phone clock minus server clock in ms, at the middle of the exchange. @param {number} began @param {number} ended @param {string} at */
function clockOffset(began, ended, at) {
  const server = Date.parse(at);
  return Number.isFinite(server) ? Math.round((began + ended) / 2 - server) : null;
}

/**
 * @param {string} uid
 * @param {string[]} envelopes texts; none is a ping
 * @param {DeviceState} state
 * @returns {Promise<Outcome>}
 */
export async function offer(uid, envelopes, state) {
  const device = {
    id: await deviceId(),
    build: build(),
    unsent: state.unsent,
    refused: state.refused,
    oldest: state.oldest === null ? null : new Date(state.oldest).toISOString(),
    persisted: Boolean(await navigator.storage?.persisted?.()),
    lost: state.lost,
    clock: wallTime(new Date()),
  };
  const mark = randomHex(8);
  await setValue(`told:${uid}`, { mark }); // until it is answered nobody knows what the server heard last
  const outcome = await exchange(uid, (nonce) => ({ url: '/sync', method: 'POST', type: 'application/json',
    body: JSON.stringify({ nonce, device, envelopes }) }));
  if (outcome.ok) await changeValue(`told:${uid}`, (old) => (old?.mark === mark ? { mark, at: Date.now(), ...state } : old));
  return outcome;
}

/** The build these scripts came from: in pages and in the service worker it stands in their address. */
function build() {
  return /\/static\/([^/]+)\//.exec(import.meta.url)?.[1] ?? '';
}
