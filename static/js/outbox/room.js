/** Room for what a person wrote: kept pages go first, they can be fetched again. */

import { QuotaError } from '../idb.js';
import { dropPages } from '../vault.js';

/** @template T @param {string} uid @param {() => Promise<T>} work safe to repeat @returns {Promise<T>} */
export async function withRoom(uid, work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof QuotaError)) throw error;
    await dropPages(uid);
    return work();
  }
}
