/** `data-live="/address"`: a block that renews itself when the server says that something changed
 * (`qm:changed` starts its htmx request); where no such stream can be had, it asks by itself. */

const POLL_MS = 10_000;
const AGAIN_MS = 60_000;

/** @param {HTMLElement} block */
export function attach(block) {
  const changed = () => {
    if (document.visibilityState === 'visible') block.dispatchEvent(new Event('qm:changed'));
  };
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let polling;
  const poll = () => { polling ??= setInterval(changed, POLL_MS); };
  const rest = () => { clearInterval(polling); polling = undefined; };
  // What happened while nobody looked is shown at once.
  document.addEventListener('visibilitychange', changed);
  const open = () => {
    if (!('EventSource' in globalThis)) return poll();
    poll(); // until something is heard: a proxy may hold a stream back without an error
    const stream = new EventSource(block.dataset.live ?? '');
    let heard = false;
    stream.addEventListener('here', () => {
      rest();
      if (heard) changed(); // the line was cut, and something may have happened meanwhile
      heard = true;
    });
    stream.addEventListener('changed', changed);
    stream.addEventListener('error', () => {
      poll();
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS); // refused: too many, or signed out
    });
    addEventListener('pagehide', () => stream.close(), { once: true });
    return undefined;
  };
  open();
}
