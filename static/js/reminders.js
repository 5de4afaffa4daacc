/** Reminders by the phone's own system (Web Push): asked for, given up, renewed at the next sign-in. */

import { getValue, setValue } from './device.js';
import { inTime } from './patience.js';
import { t } from './text.js';

const SUBSCRIBE_MS = 20_000; // where the service is out of reach, browsers try for ever

/** What a reminder says, in the words of the page on which it was asked for: its bringer knows nothing. */
const said = () => ({ title: t('敲门有新消息'), body: t('点开看看。') });

/** Why there are no reminders here. */
export class NoReminders extends Error {}

/** Whether this browser can show any. */
export function isPossible() {
  return 'PushManager' in globalThis && 'Notification' in globalThis && 'serviceWorker' in navigator;
}

/** Asks the person, the push service and the server, in this order.
 * @param {string} uid @param {string} session tag of this sign-in @param {string} key the server's, base64url */
export async function ask(uid, session, key) {
  if (!await isAllowed()) throw new NoReminders(t('手机没有允许通知。要用的话，在浏览器的网站设置里允许通知，再点一次。'));
  const subscription = await inTime(subscribe(key), SUBSCRIBE_MS).catch(() => {
    throw new NoReminders(t('这部手机连不上推送服务，中国大陆的安卓手机大多如此。敲门里的消息照常有。'));
  });
  await tell(subscription.endpoint);
  await setValue('reminder', said());
  await setValue(`reminders:${uid}`, session);
}

async function isAllowed() {
  return Notification.permission === 'granted' || await Notification.requestPermission() === 'granted';
}

/** @param {string} key */
async function subscribe(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  await forgetOfAnotherKey(pushManager, key);
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

/** @param {string} uid */
export async function giveUp(uid) {
  await post('/push/subscription/end', {});
  await setValue(`reminders:${uid}`, undefined); // the browser's stays: a colleague may have theirs by it
}

/** Reminders end with a sign-in; whoever asked for them on this phone has them again with the next.
 * @param {string} uid @param {string} session tag of this sign-in */
export async function renew(uid, session) {
  const asked = await getValue(`reminders:${uid}`);
  if (!asked || asked === session || !isPossible() || Notification.permission !== 'granted') return;
  const subscription = await subscriptionHere();
  if (!subscription) return;
  await tell(subscription.endpoint);
  await setValue(`reminders:${uid}`, session);
}

/** What the browser holds, if anything. @returns {Promise<PushSubscription | null>} */
async function subscriptionHere() {
  const registration = await navigator.serviceWorker.getRegistration();
  return await registration?.pushManager.getSubscription() ?? null;
}

/** Whether the browser holds one that this server can use. @param {string} key */
export async function isHere(key) {
  const held = await subscriptionHere();
  return held !== null && !isOfAnotherKey(held, key);
}

/** A server that was set up anew has another key, and what belongs to the old one reaches nobody.
 * @param {PushManager} manager @param {string} key */
async function forgetOfAnotherKey(manager, key) {
  const old = await manager.getSubscription();
  if (old && isOfAnotherKey(old, key)) await old.unsubscribe();
}

/** @param {PushSubscription} held @param {string} key */
function isOfAnotherKey(held, key) {
  const known = held.options?.applicationServerKey;
  return Boolean(known) && !isSame(new Uint8Array(/** @type {ArrayBuffer} */ (known)), bytes(key));
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function isSame(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/** @param {string} endpoint */
function tell(endpoint) {
  return post('/push/subscription', { endpoint });
}

/** @param {string} path @param {unknown} body */
async function post(path, body) {
  const response = await fetch(path, { method: 'POST', body: JSON.stringify(body), redirect: 'error',
    headers: { 'content-type': 'application/json', accept: 'application/json' } }).catch(() => null);
  if (response?.ok) return;
  const answer = await response?.json().catch(() => null);
  throw new NoReminders(answer?.title ?? t('连不上服务器，请看看有没有信号，再试一次。'));
}

/** @param {string} text base64url */
function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
}
