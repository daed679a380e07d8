/**
 * onnxruntime 1.30 carries a telemetry client: as soon as it loads it makes a device id and a
 * database of events under ~/.cache and would send them to its maker when there is a network. A
 * school's terminal reports to the school alone. Import this before onnxruntime-node; the library
 * reads the variable when it is loaded.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
