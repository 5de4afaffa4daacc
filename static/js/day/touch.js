/** One touch: the challenge, the statement, the finger, and the record in the outbox. Nothing is
 * written unless all of it went well. */

import { Refusal } from '../auth/ask.js';
import { deviceId } from '../device.js';
import { uuid7 } from '../ids.js';
import { withLock } from '../lock.js';
import { madeNow } from '../outbox/envelope.js';
import { save } from '../outbox/records.js';
import { askForSync } from '../outbox/triggers.js';
import { announce } from '../signals.js';
import { t } from '../text.js';
import { daysNow } from './challenges.js';
import { halfAt, isSame } from './parts.js';
import { prove, waysOf } from './proof.js';
import { recordsOf } from './records.js';
import { bind, makeStatement } from './statement.js';

/** @typedef {import('./parts.js').Half} Half */
/** @typedef {import('./proof.js').Way} Way */
/** @typedef {{chosen: Half | null, windows: import('./parts.js').Windows, said: import('./statement.js').Said, way: Way | null}} Asked `chosen`: by hand, where the phone's clock cannot tell */

/** The clock points to a half of a day of which this phone has no challenge, or was set back: the person is asked. */
export class WhichHalf extends Error {
  name = 'WhichHalf';

  /** @param {Half[]} halves */
  constructor(halves) {
    super('which half of a day');
    this.halves = halves;
  }
}

/** @param {import('../device.js').User} user @param {Asked} asked @returns {Promise<boolean>} false: another tab is at it, or it was done before */
export async function touch(user, asked) {
  let done = false;
  await withLock(`day:${user.id}`, async () => { done = await sign(user, asked); });
  return done;
}

/** @param {import('../device.js').User} user @param {Asked} asked */
async function sign(user, { chosen, windows, said, way }) {
  const { days, now, sure } = await daysNow(user.id);
  const wanted = chosen ?? (sure ? halfAt(now, windows) : null);
  const challenge = wanted && days.halves.find((one) => isSame(one, wanted));
  if (!challenge) throw new WhichHalf(days.halves);
  const before = (await recordsOf(user.id)).filter((one) => isSame(one.statement, challenge));
  if (before.some((one) => one.row.state !== 'refused')) return false;
  const ways = await waysOf(user, days);
  const used = way && ways.includes(way) ? way : ways[0];
  if (!used) throw new Refusal(t('这部手机还没有登记'), t('请站长发一个邀请，登记后就能签到。'));
  const [id, device, made] = [uuid7(), await deviceId(), await madeNow(user.id)];
  const statement = makeStatement(user, { id, device, made }, challenge, said);
  const proof = await prove(used, user, days, await bind(challenge.challenge, statement));
  await save(user, { id, kind: 'sign_in', body: { statement, proof: JSON.stringify(proof) }, base: null, files: [], made },
    { subject: '', draft: `sign_in/${id}`, replaces: before[0]?.row.id });
  askForSync();
  announce('saved');
  return true;
}
