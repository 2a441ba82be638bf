import type { Sandbox } from '../../protocol';
import * as libc from '../libc';
import type { Spawner } from '../spawner';
import { isPassing } from '../spawn-errors';
import type { Started } from '../starter';
import { confine } from './confine';
import { findEnter } from './find-enter';
import { InitSpawner } from './init';
import { raiseLoopback } from './loopback';
import { NamespaceError, Namespaces } from './namespaces';

/** Starts processes in sandboxes. */
export class Sandboxes {
  private readonly namespaces = new Namespaces();
  private readonly inits: InitSpawner;
  readonly enter: string | undefined;

  constructor(spawner: Spawner) {
    confine();
    this.enter = findEnter(spawner);
    this.inits = new InitSpawner(spawner, this.enter);
  }

  /** Calls `start` where the process that it starts is born into new namespaces. */
  startWithin({ pid, network }: Sandbox, mark: string, start: () => Started): Started {
    try {
      if (network) {
        this.namespaces.enterNew('net');
        raiseLoopback();
      }
      return pid ? this.startBesideInit(mark, start) : start();
    } catch (error) {
      if (!(error instanceof NamespaceError)) throw error;
      const why = { rc: 126, reason: error.message } as const;
      return error.passing ? { passing: why } : { unstartable: why };
    } finally {
      this.namespaces.leave();
    }
  }

  private startBesideInit(mark: string, start: () => Started): Started {
    this.namespaces.enterNew('pid');
    const init = this.inits.spawn(mark);
    if (init < 0) throw new NamespaceError(`its PID namespace has no init: error ${-init}`, isPassing(-init));
    const started = start();
    if ('pid' in started) return { pid: started.pid, init };
    libc.kill(init, libc.SIGKILL);
    return started;
  }
}
