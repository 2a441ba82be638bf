import { SimulatedExecutor } from '../../../test/simulator/simulated-executor';
import { SUCCEEDS } from '../../../test/simulator/simulation';
import { VirtualClock } from '../../../test/simulator/virtual-clock';
import { Pools } from './pools';

it('puts another pool first each time, so that none is starved', () => {
  const executor = new SimulatedExecutor(new VirtualClock(), 1, () => SUCCEEDS);
  const pools = new Pools(new Map(['a', 'b', 'c'].map((name) => [name, executor])));
  const firsts = Array.from({ length: 6 }, () => pools.inTurn()[0].name);
  expect(firsts).toEqual(['b', 'c', 'a', 'b', 'c', 'a']);
  expect(pools.inTurn().map(({ name }) => name)).toEqual(['b', 'c', 'a']);
});
