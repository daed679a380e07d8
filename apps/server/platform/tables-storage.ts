interface StorageSampleTable {
  day: number;
  kind: string;
  bytes: number;
}

export interface StorageTables {
  storage_sample: StorageSampleTable;
}
