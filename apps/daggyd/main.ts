#!/usr/bin/env node
import 'reflect-metadata';
import { runProgram } from '#server/process/run-program';
import { DAGGYD } from './program';

void runProgram(DAGGYD);
