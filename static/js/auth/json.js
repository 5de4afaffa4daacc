/** WebAuthn's options and answers as JSON, also for phones whose browser cannot do it itself. */

/** @param {ArrayBuffer | null} raw */
export function toText(raw) {
  if (!raw) return undefined;
  const letters = Array.from(new Uint8Array(raw), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
export function toBytes(text) {
  const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

/** @param {any} options as the server writes them @returns {PublicKeyCredentialCreationOptions} */
export function creationOptions(options) {
  return { ...options, challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(described) };
}

/** @param {any} options as the server writes them @returns {PublicKeyCredentialRequestOptions} */
export function requestOptions(options) {
  return { ...options, challenge: toBytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(described) };
}

/** @param {any} one */
function described(one) {
  return { ...one, id: toBytes(one.id) };
}

/** Only what the server checks; extension results (a PRF secret, say) never leave the phone.
 * @param {PublicKeyCredential} credential */
export function attestation(credential) {
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
  return { ...named(credential), response: { clientDataJSON: toText(response.clientDataJSON),
    attestationObject: toText(response.attestationObject) } };
}

/** @param {PublicKeyCredential} credential */
export function assertion(credential) {
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  return { ...named(credential), response: { clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData), signature: toText(response.signature),
    userHandle: toText(response.userHandle) } };
}

/** @param {PublicKeyCredential} credential */
function named(credential) {
  return { id: credential.id, rawId: toText(credential.rawId), type: credential.type };
}
