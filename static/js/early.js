// Runs before the first paint, so that the chosen text size never jumps.
try {
  const size = localStorage.getItem('qm-text');
  if (size === '20' || size === '24') document.documentElement.dataset.text = size;
} catch { /* storage is closed: the usual size stays */ }
