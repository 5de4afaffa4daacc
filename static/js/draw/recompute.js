/**
 * Does a published draw again, from its document alone, in the reader's own browser (docs/draw.md).
 * It imports nothing and asks nobody: what it finds, it finds from what it is given.
 */

/** @typedef {{name: string, holds: boolean, said: string, found: string}} Step */
/** @typedef {{visit: string, worker: string, household: string, lateOf: string, signals: string, asked: string, barred: string[]}} Row */
/** @typedef {{v: number, per_worker: number, of: number, anomaly: number, checkers: {id: string, capacity: number}[], conflicts: [string, string][]}} Rules */
/** @typedef {{visit: string, stratum: string}} Taken */
/** @typedef {Taken & {why: string}} Passed */
/** @typedef {(...what: string[]) => Promise<string>} Rank smaller comes first */
/** @typedef {Map<string, string>} Ranks of records, by visit */
/** @typedef {{stratum: string, rows: Row[], wanted: number}} Group */
/**
 * @typedef {{v: string, community: string, day: string, rules: string, commitment: string, secret: string,
 *   public_value: string, root: string, list: string, owed: string[], before: Record<string, number>, seed: string,
 *   advisory: boolean, rate: string, drawn: (Taken & {checker: string})[], passed: Passed[]}} Draw
 */

const NAMES = ['commitment', 'root', 'rules', 'seed', 'rate', 'drawn', 'passed', 'checkers', 'advisory'];
const ID = /^[0-9A-Za-z_-]{1,36}$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const MOST = 1_000_000;

/**
 * Every step with what the document says and what is found. Never throws: what cannot be read does not hold,
 * nor does what would have followed from it.
 * @param {unknown} document @returns {Promise<{steps: Step[], holds: boolean}>}
 */
export async function recompute(document) {
  const steps = NAMES.map((name) => ({ name, holds: false, said: '', found: '' }));
  try {
    let place = 0;
    for await (const [said, found] of results(/** @type {Draw} */ (document))) {
      Object.assign(/** @type {Step} */ (steps[place]), { holds: asText(said) === asText(found), said: shown(said), found: shown(found) });
      place += 1;
    }
  } catch {
    // The step at which it stopped, and all after it, keep `holds: false`.
  }
  return { steps, holds: steps.every((step) => step.holds) };
}

/** @param {Draw} doc @returns {AsyncGenerator<[unknown, unknown]>} what is said and what is found, in the order of NAMES */
async function* results(doc) {
  need(/^([0-9a-f]{64})?$/.test(text(doc.secret)) && /^([1-6]{10})?$/.test(text(doc.public_value)));
  const commitment = doc.secret ? hex(await sha256(fromHex(doc.secret))) : text(doc.commitment);
  need(/^[0-9a-f]{64}$/.test(commitment));
  yield [doc.commitment, commitment];

  const rows = readRows(text(doc.list), text(doc.day));
  const root = hex(await merkle(doc.list ? doc.list.split('\n').map(utf8) : []));
  yield [doc.root, root];

  const rules = readRules(text(doc.rules));
  const digest = hex(await sha256(utf8(doc.rules)));
  yield [digest, digest];

  const parts = ['draw/v1', text(doc.community), doc.day, doc.secret, doc.public_value, root, digest];
  const seed = await sha256(joined(parts.map(utf8).flatMap((part) => [length(part), part])));
  yield [[doc.v, doc.seed], ['draw/v1', hex(seed)]];

  const rank = await ranking(seed);
  const workers = [...new Set(rows.filter((row) => !row.lateOf).map((row) => row.worker))].sort();
  need(asText(doc.owed) === asText(workers.filter((worker) => doc.owed.includes(worker))));
  const capacity = rules.checkers.reduce((sum, one) => sum + one.capacity, 0);
  const short = capacity < rules.per_worker * workers.length;
  yield [doc.rate, short ? 'capacity' : 'full'];

  const shares = short ? await divided(workers, capacity, doc.owed, rank) : workers.map(() => rules.per_worker);
  const ordered = await inOrder(rows, (row) => rank('v', row.visit));
  const { drawn, passed } = walk([...ordinary(ordered, workers, shares, rules), ...late(ordered, doc.before, rules)]);
  yield [doc.drawn.map(({ checker: _, ...rest }) => rest), drawn.map(({ row, stratum }) => ({ visit: row.visit, stratum }))];
  yield [doc.passed, passed];
  yield [doc.drawn.map((one) => one.checker), await checkersOf(drawn.map((one) => one.row), rules, rank)];
  yield [doc.advisory, !(doc.secret && doc.public_value)];
}

/** The lines as records. @param {string} list @param {string} day */
function readRows(list, day) {
  const rows = list ? list.split('\n').map(readRow) : [];
  need(DATE.test(day));
  rows.forEach((row, place) => {
    const last = rows[place - 1];
    need((!last || last.visit < row.visit) && row.lateOf < day);
  });
  return rows;
}

/** @param {string} line @returns {Row} */
function readRow(line) {
  const fields = line.split('|');
  need(fields.length === 7);
  const [visit, worker, household, lateOf, signals, asked, barred] =
    /** @type {[string, string, string, string, string, string, string]} */ (fields);
  const names = [visit, worker, ...[household, signals, barred].flatMap((field) => (field ? field.split(',') : []))];
  need(names.every((name) => ID.test(name)) && !household.includes(','));
  need((lateOf === '' || DATE.test(lateOf)) && (asked === '' || asked === '1'));
  return { visit, worker, household, lateOf, signals, asked, barred: barred.split(',') };
}

/** RFC 6962: the digest of a tree whose left half is the largest power of two that leaves a right one.
 * @param {Uint8Array<ArrayBuffer>[]} leaves @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function merkle(leaves) {
  const [first] = leaves;
  if (!first) return sha256(new Uint8Array());
  if (leaves.length === 1) return sha256(joined([Uint8Array.of(0), first]));
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha256(joined([Uint8Array.of(1), await merkle(leaves.slice(0, left)), await merkle(leaves.slice(left))]));
}

/** @param {string} said @returns {Rules} */
function readRules(said) {
  const rules = /** @type {Rules} */ (JSON.parse(said));
  const ids = rules.checkers.map((one) => one.id);
  const counts = [rules.per_worker, rules.of, rules.anomaly, ...rules.checkers.map((one) => one.capacity)];
  need(rules.v === 1 && counts.every((n) => Number.isInteger(n) && n >= 0 && n <= MOST) && rules.of > 0);
  need(new Set(ids).size === ids.length && [...ids, ...rules.conflicts.flat()].every((id) => ID.test(text(id))));
  need(rules.conflicts.every((pair) => Array.isArray(pair) && pair.length === 2));
  return rules;
}

/** What the checkers can do, divided evenly; whoever is owed one has one. @param {string[]} workers
 * @param {number} capacity @param {string[]} owed @param {Rank} rank */
async function divided(workers, capacity, owed, rank) {
  const each = Math.floor(capacity / workers.length);
  const lucky = (await inOrder(workers, (worker) => rank('w', worker))).slice(0, capacity - each * workers.length);
  return workers.map((worker) => Math.max(each + (lucky.includes(worker) ? 1 : 0), owed.includes(worker) ? 1 : 0));
}

/** @param {Row[]} rows by rank @param {string[]} workers @param {number[]} shares @param {Rules} rules @returns {Group[]} */
function ordinary(rows, workers, shares, rules) {
  const base = workers.map((worker, place) => ({
    stratum: 'base',
    rows: rows.filter((row) => row.worker === worker && !row.lateOf),
    wanted: shares[place] ?? 0,
  }));
  return [...base, { stratum: 'anomaly', rows: rows.filter((row) => row.signals), wanted: rules.anomaly }];
}

/** @param {Row[]} rows by rank @param {Record<string, number>} before @param {Rules} rules @returns {Group[]} */
function late(rows, before, rules) {
  const pairOf = (/** @type {Row} */ row) => `${row.worker}|${row.lateOf}`;
  // Worker first, then day: in the joined text "|" would be compared with the letters of longer ids.
  const known = new Map(rows.filter((row) => row.lateOf).map((row) => [pairOf(row), row]));
  const order = (/** @type {Row} */ a, /** @type {Row} */ b) => compare(a.worker, b.worker) || compare(a.lateOf, b.lateOf);
  need(before instanceof Object && !Array.isArray(before));
  need(asText(Object.keys(before).sort()) === asText([...known.keys()].sort()));
  return [...known.values()].sort(order).map((one) => {
    const own = rows.filter((row) => row.worker === one.worker && row.lateOf === one.lateOf);
    const inTime = /** @type {number} */ (before[pairOf(one)]);
    need(Number.isSafeInteger(inTime) && inTime >= 0);
    const asked = own.length * rules.per_worker;
    const wanted = Math.max(Math.ceil(asked / (inTime + own.length)), Math.ceil(asked / rules.of));
    return { stratum: 'late', rows: own, wanted };
  });
}

/** Through every group in its order: what is drawn, and what is passed over on the way. @param {Group[]} groups */
function walk(groups) {
  /** @type {{row: Row, stratum: string}[]} */
  const drawn = [];
  /** @type {Passed[]} */
  const passed = [];
  for (const { stratum, rows, wanted } of groups) {
    let left = wanted;
    for (const row of rows.filter((one) => !drawn.some((taken) => taken.row === one))) {
      if (left === 0) break;
      const again = row.household !== '' && drawn.some((taken) => taken.row.household === row.household);
      if (row.asked || again) {
        passed.push({ visit: row.visit, stratum, why: row.asked ? 'asked' : 'same_household' });
      } else {
        drawn.push({ row, stratum });
        left -= 1;
      }
    }
  }
  return { drawn, passed };
}

/** Who checks each. @param {Row[]} rows as drawn @param {Rules} rules @param {Rank} rank */
async function checkersOf(rows, rules, rank) {
  const load = new Map(rules.checkers.map((one) => [one.id, 0]));
  /** @type {string[]} */
  const chosen = [];
  for (const row of rows) {
    const able = rules.checkers.filter(({ id }) => id !== row.worker && !row.barred.includes(id)
      && !rules.conflicts.some(([checker, worker]) => checker === id && worker === row.worker));
    const free = able.filter(({ id, capacity }) => (load.get(id) ?? 0) < capacity);
    const [first] = await inOrder(free.length ? free : able, ({ id }) => rank('c', row.visit, id));
    if (first) load.set(first.id, (load.get(first.id) ?? 0) + 1);
    chosen.push(first ? first.id : '');
  }
  return chosen;
}

/** @param {Uint8Array<ArrayBuffer>} seed @returns {Promise<Rank>} */
async function ranking(seed) {
  const key = await crypto.subtle.importKey('raw', seed, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (...what) => hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(what.join('|')))));
}

/** @template T @param {T[]} things @param {(thing: T) => Promise<string>} rank @returns {Promise<T[]>} the smallest rank first */
async function inOrder(things, rank) {
  const ranked = await Promise.all(things.map(async (thing) => ({ thing, rank: await rank(thing) })));
  return ranked.sort((a, b) => compare(a.rank, b.rank)).map(({ thing }) => thing);
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** @param {string} words @returns {Uint8Array<ArrayBuffer>} */
function utf8(words) {
  return new TextEncoder().encode(words);
}

/** The length as 4 bytes, the highest first. @param {Uint8Array} part @returns {Uint8Array<ArrayBuffer>} */
function length(part) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, part.length);
  return bytes;
}

/** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
function joined(parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} digits @returns {Uint8Array<ArrayBuffer>} */
function fromHex(digits) {
  return Uint8Array.from(digits.match(/../g) ?? [], (two) => parseInt(two, 16));
}

/** As JSON with the keys in order, so that two of them can be compared. @param {unknown} value @returns {string} */
function asText(value) {
  const sorted = (/** @type {string} */ _, /** @type {unknown} */ one) =>
    (one && typeof one === 'object' && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort()) : one);
  return JSON.stringify(value, sorted) ?? '';
}

/** @param {unknown} value @returns {string} */
function shown(value) {
  return typeof value === 'string' ? value : asText(value);
}

/** @param {string} a @param {string} b */
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

/** @param {unknown} value @returns {string} */
function text(value) {
  need(typeof value === 'string');
  return /** @type {string} */ (value);
}

/** @param {boolean} holds */
function need(holds) {
  if (!holds) throw new TypeError('not as docs/draw.md says');
}
