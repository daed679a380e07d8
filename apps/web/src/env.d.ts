interface ImportMeta {
  readonly env: { readonly DEV: boolean };
}

declare module '*.css';

/** Addresses of files that the build copies as they are, or bundles as a worker. */
declare module '*?url' {
  const address: string;
  export default address;
}
declare module '*?worker&url' {
  const address: string;
  export default address;
}

declare module 'virtual:anyuan-routes' {
  export const routeTable: Record<string, { method: string; path: string }>;
}

declare module 'qrcode' {
  // biome-ignore lint/suspicious/noShadowRestrictedNames: the name that the library gave it
  export function toString(
    text: string,
    options: { type: 'svg'; margin?: number; errorCorrectionLevel?: 'L' | 'M' | 'Q' | 'H' },
  ): Promise<string>;
  /** Side by side, row by row: 1 is dark. */
  export function create(
    text: string,
    options: { errorCorrectionLevel?: 'L' | 'M' | 'Q' | 'H' },
  ): { modules: { size: number; data: Uint8Array } };
}

/** In Chrome on Android; other browsers read the code with jsqr. */
interface BarcodeDetector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
declare var BarcodeDetector:
  | { new (options: { formats: string[] }): BarcodeDetector; prototype: BarcodeDetector }
  | undefined;

/** Real ES modules whose package says otherwise to the type checker. */
declare module 'antd/es/locale/zh_CN.js' {
  const locale: NonNullable<import('antd').ConfigProviderProps['locale']>;
  export default locale;
}
declare module 'antd/es/locale/en_US.js' {
  const locale: NonNullable<import('antd').ConfigProviderProps['locale']>;
  export default locale;
}

/** Files that the build gives an address of their own. */
declare module '*?url' {
  const url: string;
  export default url;
}
declare module '*?worker&url' {
  const url: string;
  export default url;
}
declare module '*?raw' {
  const text: string;
  export default text;
}
