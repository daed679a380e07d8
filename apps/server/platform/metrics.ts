import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus at `/metrics`. No personal data, no ids. */
export function makeMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'anyuan_' });
  const registers = [registry];
  const latency = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
  return {
    registry,
    detections: new Counter({
      name: 'anyuan_detections_total',
      help: 'Detections committed; repeated ones apart',
      labelNames: ['repeated'],
      registers,
    }),
    rejected: new Counter({
      name: 'anyuan_rejected_total',
      help: 'Messages of terminals refused, by code',
      labelNames: ['code'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'anyuan_intake_seconds',
      help: 'From receipt of a detection to its commit',
      buckets: latency,
      registers,
    }),
    stepLateSeconds: new Histogram({
      name: 'anyuan_step_late_seconds',
      help: 'Lateness of tier steps',
      buckets: latency,
      registers,
    }),
    terminals: new Gauge({
      name: 'anyuan_terminals_connected',
      help: 'Terminals connected to the embedded broker',
      registers,
    }),
    screens: new Gauge({
      name: 'anyuan_live_connections',
      help: 'Open live connections of consoles and phones',
      registers,
    }),
    auditedAt: new Gauge({
      name: 'anyuan_audited_at_seconds',
      help: 'When the auditor last found every open alarm with its next step (for an outside watchdog)',
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof makeMetrics>;
