// Snapshots of a network in training. cnn_core/snapshots.py writes them.

/**
 * Read the artifact "snapshots".
 * @param {Uint8Array} bytes
 * @returns {{step: number, epoch: number, payload: Uint8Array}[]} in the order of their steps, with
 *   finished steps and finished epochs
 * @throws {Error} one plain sentence, if the bytes are cut short, of another version or wrong
 */
function readSnapshots(bytes) {
  const start = bytes.length < 4 ? Infinity : 4 + firstUint32(bytes);
  if (start > bytes.length) throw damagedSnapshots();
  const header = snapshotsHeader(bytes.subarray(4, start));
  if (header?.version !== 1 || !Array.isArray(header.snapshots)) throw damagedSnapshots();
  let at = start;
  const snapshots = header.snapshots.map(({ step, epoch, size }) => {
    if (!(size > 0)) throw damagedSnapshots();
    return { step, epoch, payload: bytes.subarray(at, (at += size)) };
  });
  if (at !== bytes.length) throw damagedSnapshots();
  return snapshots;
}

function firstUint32(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

function snapshotsHeader(bytes) {
  try {
    return JSON.parse(String.fromCharCode(...bytes)); // all of it is ASCII
  } catch {
    throw damagedSnapshots();
  }
}

function damagedSnapshots() {
  return new Error("The run's snapshots are damaged: only its newest weights can be shown.");
}
