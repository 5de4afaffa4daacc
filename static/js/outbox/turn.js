/**
 * Whose turn it is: attendance, then what is urgent, then the rest. `nextAt` says since when a record
 * is due, and the earliest goes first; a turn is a time long ago.
 */

/** @typedef {{kind: import('./envelope.js').Kind, urgent?: boolean}} Waiting */

/** The earliest turn there is. */
export const FIRST_TURN = -2;

/** @param {Waiting} row @returns {number} the `nextAt` of one that is due now */
export function turnOf({ kind, urgent }) {
  if (kind === 'sign_in') return FIRST_TURN;
  return urgent ? -1 : 0;
}
