"""The documents that are generated here: each from what it documents, so that neither drifts."""
