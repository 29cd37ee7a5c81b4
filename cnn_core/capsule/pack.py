"""A run as a capsule: a packed run that carries what a second training is compared with."""

from __future__ import annotations

from cnn_core.archive import ARTIFACT_FILES, ArchiveError, run_files, zipped
from cnn_core.capsule.circumstances import ARTIFACT, CircumstancesError
from cnn_core.capsule.manifest import NAME, ManifestError, manifest_of
from cnn_core.payload import PayloadError
from cnn_core.store import Store


def export_capsule(store: Store, number: int) -> bytes:
    """The files of `export_run`, and capsule.json in place of circumstances.json.

    Raises ArchiveError while the run is active or where what it keeps is damaged, and RunNotFound.
    """
    files = run_files(store, number)
    seed = store.run(number).spec.training.seed
    artifacts = {name: store.artifact(number, name) for name in (ARTIFACT, "initial", "payload")}
    there = {name: data for name, data in artifacts.items() if data is not None}
    try:
        manifest = manifest_of(seed, there)
    except (CircumstancesError, ManifestError, PayloadError) as error:
        raise ArchiveError(f"Run {number} cannot be packed as a capsule. {error}") from None
    files.pop(ARTIFACT_FILES[ARTIFACT], None)
    return zipped(files | {NAME: manifest.to_bytes()})
