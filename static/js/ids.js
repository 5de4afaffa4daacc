/** Ids, digests and nonces. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** @param {ArrayBuffer | Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => HEX[byte]).join('');
}

/** @param {number} bytes how many random bytes, written as hex */
export function randomHex(bytes) {
  return hex(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** A UUIDv7 (RFC 9562): sorts by the time it was made; its time is the phone's and proves nothing. */
export function uuid7(now = Date.now()) {
  const text = now.toString(16).padStart(12, '0') + randomHex(10);
  const variant = (8 | (parseInt(text.charAt(16), 16) & 3)).toString(16);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-7${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`;
}

/** @param {string | ArrayBuffer} data lower hex SHA-256 of the bytes (text as UTF-8) */
export async function sha256(data) {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return hex(await crypto.subtle.digest('SHA-256', bytes));
}

/** @param {string} text base64url without padding @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64Url(text) {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}
