/** A key that signed until then; what it signed is verified with its public half, which is in every package. */
export interface FormerKey {
  publicKey: string;
  madeAt: number;
  until: number;
}

/** As it lies in the table `installation`, the same for all instances: the private half opens only with the key file. */
export interface KeptKey {
  publicKey: string;
  madeAt: number;
  /** Base64. */
  sealed: string;
  sealedAt: number;
  former: FormerKey[];
}
