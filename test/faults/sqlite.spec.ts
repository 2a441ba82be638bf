import { survivesCrashes } from './survive-crashes';

describe('SqliteLogger', () => survivesCrashes('sqlite'));
