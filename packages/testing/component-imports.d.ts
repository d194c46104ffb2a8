/** `import counter from './counter.ts?component'`: what the plugin of `@airssys/testing/vitest` makes of such an import. */
declare module '*?component' {
  import type { ImportedComponent } from '@airssys/testing';

  const component: ImportedComponent;
  export default component;
}
