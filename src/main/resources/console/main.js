// Asks this instance again and again, and shows what it answers; what it does not answer stays as it was, and says so.

import { patch } from './dom.js';
import * as sections from './sections.js';
import { details, mark, unknown, verdict, word } from './signing.js';
import { apart, stamp } from './time.js';

const EVERY = 5000;
const PATIENCE = 4000;

const at = (id) => document.getElementById(id);

const documents = { status: { answer: null, fault: null, got: 0 }, keys: { answer: null, fault: null, got: 0 } };

let paused = false;
let asking = null;
let timer = 0;
let said = '';
let org = '';

async function ask(name) {
  const held = documents[name];
  try {
    const query = name === 'keys' && org ? `?org=${encodeURIComponent(org)}` : '';
    const response = await fetch(name + query, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    held.answer = await response.json();
    held.got = performance.now();
    held.fault = null;
  } catch (failure) {
    held.fault = failure.message;
  }
}

/** The instance's own time, in milliseconds: this computer's clock may be wrong. */
function now() {
  const { answer, got } = documents.status;
  return answer ? Date.parse(answer.at) + performance.now() - got : Date.now();
}

async function refresh() {
  clearTimeout(timer);
  asking ??= Promise.all([ask('status'), ask('keys')]).finally(() => { asking = null; });
  await asking;
  show();
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (!paused && !document.hidden) {
    timer = setTimeout(refresh, EVERY);
  }
}

/** Builds one part of the page; one that fails does not take the others with it. */
function part(id, answer, build) {
  try {
    patch(at(id), answer ? build() : 'No answer yet.');
  } catch (failure) {
    console.error(`${id}: ${failure.message}`);
    patch(at(id), 'This part cannot be shown: the answer is not what this page knows.');
  }
}

function show() {
  const status = documents.status.answer;
  const keys = documents.keys.answer;
  const time = now();
  showSigning(status, time);
  at('find').hidden = !status?.templates?.length;
  part('keys-body', keys, () => sections.keys(keys, status, time, org));
  part('trusted-body', status, () => sections.trusted(status, time));
  part('refusals-body', status, () => sections.refusals(status, time));
  part('rates-body', status, () => sections.rates(status));
  part('instance-body', status, () => sections.instance(status, time));
  showFreshness(time);
}

function showSigning(status, time) {
  const silent = documents.status.fault !== null;
  let found = { state: 'unknown', text: 'Not known yet' };
  part('signing-body', status, () => {
    found = verdict(status);
    return details(status, time);
  });
  if (silent) {
    found = unknown(status && { at: status.at, verdict: found });
  }
  at('signing').dataset.state = found.state;
  patch(at('signing-title'), found.text);
  document.title = `${mark(found.state)} ${found.text} – Vouchsafe`;
  const news = `Can tokens be signed: ${word(found.state)}. ${silent ? 'This instance does not answer.' : found.text}.`;
  if (news !== said) {
    said = news;
    at('news').textContent = news;
  }
}

function showFreshness(time) {
  const silent = Object.entries(documents).filter(([, held]) => held.fault !== null);
  const stale = at('stale');
  stale.hidden = silent.length === 0;
  document.body.classList.toggle('stale', silent.length > 0);
  patch(stale, silent.map(([name, held]) => (held.answer
    ? `This instance does not answer ${name} (${held.fault}). What is shown is what it said ${ago(held)}. `
    : `This instance does not answer ${name} (${held.fault}). `)));
  const { answer } = documents.status;
  if (answer) {
    const { host, version } = answer.instance;
    patch(at('who'), [host, `version ${version}`].filter(Boolean).join(', '));
    patch(at('freshness'), `${paused ? 'Paused; as of' : 'As of'} ${stamp(Date.parse(answer.at))}`);
  } else {
    patch(at('freshness'), 'No answer yet');
  }
}

const ago = (held) => apart(held.got, performance.now());

at('again').addEventListener('click', refresh);

at('find').addEventListener('submit', async (event) => {
  event.preventDefault();
  org = at('org').value.trim();
  await asking;
  refresh();
});

at('pause').addEventListener('click', () => {
  paused = !paused;
  at('pause').setAttribute('aria-pressed', String(paused));
  showFreshness(now());
  if (paused) {
    clearTimeout(timer);
  } else {
    refresh();
  }
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !paused) {
    refresh();
  }
});

refresh();
