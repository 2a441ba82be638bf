/** State loggers and executors that end their process, as a power cut would, at a chosen passing of a chosen point. */

const [point, count] = (process.env.FAULT ?? '').split(':');
let passings = Number(count);

if (point === 'clock') setTimeout(die, passings).unref();

/** What the append that is being acted on held. */
let recorded = new Set();

export function faultyLogger(logger) {
  return wrapped(logger, {
    async append(entries) {
      const types = new Set(entries.flatMap(({ events }) => events.map(({ type }) => type)));
      for (const name of ofEvents(types)) await passWaiting(`${name}-unrecorded`);
      const appended = logger.append(entries);
      setImmediate(() => pass('append-under-way'));
      await appended;
      recorded = types;
      for (const name of ofEvents(types)) pass(`${name}-recorded`);
    },
  });
}

export function faultyExecutor(executor) {
  return wrapped(executor, {
    open(listener, ...others) {
      const finished = (results) => {
        pass('end-reached');
        listener.finished(results);
      };
      return executor.open(wrapped(listener, { finished }), ...others);
    },
    adopt(orders, ...others) {
      if (orders.length > 0) pass('adopting');
      executor.adopt(orders, ...others);
      if (orders.length > 0) pass('adopted');
    },
    start(orders) {
      executor.start(orders);
      const dependents = recorded.has('attempt-finished');
      onceSent(() => {
        pass('start-sent');
        if (dependents) pass('dependents-sent');
      });
      // By then the first of them are processes, and few have ended.
      setTimeout(() => pass('started'), 15);
    },
    acknowledge(keys) {
      pass('acknowledging');
      executor.acknowledge(keys);
      onceSent(() => pass('acknowledged'));
    },
    output(key, stream) {
      pass('generator-read');
      return executor.output(key, stream);
    },
    close(mode) {
      const closed = executor.close(mode);
      setTimeout(() => pass('closing'), 5);
      return closed;
    },
  });
}

const NAMES = {
  submitted: 'submission',
  'attempt-started': 'start',
  'attempt-finished': 'end',
  'tasks-added': 'joining',
};

function ofEvents(types) {
  return Object.keys(NAMES)
    .filter((type) => types.has(type))
    .map((type) => NAMES[type]);
}

/** After what was said to the launcher in this turn has been handed to the kernel. */
function onceSent(act) {
  setImmediate(() => setImmediate(act));
}

function pass(name) {
  if (name === point && --passings === 0) die();
}

/** What was said too early has time to be heard. */
async function passWaiting(name) {
  if (name !== point || --passings !== 0) return;
  await new Promise((resolve) => setTimeout(resolve, 25));
  die();
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

/** An object with some of its methods replaced. */
function wrapped(object, replacements) {
  return new Proxy(object, {
    get(target, name) {
      if (Object.hasOwn(replacements, name)) return replacements[name];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
