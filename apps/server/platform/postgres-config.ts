/**
 * The whole configuration of an embedded database. It replaces the file initdb writes, so that nothing depends
 * on defaults we have not read; an operator's own lines go to local.conf beside it and win.
 */
export function postgresConfig(options: { socketDir: string; isDurable: boolean }): string {
  const lines = [...fixedLines, ...(options.isDurable ? durableLines : throwAwayLines)];
  return [
    '# Written by Anyuan at every start. Put changes into local.conf in this folder.',
    `unix_socket_directories = '${options.socketDir.replaceAll("'", "''")}'`,
    ...lines,
    "include_if_exists = 'local.conf'",
    '',
  ].join('\n');
}

const fixedLines = [
  // No TCP port is taken: the socket folder is private, which is also the authentication (pg_hba: trust).
  "listen_addresses = ''",
  'port = 5432',
  'unix_socket_permissions = 0700',
  "cluster_name = 'anyuan'",

  // Small memory: server and database together stay under 450 MB idle.
  'max_connections = 60',
  'shared_buffers = 96MB',
  'work_mem = 8MB',
  'maintenance_work_mem = 64MB',
  'temp_buffers = 2MB',
  'wal_buffers = 16MB',
  'effective_cache_size = 512MB',
  'huge_pages = off',
  'jit = off',
  'io_method = sync',
  'max_worker_processes = 4',
  'max_parallel_workers = 2',
  'max_parallel_workers_per_gather = 1',
  'max_logical_replication_workers = 0',
  'autovacuum_max_workers = 2',
  'autovacuum_worker_slots = 2',
  'autovacuum_naptime = 20s',
  // Sweeping leaves a box of two cores to the alarms: a burst took half as much again beside it.
  'autovacuum_vacuum_cost_delay = 20ms',

  // Commit latency: page images after a checkpoint are compressed, checkpoints are rare and spread out, and
  // WAL files are kept and reused (writing a new one of 16 MB in the middle of a burst is a visible spike).
  'wal_compression = pglz',
  'checkpoint_timeout = 15min',
  'checkpoint_completion_target = 0.9',
  'min_wal_size = 256MB',
  'max_wal_size = 2GB',
  'random_page_cost = 1.2',

  // Sane sessions. Nothing of ours holds a transaction open for minutes.
  "timezone = 'UTC'",
  "log_timezone = 'UTC'",
  "default_text_search_config = 'pg_catalog.simple'",
  'idle_in_transaction_session_timeout = 5min',

  // The log names no people: no statement text, no parameters, no DETAIL ("Key (phone)=(...) exists").
  'log_min_messages = warning',
  'log_min_error_statement = panic',
  'log_error_verbosity = terse',
  'log_parameter_max_length = 0',
  'log_parameter_max_length_on_error = 0',
  'log_checkpoints = off',
  "log_line_prefix = '%m [%p] '",
];

const durableLines = [
  'fsync = on',
  'synchronous_commit = on',
  'full_page_writes = on',
  // After a kill no alarm can be taken until recovery ends; fsync of a thousand files made that seconds.
  'recovery_init_sync_method = syncfs',
  // replica, not minimal: an online backup and a read replica need it, and it costs our small commits nothing.
  'wal_level = replica',
  'max_wal_senders = 2',
  'max_replication_slots = 2',
];

/** For databases of tests only: a power cut loses them and nobody minds. */
const throwAwayLines = [
  'fsync = off',
  'synchronous_commit = off',
  'full_page_writes = off',
  'wal_level = minimal',
  'max_wal_senders = 0',
  'autovacuum = off',
  'max_connections = 200',
];

/** Local sessions only; whoever can enter the private socket folder (the account, and root) is trusted. */
export const hostRules = 'local all all trust\n';
