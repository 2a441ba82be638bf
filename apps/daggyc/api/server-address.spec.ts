import { readServerAddress } from './server-address';

describe('readServerAddress', () => {
  it.each([
    ['localhost:2600', 'http://localhost:2600/', 'http://localhost:2600'],
    ['https://daggy.example/', 'https://daggy.example/', 'https://daggy.example'],
    ['http://me:secret@host:1/daggy//', 'http://me:secret@host:1/daggy', 'http://host:1/daggy'],
    ['[::1]:2503', 'http://[::1]:2503/', 'http://[::1]:2503'],
  ])('%s is %s, shown as %s', (text, href, shown) => {
    const address = readServerAddress(text);
    expect([address.url.href, address.shown]).toEqual([href, shown]);
  });

  it.each(['ftp://host', 'http://', 'host:port', 'a b'])('%j is none', (text) => {
    expect(() => readServerAddress(text)).toThrow('is no address of a server');
  });
});
