/** Cells of the distance table that one document may cost; past it there are no more suggestions. */
const BUDGET = 20_000_000;
const LONGEST_NAME = 256;
/** What to look at one candidate costs even if its length alone rules it out. */
const GLANCE = 4;

/** Finds what a misspelt name was probably meant to be, at a bounded cost per document. */
export class NearestName {
  private budget = BUDGET;

  /**
   * The candidate with the smallest edit distance (neighbours swapped count as one edit), upper and lower case being
   * equal; `undefined` when none is near.
   */
  find(name: string, candidates: Iterable<string>): string | undefined {
    if (name.length > LONGEST_NAME) return undefined;
    const wanted = name.toLowerCase();
    let farthest = Math.min(3, Math.max(1, Math.floor(name.length / 3)));
    let best: string | undefined;
    for (const candidate of candidates) {
      this.budget -= GLANCE;
      if (this.budget < 0) return best;
      if (Math.abs(candidate.length - name.length) > farthest) continue;
      this.budget -= name.length * (2 * farthest + 1);
      const distance = editDistance(wanted, candidate.toLowerCase(), farthest);
      if (distance > farthest) continue;
      best = candidate;
      if (distance === 0) return best;
      farthest = distance - 1;
    }
    return best;
  }

  /** ` Did you mean "x"?`, or nothing when no candidate is near. */
  hint(name: string, candidates: Iterable<string>): string {
    const nearest = this.find(name, candidates);
    return nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
  }
}

/** Optimal string alignment distance, looking only at cells within `most` of the diagonal; above it, `most + 1`. */
function editDistance(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => (j <= most ? j : most + 1));
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = new Array<number>(b.length + 1).fill(most + 1);
    if (i <= most) row[0] = i;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + changed);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2] + 1);
      row[j] = Math.min(cost, most + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
