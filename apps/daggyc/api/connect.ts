import { Api } from './api';
import { DEFAULT_SERVER, readServerAddress } from './server-address';
import { Transport } from './transport';

/** The API at an address as people write it; none or an empty one: where daggyd listens by itself. */
export function connectTo(address: string | undefined): Api {
  return new Api(new Transport(readServerAddress(address || DEFAULT_SERVER)));
}
