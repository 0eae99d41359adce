// Whether tokens can be signed; if not, why, and what mends it. The first thing that whoever was woken reads.

import { el } from './dom.js';
import { count, stamp, when } from './time.js';

const MARKS = { good: '✓', part: '!', bad: '✗', unknown: '?' };

const WORDS = { good: 'yes', part: 'in part', bad: 'no', unknown: 'not known' };

const tokens = (entry) => entry.role !== 'GRANT';

/** Those that are configured one by one, and templates. */
const configured = (status) => [...status.issuers, ...status.templates];

/** The keys of an issuer, or of the organisation that stands for all of a template; where none is in use, what fails for all. */
const keysOf = (issuer) => (issuer.fault ? [{ state: 'failing', key: `every key of issuer ${issuer.name}`, ...issuer.fault }] : issuer.signing);

/** What the answer of `status` says in one sentence. */
export function verdict(status) {
  const entries = configured(status).flatMap(keysOf);
  const failing = entries.filter((entry) => entry.state === 'failing');
  const waiting = entries.filter((entry) => entry.state === 'waiting');
  if (entries.length === 0) {
    const known = status.templates.reduce((sum, it) => sum + it.known, 0);
    return { state: 'unknown', text: `No organisation is in use yet; ${known === 1 ? '1 is known' : `${count(known)} are known`}` };
  }
  if (entries.filter(tokens).every((entry) => entry.state !== 'signing')) {
    return { state: 'bad', text: 'No token can be signed' };
  }
  if (failing.some(tokens)) {
    return { state: 'part', text: 'Some tokens cannot be signed' };
  }
  if (failing.length > 0) {
    return { state: 'part', text: 'Tokens can be signed, and new grants cannot' };
  }
  if (waiting.length > 0) {
    return { state: 'part', text: 'Tokens can be signed, with one key only later' };
  }
  const away = entries.find((entry) => entry.state === 'signing' && entry.region !== status.instance.region);
  if (away) {
    return { state: 'part', text: `Tokens can be signed, in region ${away.region}, since home's Vault is away` };
  }
  if (status.issuers.some((issuer) => !issuer.ready)) {
    return { state: 'part', text: 'Tokens can be signed, but the key set is too old' };
  }
  if (status.templates.some((it) => !it.ready)) {
    return { state: 'part', text: 'Tokens can be signed, but the list of organisations is too old' };
  }
  return { state: 'good', text: 'Tokens can be signed' };
}

/** The verdict while the instance does not answer. */
export function unknown(held) {
  return held
    ? { state: 'unknown', text: `Not known now; at ${stamp(Date.parse(held.at))}: ${held.verdict.text}` }
    : { state: 'unknown', text: 'Not known: this instance does not answer' };
}

/** The mark before the verdict, for the window's title. */
export const mark = (state) => MARKS[state];

export const word = (state) => WORDS[state];

/** What stands under the verdict. */
export function details(status, now) {
  return [faults(status, now), later(status, now), readiness(status), summary(status)];
}

/** One entry for each remedy, however many keys wait for it. */
function faults(status, now) {
  const found = new Map();
  for (const issuer of configured(status)) {
    for (const entry of keysOf(issuer).filter((it) => it.state === 'failing')) {
      const fault = found.get(entry.remedy) ?? { reasons: new Set(), remedy: entry.remedy, since: entry.since, stopped: [] };
      fault.reasons.add(entry.reason);
      fault.stopped.push(entry.key);
      fault.since = fault.since < entry.since ? fault.since : entry.since;
      found.set(entry.remedy, fault);
    }
  }
  const several = found.size > 1;
  return [...found.values()].map((fault) => el('dl', { class: 'fault' },
    el('div', {}, el('dt', {}, 'Why'), [...fault.reasons].map((reason) => el('dd', { class: 'why' }, reason))),
    el('div', {}, el('dt', {}, 'What mends it'), el('dd', { class: 'remedy' }, fault.remedy)),
    el('div', {}, el('dt', {}, 'Since'), el('dd', {}, when(fault.since, now))),
    several && el('div', {}, el('dt', {}, 'Stops'), el('dd', {}, fault.stopped.join(', ')))));
}

function later(status, now) {
  return configured(status).flatMap((issuer) => issuer.signing)
    .filter((entry) => entry.state === 'waiting')
    .map((entry) => el('p', { class: 'later' },
      `${entry.key} ${entry.reason}, and signs from `, when(entry.from, now)));
}

function readiness(status) {
  const stopping = status.stopping
    ? [el('p', { class: 'later' }, 'Not ready: this instance is stopping, and another one has to answer.')] : [];
  const unlisted = status.templates.filter((it) => !it.ready).map((it) => el('p', { class: 'later' },
    it.listed_at === null
      ? `Not ready: the organisations of issuer ${it.name} were not listed yet.`
      : `Not ready: the organisations of issuer ${it.name} were listed longer ago than max-published-age.`));
  return [...stopping, ...unlisted, ...status.issuers.filter((issuer) => !issuer.ready).map((issuer) => el('p', { class: 'later' },
    issuer.published_age_seconds === null
      ? `Not ready: issuer ${issuer.name} has no key set to serve, since not every key was read yet.`
      : `Not ready: the key set of issuer ${issuer.name} was read longer ago than max-published-age.`))];
}

function summary(status) {
  return el('ul', { class: 'states', 'aria-label': 'Each key' }, configured(status).flatMap((issuer) =>
    issuer.signing.map((entry) => el('li', { 'data-state': entry.state },
      el('span', { class: 'glyph', 'aria-hidden': 'true' }, entry.state === 'signing' ? '✓' : entry.state === 'waiting' ? '…' : '✗'),
      el('span', {}, el('strong', {}, entry.key), ' ',
        entry.state === 'signing' ? `signs with version ${entry.version}` : entry.state === 'waiting' ? 'waits' : 'signs nothing')))));
}
