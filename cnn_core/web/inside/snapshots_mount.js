// A component without a face: it brings a run's snapshots into the page, once for all.

export default function ({ data }) {
  const { run, parts } = openEnvelope(data);
  offerSnapshots(run, parts[0]);
}
