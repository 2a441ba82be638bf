import { capacityAnswerSchema, capacitySchema } from './capacity';
import { problemSchema } from './problem';
import { aliveSchema, versionSchema } from './server-info';

const SERVER_SCHEMAS = { Problem: problemSchema, Alive: aliveSchema, Version: versionSchema };

/** The components of daggyd's API document: name -> schema. */
export const DAGGYD_SCHEMAS = { ...SERVER_SCHEMAS };

/** The components of daggyr's API document. */
export const DAGGYR_SCHEMAS = { ...SERVER_SCHEMAS, Capacity: capacitySchema, CapacityAnswer: capacityAnswerSchema };
