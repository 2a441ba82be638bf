import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { ProblemBody } from '#wire/problem';
import type { ValidationReport } from '#wire/run';
import { Refused } from '../api/request';
import { validateRun } from '../api/runs';

/** From the last key to the check. */
const TYPING_MS = 300;

export type DefinitionProblem = NonNullable<ProblemBody['errors']>[number];

export type CheckResult =
  | { readonly kind: 'empty' }
  | { readonly kind: 'valid'; readonly report: ValidationReport }
  | { readonly kind: 'invalid'; readonly problems: readonly DefinitionProblem[] }
  /** It could not be checked. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** Has the server check a definition as it is typed; the last result stays until there is another. */
export function useCheck(text: Ref<string>) {
  const result = shallowRef<CheckResult>({ kind: 'empty' });
  const checking = ref(false);
  let typing: ReturnType<typeof setTimeout> | undefined;
  let asking = new AbortController();

  async function check(): Promise<void> {
    asking.abort();
    const { signal } = (asking = new AbortController());
    const next = await ask(text.value, signal);
    if (signal.aborted) return;
    result.value = next;
    checking.value = false;
  }

  watch(
    text,
    (now, before) => {
      clearTimeout(typing);
      asking.abort();
      checking.value = now.trim() !== '';
      if (!checking.value) result.value = { kind: 'empty' };
      // What was pasted or opened need not wait for more.
      else typing = setTimeout(() => void check(), Math.abs(now.length - (before?.length ?? 0)) > 1 ? 0 : TYPING_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(typing);
    asking.abort();
  });

  return { result, checking, again: check };
}

async function ask(text: string, signal: AbortSignal): Promise<CheckResult> {
  try {
    return { kind: 'valid', report: await validateRun(text, signal) };
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'invalid-definition') return { kind: 'failed', error };
    const { errors, detail } = error.problem;
    return { kind: 'invalid', problems: errors ?? [{ pointer: '', message: detail }] };
  }
}
