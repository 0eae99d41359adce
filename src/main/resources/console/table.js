// Tables that stay tables for a screen reader however they are laid out.

import { el } from './dom.js';

/** A table that reads as cards where there is no room for its columns. */
export function table(caption, columns, lines) {
  return el('table', { role: 'table' },
    el('caption', {}, caption),
    el('thead', { role: 'rowgroup' },
      el('tr', { role: 'row' }, columns.map((it) => el('th', { scope: 'col', role: 'columnheader' }, it)))),
    el('tbody', { role: 'rowgroup' }, lines.map((cells) => el('tr', { role: 'row' }, cells.map((cell, column) =>
      el(column === 0 ? 'th' : 'td', {
        'data-label': columns[column], role: column === 0 ? 'rowheader' : 'cell',
        ...(column === 0 ? { scope: 'row' } : {}),
      }, el('div', {}, cell)))))));
}
