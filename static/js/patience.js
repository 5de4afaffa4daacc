/** Waiting that ends. */

/** @template T @param {Promise<T>} work it goes on when nobody waits any more @param {number} patience ms @returns {Promise<T>} rejects with a TimeoutError */
export function inTime(work, patience) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException('slow', 'TimeoutError')), patience);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
