// Runs before the first paint, so that the chosen text size never jumps.
try {
  const root = document.documentElement;
  const size = localStorage.getItem('qm-text');
  if (size === '20' || size === '24') root.dataset.text = size;
  // Who signed in is noted even when this page is left before the modules are there (session.js).
  document.addEventListener('readystatechange', () => {
    const user = document.querySelector('meta[name="qm-user"]');
    if (!(user instanceof HTMLMetaElement) || !root.dataset.user || root.dataset.kept !== undefined) return;
    try { localStorage.setItem('qm-user', JSON.stringify({ user: JSON.parse(user.content), at: Date.now() })); } catch { /* the modules will note it */ }
  }, { once: true });
} catch { /* storage is closed: the usual size stays */ }

// A tap on a button that only a script serves, made before the script listens, waits for it.
{
  const taps = new Set();
  const keep = (event) => {
    const button = event.target.closest('button[type="button"]:not([popovertarget], [commandfor])');
    if (!button) return;
    event.stopImmediatePropagation();
    taps.add(button);
  };
  addEventListener('click', keep, true);
  addEventListener('qm:listening', () => {
    removeEventListener('click', keep, true);
    for (const button of taps) button.click();
  }, { once: true });
}

// A script that could not be fetched is never asked for again by the same page: the page says so, and
// is opened anew when the network is back, unless somebody has begun to type.
{
  let typed = false;
  // Opened again, it would send its form once more.
  const answersForm = document.documentElement.dataset.answersForm !== undefined;
  const say = () => {
    const notice = document.querySelector('[data-incomplete]');
    if (notice?.hidden) {
      notice.hidden = false;
      addEventListener('online', () => { if (!typed && !answersForm) location.reload(); });
    }
  };
  const broken = () => { if (document.readyState === 'loading') addEventListener('DOMContentLoaded', say); else say(); };
  addEventListener('input', () => { typed = true; }, true);
  addEventListener('qm:incomplete', broken);
  addEventListener('error', (event) => { if (event.target instanceof HTMLScriptElement) broken(); }, true);
}
