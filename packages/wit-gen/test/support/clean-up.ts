/** Runs for each test file. */
import { afterAll } from 'vitest';
import { removeWorkspaces } from './workspace.ts';

afterAll(removeWorkspaces);
