// The life of one key: what each version does when, as a drawing, as sentences and as a table.

import { el } from './dom.js';
import { table } from './table.js';
import { apart, brief, when } from './time.js';

const ROW = 44;
const HEAD = 22;
const FOOT = 22;
const BAR = 16;
const HOUR = 3600 * 1000;

const time = (text) => (text ? Date.parse(text) : null);

/** The times of a key's policy in milliseconds, or null where the instance did not say them. */
function timesOf(policy) {
  return policy && {
    rotateEvery: policy.rotate_every_seconds * 1000,
    announceFor: policy.announce_for_seconds * 1000,
    retireAfter: policy.retire_after_seconds * 1000,
  };
}

/** When the next version is due, if that is known: at once where it is overdue. */
function due(key, times) {
  if (key.next_action === 'rotate') {
    return time(key.next_action_at);
  }
  if (key.next_action === 'none') {
    return null;
  }
  return times && Math.max(...key.versions.map((it) => time(it.created))) + times.rotateEvery;
}

/** What a version does when; `until` is null while no end is in sight. */
function segments(version, now) {
  const created = time(version.created);
  const signs = time(version.signs_from);
  const ceases = time(version.signs_until);
  const leaves = time(version.leaves_jwks_at);
  const parts = [
    { phase: 'announced', from: created, until: ceases === null ? signs : Math.min(signs, ceases) },
    { phase: 'signing', from: signs, until: ceases },
    { phase: 'verifying', from: ceases, until: leaves },
  ].filter((it) => it.from !== null && (it.until === null || it.until > it.from));
  const present = parts.find((it) => it.from <= now && (it.until === null || now < it.until));
  if (present && version.phase !== 'retired') {
    present.phase = version.phase;
  }
  return parts;
}

/** The rows of the drawing: every version that Vault lists and that is not skipped, and the one that is due next. */
function rows(key, times, now) {
  const drawn = key.versions.filter((it) => it.phase !== 'skipped').map((it) => ({
    name: `version ${it.version}`, state: it.phase, parts: segments(it, now), planned: false,
  }));
  const next = due(key, times);
  if (next === null || !times) {
    return drawn;
  }
  const created = Math.max(next, now);
  const signs = created + times.announceFor;
  const latest = drawn.at(-1);
  const open = latest.parts.at(-1);
  if (open && open.until === null) {
    open.until = signs;
    latest.parts.push({ phase: 'verifying', from: signs, until: signs + times.retireAfter, planned: true });
  }
  const number = key.versions.at(-1).version + 1;
  return [...drawn, {
    name: `version ${number}`,
    state: 'planned',
    planned: true,
    parts: [
      { phase: 'announced', from: created, until: signs, planned: true },
      { phase: 'signing', from: signs, until: null, planned: true },
    ],
  }];
}

function span(lines, times, now) {
  const shown = lines.filter((line) => line.state !== 'retired').flatMap((line) => line.parts);
  const ends = shown.flatMap((it) => (it.until === null ? [it.from] : [it.from, it.until]));
  const end = Math.max(now + HOUR / 60, ...ends);
  const begin = Math.min(now, ...shown.map((it) => it.from));
  const oldest = now - 2 * Math.max(end - now, times ? times.rotateEvery : HOUR);
  const first = Math.max(begin, oldest);
  return { first, last: end + (end - first) * 0.06 };
}

/** The drawing; its text alternative is the sentences beside it and the table below. */
export function drawing(key, policy, now, id) {
  const times = timesOf(policy);
  const lines = rows(key, times, now);
  const { first, last } = span(lines, times, now);
  const place = (instant) => Math.min(100, Math.max(0, ((instant - first) / (last - first)) * 100));
  const percent = (instant) => `${place(instant).toFixed(2)}%`;
  const height = HEAD + lines.length * ROW + FOOT;
  const foot = HEAD + lines.length * ROW;
  const left = place(now) > 85 ? 'end' : place(now) < 15 ? 'start' : 'middle';
  return el('svg', { class: 'timeline', role: 'img', width: '100%', height, 'aria-labelledby': `${id}-alt` },
    el('title', { id: `${id}-alt` }, alternative(key, lines, now)),
    lines.map((line, index) => bars(line, HEAD + index * ROW, last, percent, place)),
    el('line', { class: 'axis', x1: '0', x2: '100%', y1: foot, y2: foot }),
    el('text', { class: 'tick', x: '0', y: foot + 16 }, edge(first, last - first)),
    el('text', { class: 'tick', x: '100%', y: foot + 16, 'text-anchor': 'end' }, edge(last, last - first)),
    el('line', { class: 'now', x1: percent(now), x2: percent(now), y1: HEAD - 4, y2: foot }),
    el('text', { class: 'now', x: percent(now), y: HEAD - 8, 'text-anchor': left }, 'now'),
    lines.map((line, index) => el('text', { class: 'lane', x: '0', y: HEAD + index * ROW + 14 }, `${line.name}: ${line.state}`)));
}

const edge = (instant, whole) => (whole > 72 * HOUR ? brief(instant).slice(0, 10) : brief(instant));

function bars(line, top, last, percent, place) {
  return line.parts.map((part) => {
    const width = place(part.until ?? last) - place(part.from);
    const fill = part.planned ? 'none' : `url(#${part.phase === 'signing' ? 'signing-fill' : part.phase})`;
    return width <= 0 ? null : el('rect', {
      class: `seg ${part.planned ? 'planned' : part.phase}`,
      fill,
      x: percent(part.from),
      y: top + 20,
      width: `${Math.max(width, 0.6).toFixed(2)}%`,
      height: BAR,
    });
  });
}

function alternative(key, lines, now) {
  const said = lines.map((line) => {
    const ahead = line.parts.filter((it) => it.from > now).map((it) => `${it.phase} from ${brief(it.from)}`);
    return [`${line.name} is ${line.state}`, ...ahead].join(', ');
  });
  return `Timeline of key ${key.name}: ${said.join('; ')}. The table below has all times.`;
}

/** What happens next and when, the soonest first, at most three. */
export function upcoming(key, policy, now) {
  const events = key.versions.flatMap((it) => [
    it.phase === 'announced' && { at: time(it.signs_from), text: `version ${it.version} begins to sign` },
    it.phase !== 'retired' && { at: time(it.leaves_jwks_at), text: `version ${it.version} leaves the JWKS` },
  ]).filter((it) => it && it.at !== null && it.at > now);
  const next = due(key, timesOf(policy));
  if (next !== null && next > now) {
    events.push({ at: next, text: `version ${key.versions.at(-1).version + 1} is due, and is announced before it signs` });
  }
  return events.sort((one, other) => one.at - other.at).slice(0, 3);
}

/** Since when a new version is due, in milliseconds; null if none is. */
export function dueSince(key, now) {
  const at = key.next_action === 'rotate' ? time(key.next_action_at) : null;
  return at !== null && at <= now ? at : null;
}

/** Whether it is due for longer than a tenth of the time between two versions: nobody seems to rotate. */
export function overdue(key, policy, now) {
  const since = dueSince(key, now);
  const times = timesOf(policy);
  return since !== null && times !== null && times !== undefined && now - since >= times.rotateEvery / 10;
}

/** The events of {@link upcoming} as a list. */
export function next(key, policy, now) {
  const events = upcoming(key, policy, now);
  return events.length === 0 ? null : el('ol', { class: 'next' },
    events.map((it) => el('li', {}, el('strong', {}, apart(it.at, now)), ` ${it.text}, `,
      el('time', { datetime: new Date(it.at).toISOString() }, brief(it.at)))));
}

/** Every version with all its times. */
export function versions(key, now) {
  const columns = ['Version', 'Phase', 'Created', 'Signs from', 'Signs until', 'Leaves the JWKS', 'Last token expires', 'kid'];
  return table(`Versions of ${key.name}`, columns, key.versions.map((it) => [
    it.version, it.phase, when(it.created, now), when(it.signs_from, now), when(it.signs_until, now),
    when(it.leaves_jwks_at, now), when(it.last_token_expires_at, now), el('code', {}, it.kid),
  ]));
}
