import type { TaskGraph } from '#wire/graph';
import { taskGraphExample, templateGraphExample } from '#wire/graph';
import { dot } from './dot';
import { drawingOf } from './drawing';
import { mermaid } from './mermaid';

const hostile: TaskGraph = {
  ...taskGraphExample,
  nodes: { name: ['end', 'a"]; x["b', 'c\\N"\n}'], template: [0, 0, 1], state: [3, 4, 0] },
};

describe('pictures of graphs', () => {
  it('show templates with how many instances are in which state', () => {
    const drawing = drawingOf(templateGraphExample);
    expect(drawing.boxes).toEqual([
      { name: 'pull', note: '1 RUNNING, 1 COMPLETED', state: 'RUNNING' },
      { name: 'report', note: '1 QUEUED', state: 'QUEUED' },
    ]);
    expect(drawing.edges).toEqual([[0, 1]]);
  });

  it('are Mermaid in which names are nothing but names', () => {
    expect(mermaid(drawingOf(hostile))).toBe(
      'flowchart TD\n' +
        '  n0["end<br/>COMPLETED"]:::COMPLETED\n' +
        '  n1["a#34;#93;#59; x#91;#34;b<br/>ERRORED"]:::ERRORED\n' +
        '  n2["c#92;N#34;#10;#125;<br/>QUEUED"]:::QUEUED\n' +
        '  n0 --> n2\n  n1 --> n2\n' +
        '  classDef QUEUED fill:#eeeeee,stroke:#757575,color:#000000\n' +
        '  classDef COMPLETED fill:#c8e6c9,stroke:#2e7d32,color:#000000\n' +
        '  classDef ERRORED fill:#ffcdd2,stroke:#c62828,color:#000000\n',
    );
  });

  it('are a digraph in which names are nothing but names', () => {
    const lines = dot(drawingOf(hostile)).split('\n');
    expect(lines[3]).toContain('n1 [label="a\\"]; x[\\"b\\nERRORED", ');
    expect(lines[4]).toContain('n2 [label="c\\\\N\\" }\\nQUEUED", ');
    expect(lines.slice(5)).toEqual(['  n0 -> n2;', '  n1 -> n2;', '}', '']);
  });
});
