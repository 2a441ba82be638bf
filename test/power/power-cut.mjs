/**
 * npm run power-cut [-- --cuts 50 --synchronous full|off --seed 1]: cuts the power of a machine that appends to a
 * SqliteLogger, again and again, and looks each time at what the next boot finds. Ends with 1 when an append that was
 * acknowledged with synchronous=full was lost, or when with either setting a store was opened and had anything wrong.
 * --why-not: only says why it cannot be done here; nothing when it can.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PoweredGuest, Room, whyNoGuest } from './powered-guest.mjs';

const SCRIPT = join(import.meta.dirname, 'append-in-guest.mjs');
const FILE = '/mnt/data/daggy.db';
/** Longest time from the moment the load runs until the cut, ms. */
const LONGEST_LOAD = 1_500;
/** Every so many cuts the disk is a new one, so that also the first moments of a store are cut into. */
const CUTS_PER_DISK = 5;
/** Every so many cuts the power fails while the store is being opened. */
const OPENING_EVERY = 6;
const LONGEST_OPENING = 1_000;

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '50' },
    synchronous: { type: 'string', default: 'full' },
    seed: { type: 'string', default: '1' },
    'why-not': { type: 'boolean', default: false },
  },
});

/** Cuts once, boots again and tells what is there; `known` is what the disk must have from before. */
async function cutOnce(room, synchronous, { known, delay, opening }) {
  const first = new PoweredGuest(room, SCRIPT, [FILE, synchronous, 'append']);
  try {
    await first.report(opening ? 'opening' : 'acknowledged');
    await pause(delay);
  } finally {
    await first.cutPower();
  }
  const acknowledged = first.reported().reduce((most, report) => Math.max(most, report.acknowledged ?? 0), known);
  const second = new PoweredGuest(room, SCRIPT, [FILE, synchronous, 'look']);
  try {
    return { acknowledged, ...(await second.report('found')).found };
  } finally {
    await second.cutPower();
  }
}

/** `kept`: all that was acknowledged, and at most the append under way. */
function verdictOn({ acknowledged, appends, refused, wrong }) {
  if (wrong !== undefined) return `WRONG: ${wrong}`;
  if (refused !== undefined) return `refused: ${refused}`;
  if (appends < acknowledged) return `lost ${acknowledged - appends}`;
  return appends <= acknowledged + 1 ? 'kept' : `WRONG: ${appends} appends, more than were made`;
}

async function campaign({ cuts, synchronous, seed }) {
  const random = randomFrom(seed);
  const total = { acknowledged: 0, kept: 0, lossy: 0, lost: 0, refused: 0, wrong: 0 };
  const room = new Room();
  console.log(
    `${'cut'.padStart(4)} ${'after'.padStart(12)} ${'acknowledged'.padStart(12)} ${'found'.padStart(7)}  verdict`,
  );
  try {
    let known = 0;
    for (let cut = 1; cut <= cuts; cut++) {
      const opening = cut % OPENING_EVERY === 0;
      const delay = Math.floor(random() * (opening ? LONGEST_OPENING : LONGEST_LOAD));
      const result = await cutOnce(room, synchronous, { known, delay, opening });
      const verdict = verdictOn(result);
      const after = `${delay} ms${opening ? ' *' : ''}`;
      console.log(
        `${String(cut).padStart(4)} ${after.padStart(12)} ${String(result.acknowledged).padStart(12)} ` +
          `${String(result.appends ?? '-').padStart(7)}  ${verdict}`,
      );
      total.acknowledged += result.acknowledged - known;
      if (verdict === 'kept') total.kept++;
      else if (verdict.startsWith('WRONG')) total.wrong++;
      else if (verdict.startsWith('refused')) total.refused++;
      else {
        total.lossy++;
        total.lost += result.acknowledged - result.appends;
      }
      known = result.appends ?? 0;
      if (cut % CUTS_PER_DISK === 0 || result.appends === undefined) {
        room.newDisk();
        known = 0;
      }
    }
  } finally {
    room.dispose();
  }
  console.log('* while the store was being opened');
  return total;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const missing = whyNoGuest();
if (values['why-not']) {
  console.log(missing ?? '');
  process.exit(0);
}
const cuts = Number(values.cuts);
if (missing !== undefined || !['full', 'normal', 'off'].includes(values.synchronous) || !(cuts > 0)) {
  console.error(missing ?? 'usage: --cuts NUMBER --synchronous full|normal|off --seed NUMBER');
  process.exit(2);
}
const total = await campaign({ cuts, synchronous: values.synchronous, seed: Number(values.seed) });
console.log(JSON.stringify({ synchronous: values.synchronous, cuts, ...total }));
process.exit(total.wrong > 0 || (values.synchronous === 'full' && (total.lossy > 0 || total.refused > 0)) ? 1 : 0);
