/**
 * node test/guest/run-in-guest.mjs [--memory 1G] [--seconds 300] [--disk file] -- command [argument ...]: runs a command inside
 * a guest (see guest.mjs), as root, in the current folder and with the current environment. What it prints is printed here,
 * and its exit code is passed on; 125 when the guest ended without a result. --disk: a file that is the block device ubda
 * there. --why-not: only says why there can be no guest here.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Guest, missingForGuests, quoted } from './guest.mjs';

const POLL_MS = 50;
const NO_RESULT = 125;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    memory: { type: 'string', default: '1G' },
    seconds: { type: 'string', default: '300' },
    disk: { type: 'string' },
    'why-not': { type: 'boolean', default: false },
  },
});

function programOf(command) {
  const variables = Object.entries(process.env).filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
  const exports = variables.map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [...exports, `cd ${quoted(process.cwd())}`, `exec ${command.map(quoted).join(' ')}`, ''].join('\n');
}

/** Prints what was added to a file since the last call. */
function printer(file) {
  writeFileSync(file, '');
  const fd = openSync(file, 'r');
  const chunk = Buffer.alloc(64 * 1024);
  const print = () => {
    for (let bytes = readSync(fd, chunk); bytes > 0; bytes = readSync(fd, chunk)) {
      process.stdout.write(Buffer.from(chunk.subarray(0, bytes)));
    }
  };
  return { print, close: () => closeSync(fd) };
}

async function run(folder, command) {
  const { print, close } = printer(join(folder, 'output'));
  const kernelArguments = values.disk === undefined ? [] : [`ubd0=${values.disk}`];
  const guest = new Guest({ folder, program: programOf(command), memory: values.memory, kernelArguments });
  const deadline = Date.now() + 1000 * Number(values.seconds);
  while (!guest.hasEnded && Date.now() < deadline) {
    print();
    await Promise.race([guest.ended, pause(POLL_MS)]);
  }
  guest.kill();
  await guest.ended;
  print();
  close();
  const rc = guest.fileText('rc').trim();
  if (rc !== '') return Number(rc);
  process.stderr.write(`the guest ended without a result (within ${values.seconds} s):\n${guest.fileText('kernel')}`);
  return NO_RESULT;
}

async function main() {
  const missing = missingForGuests();
  if (values['why-not']) {
    if (missing !== undefined) console.log(`${missing} is not installed (package user-mode-linux)`);
    return;
  }
  if (missing !== undefined) throw new Error(`${missing} is not installed (package user-mode-linux)`);
  const folder = mkdtempSync(join(tmpdir(), 'daggy-guest-'));
  try {
    process.exitCode = await run(folder, positionals);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
