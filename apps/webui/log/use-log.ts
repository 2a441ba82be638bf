import { onScopeDispose, shallowRef } from 'vue';
import { countLines, followOutput, outputRange, outputSize, outputTail, type OutputPlace } from '../api/output';
import { LogDocument } from './log-document';
import { type FollowState, LogFollower } from './log-follower';

/** An output as a component shows it; `version` changes with what there is to show. For `setup`. */
export function useLog(place: OutputPlace, ended: () => boolean) {
  const version = shallowRef(0);
  const error = shallowRef<unknown>();
  const following = shallowRef<FollowState>('off');
  const changed = (): void => {
    version.value++;
    error.value = log.trouble;
    following.value = follower.state;
  };

  const log: LogDocument = new LogDocument(
    {
      tail: (most, signal) => outputTail(place, most, signal),
      range: (start, end, signal) => outputRange(place, start, end, signal),
      lines: (from, signal) => countLines(place, from, signal),
    },
    changed,
  );
  const follower: LogFollower = new LogFollower(
    log,
    {
      stream: (from, signal) => followOutput(place, from, signal),
      size: (signal) => outputSize(place, signal),
      range: (start, end, signal) => outputRange(place, start, end, signal),
      ended,
    },
    changed,
  );

  onScopeDispose(() => {
    follower.stop();
    log.close();
  });

  /** Resolves when there is something to show; a failure is in `error`. */
  async function open(): Promise<void> {
    try {
      await log.open();
    } catch (failure) {
      error.value = failure;
    }
  }

  return { log, follower, version, error, following, open };
}
