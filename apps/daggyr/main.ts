#!/usr/bin/env node
import 'reflect-metadata';
import { runProgram } from '#server/process/run-program';
import { DAGGYR } from './program';

void runProgram(DAGGYR);
