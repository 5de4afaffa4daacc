/** Who signs: a finger or face on this person's passkey, or the key of a phone that has none. */

import { Refusal } from '../auth/ask.js';
import { assertion, toBytes } from '../auth/json.js';
import { deviceKeys, signDay } from '../devicekey.js';
import { knowsPasskeys } from '../passkey.js';
import { t } from '../text.js';
import { asText } from './statement.js';

/** @typedef {import('./challenges.js').Days} Days */
/** @typedef {'passkey' | 'device_key'} Way */

/** The ways that this person has on this phone, the likelier first.
 * @param {import('../device.js').User} user @param {Days} days @returns {Promise<Way[]>} */
export async function waysOf(user, days) {
  /** @type {Way[]} */
  const ways = await ownKey(user, days) ? ['device_key'] : [];
  return days.keys.length && knowsPasskeys() ? [...ways, 'passkey'] : ways;
}

/** A phone that two people share holds a key of each. @param {import('../device.js').User} user @param {Days} days */
async function ownKey(user, days) {
  const mine = (/** @type {import('../devicekey.js').DeviceKey} */ one) =>
    days.device_keys ? days.device_keys.includes(one.id) : one.name === user.name;
  return (await deviceKeys()).find(mine);
}

/** @param {Way} way @param {import('../device.js').User} user @param {Days} days @param {Uint8Array<ArrayBuffer>} challenge @returns {Promise<object>} */
export async function prove(way, user, days, challenge) {
  return way === 'passkey' ? byPasskey(days, challenge) : byKey(user, days, challenge);
}

/** @param {Days} days @param {Uint8Array<ArrayBuffer>} challenge */
async function byPasskey({ rp_id: rpId, keys }, challenge) {
  const allowCredentials = keys.map((id) => ({ type: /** @type {const} */ ('public-key'), id: toBytes(id) }));
  const credential = await navigator.credentials.get({ publicKey: { challenge, rpId, allowCredentials, userVerification: 'required' } });
  return { kind: 'passkey', credential: assertion(/** @type {PublicKeyCredential} */ (credential)) };
}

/** @param {import('../device.js').User} user @param {Days} days @param {Uint8Array<ArrayBuffer>} challenge */
async function byKey(user, days, challenge) {
  const own = await ownKey(user, days);
  if (!own) throw new Refusal(t('这部手机还没有登记'), t('请站长发一个邀请，登记后就能签到。'));
  return { kind: 'device_key', key: own.id, signature: await signDay(own, asText(challenge)) };
}
