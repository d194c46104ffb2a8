/** Runs for each test file. */
import { afterAll } from 'vitest';
import { removeProjects } from './project.ts';

afterAll(removeProjects);
