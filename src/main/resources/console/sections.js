// The parts of the page below the signing state, each from the answers that are there.

import { el } from './dom.js';
import { table } from './table.js';
import { drawing, dueSince, next, overdue, versions } from './timeline.js';
import { count, length, some, stamp, when } from './time.js';

const SLOT = 5;

const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);

const note = (text) => el('p', { class: 'quiet' }, text);

/** The life of every key, from the answer of `keys`; `status` adds the times of the policies. */
export function keys(answer, status, now, org) {
  const shown = answer.issuers.map((issuer) => {
    const home = status?.instance.region ?? issuer.keys[0]?.region;
    const configured = [...status?.issuers ?? [], ...status?.templates ?? []];
    const policies = configured.find((it) => it.name === issuer.name.split('/')[0])?.policies;
    return el('section', { 'data-key': issuer.name, class: 'issuer', 'aria-label': `Keys of issuer ${issuer.name}` },
      el('h3', {}, issuer.name, ' ', el('span', { class: 'url' }, issuer.issuer)),
      issuer.faults.map((fault) => el('p', { class: 'fault-line' }, `${fault.key}${elsewhere(fault.region, home)}: ${fault.reason}. `,
        el('span', { class: 'remedy' }, fault.remedy))),
      issuer.gone_since ? note(`Gone: its keys are not in Vault any more. It signs nothing since ${stamp(issuer.gone_since)}.`) : null,
      issuer.keys.length === 0 ? note(issuer.in_use ? 'No key was read yet.' : 'Not in use: nobody asked for it of late.') : null,
      issuer.keys.map((key) => life(key, home, key.role === 'GRANT' ? policies?.grant : policies?.published, now)));
  });
  const lacking = answer.incomplete.map((it) => el('p', { class: 'fault-line' }, `${it.name} is not served, since it lacks the keys ${it.missing.join(', ')}.`,
    it.misnamed ? ` ${it.misnamed} is there, and no organisation's name has upper-case letters.` : ''));
  if (org) {
    const none = shown.length === 0 && lacking.length === 0;
    return [note(none ? `There is no organisation ${org}.` : `Organisation ${org} alone; empty the field for all.`), lacking, shown];
  }
  return [templates(status, now), lacking, shown, answer.next === null ? null : note('There are more; find one by its name.')];
}

/** The organisations, as numbers. */
function templates(status, now) {
  return (status?.templates ?? []).map((it) => el('p', { 'data-key': `template-${it.name}` },
    `Issuer ${it.name}: ${count(it.known)} organisations, ${count(it.in_use)} in use, listed `, when(it.listed_at, now),
    it.rotation === null ? '.' : `; the rotation has checked ${count(it.rotation.checked)} of ${count(it.rotation.all)}.`));
}

/** Where a key is, unless it is at home. */
const elsewhere = (region, home) => (region === home ? '' : ` in region ${region}`);

function life(key, home, policy, now) {
  const signs = key.versions.find((it) => it.phase === 'signing');
  const id = `key-${key.region === home ? '' : `${key.region}-`}${key.name}`;
  const since = dueSince(key, now);
  return el('article', { 'data-key': key.region === home ? key.name : `${key.region} ${key.name}`, class: 'key', 'aria-labelledby': id },
    el('h4', { id }, key.name, elsewhere(key.region, home), ' ', el('span', { class: 'alg' }, `${key.algorithm}, ${key.role === 'GRANT' ? 'for grants' : 'for tokens'}`)),
    el('p', {}, signs ? `Version ${signs.version} is the one that signs. ` : 'No version is due to sign. ',
      since === null ? null : `${overdue(key, policy, now) ? 'Rotation is overdue' : 'A new version is due'} since ${stamp(since)}: `
        + 'the instance or the job that rotates has to make it (vouchsafe.rotation.mode).'),
    drawing(key, policy, now, id),
    next(key, policy, now),
    el('details', { 'data-key': 'table' }, el('summary', {}, `Table of the versions of ${key.name}${elsewhere(key.region, home)}`), versions(key, now)));
}

/** The issuers whose JWTs count as proofs. */
export function trusted(status, now) {
  const all = [...status.issuers, ...status.templates].flatMap((issuer) => issuer.trusted_issuers.map((it) => ({ ...it, of: issuer.name })));
  if (all.length === 0) {
    return [note('None is configured: no broker can vouch for anybody.')];
  }
  const columns = ['Name', 'Trusted by', 'Identity', 'Keys', 'Read', 'State'];
  return [table('Whose tokens count as proofs, and whether their keys can be read', columns, all.map((it) => [
    it.name, it.of, el('span', { class: 'url' }, it.issuer ?? `trust domain ${it.trust_domain}`), it.keys, when(it.read_at, now), state(it, now),
  ]))];
}

function state(issuer, now) {
  if (issuer.fault === null) {
    return issuer.read_at === null ? 'not asked yet' : '✓ keys are read';
  }
  return ['✗ ', issuer.keys > 0 ? 'the keys of the last reading serve: ' : 'no proof can be checked: ',
    issuer.fault.reason, ' since ', when(issuer.fault.since, now)];
}

/** What callers were refused, by type of problem. */
export function refusals(status, now) {
  if (status.refusals.length === 0) {
    return [note('No request was refused in the last hour.')];
  }
  const most = [...status.refusals].sort((one, other) => other.count - one.count);
  return [table('By type of problem, the most frequent first', ['Type', 'Status', 'Meaning', 'Times', 'Last'],
    most.map((it) => [el('code', {}, it.type), it.status, it.title, count(it.count), when(it.last_at, now)]))];
}

/** Tokens and grants a minute. */
export function rates(status) {
  const { tokens, grants } = status.last_hour;
  const series = [
    ['Tokens issued', tokens.issued, 'issued'], ['Tokens refused', tokens.refused, 'refused'],
    ['Tokens failed', tokens.failed, 'failed'], ['Grants issued', grants.issued, 'issued'],
    ['Grants refused', grants.refused, 'refused'], ['Grants failed', grants.failed, 'failed'],
  ];
  return [
    el('div', { class: 'charts' }, series.map(([name, minutes, kind]) => chart(name, minutes, kind))),
    el('details', { 'data-key': 'table' }, el('summary', {}, 'Table of the last hour'), slots(series)),
  ];
}

function chart(name, minutes, kind) {
  const most = Math.max(...minutes);
  const whole = sum(minutes);
  const id = `chart-${name.toLowerCase().replace(' ', '-')}`;
  const bars = minutes.map((value, minute) => (value === 0 ? null : el('rect', {
    class: `bar ${kind}`,
    x: `${((minute / minutes.length) * 100).toFixed(2)}%`,
    y: (46 - Math.max(2, (value / most) * 44)).toFixed(1),
    width: '1.3%',
    height: Math.max(2, (value / most) * 44).toFixed(1),
  })));
  return el('figure', { 'data-key': name, 'aria-label': name },
    el('figcaption', {}, name, ' ', el('strong', {}, count(whole)), ' ',
      el('span', { class: 'apart' }, whole === 0 ? null : `at most ${count(most)} in a minute`)),
    el('svg', { class: 'chart', role: 'img', width: '100%', height: 48, 'aria-labelledby': id },
      el('title', { id }, `${name} in the last hour: ${count(whole)}; at most ${count(most)} in a minute, ${count(minutes.at(-1))} in this minute.`),
      el('line', { class: 'axis', x1: '0', x2: '100%', y1: 47, y2: 47 }),
      bars));
}

function slots(series) {
  const length = series[0][1].length;
  const lines = [];
  for (let end = length; end > 0; end -= SLOT) {
    const name = end === length ? 'the last 5 minutes' : `${length - end + SLOT} to ${length - end} minutes ago`;
    lines.push([name, ...series.map(([, minutes]) => count(sum(minutes.slice(end - SLOT, end))))]);
  }
  return table('Five minutes a line, the latest first', ['When', ...series.map(([name]) => name)], lines);
}

/** Whether every token can be recorded. */
function audit(it, now) {
  const where = el('code', {}, it.target);
  return it.fault === null ? ['✓ written to ', where]
    : ['✗ ', where, ' cannot be written since ', when(it.fault.since, now), ': ', it.fault.reason,
      it.required ? '; no token leaves' : '; tokens leave unrecorded'];
}

/** The process that answers, and by which times it goes. */
export function instance(status, now) {
  const it = status.instance;
  const facts = [
    ['Version', it.version], ['Commit', el('code', {}, it.commit)], ['Runs as', it.runtime],
    ['Started', when(it.started_at, now)], ['Host', it.host], ['Rotation', it.rotation],
    ['Vault', el('code', {}, it.vault.address)], ['Vault namespace', it.vault.namespace ?? '–'],
    ['Audit', audit(status.audit, now)],
  ];
  return [
    el('dl', { class: 'facts' }, facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
    table('Key policies and clock; instances whose digests differ disagree',
      ['Issuer', 'Policy of tokens', 'Policy of grants', 'Vault’s clock is ahead by', 'JWKS read'],
      [...status.issuers, ...status.templates].map((issuer) => [
        issuer.name, policy(issuer.policies.published), policy(issuer.policies.grant),
        ...(issuer.known === undefined ? read(issuer) : ['–', '–']),
      ])),
  ];
}

/** The clock by which an issuer's keys were read, and when. */
const read = (issuer) => [
  issuer.clock_offset_seconds === null ? 'not known' : some(issuer.clock_offset_seconds, 'second'),
  issuer.published_age_seconds === null ? 'not yet'
    : `${length(issuer.published_age_seconds)} ago${issuer.restored ? ', from the ring snapshot' : ''}`,
];

const policy = (it) => [el('code', {}, it.digest), el('span', { class: 'apart' },
  ` new every ${length(it.rotate_every_seconds)}, announced ${length(it.announce_for_seconds)}, kept ${length(it.retire_after_seconds)},` +
  ` ${it.most_published_versions === null ? 'any number of' : `at most ${it.most_published_versions}`} versions`)];
