import { listScope } from './list-scope';

describe('listScope', () => {
  it('is the same for all pages of one list', () => {
    const scope = listScope('/dagruns?state=QUEUED&tag=a%20b&limit=5');
    expect(listScope('/dagruns?cursor=xyz&tag=a+b&state=QUEUED&limit=9')).toBe(scope);
    expect(listScope('/dagruns?tag=a+b')).not.toBe(scope);
    expect(listScope('/dagruns')).toBe('');
  });
});
