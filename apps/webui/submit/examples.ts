/** Definitions to begin with, by name. They need nothing but a shell, and do nothing but print and wait. */
export const EXAMPLES: Readonly<Record<string, { readonly title: string; readonly definition: object }>> = {
  diamond: {
    title: 'Diamond: four tasks',
    definition: {
      tag: 'diamond',
      tasks: {
        ingest: { job: { commandString: 'echo ingesting; sleep 1' } },
        clean: { job: { commandString: 'echo cleaning; sleep 2' }, parents: ['ingest'] },
        count: { job: { commandString: 'echo counting; sleep 1' }, parents: ['ingest'] },
        report: { job: { commandString: 'echo done' }, parents: ['clean', 'count'] },
      },
    },
  },
  parameters: {
    title: 'Parameters: one task for each value',
    definition: {
      tag: 'parameters',
      parameters: { DATE: ['2026-11-18', '2026-11-19', '2026-11-20'], REGION: ['north', 'south'] },
      tasks: {
        pull: { job: { command: ['echo', 'pulling', '{{REGION}}', '{{DATE}}'] } },
        daily: {
          job: { command: ['echo', 'summing up', '{{DATE}}'] },
          parents: [{ task: 'pull', same: ['DATE'] }],
        },
        report: { job: { command: ['echo', 'all done'] }, parents: ['daily'] },
      },
    },
  },
  failing: {
    title: 'Failing: a task that is tried three times',
    definition: {
      tag: 'failing',
      tasks: {
        flaky: {
          job: { commandString: 'echo trying; echo "no luck" >&2; exit 3' },
          maxRetries: 2,
          retryIntervalSeconds: 1,
        },
        after: { job: { commandString: 'echo never' }, parents: ['flaky'] },
      },
    },
  },
};

/** The JSON of an example; lists of words stay on their line. */
export function exampleText(name: string): string | undefined {
  if (!Object.hasOwn(EXAMPLES, name)) return undefined;
  const json = JSON.stringify(EXAMPLES[name].definition, undefined, 2);
  return json.replace(/\[(?:\s*"(?:[^"\\]|\\.)*",?)+\s*\]/g, (list) =>
    JSON.stringify(JSON.parse(list)).replaceAll('","', '", "'),
  );
}
