import { describeWith } from '../support/describe-with';
import { postgresBinaries } from '../support/postgres-server';
import { survivesCrashes } from './survive-crashes';

describeWith('postgres', postgresBinaries() !== undefined, 'PostgresLogger', () => survivesCrashes('postgres'));
