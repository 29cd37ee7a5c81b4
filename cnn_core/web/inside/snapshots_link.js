// Hands snapshots from the component that brings them to the board: each is a module of its own.

const SNAPSHOTS_EVENT = "cnn-lab-snapshots";

/** run: number of the run; bytes: its artifact "snapshots". */
function offerSnapshots(run, bytes) {
  window.cnnLabSnapshots = { run, bytes };
  window.dispatchEvent(new Event(SNAPSHOTS_EVENT));
}

/** Call onOffer({run, bytes}) with those that are there, and with all that come until `signal`. */
function followSnapshots(onOffer, signal) {
  const tell = () => window.cnnLabSnapshots && onOffer(window.cnnLabSnapshots);
  window.addEventListener(SNAPSHOTS_EVENT, tell, { signal });
  tell();
}
