/** Counts the turns of the event loop from now on. The function that is returned ends that, and returns how many there were. */
export function countTurns(): () => number {
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns++;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  return () => {
    counting = false;
    return turns;
  };
}
