/**
 * IndexedDB with promises, for phones that kill connections: a transaction that lost its
 * connection runs again on a new one, so `work` must be safe to repeat (puts by key are).
 * Inside `work` only await `ask(request)`; any other wait ends the transaction.
 */

/** The phone has no room. Nothing of the transaction was written. */
export class QuotaError extends Error { name = 'QuotaError'; }
/** The database did not answer in time; it is reopened at the next use. */
export class StuckError extends Error { name = 'StuckError'; }

const STUCK_AFTER_MS = 20_000;
const TRIES = 3;
const LOST = new Set(['InvalidStateError', 'AbortError', 'UnknownError', 'TransactionInactiveError']);

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @typedef {(db: IDBDatabase, oldVersion: number) => void} Upgrade */

export class Database {
  /** @type {Promise<IDBDatabase> | null} */
  #open = null;

  /** @param {string} name @param {number} version @param {Upgrade} upgrade additive only: an older script must still be able to work on a newer database */
  constructor(name, version, upgrade) {
    this.name = name;
    this.version = version;
    this.upgrade = upgrade;
  }

  /** @template T @param {string[]} stores @param {(tx: IDBTransaction) => T | Promise<T>} work @returns {Promise<T>} */
  read(stores, work) {
    return this.#run(stores, 'readonly', work);
  }

  /** Strict durability: the promise resolves when the phone says it is on the disk.
   * @template T @param {string[]} stores @param {(tx: IDBTransaction) => T | Promise<T>} work @returns {Promise<T>} */
  write(stores, work) {
    return this.#run(stores, 'readwrite', work);
  }

  /** For marks that may be lost with the power: not waited for on the disk.
   * @template T @param {string[]} stores @param {(tx: IDBTransaction) => T | Promise<T>} work @returns {Promise<T>} */
  mark(stores, work) {
    return this.#run(stores, 'readwrite', work, 'relaxed');
  }

  /** Forgets the connection; the next use opens a new one. */
  close() {
    const open = this.#open;
    this.#open = null;
    open?.then((db) => db.close(), () => {});
  }

  /** Deletes the whole database; other tabs close it when asked (`onversionchange`). */
  async destroy() {
    this.close();
    await ask(indexedDB.deleteDatabase(this.name));
  }

  #connect() {
    this.#open ??= open(this).then((db) => {
      db.onclose = () => { this.#open = null; };
      db.onversionchange = () => { this.#open = null; db.close(); };
      return db;
    }).catch((error) => { this.#open = null; throw named(error); });
    return this.#open;
  }

  /** @template T @param {string[]} stores @param {IDBTransactionMode} mode @param {(tx: IDBTransaction) => T | Promise<T>} work @param {IDBTransactionDurability} [durability] @returns {Promise<T>} */
  async #run(stores, mode, work, durability = 'strict') {
    for (let attempt = 1; ; attempt += 1) {
      const db = await this.#connect();
      try {
        return await perform(db.transaction(stores, mode, { durability }), work);
      } catch (error) {
        if (error instanceof StuckError) this.close();
        if (attempt === TRIES || !isLost(error)) throw named(error);
        this.close();
        await new Promise((resolve) => setTimeout(resolve, 40 * attempt));
      }
    }
  }
}

/** @param {Database} wanted @returns {Promise<IDBDatabase>} */
async function open(wanted) {
  try {
    return await request(indexedDB.open(wanted.name, wanted.version), wanted.upgrade);
  } catch (error) {
    // A newer build upgraded it while this older page is open: additive, so use it as it is.
    if (/** @type {Error} */ (error)?.name !== 'VersionError') throw error;
    return request(indexedDB.open(wanted.name), () => {});
  }
}

/** @param {IDBOpenDBRequest} opening @param {Upgrade} upgrade @returns {Promise<IDBDatabase>} */
function request(opening, upgrade) {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new StuckError('open'));
    }, STUCK_AFTER_MS);
    opening.onupgradeneeded = (event) => upgrade(opening.result, event.oldVersion);
    opening.onerror = () => { clearTimeout(timer); reject(opening.error); };
    opening.onsuccess = () => {
      clearTimeout(timer);
      if (late) opening.result.close(); else resolve(opening.result);
    };
  });
}

/** @template T @param {IDBTransaction} tx @param {(tx: IDBTransaction) => T | Promise<T>} work @returns {Promise<T>} */
function perform(tx, work) {
  return new Promise((resolve, reject) => {
    const stuck = () => { fail(new StuckError('transaction')); abort(tx); };
    const timer = setTimeout(stuck, STUCK_AFTER_MS);
    const fail = (/** @type {unknown} */ error) => { clearTimeout(timer); reject(error); };
    /** @type {unknown} */
    let cause = null;
    const finished = new Promise((done) => { tx.oncomplete = done; });
    // Quota is told here, at the abort, and nowhere else; the requests only say AbortError.
    tx.onabort = () => fail(isQuota(tx.error) ? tx.error : cause ?? tx.error ?? new DOMException('lost', 'AbortError'));
    const result = (async () => work(tx))();
    result.catch((error) => {
      cause = error;
      if (!abort(tx)) setTimeout(() => fail(error), 50);
    });
    Promise.all([result, finished]).then(([value]) => { clearTimeout(timer); resolve(value); }, () => {});
  });
}

/** @param {IDBTransaction} tx @returns {boolean} false when it was over already */
function abort(tx) {
  try {
    tx.abort();
    return true;
  } catch {
    return false;
  }
}

/** @param {unknown} error */
function isLost(error) {
  return error instanceof DOMException && LOST.has(error.name);
}

/** @param {unknown} error */
function isQuota(error) {
  return /** @type {Error | null} */ (error)?.name === 'QuotaExceededError';
}

/** @param {unknown} error */
function named(error) {
  return isQuota(error) ? new QuotaError('quota', { cause: error }) : error;
}
