/** Passkeys: making one by an invitation, and signing in with one touch. */

import { Refusal, ownDevice, post } from './auth/ask.js';
import { assertion, attestation, creationOptions, requestOptions } from './auth/json.js';

/** Whether this phone can keep a passkey behind a finger, a face or its lock screen. */
export async function canKeepPasskey() {
  try {
    return Boolean(globalThis.PublicKeyCredential)
      && await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  } catch {
    return false;
  }
}

/** Whether this browser knows passkeys at all (a computer may borrow the phone's). */
export function knowsPasskeys() {
  return Boolean(globalThis.PublicKeyCredential && navigator.credentials);
}

/** @returns {Promise<{next: string}>} where the day begins */
export async function signInWithPasskey() {
  const { publicKey } = await post('/sign-in/challenge');
  const options = requestOptions(publicKey);
  const credential = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey: options }));
  try {
    return await post('/sign-in/passkey', { credential: assertion(credential), device: await ownDevice() });
  } catch (error) {
    if (error instanceof Refusal && error.forget) await hide(options.rpId ?? location.hostname, credential.id);
    throw error;
  }
}

/** @param {string} invitation path of the invitation @returns {Promise<{next: string}>} */
export async function registerPasskey(invitation) {
  const { publicKey } = await post(`${invitation}/passkey/options`);
  const credential = /** @type {PublicKeyCredential} */ (
    await navigator.credentials.create({ publicKey: creationOptions(publicKey) }));
  try {
    return await post(`${invitation}/passkey`, { credential: attestation(credential), device: await ownDevice() });
  } catch (error) {
    // The server says that it did not keep it: do not offer it at the next sign-in.
    if (error instanceof Refusal && error.answered) await hide(publicKey.rp.id, credential.id);
    throw error;
  }
}

/** Tells the phone which passkeys of this person still work, so that revoked ones are not offered.
 * @param {{rpId: string, userId: string, allAcceptedCredentialIds: string[]}} accepted */
export async function tellAccepted(accepted) {
  await signal('signalAllAcceptedCredentials', accepted);
}

/** @param {string} rpId @param {string} credentialId */
async function hide(rpId, credentialId) {
  await signal('signalUnknownCredential', { rpId, credentialId });
}

/** @param {string} name @param {unknown} value */
async function signal(name, value) {
  try {
    await /** @type {any} */ (globalThis.PublicKeyCredential)?.[name]?.(value);
  } catch { /* a hint for the phone, no more */ }
}
