"""The only room that imports keras and tensorflow, besides `cnn_core.worker`."""
