/**
 * The one script of every page. It imports a behaviour only when its hook is on the page.
 * No static imports: the guard below must stand before anything slow is loaded.
 */

/** @typedef {{attach: (element: any) => unknown}} Behaviour */
/** @type {[string, () => Promise<Behaviour>][]} selector, module */
const BEHAVIOURS = [
  ['form[data-outbox]', () => import('./behaviours/autosave.js')],
  ['form[data-outbox]', () => import('./behaviours/outbox-form.js')],
  ['[data-photos]', () => import('./behaviours/photos.js')],
  ['[data-position]', () => import('./behaviours/position.js')],
  ['select[data-problem]', () => import('./behaviours/problem.js')],
  ['[data-shown-if]', () => import('./behaviours/shown-if.js')],
  ['time[data-relative], time[data-due]', () => import('./behaviours/relative-time.js')],
  ['input[data-search]', () => import('./behaviours/search.js')],
  ['[data-strip], [data-unsent-count]', () => import('./behaviours/strip.js')],
  ['[data-reminders]', () => import('./behaviours/reminders.js')],
  ['html:not([data-kept]) [data-news-count]', () => import('./behaviours/news.js')],
  ['[data-household]:not(form), [data-last-visit]', () => import('./behaviours/overlay.js')],
  ['[data-outbox-list]', () => import('./behaviours/outbox-page.js')],
  ['[data-storage]', () => import('./behaviours/storage.js')],
  ['[data-sign-out]', () => import('./behaviours/sign-out.js')],
  ['input[data-text-size]', () => import('./behaviours/text-size.js')],
  ['[data-offline-none]', () => import('./behaviours/offline-page.js')],
  ['html:is([data-kept], [data-user=""]) [data-banners]', () => import('./behaviours/banners.js')],
  ['form[data-needs-network]', () => import('./behaviours/needs-network.js')],
  ['[data-live]', () => import('./behaviours/live.js')],
  ['form[data-outline]', () => import('./behaviours/outline.js')],
  ['[data-dialog-open]', () => import('./behaviours/dialog.js')],
  ['[data-hall-screen]', () => import('./behaviours/hall-screen.js')],
  ['body[data-round]', () => import('./behaviours/round.js')],
  ['body[data-round]', () => import('./behaviours/days.js')],
  ['[data-check], [data-check-list]', () => import('./behaviours/check-answers.js')],
  ['[data-draw-proof]', () => import('./behaviours/draw-proof.js')],
  ['[data-day]', () => import('./behaviours/sign-in-card.js')],
];

/** Forms that a dead network would lose; sent before their behaviour is there, they wait for it.
 * @type {WeakSet<EventTarget>} */
const ready = new WeakSet();
const GUARDED = 'form[data-outbox], form[data-sign-out], form[data-needs-network]';

document.addEventListener('submit', async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches(GUARDED) || ready.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await started.then(() => attachAll(form.parentElement ?? document), () => {});
  ready.add(form); // also when the scripts could not be loaded: then the plain way is the only one
  form.requestSubmit(/** @type {SubmitEvent} */ (event).submitter);
}, true);

/** @type {WeakMap<Element, Set<string>>} */
const attached = new WeakMap();

/** @param {ParentNode} root */
async function attachAll(root) {
  const attaching = await Promise.all(BEHAVIOURS.map(async ([selector, load]) => {
    const elements = [...root.querySelectorAll(selector)];
    if (root instanceof Element && root.matches(selector)) elements.push(root);
    if (!elements.length) return [];
    const name = String(load);
    const loaded = await load().catch(incomplete);
    if (!loaded) return [];
    const { attach } = loaded;
    return elements.map((element) => {
      const had = attached.get(element) ?? new Set();
      attached.set(element, had);
      if (had.has(name)) return undefined;
      had.add(name);
      // One behaviour that fails (no database, say) takes no other with it.
      return attempt(() => attach(element)).catch((error) => console.warn(selector, error));
    });
  }));
  dispatchEvent(new Event('qm:listening')); // early.js gives back the taps it kept
  await Promise.all(attaching.flat());
  for (const form of root.querySelectorAll(GUARDED)) ready.add(form);
}

/** One module that does not load takes no other with it; early.js tells. @param {unknown} [why] @returns {undefined} */
function incomplete(why) {
  if (why) console.warn(why);
  dispatchEvent(new Event('qm:incomplete'));
}

/** Calls at once, so that a behaviour listens before it waits; a throw becomes a rejection.
 * @param {() => unknown} act */
async function attempt(act) {
  await act();
}

async function start() {
  const [{ loadWords }, { beginSession }] = await Promise.all([import('./text.js'), import('./begin.js')]);
  const session = beginSession();
  await loadWords();
  await session;
  await attachAll(document);
}

const started = start();
started.catch((why) => {
  incomplete(why);
  dispatchEvent(new Event('qm:listening')); // what works without us shall
});
// htmx 4 and 2 name it differently; both mean: new elements are here.
for (const swapped of ['htmx:after:swap', 'htmx:afterSwap']) {
  document.addEventListener(swapped, () => { started.then(() => attachAll(document)); });
}
