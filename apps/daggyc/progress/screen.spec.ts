import { PassThrough } from 'node:stream';
import { Terminal } from '../output/terminal';
import { Screen } from './screen';

describe('Screen', () => {
  it('draws over what it has drawn, of which no line may go on in the next', async () => {
    const stream = new PassThrough({ encoding: 'utf8' });
    const screen = new Screen(new Terminal(stream, {}));
    await screen.draw(['one', '二二二']);
    expect(stream.read()).toBe('\x1b[?7l\x1b[2Kone\n\x1b[2K二二二\n\x1b[?7h\x1b[J');
    await screen.draw(['three']);
    expect(stream.read()).toBe('\x1b[2A\x1b[?7l\x1b[2Kthree\n\x1b[?7h\x1b[J');
    await screen.clear();
    expect(stream.read()).toBe('\x1b[1A\x1b[J');
  });
});
