import { DaggyError } from '#dag/errors';

/** Another daggyd has become the owner of the store. */
export function takenOver(store: string, remedy: string): DaggyError {
  return new DaggyError(
    'fenced',
    `another daggyd has taken over ${store}, and this one must end: it had not been heard of for some seconds. ` +
      `To have two work side by side, give one of them ${remedy}`,
  );
}

/** The store is not there any more, or another one is in its place. */
export function storeGone(store: string): DaggyError {
  return new DaggyError(
    'fenced',
    `${store} was emptied or replaced while this daggyd used it, which must end: nothing that it could write now would ` +
      'be complete. Restore the data if you can; daggyd, started again, goes on with what is there then',
  );
}

/** The store has lost what it had acknowledged, and is as it was some time ago. */
export function storeWentBack(store: string): DaggyError {
  return new DaggyError(
    'fenced',
    `${store} has lost the last changes, which it had acknowledged (restarted without persistence, restored from a backup, ` +
      'or a replica was made its master): this daggyd must end. Started again, it goes on with what is there',
  );
}
