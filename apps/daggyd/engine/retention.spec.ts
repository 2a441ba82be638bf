import { Logger } from '@nestjs/common';
import { Simulation } from '../../../test/simulator/simulation';
import type { DaggydConfig } from '../daggyd-config';
import { Retention } from './retention';

afterAll(() => Logger.overrideLogger(false));

describe('retention', () => {
  it('passes over a run that cannot be removed, removes the others, and says so', async () => {
    const simulation = await Simulation.open();
    const { engine, clock, logger } = simulation;
    const ids: number[] = [];
    for (let i = 0; i < 3; i++) ids.push(await simulation.runToEnd({ tasks: { a: { job: {} } } }));
    jest.spyOn(logger, 'remove').mockRejectedValueOnce(new Error('its events are damaged'));
    const said: string[] = [];
    const say = (message: unknown) => said.push(String(message));
    Logger.overrideLogger({ log: say, warn: say, error: say });
    const retention = new Retention(engine, { retention: { maxRuns: 0 } } as DaggydConfig);
    retention.onApplicationBootstrap();
    for (let turn = 0; turn < ids.length; turn++) await clock.run();
    retention.onApplicationShutdown();
    expect([...engine.index.newestFirst()].map(({ runID }) => runID)).toEqual([ids[0]]);
    expect(said).toEqual([
      '2 finished runs were removed',
      `Not removed, and tried again in a minute: 1 finished runs; run ${ids[0]}: its events are damaged`,
    ]);
  });
});
