import { firstEqualIndexes } from '../expand/instances';
import type { Template } from '../expand/template';

/**
 * How the instances of two templates are tied by parameters of the same value: both sides fall into groups, one for
 * each combination of values, and a child waits for the parents of its own group. Values count, not places: equal
 * values in one array are one group.
 */
export class SameGroups {
  readonly count: number;
  private readonly parentKey: GroupKey;
  private readonly childKey: GroupKey;
  private readonly parentMembers: Members;
  private readonly childMembers: Members;

  constructor(parent: Template, child: Template, same: readonly string[]) {
    this.parentKey = new GroupKey(parent, same);
    this.childKey = new GroupKey(child, same);
    this.count = this.parentKey.groups;
    this.parentMembers = new Members(parent.count, this.count, (instance) => this.parentKey.of(instance));
    this.childMembers = new Members(child.count, this.count, (instance) => this.childKey.of(instance));
  }

  groupOfParent(instance: number): number {
    return this.parentKey.of(instance);
  }

  groupOfChild(instance: number): number {
    return this.childKey.of(instance);
  }

  parentsIn(group: number): Int32Array {
    return this.parentMembers.of(group);
  }

  childrenIn(group: number): Int32Array {
    return this.childMembers.of(group);
  }
}

/** Reads an instance's group off its number: the instance is a mixed-radix number, the group another one. */
class GroupKey {
  readonly groups: number;
  private readonly digits: { divisor: number; radix: number; canonical: Uint32Array }[];

  constructor(template: Template, same: readonly string[]) {
    let groups = 1;
    this.digits = same.map((name) => {
      const place = template.arrays.findIndex((array) => array.name === name);
      const values = template.arrays[place].values;
      const divisor = template.arrays.slice(place + 1).reduce((product, array) => product * array.values.length, 1);
      groups *= values.length;
      return { divisor, radix: values.length, canonical: firstEqualIndexes(values) };
    });
    this.groups = groups;
  }

  of(instance: number): number {
    let group = 0;
    for (const { divisor, radix, canonical } of this.digits) {
      group = group * radix + canonical[Math.floor(instance / divisor) % radix];
    }
    return group;
  }
}

/** The instances of each group, as one array sorted by group. */
class Members {
  private readonly starts: Int32Array;
  private readonly sorted: Int32Array;

  constructor(instances: number, groups: number, groupOf: (instance: number) => number) {
    this.starts = new Int32Array(groups + 1);
    for (let i = 0; i < instances; i++) this.starts[groupOf(i) + 1]++;
    for (let g = 0; g < groups; g++) this.starts[g + 1] += this.starts[g];
    const next = this.starts.slice(0, groups);
    this.sorted = new Int32Array(instances);
    for (let i = 0; i < instances; i++) this.sorted[next[groupOf(i)]++] = i;
  }

  of(group: number): Int32Array {
    return this.sorted.subarray(this.starts[group], this.starts[group + 1]);
  }
}
