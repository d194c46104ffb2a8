export { airssys } from './airssys-plugin.ts';
export type { AirssysPlugin } from './airssys-plugin.ts';
