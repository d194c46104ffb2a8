import { airssys } from '@airssys/testing/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({ plugins: [airssys()] });
