import { inject, type InjectionKey, provide, shallowRef, type ShallowRef } from 'vue';
import type { RunSummary } from '#wire/run';

const RUN: InjectionKey<ShallowRef<RunSummary | undefined>> = Symbol('current run');

/** For the `setup` of the page of a run: what its views find with useRun. */
export function provideRun(): ShallowRef<RunSummary | undefined> {
  const run = shallowRef<RunSummary>();
  provide(RUN, run);
  return run;
}

/** The run whose page this is part of; undefined until it is read. */
export function useRun(): Readonly<ShallowRef<RunSummary | undefined>> {
  return inject(RUN, () => shallowRef(), true);
}
