// Small helps that no page needs: everything works without this file. No framework, no words of its own.

// After a refused form the reader starts at the list of what is wrong.
const summary = document.querySelector('.govuk-error-summary');
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest('.govuk-form-group') ?? field;
    (group.querySelector('legend, label') ?? group).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// Leaving a form with unsaved words asks first (the browser's own question); sending it twice is prevented.
for (const form of document.querySelectorAll('form.ot-form')) {
  let changed = false;
  let sentAt = 0;
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', (event) => {
    if (Date.now() - sentAt < 1000) {
      event.preventDefault();
      return;
    }
    sentAt = Date.now();
    changed = false;
  });
  addEventListener('beforeunload', (event) => { if (changed) event.preventDefault(); });
}

import './returns.js';
import './readout.js';
