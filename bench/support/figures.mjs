import { cpus, totalmem } from 'node:os';

export function median(values) {
  return quantile(values, 0.5);
}

/** The value below which this part of all values lies; values in any order. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

export function machine() {
  const model = cpus()[0].model.trim();
  return `${cpus().length} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
}

/** One line of the report: what was asked, what came out, and whether the goal is met. */
export function report(question, figure, goal, met) {
  console.log(`${met ? 'ok  ' : 'MISS'} ${question}: ${figure} (goal ${goal})`);
}

/** Several rounds of rival and own, alternating; returns both lists. */
export async function rounds(count, own, rival) {
  const owns = [];
  const rivals = [];
  for (let i = 0; i < count; i++) {
    rivals.push(await rival());
    owns.push(await own());
  }
  return { owns, rivals };
}

export function show(values, digits = 2) {
  const low = Math.min(...values).toFixed(digits);
  const high = Math.max(...values).toFixed(digits);
  return `${median(values).toFixed(digits)} (${low} to ${high})`;
}
